import type { Span } from '../base/span.ts';

/** What stands in place of a byte that nobody may see: `*`. */
export const MASK = 0x2a;

/**
 * Commands whose data are credentials: VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK (TS 102 221 11.1.9 to 11.1.13,
 * TS 51.011 8.9 to 8.13). ISO/IEC 7816-4 gives each a second code with the lowest bit set.
 */
const CREDENTIAL_INS: ReadonlySet<number> = new Set([0x20, 0x24, 0x26, 0x28, 0x2c]);

/** True where the command's data, if it has any, are credentials; in every class and on every channel. */
export function carriesCredential(tpdu: Uint8Array): boolean {
  return CREDENTIAL_INS.has((tpdu[1] ?? 0) & 0xfe);
}

export interface MaskedCommand {
  readonly masked: Uint8Array;
  /** The bytes replaced, counted in the command; empty where there was nothing to hide. */
  readonly spans: readonly Span[];
}

/**
 * Replaces credential data by `*`: everything after P3. A Le, or the bytes of an extended length, go with it, because only
 * P3 could tell them from data and a malformed command must not leak.
 * @param tpdu a TPDU or APDU; it is not changed
 */
export function maskCommand(tpdu: Uint8Array): MaskedCommand {
  const masked = tpdu.slice();
  if (!carriesCredential(tpdu) || tpdu.length <= 5) return { masked, spans: [] };
  masked.fill(MASK, 5);
  return { masked, spans: [{ offset: 5, length: tpdu.length - 5 }] };
}

/** `bytes` with the spans replaced by `*`; what of a span lies outside is left out. */
export function maskSpans(bytes: Uint8Array, spans: readonly Span[]): Uint8Array {
  const masked = bytes.slice();
  for (const { offset, length } of spans) masked.fill(MASK, Math.max(0, offset), Math.max(0, offset + length));
  return masked;
}
