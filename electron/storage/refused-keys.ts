import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { appError } from '../../core/base/app-error.ts';
import { toHex } from '../../core/base/bytes.ts';
import { err, type Result } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { RefusedKeys } from '../../core/card/retry-guard.ts';
import { appendLine, makeFolder, readBytes, writeSafely } from './safe-file.ts';

const KEY_LENGTH = 32;

/**
 * The memory of refused values, shared by all processes of this user: one HMAC-SHA-256 of ICCID, reference and value a
 * line, under a random key of this machine. Neither file gives a value away; both together allow checking a guess, so both
 * are the owner's alone.
 */
export function createRefusedKeys(folder: string): RefusedKeys {
  const keyPath = join(folder, 'refused.key');
  const listPath = join(folder, 'refused.log');

  async function machineKey(): Promise<Result<Uint8Array>> {
    const there = await readBytes(keyPath);
    if (there.ok && there.value.length === KEY_LENGTH) return there;
    const made = await makeFolder(folder);
    if (!made.ok) return made;
    // Two processes may come here at once: the first one's key counts for both.
    const written = await writeSafely(keyPath, randomBytes(KEY_LENGTH), true);
    if (!written.ok && written.error.code !== 'file-exists') return written;
    const key = await readBytes(keyPath);
    if (!key.ok || key.value.length === KEY_LENGTH) return key;
    return err(appError('file-unreadable', { path: keyPath, reason: `${key.value.length} bytes` }));
  }

  async function lineFor(iccid: string, reference: number, value: Secret): Promise<Result<string>> {
    const key = await machineKey();
    if (!key.ok) return key;
    const line = value.reveal((bytes) =>
      createHmac('sha256', key.value).update(`${iccid}:${reference}:`).update(bytes).digest(),
    );
    return { ok: true, value: toHex(line) };
  }

  return {
    async has(iccid, reference, value) {
      const line = await lineFor(iccid, reference, value);
      const list = await readBytes(listPath);
      // A memory that cannot be keyed or read cannot clear a value: better to refuse than to cost a try.
      if (!line.ok) return true;
      if (!list.ok) return list.error.details.reason !== 'ENOENT';
      return Buffer.from(list.value).toString('ascii').split('\n').includes(line.value);
    },
    async add(iccid, reference, value) {
      const line = await lineFor(iccid, reference, value);
      return line.ok ? appendLine(listPath, line.value) : line;
    },
  };
}
