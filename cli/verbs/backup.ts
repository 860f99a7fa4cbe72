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
import { type CardOptions, cardOptions, dryRunOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { counted, print, printJson } from '../output.ts';
import { runWriting } from '../run-writing.ts';
import { openCard, openForWriting } from '../write-session.ts';

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

/** A file of the chain that the backup lacks, with the keys that would bring it: any of them does. */
interface MissingFile {
  readonly file: string;
  readonly refs: readonly string[];
}

/** Content files of the objects that were not read, or not to their end. */
function missingFrom({ objects, files, needs }: ReadResult): readonly MissingFile[] {
  const whole = (path: string) =>
    files.some((file) => file.path === path && (file.size === null || file.bytes.length >= file.size));
  const paths = new Set(
    [...needs.filter(({ act }) => act === 'read'), ...objects.map(({ path }) => ({ file: path }))].map(
      ({ file }) => file,
    ),
  );
  return [...paths]
    .filter((path) => !whole(path))
    .map((file) => ({ file, refs: needs.find((need) => need.act === 'read' && need.file === file)?.refs ?? [] }));
}

function exitOf(missing: readonly MissingFile[], read: ReadResult): ExitCode {
  if (missing.length === 0) return EXIT.good;
  return read.needs.some(({ act }) => act === 'read') ? EXIT.refused : EXIT.findings;
}

async function backup(context: CliContext, reader: string, options: BackupOptions): Promise<Result<ExitCode>> {
  const session = await openCard(context, reader, options);
  if (!session.ok) return session;
  await session.value.card.close('reset');
  const { read } = session.value;
  if (read.files.length === 0) return err(appError('backup-empty'));
  const made = backupOf(read);
  const missing = missingFrom(read);
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
      missing,
    });
  else {
    print(`${counted(made.files.length, 'file')} of card ${made.iccid || 'without ICCID'} kept in ${path}`);
    for (const { file, refs } of missing)
      print(
        `Not in it: ${file}${refs.length === 0 ? ', which could not be read' : `, for which the card asks for ${refs.join(' or ')}`}`,
      );
  }
  return ok(exitOf(missing, read));
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
  options: CardOptions,
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
    .addOption(dryRunOption())
    .action(
      act((context, reader: string, path: string, options: CardOptions) => restore(context, reader, path, options)),
    );
}
