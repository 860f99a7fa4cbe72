import { type AppError, appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import { reasonOf } from '../../storage/error-reason.ts';
import { portHolders } from './port-holders.ts';
import type { PortName } from './port-name.ts';

/** An open serial port: bytes in, bytes out. */
export interface SerialLine {
  write(text: string): void;
  /** One listener of what comes in. */
  onData(listener: (chunk: Uint8Array) => void): void;
  /** Called once when the port is gone and nobody here closed it: unplugged, or broken. */
  onLost(listener: (reason: string) => void): void;
  close(): Promise<void>;
}

type OpenSerialLine = (name: PortName, reader: string) => Promise<Result<SerialLine>>;

type SerialPortModule = typeof import('serialport');

/** The one place that loads the native serial binding: the product runs without it. */
export async function loadSerialPort(): Promise<SerialPortModule> {
  return import('serialport');
}

/**
 * Opens a port for us alone: 8 data bits, no parity, 1 stop bit, no flow control.
 * Errors: `at-binding`, `reader-unknown`, `at-port-denied`, `at-port-busy`, `at-port-failed`.
 */
export const openSerialLine: OpenSerialLine = async ({ path, baud }, reader) => {
  let module: SerialPortModule;
  try {
    module = await loadSerialPort();
  } catch (problem) {
    return err(appError('at-binding', { reason: reasonOf(problem) }));
  }
  const port = new module.SerialPort({ path, baudRate: baud, autoOpen: false, lock: true });
  const failure = await new Promise<Error | null>((resolve) => port.open(resolve));
  if (failure !== null) return err(await openError(failure.message, path, reader));

  let lost: ((reason: string) => void) | undefined;
  let over = false;
  const lose = (reason: string): void => {
    if (over) return;
    over = true;
    lost?.(reason);
  };
  port.on('close', (problem?: Error | null) => lose(problem?.message ?? 'closed'));
  port.on('error', (problem: Error) => {
    lose(problem.message);
    if (port.isOpen) port.close(() => {});
  });
  return ok({
    write: (text) => void port.write(text, 'latin1'),
    onData: (listener) => void port.on('data', listener),
    onLost: (listener) => {
      lost = listener;
    },
    close: async () => {
      over = true;
      if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
    },
  });
};

/**
 * What kept a port from being opened. The binding gives words, no code: those of errno on Unix, those of its own table on
 * Windows, where "Access denied" means another program.
 */
export function openFailure(message: string): 'at-port-denied' | 'at-port-busy' | 'reader-unknown' | 'at-port-failed' {
  if (/permission denied|EACCES/i.test(message)) return 'at-port-denied';
  if (/cannot lock|busy|access denied|temporarily unavailable|EBUSY/i.test(message)) return 'at-port-busy';
  if (/no such (file|device)|file not found|ENOENT|ENXIO/i.test(message)) return 'reader-unknown';
  return 'at-port-failed';
}

async function openError(message: string, path: string, reader: string): Promise<AppError> {
  const code = openFailure(message);
  const holder = code === 'at-port-busy' ? ((await portHolders(path)) ?? '?') : '';
  return appError(code, { reader, path, holder, reason: message.replace(/^Error:?\s*/, '') });
}
