import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { appError } from '../../core/base/app-error.ts';
import { toHex } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import type { RefusedKeys } from '../../core/card/retry-guard.ts';
import { appendLine, makeFolder, readBytes, writeSafely } from './safe-file.ts';

const KEY_LENGTH = 32;

/** Events of the list: a value is about to be sent, with the tries left before; refused; accepted, or not looked at. */
const SENT = '?';
const REFUSED = '+';
const CLEARED = '-';
/** In the place of the tries, where the card did not tell them. */
const UNTOLD = '-';

/**
 * The memory of refused values, shared by all processes of this user. A line is an event, the HMAC-SHA-256 of ICCID,
 * reference and value, and that of ICCID and reference, under a random key of this machine; lines are only ever added, so
 * that processes cannot lose each other's. Neither file gives a value away; both together allow checking a guess, so both
 * are the owner's alone.
 */
export function createRefusedKeys(folder: string): RefusedKeys {
  const keyPath = join(folder, 'refused.key');
  const listPath = join(folder, 'refused.log');
  const unusable = (path: string, reason: string) => err(appError('refused-memory', { path, reason }));

  async function machineKey(): Promise<Result<Uint8Array>> {
    const made = await makeFolder(folder);
    if (!made.ok) return made;
    let key = await readBytes(keyPath);
    if (!key.ok && key.error.details.reason === 'ENOENT') {
      // Two processes may come here at once: the first one's key counts for both.
      const written = await writeSafely(keyPath, randomBytes(KEY_LENGTH), true);
      if (!written.ok && written.error.code !== 'file-exists') return written;
      key = await readBytes(keyPath);
    }
    if (!key.ok) return unusable(keyPath, String(key.error.details.reason));
    return key.value.length === KEY_LENGTH
      ? key
      : unusable(keyPath, `${key.value.length} bytes instead of ${KEY_LENGTH}`);
  }

  async function hashes(
    iccid: string,
    reference: number,
    value: Secret,
  ): Promise<Result<{ value: string; key: string }>> {
    const machine = await machineKey();
    if (!machine.ok) return machine;
    const hash = () => createHmac('sha256', machine.value).update(`${iccid}:${reference}:`);
    return ok({ value: value.reveal((bytes) => toHex(hash().update(bytes).digest())), key: toHex(hash().digest()) });
  }

  async function note(
    event: string,
    iccid: string,
    reference: number,
    value: Secret,
    rest = '',
  ): Promise<Result<void>> {
    const line = await hashes(iccid, reference, value);
    return line.ok ? appendLine(listPath, `${event} ${line.value.value} ${line.value.key}${rest}`) : line;
  }

  return {
    async recall(iccid, reference, value) {
      const wanted = await hashes(iccid, reference, value);
      if (!wanted.ok) return wanted;
      const list = await readBytes(listPath);
      if (!list.ok) {
        // A memory that cannot be read cannot clear a value: better to refuse than to cost a try.
        return list.error.details.reason === 'ENOENT'
          ? ok({ refused: false, values: 0 })
          : unusable(listPath, String(list.error.details.reason));
      }
      const open = new Map<string, { readonly event: string; readonly tries: string | undefined }>();
      for (const line of Buffer.from(list.value).toString('ascii').split('\n')) {
        const [event = '', hash, key, tries] = line.split(' ');
        if (hash === undefined || key !== wanted.value.key) continue;
        if (event === CLEARED) open.delete(hash);
        else open.set(hash, { event, tries });
      }
      const own = open.get(wanted.value.value);
      if (own?.event !== SENT) return ok({ refused: own !== undefined, values: open.size });
      const tries = /^\d+$/.test(own.tries ?? '') ? Number(own.tries) : null;
      return ok({ refused: false, unanswered: { tries }, values: open.size });
    },
    remember: (iccid, reference, value, tries) => note(SENT, iccid, reference, value, ` ${tries ?? UNTOLD}`),
    refuse: (iccid, reference, value) => note(REFUSED, iccid, reference, value),
    forget: (iccid, reference, value) => note(CLEARED, iccid, reference, value),
  };
}
