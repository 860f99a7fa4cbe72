import { toHex } from '../../base/bytes.ts';
import { type Decoded, FieldList } from './field.ts';

const hexOf = (bytes: Uint8Array) => toHex(bytes);

/** Key set identifiers: three bits, 7 means that there is no key (TS 24.008 10.5.1.2). */
const keySet = ([n = 0]: Uint8Array) => ((n & 0x07) === 7 ? 'no key' : String(n & 0x07));

/** EF(Kc), EF(KcGPRS): the key and its sequence number (TS 51.011 10.3.3, TS 31.102 4.4.3.1). */
export function decodeKc(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('Kc', 8, hexOf, { secret: true });
  list.take('sequence number', 1, keySet);
  return list;
}

/** EF(Keys), EF(KeysPS): key set identifier, ciphering and integrity key (TS 31.102 4.2.3). */
export function decodeKeys(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('KSI', 1, keySet);
  list.take('CK', 16, hexOf, { secret: true });
  list.take('IK', 16, hexOf, { secret: true });
  return list;
}

/** The whole content as one secret: keys whose parts nobody needs to see, connectivity with a password somewhere in it. */
export function decodeSecret(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('secret', bytes.length, hexOf, { secret: true });
  return list;
}
