import type { Span } from '../base/span.ts';
import type { ByteKind, TokenSpan } from '../base/structure.ts';
import { decodeText, isAsciiBased, terminatorWidth } from './charset.ts';
import type { WbxmlFault, WbxmlFaultReason } from './fault.ts';

/** What a hostile document may cost. Counted in steps, so that the same bytes stop at the same place everywhere. */
export interface WbxmlLimits {
  /** Elements inside each other, embedded documents included. */
  readonly depth: number;
  /** Nodes and attribute tokens of the whole document, embedded ones and those tried for one included. */
  readonly nodes: number;
  /** Bytes of strings, counted again wherever a reference repeats one of the string table. */
  readonly text: number;
}

export const WBXML_LIMITS: WbxmlLimits = { depth: 64, nodes: 100_000, text: 4_194_304 };

/** What decoding has cost so far: shared by a document and those inside it. */
export interface WbxmlCost {
  nodes: number;
  text: number;
}

const LATIN = new TextDecoder('windows-1252');

/** Bytes as one character each: ASCII stretches of it are text. Shared by a document and those inside it. */
class AsciiView {
  readonly #bytes: Uint8Array;
  #text: string | null = null;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** One decoder call for a whole document and slices of it cost far less than a call for each of its strings. */
  slice(from: number, to: number): string {
    this.#text ??= LATIN.decode(this.#bytes);
    return this.#text.slice(from, to);
  }
}

/**
 * Walks over a document's bytes once, from front to back. Where tokens are wanted it notes what each byte is: they tile
 * what was read. The first fault stops it; from then on it reads nothing more.
 */
export class WbxmlScanner {
  readonly bytes: Uint8Array;
  readonly end: number;
  /** Null where nobody wants to know. */
  readonly tokens: TokenSpan[] | null;
  readonly limits: WbxmlLimits;
  readonly cost: WbxmlCost;
  readonly #view: AsciiView;
  at: number;
  fault: WbxmlFault | null = null;
  depth: number;
  /** Set by the header; strings before it cannot occur. */
  #charset: number | null = null;
  #ascii = true;
  /** Bytes of the 00 character that ends a string. */
  terminatorWidth: 1 | 2 = 1;

  constructor(
    bytes: Uint8Array,
    start: number,
    end: number,
    limits: WbxmlLimits,
    explain: boolean,
    outer?: WbxmlScanner,
  ) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.limits = limits;
    this.tokens = explain ? [] : null;
    this.depth = outer?.depth ?? 0;
    this.cost = outer?.cost ?? { nodes: 0, text: 0 };
    this.#view = outer?.asciiView() ?? new AsciiView(bytes);
  }

  setCharset(charset: number | null): void {
    this.#charset = charset;
    this.#ascii = isAsciiBased(charset);
    this.terminatorWidth = terminatorWidth(charset);
  }

  asciiView(): AsciiView {
    return this.#view;
  }

  stop(reason: WbxmlFaultReason, offset = this.at): undefined {
    this.fault ??= { offset, reason };
    return undefined;
  }

  /** The byte under the cursor; −1 at the end or after a fault. */
  peek(): number {
    return this.fault === null && this.at < this.end ? (this.bytes[this.at] as number) : -1;
  }

  /** Notes that the bytes from `from` up to the cursor are one token. */
  note(from: number, kind: ByteKind, meaning: string): void {
    if (this.tokens !== null && this.at > from) {
      this.tokens.push({ span: { offset: from, length: this.at - from }, kind, meaning });
    }
  }

  /** Takes one byte as a token of its own. */
  skip(kind: ByteKind, meaning: string): void {
    this.at++;
    if (this.tokens !== null) this.note(this.at - 1, kind, meaning);
  }

  /** The next byte, or −1 with a fault. Not noted. */
  byte(): number {
    const byte = this.peek();
    if (byte < 0) this.stop('truncated');
    else this.at++;
    return byte;
  }

  /** An mb_u_int32 (WAP-192 5.1), or −1 with a fault. Not noted. */
  uint(): number {
    if (this.fault !== null) return -1;
    let value = 0;
    for (let length = 0; length < 5; length++) {
      if (this.at + length >= this.end) {
        this.stop('truncated');
        return -1;
      }
      const byte = this.bytes[this.at + length] as number;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80 && value <= 0xffffffff) {
        this.at += length + 1;
        return value;
      }
      if (byte < 0x80) break;
    }
    this.stop('integer-too-long');
    return -1;
  }

  /** Takes the characters of an inline string and the 00 that ends it; the span is that of the characters. */
  string(meaning: string): { readonly text: string; readonly span: Span } | undefined {
    if (this.fault !== null) return undefined;
    const from = this.at;
    const width = this.terminatorWidth;
    const close = this.#close(from, this.end, width);
    if (close < 0) return this.stop('string-open');
    const text = this.#textOf(from, close);
    this.at = close;
    this.note(from, 'text', meaning);
    this.at = close + width;
    this.note(close, 'control', 'end of string');
    return text === undefined ? undefined : { text, span: { offset: from, length: close - from } };
  }

  /** The string that begins at `from` and ends at its 00 or at `end`, whichever comes first. */
  stringAt(from: number, end: number): { readonly text: string; readonly span: Span } | undefined {
    const close = this.#close(from, end, this.terminatorWidth);
    const to = close < 0 ? end : close;
    const text = this.#textOf(from, to);
    return text === undefined ? undefined : { text, span: { offset: from, length: to - from } };
  }

  #highBits = 0;

  /** Where the 00 character stands at or after `from`; −1 where there is none before `end`. */
  #close(from: number, end: number, width: 1 | 2): number {
    const { bytes } = this;
    let high = 0;
    for (let at = from; at + width <= end; at += width) {
      const byte = bytes[at] as number;
      if (byte === 0 && (width === 1 || bytes[at + 1] === 0)) {
        this.#highBits = high;
        return at;
      }
      high |= byte;
    }
    this.#highBits = high;
    return -1;
  }

  /** Characters between two places, whose bytes `#close` has just looked at. */
  #textOf(from: number, to: number): string | undefined {
    this.cost.text += to - from;
    if (this.cost.text > this.limits.text) return this.stop('too-much-text', from);
    if (this.#highBits < 0x80 && this.#ascii) return this.#view.slice(from, to);
    return decodeText(this.bytes.subarray(from, to), this.#charset);
  }

  /** Counts one more node; false when the document has too many. */
  countNode(): boolean {
    this.cost.nodes++;
    if (this.cost.nodes > this.limits.nodes) this.stop('too-many-nodes');
    return this.fault === null;
  }
}
