import { LENGTH_PREFIX } from './frames.ts';

/** A frame as it goes over a pipe: its length, then itself. */
export function prefixed(frame: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(LENGTH_PREFIX + frame.length);
  out.writeUInt32LE(frame.length, 0);
  out.set(frame, LENGTH_PREFIX);
  return out;
}

/** Puts frames together from what a pipe hands over. The common case, one whole frame, is passed on without a copy. */
export function frameSplitter(deliver: (frame: Uint8Array) => void): (chunk: Uint8Array) => void {
  let rest: Uint8Array = new Uint8Array(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= LENGTH_PREFIX) {
      const [a = 0, b = 0, c = 0, d = 0] = rest;
      const end = LENGTH_PREFIX + (a | (b << 8) | (c << 16) | (d << 24));
      if (rest.length < end) return;
      const frame = rest.subarray(LENGTH_PREFIX, end);
      rest = rest.subarray(end);
      deliver(frame);
    }
  };
}
