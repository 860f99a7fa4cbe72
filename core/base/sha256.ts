import { sha256 as digest } from '@noble/hashes/sha2.js';
import { toHex } from './bytes.ts';

/** SHA-256 in upper-case hex. */
export function sha256(bytes: Uint8Array): string {
  return toHex(digest(bytes));
}
