import { type AppError, appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { AtEngine } from './at-engine.ts';

/** A modem that answers, with what it says of itself. */
export interface Modem {
  /** Manufacturer and model (TS 27.007 5.1, 5.2); empty where it tells neither. */
  readonly name: string;
  /** Puts echo and error reports back as they were. */
  restore(): Promise<void>;
}

export interface ModemWait {
  /** Milliseconds for one command that does not concern the card. */
  readonly within: number;
  /** Milliseconds of quiet that end what the line still had to say. */
  readonly quiet: number;
}

const USUAL_WAIT: ModemWait = { within: 1500, quiet: 200 };

/** The first command may be lost while the modem finds its speed (auto-baud) or wakes up. */
const GREETINGS = 3;

/** A name: nothing that a modem may report in between, no echo. */
const OWN_WORD = /^(?!AT|RING|NO CARRIER|RDY)[A-Za-z0-9].{0,60}$/;

/**
 * Finds the modem on a port and prepares it: echo off, errors by number. Nothing else of its state is touched, and no PIN is
 * ever sent by +CPIN.
 * Errors: `at-no-modem`, `card-absent`, `reader-gone`.
 */
export async function greetModem(
  engine: AtEngine,
  reader: string,
  { within, quiet }: ModemWait = USUAL_WAIT,
): Promise<Result<Modem>> {
  const ask = (text: string, prefix?: string) =>
    engine.command(text, { within, ...(prefix !== undefined && { prefix }) });
  const restore: string[] = [];
  const putBack = async (): Promise<void> => {
    for (const text of restore.splice(0)) await ask(text);
  };
  const fail = async (error: AppError) => {
    await putBack();
    return err(error);
  };

  let answered = false;
  for (let n = 0; n < GREETINGS && !answered; n++) {
    const hello = await ask('AT');
    if (hello.kind === 'gone') return err(appError('reader-gone', { reader }));
    answered = hello.kind === 'ok';
    // Late answers to a greeting given up must not pass for answers to what comes next.
    if (hello.kind === 'silent') await engine.settle(quiet);
  }
  if (!answered) return err(appError('at-no-modem', { reader }));

  if (engine.echoes) restore.push('ATE1');
  await ask('ATE0');
  const reports = await ask('AT+CMEE?', '+CMEE:');
  const before = reports.kind === 'ok' ? reports.lines[0] : undefined;
  if (before !== '1' && (await ask('AT+CMEE=1')).kind === 'ok' && /^[02]$/.test(before ?? '')) {
    restore.unshift(`AT+CMEE=${before}`);
  }
  const pin = await ask('AT+CPIN?', '+CPIN:');
  if (pin.kind === 'gone') return err(appError('reader-gone', { reader }));
  if (pin.kind === 'silent') return err(appError('at-no-modem', { reader }));
  const absent = pin.kind === 'refused' ? pin.cme === 10 : /^NOT (INSERTED|READY)$/i.test(pin.lines[0] ?? '');
  if (absent) return fail(appError('card-absent', { reader }));

  const ownWord = async (command: string): Promise<string> => {
    const reply = await engine.command(`AT${command}`, { within, prefix: `${command}:`, bare: OWN_WORD });
    return reply.kind === 'ok' ? (reply.lines[0] ?? '').replaceAll('"', '') : '';
  };
  const name = [await ownWord('+CGMI'), await ownWord('+CGMM')];
  return ok({ name: name.filter((word) => word !== '').join(' '), restore: putBack });
}
