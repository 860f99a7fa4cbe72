import type { Span } from '../base/span.ts';
import type { ByteKind, TokenSpan } from '../base/structure.ts';
import { readMbUint } from '../wbxml/mb-uint.ts';

/*
 * push     = TID 06 headers-length(uintvar) content-type *header body
 * content-type = short-integer | value-length media-type *parameter
 * parameter: 81 charset, 91 SEC (short integer), 92 MAC (text ending in 00)     (WSP; WAP-184 6.2.1)
 */

/** Content types of pushes that carry bootstrap data, by their short integer without bit 8. */
export const PUSH_TYPES = {
  53: 'text/vnd.wap.connectivity-xml',
  54: 'application/vnd.wap.connectivity-wbxml',
  66: 'application/vnd.syncml.dm+wbxml',
  67: 'application/vnd.syncml.dm+xml',
} as const satisfies Record<number, string>;

/** Security methods by the number in SEC (WAP-183 5.3, WAP-184 6.2.1). */
export const SECURITY_METHODS = ['NETWPIN', 'USERPIN', 'USERNETWPIN', 'USERPINMAC'] as const;

export interface PushHeader {
  readonly contentType: string;
  /** Number of the security method; null where the push names none. */
  readonly security: number | null;
  /** As written, 40 hex digits in a good one; null where there is none. */
  readonly mac: string | null;
  readonly macSpan: Span | null;
  /** The push's bytes before its body. */
  readonly span: Span;
  readonly tokens: readonly TokenSpan[];
}

const PUSH_PDU = 0x06;
const CHARSET = 0x81;
const SEC = 0x91;
const MAC = 0x92;

/**
 * The header of a connectionless WSP push that begins at `offset`.
 * @returns undefined where the bytes are no push with one of `PUSH_TYPES`.
 */
export function readPushHeader(bytes: Uint8Array, offset = 0): PushHeader | undefined {
  const scan = new PushScanner(bytes, offset);
  scan.take(1, 'header', 'transaction identifier');
  if (scan.take(1, 'header', 'WSP push') !== PUSH_PDU) return undefined;
  const headers = scan.uint('headers');
  if (headers === undefined || scan.at + headers > bytes.length) return undefined;
  const body = scan.at + headers;
  const head = { security: null, mac: null, macSpan: null };
  const first = bytes[scan.at] ?? 0;
  if (first >= 0x80) {
    const contentType = scan.contentType();
    return contentType === undefined ? undefined : { ...head, contentType, ...scan.finish(body) };
  }
  const length = first === 0x1f ? scan.quoted() : scan.take(1, 'length', `content type of ${first} bytes`);
  const end = scan.at + (length ?? Number.POSITIVE_INFINITY);
  if (end > body) return undefined;
  const contentType = scan.contentType();
  if (contentType === undefined) return undefined;
  const parameters = scan.parameters(end);
  return { ...head, contentType, ...parameters, ...scan.finish(body) };
}

type Parameters = Partial<Pick<PushHeader, 'security' | 'mac' | 'macSpan'>>;

class PushScanner {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #tokens: TokenSpan[] = [];
  at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.at = start;
  }

  /** Takes `length` bytes as one token; the first of them. */
  take(length: number, kind: ByteKind, meaning: string): number {
    const first = this.#bytes[this.at] ?? 0;
    if (length > 0) this.#tokens.push({ span: { offset: this.at, length }, kind, meaning });
    this.at += length;
    return first;
  }

  uint(what: string): number | undefined {
    const read = readMbUint(this.#bytes, this.at);
    if (typeof read === 'string') return undefined;
    this.take(read.length, 'length', `${what} of ${read.value} bytes`);
    return read.value;
  }

  /** The length behind a length quote. */
  quoted(): number | undefined {
    this.take(1, 'control', 'length quote');
    return this.uint('content type');
  }

  contentType(): string | undefined {
    const code = (this.#bytes[this.at] ?? 0) & 0x7f;
    const name = Object.hasOwn(PUSH_TYPES, code) ? PUSH_TYPES[code as keyof typeof PUSH_TYPES] : undefined;
    if (name === undefined || (this.#bytes[this.at] ?? 0) < 0x80) return undefined;
    this.take(1, 'header', name);
    return name;
  }

  parameters(end: number): Parameters {
    let out: Parameters = {};
    while (this.at < end) {
      const token = this.#bytes[this.at] ?? 0;
      const value = this.#bytes[this.at + 1] ?? 0;
      if (token === SEC && value >= 0x80 && this.at + 2 <= end) {
        const security = value & 0x7f;
        out = { ...out, security };
        this.take(2, 'header', `SEC ${SECURITY_METHODS[security] ?? security}`);
      } else if (token === CHARSET && value >= 0x80 && this.at + 2 <= end) {
        this.take(2, 'header', `charset ${value & 0x7f}`);
      } else if (token === MAC) {
        const close = this.#bytes.indexOf(0, this.at + 1);
        if (close < 0 || close >= end) break;
        const macSpan = { offset: this.at + 1, length: close - this.at - 1 };
        const mac = String.fromCharCode(...this.#bytes.subarray(this.at + 1, Math.min(close, this.at + 1 + 256)));
        out = { ...out, mac, macSpan };
        this.take(1, 'header', 'MAC');
        this.take(macSpan.length, 'text', 'message authentication code');
        this.take(1, 'control', 'end of string');
      } else {
        break;
      }
    }
    if (this.at < end) this.take(end - this.at, 'header', 'other parameters');
    return out;
  }

  finish(body: number): Pick<PushHeader, 'span' | 'tokens'> {
    if (this.at < body) this.take(body - this.at, 'header', 'other headers');
    return { span: { offset: this.#start, length: body - this.#start }, tokens: this.#tokens };
  }
}
