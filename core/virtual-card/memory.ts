import type { CardNode } from './file-system.ts';

/** Bytes of one page of the card's memory where the image does not say. */
const DEFAULT_PAGE = 64;

/** What a file's page has been through. */
export interface PageWear {
  /** Path of the file. */
  readonly path: string;
  /** Page within the file's body, from 0. */
  readonly page: number;
  /** How many write operations touched it. */
  readonly writes: number;
  /** How many bytes they wrote into it. */
  readonly bytes: number;
}

/**
 * A byte of a torn write: `O` keeps the old value, `N` got the new one, `F` is left erased (FF). Index 0 is the first byte
 * of the range that the command writes.
 */
export type TornByte = 'O' | 'N' | 'F';

/** Says for each byte of a range what a power cut in the middle of writing it leaves there. */
export type TearPattern = (index: number, offset: number) => TornByte;

/**
 * The non-volatile memory of a card: the one place that changes the body of a file while the card runs. It counts wear, and
 * a write can be torn here.
 */
export class CardMemory {
  readonly page: number;
  readonly #wear = new Map<string, Map<number, { writes: number; bytes: number }>>();
  readonly #changed: () => void;
  #tear: TearPattern | undefined;
  #torn = false;

  constructor(changed: () => void, page: number = DEFAULT_PAGE, wear: readonly PageWear[] = []) {
    this.#changed = changed;
    this.page = page;
    for (const { path, page: number, writes, bytes } of wear) this.#pages(path).set(number, { writes, bytes });
  }

  #pages(path: string): Map<number, { writes: number; bytes: number }> {
    const there = this.#wear.get(path);
    if (there !== undefined) return there;
    const fresh = new Map<number, { writes: number; bytes: number }>();
    this.#wear.set(path, fresh);
    return fresh;
  }

  #count(path: string, offset: number, length: number): void {
    const pages = this.#pages(path);
    for (let at = offset; at < offset + length; ) {
      const number = Math.floor(at / this.page);
      const end = Math.min(offset + length, (number + 1) * this.page);
      const { writes, bytes } = pages.get(number) ?? { writes: 0, bytes: 0 };
      pages.set(number, { writes: writes + 1, bytes: bytes + end - at });
      at = end;
    }
  }

  /** The next write leaves what `pattern` says. */
  armTear(pattern: TearPattern): void {
    this.#tear = pattern;
  }

  /** Ends the arming. @returns true where a write was torn since `armTear` */
  disarmTear(): boolean {
    const torn = this.#torn;
    this.#tear = undefined;
    this.#torn = false;
    return torn;
  }

  /** Writes into the body of an EF. */
  write(ef: CardNode, offset: number, bytes: Uint8Array): void {
    this.#count(ef.path, offset, bytes.length);
    const tear = this.#tear;
    if (tear === undefined) ef.body.set(bytes, offset);
    else {
      for (const [index, byte] of bytes.entries()) {
        const left = tear(index, offset + index);
        if (left !== 'O') ef.body[offset + index] = left === 'N' ? byte : 0xff;
      }
      this.#tear = undefined;
      this.#torn = true;
    }
    this.#changed();
  }

  /**
   * Writes the oldest record of a cyclic EF, which becomes record 1. A card writes into the oldest record's place and then
   * moves its pointer: torn, the write spoils the oldest record and the order stays.
   */
  push(ef: CardNode, record: Uint8Array): void {
    const oldest = ef.body.length - ef.recordLength;
    if (this.#tear !== undefined) {
      this.write(ef, oldest, record);
      return;
    }
    ef.body.copyWithin(ef.recordLength, 0, oldest);
    this.write(ef, 0, record);
  }

  /** Gives an EF another body: RESIZE FILE, and an object file that grows. What is new is written. */
  replace(ef: CardNode, body: Uint8Array): void {
    const kept = ef.body.length;
    ef.body = body;
    if (body.length > kept) this.#count(ef.path, kept, body.length - kept);
    this.#changed();
  }

  /** Every page that was ever written, files in the order of their first write, pages in theirs. */
  wear(): readonly PageWear[] {
    return [...this.#wear].flatMap(([path, pages]) =>
      [...pages].sort(([a], [b]) => a - b).map(([page, { writes, bytes }]) => ({ path, page, writes, bytes })),
    );
  }
}
