import { RETURN_CODES } from './return-codes.ts';

/**
 * Frames between the port and its children. To a card child: one byte {@link OP}, then its operands. Back: one byte
 * {@link STATUS}, the return code of PC/SC (4 bytes, little-endian), then the payload. One answer a request, in order.
 */
export const OP = {
  /** Share mode (1 byte), reader name in UTF-8. Payload of the answer: protocol (1 byte), ATR. */
  connect: 1,
  /** The TPDU. Payload of the answer: the response. */
  transmit: 2,
  /** Initialisation of SCardReconnect (1 byte). Payload of the answer: protocol (1 byte), ATR. */
  reset: 3,
  beginTransaction: 4,
  endTransaction: 5,
  /** Disposition (1 byte). The child lets go of card and context and can be used again. */
  disconnect: 6,
  /** Payload of the answer: the list of features of PC/SC part 10; empty where the reader has none or does not tell. */
  features: 7,
  /** Control code (4 bytes, little-endian), then what goes to the reader. Payload of the answer: what comes from it. */
  control: 8,
} as const;

export const STATUS = {
  ok: 0,
  /** PC/SC failed: the return code says how. */
  failed: 1,
  /** The library cannot be loaded; the payload is the reason in UTF-8. */
  noLibrary: 2,
} as const;

/** Bytes of an answer before its payload. */
export const ANSWER_HEADER = 5;
/** The response buffer that is offered: data of an extended APDU and its status word. */
export const MAX_RESPONSE = 65_538;
/** On a pipe every frame is preceded by its length, little-endian. */
export const LENGTH_PREFIX = 4;

export interface Answer {
  readonly status: number;
  readonly rc: number;
  /** A view of the frame: copy what is kept. */
  readonly payload: Uint8Array;
}

export function parseAnswer(frame: Uint8Array): Answer {
  const [status = STATUS.failed, a = 0, b = 0, c = 0, d = 0] = frame;
  const rc = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  if (frame.length < ANSWER_HEADER) {
    return { status: STATUS.failed, rc: RETURN_CODES.SCARD_F_UNKNOWN_ERROR.value, payload: new Uint8Array(0) };
  }
  return {
    status,
    rc,
    payload: new Uint8Array(frame.buffer, frame.byteOffset + ANSWER_HEADER, frame.length - ANSWER_HEADER),
  };
}

/** A reader as the watching child reports it. */
export interface RawReader {
  readonly name: string;
  /** SCARD_STATE_* bits; the upper 16 bits count the card's comings and goings where the library does so. */
  readonly state: number;
  /** In hex; empty without a card. */
  readonly atr: string;
}

/** What the watching child sends: unasked whenever something changed (`ask` 0), or as the answer to `ask`. */
export interface WatchReport {
  readonly ask: number;
  readonly rc: number;
  readonly readers: readonly RawReader[];
  /** Why the library cannot be loaded; only then present. */
  readonly noLibrary?: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeReport(report: WatchReport): Uint8Array {
  return encoder.encode(JSON.stringify(report));
}

/** @throws SyntaxError when the frame is not a report: the child is this program too, so that is a programming error. */
export function decodeReport(frame: Uint8Array): WatchReport {
  return JSON.parse(decoder.decode(frame)) as WatchReport;
}

/** A question to the watching child: a number above 0 that its answer repeats. */
export function encodeAsk(ask: number): Uint8Array {
  return Uint8Array.of(ask & 0xff, (ask >> 8) & 0xff, (ask >> 16) & 0xff, (ask >> 24) & 0xff);
}

export function decodeAsk(frame: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = frame;
  return a | (b << 8) | (c << 16) | (d << 24);
}
