import { createCipheriv } from 'node:crypto';
import { concat } from '../../core/base/bytes.ts';

const ZEROS = new Uint8Array(8);

/**
 * One block of Triple DES under 24 bytes of key. CBC over a single block with zeros before it is ECB, and is what every
 * build of the system's library has.
 */
export function tripleDes(key: Uint8Array, block: Uint8Array): Uint8Array {
  const cipher = createCipheriv('des-ede3-cbc', key, ZEROS).setAutoPadding(false);
  return concat(cipher.update(block), cipher.final());
}
