import { concat, equalBytes, hex, padEnd } from '../base/bytes.ts';
import type { FileImage } from './card-image.ts';

/** Who may do something with a file of a built image. */
export type AccessWord = 'always' | 'pin1' | 'adm1' | 'never';

/** Access nibbles of class A0 (TS 51.011 9.3); 4 is ADM1 by the choice of this issuer. */
const LEVEL = { always: 0, pin1: 1, adm1: 4, never: 15 } as const satisfies Record<AccessWord, number>;

/** Security condition data objects (TS 102 221 9.2.5): always, never, or user authentication with key 01 or 0A. */
const CONDITION = {
  always: hex('9000'),
  pin1: hex('A406830101950108'),
  adm1: hex('A40683010A950108'),
  never: hex('9700'),
} as const satisfies Record<AccessWord, Uint8Array>;

/** An administrator may block and free a file, but not one that nobody may change. */
const keeper = (update: AccessWord): AccessWord => (update === 'never' ? 'never' : 'adm1');

/** The conditions of class A0 for an EF. */
export function nibblesFor(read: AccessWord, update: AccessWord): NonNullable<FileImage['access2g']> {
  const admin = LEVEL[keeper(update)];
  return { read: LEVEL[read], update: LEVEL[update], increase: 0, rehabilitate: admin, invalidate: admin };
}

/** RESIZE FILE is named by its instruction (TS 102 222 6.10). */
const RESIZE = hex('8401D4');

/**
 * Rules for an EF: read; update; activate, deactivate, terminate and delete (78); resize. Access modes with the same
 * condition share a mode byte.
 */
function rulesFor(read: AccessWord, update: AccessWord): Uint8Array {
  const modes = new Map<AccessWord, number>();
  for (const [word, mode] of [
    [read, 0x01],
    [update, 0x02],
    [keeper(update), 0x78],
  ] as const) {
    modes.set(word, (modes.get(word) ?? 0) | mode);
  }
  const rules = [...modes].map(([word, mode]) => concat(hex('8001'), Uint8Array.of(mode), CONDITION[word]));
  return concat(...rules, RESIZE, CONDITION[keeper(update)]);
}

/** Rules for a DF: everything for the administrator. */
const FOLDER_RULES = concat(hex('80017F'), CONDITION.adm1, RESIZE, CONDITION.adm1);

/** Records are longer where a rule needs it. */
const RECORD_LENGTH = 0x28;

/** Collects the rules that the files of one DF need; a rule is stored once. */
export class ArrTable {
  readonly fid: string;
  readonly #records: Uint8Array[] = [];

  /** @param fid 2F06 under the MF, 6F06 under a DF or ADF */
  constructor(fid: '2F06' | '6F06') {
    this.fid = fid;
  }

  #number(rules: Uint8Array): number {
    const at = this.#records.findIndex((record) => equalBytes(record, rules));
    return at >= 0 ? at + 1 : this.#records.push(rules);
  }

  #reference(rules: Uint8Array): NonNullable<FileImage['security']> {
    return { tag: '8B', value: `${this.fid}${this.#number(rules).toString(16).padStart(2, '0').toUpperCase()}` };
  }

  /** The security attribute of an EF. */
  file(read: AccessWord, update: AccessWord): NonNullable<FileImage['security']> {
    return this.#reference(rulesFor(read, update));
  }

  /** The security attribute of a DF. */
  folder(): NonNullable<FileImage['security']> {
    return this.#reference(FOLDER_RULES);
  }

  /** The records so far, one after the other. */
  content(): { readonly recordLength: number; readonly data: Uint8Array } {
    const recordLength = Math.max(RECORD_LENGTH, ...this.#records.map(({ length }) => length));
    return { recordLength, data: concat(...this.#records.map((record) => padEnd(record, recordLength, 0xff))) };
  }
}
