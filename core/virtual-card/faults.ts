import { z } from '../base/zod.ts';
import type { TearPattern, TornByte } from './memory.ts';

const hexByte = z.string().regex(/^[0-9A-Fa-f]{2}$/, 'two hex digits expected');
const hexWord = z.string().regex(/^[0-9A-Fa-f]{4}$/, 'four hex digits expected');
const torn = z.string().regex(/^[ONF]+$/, 'letters O, N and F expected');

export const faultSchema = z.looseObject({
  kind: z
    .enum(['remove', 'mute', 'status', 'statusFrom', 'tear', 'slow', 'reset', 'swap', 'corrupt'])
    .describe(
      'card leaves; card stops answering; card answers sw, once or from then on; an UPDATE is torn; the answer is slow; the card resets; another card stands in the reader; a byte of the answer is changed',
    ),
  at: z.int().min(1).describe('the n-th command (of that ins) since the card was put in; happens once'),
  ins: hexByte.describe('count only commands with this INS').exactOptional(),
  when: z
    .enum(['before', 'after'])
    .describe('remove, mute, status, statusFrom, reset, swap: before (default) or after the command took effect')
    .exactOptional(),
  sw: hexWord.describe('answer for status and statusFrom, default 6F00').exactOptional(),
  prefix: z.int().min(0).describe('tear: so many bytes are new, the rest is old').exactOptional(),
  bytes: torn
    .describe('tear: for each byte of the range O old, N new, F erased (FF); what the letters do not reach is old')
    .exactOptional(),
  pages: torn.describe('tear: the same for each page of memory that the range touches, in order').exactOptional(),
  outcome: z
    .union([z.literal('remove'), z.literal('mute'), hexWord])
    .describe('tear: the card leaves (default), stops answering, or answers this status word: 6581, 9240')
    .exactOptional(),
  millis: z.number().min(0).max(600_000).describe('slow: how long the answer takes').exactOptional(),
  card: z.string().min(1).describe('swap: name of a built-in card, or path of an image').exactOptional(),
  offset: z
    .int()
    .min(0)
    .describe('corrupt: which byte of the answer, default 0; the last where it is shorter')
    .exactOptional(),
  xor: hexByte.describe('corrupt: what the byte is changed by, default FF').exactOptional(),
});
export type FaultImage = z.infer<typeof faultSchema>;

/** What a fault of this kind cannot do without. @returns undefined where nothing is missing */
export function faultLacks(fault: FaultImage): string | undefined {
  if (fault.kind === 'slow' && fault.millis === undefined) return 'millis';
  if (fault.kind === 'swap' && fault.card === undefined) return 'card';
  const models = [fault.prefix, fault.bytes, fault.pages].filter((model) => model !== undefined);
  return fault.kind === 'tear' && models.length !== 1 ? 'one of prefix, bytes and pages' : undefined;
}

/** What is left of a torn write, by the model that the fault names. @param page bytes of a page of memory */
export function tearPattern(fault: FaultImage, page: number): TearPattern {
  const letter = (letters: string, index: number): TornByte => {
    const found = letters[index];
    return found === 'N' || found === 'F' ? found : 'O';
  };
  const { prefix, bytes, pages } = fault;
  if (bytes !== undefined) return (index) => letter(bytes, index);
  if (pages !== undefined)
    return (index, offset) => letter(pages, Math.floor(offset / page) - Math.floor((offset - index) / page));
  return (index) => (index < (prefix ?? 0) ? 'N' : 'O');
}

/** A fault that is yet to happen, or that goes on happening. */
export interface ArmedFault {
  readonly fault: FaultImage;
  /** Commands that it counts until it happens, that one included; 0: it happens with each from now on. */
  readonly left: number;
}

/** Counts commands for the faults of an image, and tells which is due. */
export class FaultCounter {
  #faults: readonly FaultImage[];
  readonly #counts = new Map<FaultImage, number>();

  constructor(faults: readonly FaultImage[]) {
    this.#faults = [...faults];
  }

  #left(fault: FaultImage): number {
    return Math.max(0, fault.at - (this.#counts.get(fault) ?? 0));
  }

  /** What can still go wrong, in the order in which it was armed. */
  armed(): readonly ArmedFault[] {
    return this.#faults
      .map((fault) => ({ fault, left: this.#left(fault) }))
      .filter(({ fault, left }) => left > 0 || fault.kind === 'statusFrom');
  }

  /** Adds a fault; it counts from the next command on. */
  arm(fault: FaultImage): void {
    // A copy of its own: the same fault may be armed twice.
    this.#faults = [...this.#faults, { ...fault }];
  }

  /** Takes one away. @param at its place in `armed()` */
  disarm(at: number): void {
    const gone = this.armed()[at]?.fault;
    this.#faults = this.#faults.filter((fault) => fault !== gone);
  }

  /** Counts a command for every fault. @returns the first that is due with it */
  due(ins: number | undefined): FaultImage | undefined {
    let due: FaultImage | undefined;
    for (const fault of this.#faults) {
      if (fault.ins !== undefined && Number.parseInt(fault.ins, 16) !== ins) continue;
      const seen = (this.#counts.get(fault) ?? 0) + 1;
      this.#counts.set(fault, seen);
      if (seen === fault.at || (fault.kind === 'statusFrom' && seen > fault.at)) due ??= fault;
    }
    return due;
  }

  /** The faults that have not happened: what has happened does not happen again when the card is put back. */
  remaining(): FaultImage[] {
    return this.#faults.filter((fault) => (this.#counts.get(fault) ?? 0) < fault.at);
  }
}

/** An answer with one byte changed. */
export function corrupted(answer: Uint8Array, fault: FaultImage): Uint8Array {
  const out = answer.slice();
  const at = Math.min(fault.offset ?? 0, out.length - 1);
  out[at] = (out[at] ?? 0) ^ Number.parseInt(fault.xor ?? 'FF', 16);
  return out;
}
