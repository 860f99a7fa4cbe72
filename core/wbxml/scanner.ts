import type { Span } from '../base/span.ts';
import type { ByteKind, TokenSpan } from '../base/structure.ts';
import type { WbxmlFault, WbxmlFaultReason } from './fault.ts';
import { readMbUint } from './mb-uint.ts';

/** What a hostile document may cost. */
export interface WbxmlLimits {
  /** Elements inside each other, embedded documents included. */
  readonly depth: number;
  /** Nodes of the whole document, embedded ones included. */
  readonly nodes: number;
}

export const WBXML_LIMITS: WbxmlLimits = { depth: 64, nodes: 100_000 };

/**
 * Walks over a document's bytes once, from front to back, and notes what each of them is: the tokens tile what was
 * read. The first fault stops it; from then on it reads nothing more.
 */
export class WbxmlScanner {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly tokens: TokenSpan[] = [];
  readonly limits: WbxmlLimits;
  at: number;
  fault: WbxmlFault | null = null;
  depth: number;
  nodes: number;

  constructor(bytes: Uint8Array, start: number, end: number, limits: WbxmlLimits, depth = 0, nodes = 0) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.limits = limits;
    this.depth = depth;
    this.nodes = nodes;
  }

  stop(reason: WbxmlFaultReason, offset = this.at): undefined {
    this.fault ??= { offset, reason };
    return undefined;
  }

  /** The byte under the cursor; undefined at the end or after a fault. */
  peek(): number | undefined {
    return this.fault === null && this.at < this.end ? this.bytes[this.at] : undefined;
  }

  /** Takes `length` bytes as one token. */
  take(length: number, kind: ByteKind, meaning: string): Span {
    const span = { offset: this.at, length };
    if (length > 0) this.tokens.push({ span, kind, meaning });
    this.at += length;
    return span;
  }

  takeByte(kind: ByteKind, meaning: (byte: number) => string): number | undefined {
    const byte = this.peek();
    if (byte === undefined) return this.stop('truncated');
    this.take(1, kind, meaning(byte));
    return byte;
  }

  takeUint(kind: ByteKind, meaning: (value: number) => string): number | undefined {
    if (this.fault !== null) return undefined;
    const read = readMbUint(this.bytes, this.at, this.end);
    if (typeof read === 'string') return this.stop(read);
    this.take(read.length, kind, meaning(read.value));
    return read.value;
  }

  /** Takes the characters of an inline string and its terminating 00; the span is that of the characters. */
  takeString(meaning: string): Span | undefined {
    if (this.fault !== null) return undefined;
    const close = this.bytes.indexOf(0, this.at);
    if (close < 0 || close >= this.end) {
      this.stop('string-open');
      return undefined;
    }
    const span = this.take(close - this.at, 'text', meaning);
    this.take(1, 'control', 'end of string');
    return span;
  }

  /** Counts one more node; false when the document has too many. */
  countNode(): boolean {
    this.nodes++;
    if (this.nodes > this.limits.nodes) this.stop('too-many-nodes');
    return this.fault === null;
  }
}
