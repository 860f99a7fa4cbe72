import { stat } from 'node:fs/promises';
import { appError } from '../../core/base/app-error.ts';
import { equalBytes } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { KeyRing } from '../../core/card/key-ring.ts';
import { reasonOf } from './error-reason.ts';
import { packRing, unpackRing } from './key-file-content.ts';
import { type KdfCost, openEnvelope, sealEnvelope, USUAL_COST } from './key-file-envelope.ts';
import { readBytes, writeSafely } from './safe-file.ts';

/** 100,000 cards with four keys each are 15 MB. */
const MOST_BYTES = 64 * 1024 * 1024;

async function sizeOf(path: string): Promise<Result<number>> {
  try {
    return ok((await stat(path)).size);
  } catch (cause) {
    return err(appError('file-unreadable', { path, reason: reasonOf(cause) }));
  }
}

/** A key file as it was read. */
export interface OpenKeyFile {
  readonly ring: KeyRing;
  /** The file's bytes then: who writes it back makes sure that nobody else has in between. */
  readonly bytes: Uint8Array;
}

/**
 * Reads and decrypts a key file. What was decrypted is wiped once the ring is made of it; the ring is the caller's to wipe.
 * @returns errors `file-unreadable`, `keys-format`, `keys-damaged`, `keys-cost`, `keys-locked`
 */
export async function openKeyFile(path: string, passphrase: Secret): Promise<Result<OpenKeyFile>> {
  const size = await sizeOf(path);
  if (!size.ok) return size;
  if (size.value > MOST_BYTES) return err(appError('keys-cost', { path, reason: `it has ${size.value} bytes` }));
  const bytes = await readBytes(path);
  if (!bytes.ok) return bytes;
  const plain = await openEnvelope(Buffer.from(bytes.value).toString('latin1'), path, passphrase);
  if (!plain.ok) return plain;
  const ring = unpackRing(plain.value);
  plain.value.fill(0);
  return ring === undefined
    ? err(appError('keys-format', { path, reason: 'what it holds is not of this version' }))
    : ok({ ring, bytes: bytes.value });
}

/** What a key file is written over: nothing, or the bytes that were read. */
interface Before {
  readonly before: Uint8Array | undefined;
  readonly cost?: KdfCost;
}

/**
 * Writes a key file in one step, readable by its owner alone.
 * @returns errors `file-exists` (there is one where none was), `keys-changed` (it is not what was read), `file-unwritable`
 */
export async function saveKeyFile(
  path: string,
  ring: KeyRing,
  passphrase: Secret,
  { before, cost = USUAL_COST }: Before,
): Promise<Result<void>> {
  const plain = packRing(ring);
  const sealed = await sealEnvelope(plain, passphrase, cost);
  plain.fill(0);
  if (before !== undefined) {
    const now = await readBytes(path);
    if (!now.ok) return now;
    if (!equalBytes(now.value, before)) return err(appError('keys-changed', { path }));
  }
  return writeSafely(path, sealed, before === undefined);
}
