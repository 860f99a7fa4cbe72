import { cmac } from '@noble/ciphers/aes.js';
import { concat, equalBytes, utf8 } from '../base/bytes.ts';
import { Secret } from '../base/secret.ts';
import { ALGORITHMS, type DiversifyMethod, type IccidForm } from './diversify-methods.ts';
import { encodeIccid } from './iccid.ts';

/**
 * One block of Triple DES: eight bytes in, eight out, under 24 bytes of key. No library of JavaScript has it that is well
 * kept; the system's own is handed in.
 */
export type TripleDes = (key: Uint8Array, block: Uint8Array) => Uint8Array;

const DES_KEY = 8;
const DES_BLOCK = 8;

/** Packs digits two a byte in reading order. */
function packed(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

const FORMS: Readonly<Record<IccidForm, (iccid: string) => Uint8Array>> = {
  ascii: utf8,
  bcd: (iccid) => packed(iccid.padEnd(20, 'F')),
  swapped: encodeIccid,
  'bcd-block': (iccid) => packed(iccid.slice(-16).padStart(16, '0')),
  'swapped-block': (iccid) => encodeIccid(iccid).subarray(-DES_BLOCK),
};

/** Two keys are three with the first at the end again (NIST SP 800-67 3.1). */
function threeKeys(key: Uint8Array): Uint8Array {
  return key.length === 3 * DES_KEY ? key.slice() : concat(key, key.subarray(0, DES_KEY));
}

/** The key's bytes without their parity bits, which DES does not look at. */
const withoutParity = (key: Uint8Array) => key.map((byte) => byte & 0xfe);

/**
 * Why bytes cannot be a method's master key; undefined where they can. Never tells anything of the value but its length.
 */
export function masterKeyProblem({ algorithm }: DiversifyMethod, master: Secret): string | undefined {
  const { keyLengths, title } = ALGORITHMS[algorithm];
  const lengths: readonly number[] = keyLengths;
  if (!lengths.includes(master.length))
    return `${master.length} bytes instead of ${lengths.join(', ').replace(/, (\d+)$/, ' or $1')} (${title})`;
  if (algorithm !== '3des') return undefined;
  // Two equal neighbours cancel out: what is left is single DES (NIST SP 800-67 3.1).
  const weak = master.reveal((bytes) => {
    const key = withoutParity(bytes);
    const part = (index: number) => key.subarray(index * DES_KEY, (index + 1) * DES_KEY);
    const cancels = equalBytes(part(0), part(1)) || equalBytes(part(1), part(2));
    key.fill(0);
    return cancels;
  });
  return weak ? 'two of its parts are equal: that is single DES' : undefined;
}

/** Eight bytes as a number modulo 10^8, in eight ASCII digits. */
function asDigits(bytes: Uint8Array): Uint8Array {
  let rest = 0;
  for (const byte of bytes) rest = (rest * 256 + byte) % 100_000_000;
  return utf8(String(rest).padStart(8, '0'));
}

function desOutput(master: Uint8Array, block: Uint8Array, output: DiversifyMethod['output'], des: TripleDes) {
  const key = threeKeys(master);
  const first = des(key, block);
  const second =
    output === 'complement'
      ? des(
          key,
          block.map((byte) => byte ^ 0xff),
        )
      : new Uint8Array(0);
  key.fill(0);
  const whole = concat(first, second);
  first.fill(0);
  second.fill(0);
  return whole;
}

/**
 * A card's own key from a master key.
 * @param iccid digits as EF(ICCID) has them
 * @param master 16, 24 or 32 bytes, as `masterKeyProblem` allows
 * @returns 8 or 16 bytes, as the method says. What was computed on the way is wiped.
 * @throws RangeError for anything but an ICCID of 1 to 20 digits.
 */
export function diversify(method: DiversifyMethod, iccid: string, master: Secret, tripleDes: TripleDes): Secret {
  if (!/^[0-9]{1,20}$/.test(iccid)) throw new RangeError('an ICCID has up to 20 digits');
  const input = FORMS[method.input](iccid);
  const { output } = method;
  const result = master.reveal((key) =>
    method.algorithm === 'aes-cmac' ? cmac(input, key) : desOutput(key, input, output, tripleDes),
  );
  const key =
    output === 'digits' ? asDigits(result.subarray(0, 8)) : output === 'left' ? result.slice(0, 8) : result.slice();
  const secret = new Secret(key);
  result.fill(0);
  key.fill(0);
  return secret;
}
