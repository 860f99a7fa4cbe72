import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { concat, toHex } from '../base/bytes.ts';
import { SECURITY_METHODS } from './push.ts';

/** What sender and device share: digits that the user types, or the subscriber's identity. */
export interface PushKey {
  readonly pin?: string;
  readonly imsi?: string;
}

/**
 * An IMSI as EF(IMSI) has it without its length: the first nibble says whether the number of digits is odd (9) or even (1),
 * two digits a byte, the first in the low half, an even number filled up with F.
 * @returns undefined for what is no IMSI.
 */
export function imsiBytes(imsi: string): Uint8Array | undefined {
  if (!/^\d{6,15}$/.test(imsi)) return undefined;
  const odd = imsi.length % 2 === 1;
  const nibbles = `${odd ? '9' : '1'}${imsi}${odd ? '' : 'F'}`;
  const pairs = nibbles.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(`${pair[1]}${pair[0]}`, 16));
}

/**
 * The MAC of a push: HMAC-SHA-1 over the document as it is sent, in upper-case hex (WAP-184 6.2.1).
 * @param security number of the method in SEC; USERPINMAC has no MAC in the header.
 * @returns undefined where the method's key is not given, or has no MAC.
 */
export function pushMac(security: number, key: PushKey, body: Uint8Array): string | undefined {
  const method = SECURITY_METHODS[security];
  const imsi = key.imsi === undefined ? undefined : imsiBytes(key.imsi);
  const pin = key.pin !== undefined && /^\d+$/.test(key.pin) ? digits(key.pin) : undefined;
  if (method === 'NETWPIN') return imsi && macOf(imsi, body);
  if (method === 'USERPIN') return pin && macOf(pin, body);
  if (method === 'USERNETWPIN') return imsi && pin && macOf(concat(imsi, pin), body);
  return undefined;
}

/**
 * True where the digits that a user types for USERPINMAC are those of the document: the second half is made of the MAC
 * under the first, each byte as its last decimal digit (WAP-184 6.2.1).
 */
export function isUserPinMac(typed: string, body: Uint8Array): boolean {
  const half = typed.length / 2;
  if (!/^\d{10,}$/.test(typed) || !Number.isInteger(half) || half > 20) return false;
  const mac = hmac(sha1, digits(typed.slice(0, half)), body);
  const made = [...mac.subarray(0, half)].map((byte) => byte % 10).join('');
  return made === typed.slice(half);
}

function macOf(key: Uint8Array, body: Uint8Array): string {
  return toHex(hmac(sha1, key, body));
}

function digits(text: string): Uint8Array {
  return Uint8Array.from(text, (digit) => digit.charCodeAt(0));
}
