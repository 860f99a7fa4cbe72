import type { Command } from 'commander';
import { appError, errorText } from '../../core/base/app-error.ts';
import { hexWord } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { isStillHalf } from '../../core/plan/half-written.ts';
import { planRecovery, type RecoveryWay } from '../../core/plan/recover.ts';
import { type BrokenWrite, findBroken } from '../../electron/card-host/find-broken.ts';
import { allUnendedWrites, leaveHalfWritten } from '../../electron/storage/half-written.ts';
import { type Journal, noteInJournal } from '../../electron/storage/journals.ts';
import { iKnowOption } from '../arming.ts';
import { cardOptions, dryRunOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { counted, print, printError, printJson, table } from '../output.ts';
import { type PageOptions, pageSizeOf, pageSizeOption } from '../page-size.ts';
import { progressOption } from '../progress.ts';
import { runWriting, type WritingOptions } from '../run-writing.ts';
import { type CardSession, closing, openCard } from '../write-session.ts';

interface RecoverOptions extends WritingOptions, PageOptions {
  readonly finish?: boolean;
  readonly rollBack?: boolean;
  readonly leave?: boolean;
  readonly list?: boolean;
  readonly journal?: string;
}

const STATES = {
  old: 'as it was before',
  new: 'as it was to become',
  between: 'something between',
  foreign: 'bytes that neither the write nor its backup knows',
} as const;

function entryJson({ plan, journal, begun, backup, done, left = false }: Journal) {
  const total = plan.steps.filter(({ command }) => command !== undefined).length;
  return { iccid: plan.iccid, journal, begun, backup: backup || null, done, total, file: plan.file, left };
}

async function list({ dataFolder }: CliContext, json: boolean): Promise<Result<ExitCode>> {
  const writes = (await allUnendedWrites(dataFolder)).map(entryJson);
  if (json) printJson({ writes });
  else if (writes.length === 0) print('No write of this machine broke off.');
  else
    print(
      table(
        writes.map(({ iccid, begun, done, total, journal, left }) => [
          iccid || 'no ICCID',
          begun,
          `${done} of ${total} commands${left ? ', left' : ''}`,
          journal,
        ]),
      ),
    );
  return ok(EXIT.good);
}

/** What becomes of a write whose backup cannot be read. */
function damageText({ start: { rollBack, finish }, assessment }: BrokenWrite): string | undefined {
  const damaged = rollBack.damaged ?? finish.damaged;
  if (damaged === undefined) return undefined;
  const { message } = errorText(damaged);
  return assessment.ways.includes('rollBack')
    ? `${message} What it held follows from the journal and the card.`
    : `${message} The card cannot be rolled back.`;
}

function printBroken(found: BrokenWrite): void {
  const { entry, assessment } = found;
  const { begun, done, total, backup } = entryJson(entry);
  print(`A write of ${begun} broke off after ${done} of ${total} commands.`);
  print(table(assessment.files.map(({ path, name, state }) => ['', path, name, STATES[state]])));
  for (const { path, name, offset, length } of assessment.others)
    print(`Somebody else wrote ${counted(length, 'byte')} at ${hexWord(offset)} of ${name} ${path} since: they stay.`);
  const damage = damageText(found);
  if (damage !== undefined) print(damage);
  else if (backup !== null) print(`Backup: ${backup}`);
}

/** Why a card needs nothing though its journal did not end; undefined where it does. */
function wholeness({ entry, assessment }: BrokenWrite, read: ReadResult): string | undefined {
  if (assessment.state !== 'half') return `every file is ${STATES[assessment.state]}`;
  const foreign = assessment.files.some(({ state }) => state === 'foreign');
  return foreign && !isStillHalf(read, entry) ? 'somebody else wrote to it since, and ended well' : undefined;
}

/** Tells what there is to choose from. A card that is whole needs no choice. */
function offer(found: BrokenWrite, read: ReadResult, json: boolean): ExitCode {
  const { iccid } = read.card;
  const { state, ways, files, others } = found.assessment;
  const whole = wholeness(found, read);
  if (json)
    printJson({
      ...entryJson(found.entry),
      iccid,
      state,
      ways,
      files,
      others,
      damaged: found.start.rollBack.damaged?.code ?? null,
    });
  else printBroken(found);
  if (whole !== undefined) {
    if (!json) print(`The card is whole: ${whole}. Nothing needs to be done.`);
    return EXIT.good;
  }
  if (!json) {
    if (ways.includes('finish')) print('--finish     writes the rest, and reads all of it back');
    if (ways.includes('rollBack')) print('--roll-back  puts back what the card held before');
    print('--leave      leaves it as it is, and does not ask again');
  }
  printError(appError('recover-choose', { iccid: iccid ?? 'without ICCID' }), false);
  return EXIT.interrupted;
}

async function leave({ entry }: BrokenWrite, json: boolean): Promise<Result<ExitCode>> {
  const left = await leaveHalfWritten(entry);
  if (!left.ok) return left;
  if (json) printJson({ ...entryJson(entry), left: true });
  else print('Left as it is. "bootcard recover --list" still names it.');
  return ok(EXIT.good);
}

async function goTheWay(
  context: CliContext,
  session: CardSession,
  options: RecoverOptions,
  found: BrokenWrite,
  way: RecoveryWay,
): Promise<Result<ExitCode>> {
  const { entry, kept } = found.start[way];
  const page = pageSizeOf(options, 'recover');
  if (!page.ok) return page;
  const plan = await planRecovery(session.card.link, entry, kept, way, session.source, page.value);
  if (!plan.ok) return plan;
  if (!options.json) printBroken(found);
  const written = await runWriting(context, session, options, plan.value, {
    recovers: found.entry.journal,
    broken: found.entry.plan,
  });
  if (!written.ok) return written;
  const { exit, outcome } = written.value;
  const whole = outcome.flash.result === 'verified' || outcome.flash.result === 'unchanged';
  if (options.dryRun || !whole) return ok(exit);
  const noted = await noteInJournal(found.entry.journal, 'settled');
  return noted.ok ? ok(exit) : noted;
}

async function recover(context: CliContext, reader: string, options: RecoverOptions): Promise<Result<ExitCode>> {
  const ways = [options.finish, options.rollBack, options.leave].filter(Boolean);
  if (ways.length > 1)
    return err(
      appError('usage-invalid', { what: '--finish, --roll-back and --leave exclude each other', verb: 'recover' }),
    );
  const json = options.json ?? false;
  return closing(await openCard(context, reader, options), async (session) => {
    const found = await findBroken(
      context.dataFolder,
      { link: session.card.link, read: session.read, source: session.source },
      options.journal,
    );
    if (!found.ok) return found;
    const { iccid } = session.read.card;
    if (found.value === undefined) {
      if (json) printJson({ iccid, journal: null, state: null, ways: [], files: [] });
      else print(`No write to card ${iccid ?? 'without ICCID'} broke off, as far as this machine knows.`);
      return ok(EXIT.good);
    }
    if (options.leave && !options.dryRun) return leave(found.value, json);
    if (options.finish) return goTheWay(context, session, options, found.value, 'finish');
    if (options.rollBack) return goTheWay(context, session, options, found.value, 'rollBack');
    return ok(offer(found.value, session.read, json));
  });
}

/** `recover`: what became of a write that broke off, and the ways out of it. */
export function addRecoverVerb(program: Command, act: Act): void {
  cardOptions(
    program
      .command('recover [reader]')
      .description('show a card whose write broke off; finish the write, roll it back, or leave it'),
  )
    .option('--finish', 'write what is missing')
    .option('--roll-back', 'put back what the card held before')
    .option('--leave', 'leave the card as it is, and do not warn of it again')
    .option('--list', 'list the writes of this machine that broke off')
    .option('--journal <file>', 'the journal of the write, where several fit a card without ICCID')
    .option('--apdus', 'list the commands as they go out')
    .addOption(pageSizeOption())
    .addOption(dryRunOption())
    .addOption(iKnowOption())
    .addOption(progressOption())
    .action(
      act((context, reader: string | undefined, options: RecoverOptions) => {
        if (options.list) return list(context, options.json ?? false);
        if (reader !== undefined) return recover(context, reader, options);
        return Promise.resolve(err(appError('usage-invalid', { what: 'The reader is missing', verb: 'recover' })));
      }),
    );
}
