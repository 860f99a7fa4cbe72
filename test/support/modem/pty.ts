import { closeSync, constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { loadKoffi } from '../../../electron/card-host/pcsc/winscard.ts';

/** A pseudo-terminal: a serial port for the program under test, and the other end of it for the test. */
export interface Pty {
  /** What the program opens: `/dev/pts/7`. */
  readonly path: string;
  write(text: string): void;
  onData(listener: (text: string) => void): void;
  /** The cable is pulled: the port's next read fails, and its name is gone. */
  unplug(): void;
}

/** Linux alone: posix_openpt of the C library, called through koffi so that nothing has to be compiled. */
export async function openPty(): Promise<Pty> {
  const libc = (await loadKoffi()).load('libc.so.6');
  const openPt = libc.func('int posix_openpt(int flags)');
  const grant = libc.func('int grantpt(int fd)');
  const unlock = libc.func('int unlockpt(int fd)');
  const nameOf = libc.func('int ptsname_r(int fd, _Out_ uint8_t *name, size_t length)');

  const master: number = openPt(constants.O_RDWR | constants.O_NOCTTY);
  const name = Buffer.alloc(64);
  if (master < 0 || grant(master) !== 0 || unlock(master) !== 0 || nameOf(master, name, name.length) !== 0)
    throw new Error('no pseudo-terminal');
  const path = name.toString('latin1').split('\0')[0] ?? '';
  // Held open, so that the other end sees no hang-up between two openings by the program.
  const slave = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  const stream = new ReadStream(master);
  let open = true;
  const shut = (): void => {
    if (!open) return;
    open = false;
    closeSync(slave);
    stream.destroy();
  };
  // EIO: the last opener is gone.
  stream.on('error', shut);
  return {
    path,
    write: (text) => {
      if (open) stream.write(text, 'latin1');
    },
    onData: (listener) => void stream.on('data', (chunk) => listener(chunk.toString('latin1'))),
    unplug: shut,
  };
}
