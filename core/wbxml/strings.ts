import { fromUtf8 } from '../base/bytes.ts';
import { ByteWriter, uintLength, utf8Length } from './byte-writer.ts';
import { GLOBAL } from './global-tokens.ts';

/** How the texts of a document are written, and the string table that this makes. */
export interface Strings {
  /** Place in the table of a name or an FPI, which cannot stand anywhere else. */
  name(text: string): number;
  /** Writes a text without 00 characters that is not empty. @param whole true where it must not stand in pieces. */
  write(out: ByteWriter, text: string, whole: boolean): void;
  /** The table. */
  bytes(): Uint8Array;
}

/** STR_I: the characters in UTF-8 and the terminating 00. */
export function writeInline(out: ByteWriter, text: string): void {
  out.byte(GLOBAL.strI);
  out.text(text);
  out.byte(0);
}

/** Inline strings only; names go to the table as they come. */
export class InlineStrings implements Strings {
  readonly #table = new ByteWriter();
  readonly #indexes = new Map<string, number>();

  constructor(pinned: Uint8Array | undefined) {
    pinTable(this.#table, pinned);
    for (const { text, index } of pinnedStrings(pinned)) {
      if (!this.#indexes.has(text)) this.#indexes.set(text, index);
    }
  }

  name(text: string): number {
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    const index = this.#table.length;
    this.#table.text(text.replaceAll('\0', ''));
    this.#table.byte(0);
    this.#indexes.set(text, index);
    return index;
  }

  write(out: ByteWriter, text: string): void {
    writeInline(out, text);
  }

  bytes(): Uint8Array {
    return this.#table.result();
  }
}

/** A table that must stay where it is comes first, closed by a 00 if it is not. */
function pinTable(table: ByteWriter, pinned: Uint8Array | undefined): void {
  if (pinned === undefined) return;
  table.bytes(pinned);
  if (pinned.length > 0 && pinned.at(-1) !== 0) table.byte(0);
}

/** What stands in such a table already and is not put there again. */
export function pinnedStrings(pinned: Uint8Array | undefined): { readonly text: string; readonly index: number }[] {
  const out: { text: string; index: number }[] = [];
  for (let at = 0; pinned !== undefined && at < pinned.length; ) {
    const close = pinned.indexOf(0, at);
    const end = close < 0 ? pinned.length : close;
    // What is malformed cannot be pointed at by its text.
    const text = fromUtf8(pinned.subarray(at, end));
    if (text !== undefined) out.push({ text, index: at });
    at = end + 1;
  }
  return out;
}

/** A stretch of a text: characters of an inline string, or a reference to a place in the table. */
export interface Segment {
  readonly text: string;
  /** −1 for an inline string. */
  readonly index: number;
}

/** A fixed table. Texts are written with the fewest bytes that inline strings and references to it take. */
export class TableStrings implements Strings {
  readonly #table = new ByteWriter();
  /** Every string that a reference can mean: the table's strings and their ends. */
  readonly #indexes = new Map<string, number>();
  /** The same by first character, for looking at one place of a text. */
  readonly #byStart = new Map<string, string[]>();

  constructor(strings: readonly string[], pinned: Uint8Array | undefined) {
    pinTable(this.#table, pinned);
    for (const { text, index } of pinnedStrings(pinned)) this.#addEnds(text, index);
    for (const text of strings) {
      if (this.#indexes.has(text)) continue;
      const index = this.#table.length;
      this.#table.text(text);
      this.#table.byte(0);
      this.#addEnds(text, index);
    }
  }

  get length(): number {
    return this.#table.length;
  }

  name(text: string): number {
    const index = this.#indexes.get(text.replaceAll('\0', ''));
    // Every name of the draft was given to the choice.
    if (index === undefined) throw new RangeError('a name is not in the string table');
    return index;
  }

  write(out: ByteWriter, text: string, whole: boolean): void {
    for (const segment of whole ? this.wholeSegment(text) : this.segments(text)) {
      if (segment.index < 0) {
        writeInline(out, segment.text);
      } else {
        out.byte(GLOBAL.strT);
        out.uint(segment.index);
      }
    }
  }

  bytes(): Uint8Array {
    return this.#table.result();
  }

  #addEnds(text: string, index: number): void {
    let at = index;
    for (let from = 0; from < text.length; from++) {
      const code = text.charCodeAt(from);
      const low = (code & 0xfc00) === 0xdc00;
      if (!low) {
        const end = text.slice(from);
        if (!this.#indexes.has(end)) {
          this.#indexes.set(end, at);
          const start = end.charAt(0);
          const list = this.#byStart.get(start);
          if (list === undefined) this.#byStart.set(start, [end]);
          else list.push(end);
        }
        at += utf8Length(String.fromCodePoint(text.codePointAt(from) ?? 0));
      }
    }
  }

  /** One reference where the table has the text and that pays, else one inline string. */
  wholeSegment(text: string): Segment[] {
    const index = this.#indexes.get(text) ?? -1;
    return [{ text, index: index >= 0 && uintLength(index) < utf8Length(text) + 1 ? index : -1 }];
  }

  /**
   * The cheapest way to write a text, by dynamic programming from its end: at every character either a reference stands,
   * or an inline string begins, or the one that began goes on.
   */
  segments(text: string): Segment[] {
    const { length } = text;
    // Bytes from a place to the end: outside a string, and inside an inline one (whose 00 is counted there).
    const outside = new Float64Array(length + 1);
    const inside = new Float64Array(length + 1);
    const choice: (string | null)[] = new Array(length + 1).fill(null);
    inside[length] = 1;
    for (let at = length - 1; at >= 0; at--) {
      const code = text.charCodeAt(at);
      const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : (code & 0xf800) === 0xd800 ? 2 : 3;
      const go = bytes + (inside[at + 1] as number);
      let best = 1 + go;
      for (const end of this.#byStart.get(text.charAt(at)) ?? []) {
        if (end.length > length - at || !text.startsWith(end, at)) continue;
        const cost = 1 + uintLength(this.#indexes.get(end) ?? 0) + (outside[at + end.length] as number);
        if (cost < best) {
          best = cost;
          choice[at] = end;
        }
      }
      outside[at] = best;
      inside[at] = Math.min(go, 1 + best);
    }
    return readSegments(text, choice, outside, inside, (end) => this.#indexes.get(end) ?? 0);
  }
}

function readSegments(
  text: string,
  choice: readonly (string | null)[],
  outside: Float64Array,
  inside: Float64Array,
  indexOf: (end: string) => number,
): Segment[] {
  const out: Segment[] = [];
  let from = 0;
  while (from < text.length) {
    const end = choice[from];
    if (end !== null && end !== undefined) {
      out.push({ text: end, index: indexOf(end) });
      from += end.length;
      continue;
    }
    let to = from + 1;
    // The inline string ends where ending it and going on outside costs no more than going on inside.
    while (to < text.length && inside[to] !== 1 + (outside[to] as number)) to++;
    out.push({ text: text.slice(from, to), index: -1 });
    from = to;
  }
  return out;
}

/** Bytes that segments take. */
export function segmentsLength(segments: readonly Segment[]): number {
  let length = 0;
  for (const { text, index } of segments) length += index < 0 ? 2 + utf8Length(text) : 1 + uintLength(index);
  return length;
}
