import { join } from 'node:path';
import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { equalBytes, fromHex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { bodyFromBackup } from '../../core/plan/make-plan.ts';
import { type Backup, backupFile, keepBackup, readBackup, serializeBackup } from '../../electron/storage/backup.ts';
import { writeSafely } from '../../electron/storage/safe-file.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { print, printJson } from '../output.ts';
import { type FlashOptions, runWriting } from '../run-writing.ts';
import { type CardOptions, openForWriting } from '../write-session.ts';
import { cardOptions } from './write.ts';

interface BackupOptions extends CardOptions {
  readonly output?: string;
}

function backupOf(read: ReadResult): Backup {
  const { platform, mode, atr, iccid } = read.card;
  return {
    format: 'bootcard-backup/1',
    iccid: iccid ?? '',
    created: new Date().toISOString(),
    card: { platform, mode, atr },
    files: read.files.map((file) => backupFile(file.path, file.name, file.bytes)),
  };
}

async function backup(context: CliContext, reader: string, options: BackupOptions): Promise<Result<ExitCode>> {
  const session = await openForWriting(context, reader, options);
  if (!session.ok) return session;
  await session.value.card.close('reset');
  const made = backupOf(session.value.read);
  let path: string;
  if (options.output === undefined) {
    const kept = await keepBackup(join(context.dataFolder, 'backups'), made);
    if (!kept.ok) return kept;
    path = kept.value;
  } else {
    path = options.output;
    const written = await writeSafely(path, serializeBackup(made), true);
    if (!written.ok) return written;
  }
  if (options.json)
    printJson({
      backup: path,
      iccid: made.iccid,
      files: made.files.map(({ data, ...file }) => ({ ...file, size: data.length / 2 })),
    });
  else print(`${made.files.length} files of card ${made.iccid} kept in ${path}`);
  return ok(EXIT.good);
}

/** Files of the way to the message that differ from the backup: restoring them is not a change of one content file. */
function strayDifference(read: ReadResult, kept: Backup, path: string): string | undefined {
  for (const file of kept.files) {
    const now = read.files.find((item) => item.path === file.path);
    if (file.path === path || now === undefined) continue;
    if (!equalBytes(now.bytes, fromHex(file.data) ?? new Uint8Array())) return file.path;
  }
  return undefined;
}

async function restore(
  context: CliContext,
  reader: string,
  path: string,
  options: FlashOptions,
): Promise<Result<ExitCode>> {
  const kept = await readBackup(path);
  if (!kept.ok) return kept;
  const session = await openForWriting(context, reader, options);
  if (!session.ok) return session;
  const { read, object, card } = session.value;
  const finish = async (result: Result<ExitCode>): Promise<Result<ExitCode>> => {
    await card.close('reset');
    return result;
  };
  if (kept.value.iccid !== read.card.iccid)
    return finish(
      err(
        appError('backup-mismatch', { expected: kept.value.iccid, actual: read.card.iccid ?? 'a card without ICCID' }),
      ),
    );
  const target = read.objects[object];
  const file = kept.value.files.find((item) => item.path === target?.path);
  if (target === undefined || file === undefined)
    return finish(
      err(appError('plan-no-object', { reason: `the backup does not hold ${target?.path ?? 'its file'}` })),
    );
  const stray = strayDifference(read, kept.value, file.path);
  if (stray !== undefined)
    return finish(
      err(appError('plan-stale', { what: `${stray}, which leads to the message, differs from the backup` })),
    );
  return finish(
    await runWriting(context, session.value, options, bodyFromBackup(fromHex(file.data) ?? new Uint8Array())),
  );
}

/** `backup` and `restore`. */
export function addBackupVerbs(program: Command, act: Act): void {
  cardOptions(program.command('backup <reader>').description('keep the files of the bootstrap chain; never overwrites'))
    .option('-o, --output <file>', 'where to; default the backup folder')
    .action(act((context, reader: string, options: BackupOptions) => backup(context, reader, options)));
  cardOptions(program.command('restore <reader> <backup>').description('put the message of a backup back on its card'))
    .option('--dry-run', 'try it on a virtual clone; nothing is sent to the card and no file is written')
    .action(
      act((context, reader: string, path: string, options: FlashOptions) => restore(context, reader, path, options)),
    );
}
