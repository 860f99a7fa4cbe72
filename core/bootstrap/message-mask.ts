import type { Span } from '../base/span.ts';

const STAR = 0x2a;

/** A copy of `bytes` with every byte of `spans` replaced by `*`, so that lengths and places stay as they are. */
export function maskSecrets(bytes: Uint8Array, spans: readonly Span[]): Uint8Array {
  const out = bytes.slice();
  for (const span of spans) out.fill(STAR, span.offset, span.offset + span.length);
  return out;
}
