/** Cuts what a modem sends into lines, however it was split on the way. Empty lines and the kind of line end do not count. */
export class LineSplitter {
  #rest = '';

  /** A modem's line is a few hundred characters; a port that streams something else must not fill the memory. */
  static readonly longest = 8192;

  push(chunk: Uint8Array): readonly string[] {
    const text = this.#rest + Buffer.from(chunk).toString('latin1');
    const lines = text.split(/[\r\n]+/);
    this.#rest = (lines.pop() ?? '').slice(-LineSplitter.longest);
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  }
}

/** How a command ended (V.250 5.7.1, TS 27.007 9.2). */
export type FinalResult =
  | { readonly kind: 'ok' }
  /** The modem would not. `cme` where it gave a number or one of the standard's words for it. */
  | { readonly kind: 'refused'; readonly cme?: number; readonly reason: string };

/**
 * Errors of the mobile equipment that a card command can end in (TS 27.007 9.2.1). A modem in verbose mode sends the words,
 * and some send them whatever they were asked for.
 */
export const CME_ERRORS = {
  0: 'phone failure',
  3: 'operation not allowed',
  4: 'operation not supported',
  5: 'PH-SIM PIN required',
  6: 'PH-FSIM PIN required',
  7: 'PH-FSIM PUK required',
  10: 'SIM not inserted',
  11: 'SIM PIN required',
  12: 'SIM PUK required',
  13: 'SIM failure',
  14: 'SIM busy',
  15: 'SIM wrong',
  16: 'incorrect password',
  17: 'SIM PIN2 required',
  18: 'SIM PUK2 required',
  20: 'memory full',
  21: 'invalid index',
  22: 'not found',
  23: 'memory failure',
  24: 'text string too long',
  25: 'invalid characters in text string',
  50: 'incorrect parameters',
  51: 'command implemented but currently disabled',
  52: 'command aborted by user',
  100: 'unknown',
} as const satisfies Record<number, string>;

const NUMBERS: ReadonlyMap<string, number> = new Map(
  Object.entries(CME_ERRORS).map(([number, words]) => [words.toLowerCase(), Number(number)]),
);

/** Words of an error number; the number itself where the standard has none for us. */
export function cmeWords(cme: number): string {
  return (CME_ERRORS as Readonly<Record<number, string>>)[cme] ?? `+CME ERROR ${cme}`;
}

/** Manufacturers' own words for a command that they do not have, besides ERROR. */
const OWN_REFUSALS: ReadonlySet<string> = new Set(['COMMAND NOT SUPPORT', 'TOO MANY PARAMETERS']);

/** @returns undefined for a line that ends no command */
export function finalResult(line: string): FinalResult | undefined {
  if (line === 'OK') return { kind: 'ok' };
  if (line === 'ERROR') return { kind: 'refused', reason: 'ERROR' };
  if (OWN_REFUSALS.has(line)) return { kind: 'refused', reason: line.toLowerCase() };
  const told = /^\+CM[ES] ERROR:\s*(.+)$/.exec(line)?.[1];
  if (told === undefined) return undefined;
  const cme = /^\d+$/.test(told) ? Number(told) : NUMBERS.get(told.toLowerCase());
  return cme === undefined ? { kind: 'refused', reason: told } : { kind: 'refused', cme, reason: cmeWords(cme) };
}
