import { z } from 'zod';
import { fromHex, fromUtf8, toHex, utf8 } from '../../core/base/bytes.ts';
import { eventFrame, type Frame, requestFrame, responseFrame } from './contract.ts';

/**
 * The contract's frames for a carrier that knows text and bytes, but no objects (WebSocket). Both ends use this file, so the
 * encoding exists once.
 *
 * Text: JSON in which a `Uint8Array` stands as `{"$bytes":"HEX"}`. Where a frame has long ones it is a binary message: the
 * length of the text (4 bytes, big-endian), the text, in which a long one stands as `{"$raw":[offset,length]}`, and their bytes,
 * one behind the other: hex would take twice the room, and a large file minutes.
 */

/** The first frame of a connection. The token travels in a message, never in an address, so that no log can hold it. */
export const helloFrame = z.object({ kind: z.literal('hello'), token: z.string().min(1).max(256) });
export type Hello = z.infer<typeof helloFrame>;

export type WireFrame = Frame | Hello;

/** Path the WebSocket is served at. */
export const BRIDGE_PATH = '/bridge';

/** Close code of a connection whose hello was refused; in the range that RFC 6455 7.4.2 leaves to applications. */
export const CLOSE_REFUSED = 4401;

const BYTES_KEY = '$bytes';
const RAW_KEY = '$raw';

/** From this length on bytes travel as they are. */
const RAW_FROM = 1024;

/** Bytes of the length of the text before it. */
const HEAD = 4;

/** Levels of a frame: the deepest trees of a card stay far under it, and a stack far above. */
const DEPTH = 200;

const anyFrame = z.discriminatedUnion('kind', [helloFrame, requestFrame, responseFrame, eventFrame]);

/** @param raw takes the long ones, in the order of their places */
function pack(value: unknown, raw: Uint8Array[]): unknown {
  if (value instanceof Uint8Array) {
    if (value.length < RAW_FROM) return { [BYTES_KEY]: toHex(value) };
    const offset = raw.reduce((sum, { length }) => sum + length, 0);
    raw.push(value);
    return { [RAW_KEY]: [offset, value.length] };
  }
  if (Array.isArray(value)) return value.map((item) => pack(item, raw));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item, raw)]));
}

/** The bytes at a place that a frame names; undefined where there are none. */
function rawAt(place: unknown, raw: Uint8Array): Uint8Array | undefined {
  const parsed = rawPlace.safeParse(place);
  if (!parsed.success) return undefined;
  const [offset, length] = parsed.data;
  return offset + length <= raw.length ? raw.subarray(offset, offset + length) : undefined;
}

const rawPlace = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);

/** @throws RangeError where it is deeper than any frame: whoever sent it is not the other end of this file */
function unpack(value: unknown, raw: Uint8Array, depth = 0): unknown {
  if (depth > DEPTH) throw new RangeError('deeper than a frame');
  if (Array.isArray(value)) return value.map((item) => unpack(item, raw, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const [key, item] = first;
    if (key === BYTES_KEY && typeof item === 'string') return fromHex(item);
    if (key === RAW_KEY) return rawAt(item, raw);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, unpack(item, raw, depth + 1)]));
}

/** A frame as the message that goes over the wire: text, or bytes where it has long ones. */
export function encodeFrame(frame: WireFrame): string | Uint8Array<ArrayBuffer> {
  const raw: Uint8Array[] = [];
  const text = JSON.stringify(pack(frame, raw));
  if (raw.length === 0) return text;
  const words = utf8(text);
  const message = new Uint8Array(raw.reduce((sum, { length }) => sum + length, HEAD + words.length));
  new DataView(message.buffer).setUint32(0, words.length);
  let at = HEAD;
  for (const part of [words, ...raw]) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}

/** Text and bytes of a binary message; undefined where its text does not end in it, or is none. */
function takeApart(message: Uint8Array): { readonly text: string; readonly raw: Uint8Array } | undefined {
  if (message.length < HEAD) return undefined;
  const end = HEAD + new DataView(message.buffer, message.byteOffset).getUint32(0);
  const text = end <= message.length ? fromUtf8(message.subarray(HEAD, end)) : undefined;
  return text === undefined ? undefined : { text, raw: message.subarray(end) };
}

/**
 * The frame in a message; undefined when it is none. Never throws, whatever the message is. `params`, `value` and `data` inside are still unchecked: whoever
 * dispatches knows the name and applies the contract's schema of it. Long bytes inside are views of the message.
 */
export function decodeFrame(message: string | Uint8Array): WireFrame | undefined {
  const parts = typeof message === 'string' ? { text: message, raw: new Uint8Array() } : takeApart(message);
  if (parts === undefined) return undefined;
  try {
    const parsed = anyFrame.safeParse(unpack(JSON.parse(parts.text), parts.raw));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
