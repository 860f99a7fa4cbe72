import { join } from 'node:path';
import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { hex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { planRestore } from '../../core/plan/restore.ts';
import type { BackupBody } from '../../core/plan/restore-files.ts';
import {
  type Backup,
  backupFile,
  isHalfWritten,
  keepBackup,
  readBackup,
  serializeBackup,
} from '../../electron/storage/backup.ts';
import { cardsWithBackups, listBackups } from '../../electron/storage/backup-list.ts';
import { journalPrefix, readJournals } from '../../electron/storage/journals.ts';
import { writeSafely } from '../../electron/storage/safe-file.ts';
import { type CardOptions, cardOptions, dryRunOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { counted, print, printJson, table } from '../output.ts';
import { type PageOptions, pageSizeOf, pageSizeOption } from '../page-size.ts';
import { progressOption } from '../progress.ts';
import { runWriting, type WritingOptions } from '../run-writing.ts';
import { closing, openCard } from '../write-session.ts';

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

/** The bodies of a backup, as a plan takes them. */
function bodiesOf({ files }: Backup): readonly BackupBody[] {
  return files.map(({ path, name, data }) => ({ path, name, body: hex(data) }));
}

/** The backups that this machine keeps, of one card or of all. */
async function list(context: CliContext, iccid: string | undefined, json: boolean): Promise<Result<ExitCode>> {
  const cards = iccid === undefined ? await cardsWithBackups(context.dataFolder) : [iccid];
  const kept = (await Promise.all(cards.map((card) => listBackups(context.dataFolder, card)))).flat();
  if (json) {
    const rows = kept.map(({ path, backup: { iccid: card, created, files } }) => ({
      backup: path,
      iccid: card,
      created,
      files: files.map(({ data, ...file }) => ({ ...file, size: data.length / 2 })),
    }));
    printJson({ backups: rows });
  } else {
    for (const { path, backup: item } of kept) {
      const half = isHalfWritten(item) ? '  of a half-written card' : '';
      print(`${item.created}  ${item.iccid || 'no ICCID'}  ${path}${half}`);
      print(table(item.files.map((file) => ['', file.path, file.name, `${file.data.length / 2}`, file.sha256])));
    }
    if (kept.length === 0) print('No backups are kept.');
  }
  return ok(EXIT.good);
}

/**
 * Place of the backup of a whole card that was made last: by hand, or before a write; the same content is kept once, whenever it
 * was there again. What was kept of a half-written card is passed by.
 */
async function newestBackup(folder: string, iccid: string): Promise<string | undefined> {
  const kept = (await listBackups(folder, iccid)).map(({ path, backup }) => ({ path, at: backup.created }));
  for await (const { backup, begun, outcome } of readJournals(folder, journalPrefix(iccid)))
    if (backup !== '' && outcome !== 'unchanged') kept.push({ path: backup, at: begun });
  for (const { path } of kept.sort((a, b) => (a.at < b.at ? 1 : -1))) {
    const read = await readBackup(path);
    if (read.ok && !isHalfWritten(read.value)) return path;
  }
  return undefined;
}

/** A backup by its path, or the newest of the card. */
async function findBackup(context: CliContext, name: string, iccid: string): Promise<Result<Backup>> {
  if (name !== 'latest') return readBackup(name);
  const newest = await newestBackup(context.dataFolder, iccid);
  return newest === undefined ? err(appError('backup-none', { iccid: iccid || 'without ICCID' })) : readBackup(newest);
}

interface RestoreOptions extends WritingOptions, PageOptions {}

async function restore(
  context: CliContext,
  reader: string,
  name: string,
  options: RestoreOptions,
): Promise<Result<ExitCode>> {
  const page = pageSizeOf(options, 'restore');
  if (!page.ok) return page;
  // A backup that is none is told before the card is asked anything.
  const named = name === 'latest' ? undefined : await readBackup(name);
  if (named?.ok === false) return named;
  return closing(await openCard(context, reader, options), async (session) => {
    const { read, card, source } = session;
    const iccid = read.card.iccid ?? '';
    const kept = named ?? (await findBackup(context, name, iccid));
    if (!kept.ok) return kept;
    const none = 'a card without ICCID';
    if (kept.value.iccid !== iccid)
      return err(appError('backup-mismatch', { expected: kept.value.iccid || none, actual: iccid || none }));
    const made = await planRestore(card.link, read, bodiesOf(kept.value), source, page.value);
    if (!made.ok) return made;
    const { plan, skipped } = made.value;
    if (!options.json) for (const path of skipped) print(`Left alone: ${path}, which this card does not show.`);
    const written = await runWriting(context, session, options, plan);
    return written.ok ? ok(written.value.exit) : written;
  });
}

interface BackupVerbOptions extends BackupOptions {
  readonly list?: boolean;
}

/** `backup` and `restore`. */
export function addBackupVerbs(program: Command, act: Act): void {
  cardOptions(program.command('backup [reader]').description('keep the files of the bootstrap chain; never overwrites'))
    .option('-o, --output <file>', 'where to; default the backup folder')
    .option('--list', 'list the backups of all cards, or of the card of the ICCID that stands for the reader')
    .action(
      act((context, reader: string | undefined, options: BackupVerbOptions) => {
        if (options.list) return list(context, reader, options.json ?? false);
        if (reader !== undefined) return backup(context, reader, options);
        return Promise.resolve(err(appError('usage-invalid', { what: 'The reader is missing', verb: 'backup' })));
      }),
    );
  cardOptions(
    program
      .command('restore <reader> <backup>')
      .description('put the files of a backup back on its card; latest: the newest of a whole card'),
  )
    .option('--apdus', 'list the commands as they go out')
    .addOption(pageSizeOption())
    .addOption(dryRunOption())
    .addOption(progressOption())
    .action(
      act((context, reader: string, name: string, options: RestoreOptions) => restore(context, reader, name, options)),
    );
}
