import { createCipheriv, createDecipheriv, createHash, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { z } from 'zod';
import { appError } from '../../core/base/app-error.ts';
import { fromHex, toHex } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import { reasonOf } from './error-reason.ts';

/**
 * The outside of a key file, `bootcard-keys/1`: three lines of ASCII. The first is a JSON header, whose bytes are
 * authenticated with what is encrypted; the second is AES-256-GCM's output, tag at its end, in base64; the third is the
 * SHA-256 of the two lines before it. That digest is no protection: it tells a file that got damaged from a passphrase that
 * is wrong, which GCM alone cannot tell apart.
 */

const FORMAT = 'bootcard-keys/1';
const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const SALT_LENGTH = 16;

/** 128 MiB and some tenths of a second for every guess. */
export const USUAL_COST = { n: 1 << 17, r: 8, p: 1 } as const;

/** Bounds of what a header may ask for: a file from elsewhere must neither be weak nor eat the machine. */
const LEAST_N = 1 << 15;
const MOST_N = 1 << 20;
const LEAST_R = 8;
const MOST_MEMORY = 512 * 1024 * 1024;
/** Of n * r * p: 16 times the usual. */
const MOST_WORK = 1 << 24;

const hexOf = (length: number) => z.string().regex(new RegExp(`^[0-9A-F]{${2 * length}}$`));
const headerSchema = z.object({
  format: z.literal(FORMAT),
  kdf: z.object({
    name: z.literal('scrypt'),
    n: z.number().int().min(1),
    r: z.number().int().min(1),
    p: z.number().int().min(1),
    salt: hexOf(SALT_LENGTH),
  }),
  cipher: z.literal('aes-256-gcm'),
  nonce: hexOf(NONCE_LENGTH),
});
type Header = z.infer<typeof headerSchema>;
export type KdfCost = Pick<Header['kdf'], 'n' | 'r' | 'p'>;

/** Why this cost is refused. */
function costProblem({ n, r, p }: KdfCost): { readonly weak: boolean; readonly reason: string } | undefined {
  if ((n & (n - 1)) !== 0) return { weak: true, reason: `N is ${n}, which is no power of 2` };
  if (n < LEAST_N || r < LEAST_R) return { weak: true, reason: `scrypt with N ${n} and r ${r} is too weak` };
  if (n > MOST_N || 128 * n * r > MOST_MEMORY || n * r * p > MOST_WORK)
    return { weak: false, reason: `scrypt with N ${n}, r ${r} and p ${p}` };
  return undefined;
}

/** The key of a passphrase; the caller wipes it. */
function deriveKey(passphrase: Secret, { n, r, p, salt }: Header['kdf']): Promise<Buffer> {
  const options: ScryptOptions = { N: n, r, p, maxmem: 128 * n * r + 128 * r * p + (1 << 20) };
  return new Promise((resolve, reject) =>
    passphrase.reveal((bytes) =>
      scrypt(bytes, fromHex(salt) ?? new Uint8Array(0), KEY_LENGTH, options, (problem, key) =>
        problem === null ? resolve(key) : reject(problem),
      ),
    ),
  );
}

const digestOf = (lines: string) => createHash('sha256').update(lines, 'latin1').digest('hex').toUpperCase();

/** Encrypts under a fresh salt and nonce. `plain` is the caller's to wipe. */
export async function sealEnvelope(plain: Uint8Array, passphrase: Secret, cost: KdfCost): Promise<string> {
  const header: Header = {
    format: FORMAT,
    kdf: { name: 'scrypt', n: cost.n, r: cost.r, p: cost.p, salt: toHex(randomBytes(SALT_LENGTH)) },
    cipher: 'aes-256-gcm',
    nonce: toHex(randomBytes(NONCE_LENGTH)),
  };
  const first = JSON.stringify(header);
  const key = await deriveKey(passphrase, header.kdf);
  const cipher = createCipheriv(header.cipher, key, fromHex(header.nonce) ?? new Uint8Array(0));
  key.fill(0);
  cipher.setAAD(Buffer.from(first, 'latin1'));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const lines = `${first}\n${sealed.toString('base64')}\n`;
  return `${lines}${digestOf(lines)}\n`;
}

interface Envelope {
  readonly header: Header;
  /** The header's bytes as they stand in the file. */
  readonly first: string;
  readonly sealed: Buffer;
}

function parseHeader(first: string, path: string): Result<Header> {
  let value: unknown;
  try {
    value = JSON.parse(first);
  } catch {
    return err(appError('keys-format', { path, reason: 'it does not begin with a header' }));
  }
  const format = z.object({ format: z.string() }).safeParse(value).data?.format;
  if (format === undefined) return err(appError('keys-format', { path, reason: 'its header names no format' }));
  if (format !== FORMAT) return err(appError('keys-format', { path, reason: `its format is ${format.slice(0, 40)}` }));
  const header = headerSchema.safeParse(value);
  if (header.success) return ok(header.data);
  const place = header.error.issues[0]?.path.join('.') ?? '';
  return err(appError('keys-format', { path, reason: `${place} of its header is not valid` }));
}

function parseEnvelope(text: string, path: string): Result<Envelope> {
  const [first = '', second = '', third = '', ...rest] = text.split('\n');
  const header = parseHeader(first, path);
  if (!header.ok) return header;
  const damaged = (reason: string) => err(appError('keys-damaged', { path, reason }));
  if (rest.length !== 1 || rest[0] !== '') return damaged('it does not have three lines');
  if (third !== digestOf(`${first}\n${second}\n`)) return damaged('its digest does not fit');
  const sealed = Buffer.from(second, 'base64');
  if (sealed.toString('base64') !== second || sealed.length < TAG_LENGTH)
    return damaged('its second line is not what was encrypted');
  return ok({ header: header.value, first, sealed });
}

/**
 * Decrypts. The caller wipes what comes out.
 * @returns errors `keys-format`, `keys-damaged`, `keys-cost`, `keys-locked` (the passphrase is wrong, or the file was changed
 * by somebody who made its digest fit).
 */
export async function openEnvelope(text: string, path: string, passphrase: Secret): Promise<Result<Buffer>> {
  const parsed = parseEnvelope(text, path);
  if (!parsed.ok) return parsed;
  const { header, first, sealed } = parsed.value;
  const problem = costProblem(header.kdf);
  if (problem !== undefined)
    return err(appError(problem.weak ? 'keys-format' : 'keys-cost', { path, reason: problem.reason }));
  let key: Buffer;
  try {
    key = await deriveKey(passphrase, header.kdf);
  } catch (cause) {
    return err(appError('keys-cost', { path, reason: reasonOf(cause) }));
  }
  const decipher = createDecipheriv(header.cipher, key, fromHex(header.nonce) ?? new Uint8Array(0), {
    authTagLength: TAG_LENGTH,
  });
  key.fill(0);
  decipher.setAAD(Buffer.from(first, 'latin1'));
  decipher.setAuthTag(sealed.subarray(-TAG_LENGTH));
  const plain = decipher.update(sealed.subarray(0, -TAG_LENGTH));
  try {
    decipher.final();
    return ok(plain);
  } catch {
    // Unauthenticated bytes are nobody's to see.
    plain.fill(0);
    return err(appError('keys-locked', { path }));
  }
}
