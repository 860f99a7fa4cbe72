import { z } from 'zod';
import { fromHex, toHex } from '../../core/base/bytes.ts';
import { eventFrame, type Frame, requestFrame, responseFrame } from './contract.ts';

/**
 * The contract's frames as text, for a carrier that cannot take bytes (WebSocket): JSON in which a `Uint8Array` stands as
 * `{"$bytes":"HEX"}`. Both ends use this file, so the encoding exists once.
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

const anyFrame = z.discriminatedUnion('kind', [helloFrame, requestFrame, responseFrame, eventFrame]);

function pack(value: unknown): unknown {
  if (value instanceof Uint8Array) return { [BYTES_KEY]: toHex(value) };
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pack(item)]));
}

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === BYTES_KEY && typeof first[1] === 'string') return fromHex(first[1]);
  return Object.fromEntries(entries.map(([key, item]) => [key, unpack(item)]));
}

/** A frame as the text that goes over the wire. */
export function encodeFrame(frame: WireFrame): string {
  return JSON.stringify(pack(frame));
}

/**
 * The frame in `text`; undefined when it is none. `params`, `value` and `data` inside are still unchecked: whoever
 * dispatches knows the name and applies the contract's schema of it.
 */
export function decodeFrame(text: string): WireFrame | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = anyFrame.safeParse(unpack(raw));
  return parsed.success ? parsed.data : undefined;
}
