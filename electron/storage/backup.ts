import { join } from 'node:path';
import { z } from 'zod';
import { appError } from '../../core/base/app-error.ts';
import { fromHex, fromUtf8, toHex } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { sha256 } from '../../core/base/sha256.ts';
import { makeFolder, readBytes, writeSafely } from './safe-file.ts';

const hexText = z.string().regex(/^([0-9A-F]{2})*$/);

/** The body of one or more files of a card, as they were. Holds message secrets: the file is its owner's alone. */
const backupSchema = z.object({
  format: z.literal('bootcard-backup/1'),
  iccid: z.string(),
  created: z.string(),
  card: z.object({ platform: z.string(), mode: z.enum(['2g', '3g']), atr: hexText }).exactOptional(),
  files: z.array(z.object({ path: z.string(), name: z.string(), sha256: hexText, data: hexText })).min(1),
});
export type Backup = z.infer<typeof backupSchema>;

export function backupFile(path: string, name: string, body: Uint8Array): Backup['files'][number] {
  return { path, name, sha256: sha256(body), data: toHex(body) };
}

/**
 * True for what was kept of a half-written card, before it was recovered: a file whose first byte is closed while bytes stand
 * behind it. It undoes a recovery; nobody means it by "the last backup".
 */
export function isHalfWritten({ files }: Backup): boolean {
  return files.some(({ data }) => data.startsWith('FF') && !/^(FF)*$/.test(data));
}

export function serializeBackup(backup: Backup): string {
  return `${JSON.stringify(backup, null, 2)}\n`;
}

/** Reads a backup; every file's digest is checked, so that a damaged one is never restored. */
export async function readBackup(path: string): Promise<Result<Backup>> {
  const bytes = await readBytes(path);
  if (!bytes.ok) return bytes;
  const invalid = (place: string, reason: string) => err(appError('backup-invalid', { path, place, reason }));
  let json: unknown;
  try {
    json = JSON.parse(fromUtf8(bytes.value) ?? '');
  } catch {
    return invalid('the start', 'it is not JSON');
  }
  const parsed = backupSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid(issue?.path.join('.') || 'the start', issue?.message ?? 'it has another format');
  }
  for (const [i, file] of parsed.data.files.entries()) {
    if (sha256(fromHex(file.data) ?? new Uint8Array()) !== file.sha256)
      return invalid(`files.${i}`, 'its digest does not match its data');
  }
  return ok(parsed.data);
}

/** Folder of backups of cards whose ICCID could not be read. */
export const NO_ICCID = 'no-iccid';

/** Damaged backups of one content that are passed by before the folder itself is held to be broken. */
const MOST_DAMAGED = 100;

/**
 * Keeps a backup under a name made of its content: the same content is kept once, nothing is ever overwritten. Where the
 * file of that name was damaged since, the backup is kept beside it (`<digest>-2.backup.json`): it must not keep a card
 * from being written.
 * @returns its path.
 */
export async function keepBackup(folder: string, backup: Backup): Promise<Result<string>> {
  const place = join(folder, backup.iccid || NO_ICCID);
  const made = await makeFolder(place);
  if (!made.ok) return made;
  const content = JSON.stringify(backup.files);
  const digest = sha256(new TextEncoder().encode(content)).slice(0, 16);
  for (let number = 1; ; number++) {
    const path = join(place, `${digest}${number === 1 ? '' : `-${number}`}.backup.json`);
    const written = await writeSafely(path, serializeBackup(backup), true);
    if (!written.ok && written.error.code !== 'file-exists') return written;
    const check = await readBackup(path);
    if (check.ok && JSON.stringify(check.value.files) === content) return ok(path);
    if (written.ok || number === MOST_DAMAGED)
      return check.ok
        ? err(appError('backup-invalid', { path, place: 'files', reason: 'it reads back different' }))
        : check;
  }
}
