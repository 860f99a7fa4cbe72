import { appError } from '../../core/base/app-error.ts';
import { fromHex, padEnd } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { Secret } from '../../core/base/secret.ts';
import { isPinReference, keyReference } from '../../core/card/key-names.ts';

/** What VERIFY carries: a block of 8 bytes (TS 102 221 11.1.9, TS 51.011 9.2.9), or 16 where an issuer's keys are longer. */
const BLOCK = 8;
const LENGTHS: readonly number[] = [BLOCK, 2 * BLOCK];

/**
 * A credential as typed, made into the bytes of VERIFY. A PIN is 4 to 8 digits, filled up with FF (TS 102 221 9.5.1);
 * nothing else is filled up or cut.
 *
 * @returns error `credential-invalid`; it never repeats the value.
 */
export function typedCredential(ref: string, form: 'ascii' | 'hex', value: string): Result<Secret> {
  if (form === 'hex') {
    const bytes = fromHex(value);
    if (bytes === undefined) return invalid(ref, 'it is not hex');
    if (!LENGTHS.includes(bytes.length)) return invalid(ref, `${bytes.length} bytes instead of 8 or 16`);
    return sealed(bytes);
  }
  const bytes = new TextEncoder().encode(value);
  const reference = keyReference(ref, '3g');
  if (/^puk/.test(ref)) {
    // A shorter one cannot be right, and would cost a try (TS 51.011 9.3, TS 102 221 9.5.1).
    return /^[0-9]{8}$/.test(value) ? sealed(bytes) : invalid(ref, 'a PUK is 8 digits');
  }
  if (reference !== undefined && isPinReference(reference)) {
    if (!/^[0-9]{4,8}$/.test(value)) return invalid(ref, 'a PIN is 4 to 8 digits');
    return sealed(padEnd(bytes, BLOCK, 0xff));
  }
  if (!LENGTHS.includes(bytes.length)) return invalid(ref, `${bytes.length} characters instead of 8 or 16`);
  return sealed(bytes);
}

function sealed(bytes: Uint8Array): Result<Secret> {
  const secret = new Secret(bytes);
  bytes.fill(0);
  return ok(secret);
}

function invalid(ref: string, reason: string): Result<never> {
  return err(appError('credential-invalid', { ref, reason }));
}
