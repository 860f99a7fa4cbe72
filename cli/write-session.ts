import { appError } from '../core/base/app-error.ts';
import type { ExitCode } from '../core/base/exit-code.ts';
import type { Result } from '../core/base/result.ts';
import { err, ok } from '../core/base/result.ts';
import { readCard } from '../core/bootstrap/read-card.ts';
import type { ReadResult } from '../core/bootstrap/read-result.ts';
import type { KeySource } from '../core/card/given-keys.ts';
import { findHalfWritten, recallHalfWritten } from '../electron/storage/half-written.ts';
import type { CardOptions } from './card-options.ts';
import type { CliContext, OpenCard } from './context.ts';
import { type CardKeys, keySourceOf, readGivenKeys } from './given-keys.ts';
import { findingLines } from './output.ts';

/** A card opened and inspected. */
export interface CardSession {
  readonly card: OpenCard;
  readonly read: ReadResult;
  /** What may be sent to this card: of `--key`, and of the key file what it has for it. */
  readonly keys: CardKeys;
  /** The same for reading what the card does not show everybody; undefined in a dry run, which sends none. */
  readonly source: KeySource | undefined;
}

/** A card of which one object's file is planned for or written. */
export interface WriteSession extends CardSession {
  /** Index into `read.objects`. */
  readonly object: number;
}

/** A key that the card wants before it shows a file, and that was not given or not sent. @param file any where undefined */
function unreadable({ read, keys }: CardSession, file?: string): Result<never> | undefined {
  const need = read.needs.find((item) => item.act === 'read' && (file === undefined || item.file === file));
  if (need === undefined) return undefined;
  const ref = need.refs.join(' or ') || 'a key this tool does not know';
  const given = need.refs.some((item) => keys.has(item));
  return err(appError(given ? 'key-not-sent' : 'key-missing', { ref, file: need.file, act: 'read' }));
}

function objectIndex(session: CardSession, wanted: string | undefined): Result<number> {
  const { read } = session;
  const index = wanted === undefined ? read.chosen : Number(wanted) - 1;
  const object = index === null ? undefined : read.objects[index];
  if (index !== null && object !== undefined) return unreadable(session, object.path) ?? ok(index);
  if (wanted === undefined) {
    const missing = unreadable(session);
    if (missing !== undefined) return missing;
    const broken = read.steps.find((step) => step.verdict === 'error');
    const [finding] = broken?.findings ?? [];
    return err(appError('plan-no-object', { reason: finding?.message ?? 'the chain ends before it' }));
  }
  return err(appError('plan-no-object', { reason: `there is no object ${wanted}` }));
}

/** Verbs whose user has read of an earlier write that broke off. */
const KNOWING: readonly string[] = ['restore', 'recover'];

/** An earlier write that broke off is told before anything is done about it, beside whatever the verb prints. */
async function tellHalfWritten(context: CliContext, read: ReadResult, reader: string): Promise<ReadResult> {
  const recalled = await recallHalfWritten(context.dataFolder, read, reader);
  const told = recalled.findings.filter((finding) => !read.findings.includes(finding));
  if (told.length === 0 || KNOWING.includes(context.verb)) return recalled;
  const entry = await findHalfWritten(context.dataFolder, read.card.iccid ?? '');
  // Who left the card as it is does not want to hear of it at every verb.
  if (!entry?.left) process.stderr.write(`${findingLines(told).join('\n')}\n`);
  return recalled;
}

/** Opens the card and reads all of it that a plan or a backup needs. The caller closes `card`. */
export async function openCard(
  context: CliContext,
  reader: string,
  options: CardOptions,
): Promise<Result<CardSession>> {
  const given = await readGivenKeys(context, options);
  if (!given.ok) return given;
  const card = await context.open(reader);
  if (!card.ok) return card;
  const fail = async (result: Result<never>): Promise<Result<never>> => {
    await card.value.close('reset');
    return result;
  };
  // A wrong key would cost a try, and what it was is kept on this machine: a dry run does neither.
  const source = options.dryRun ? undefined : keySourceOf(context, given.value, options);
  const read = await readCard(card.value.link, {
    mode: options.mode,
    depth: 'inspect',
    ...(source !== undefined && { keys: source }),
  });
  if (!read.ok) return fail(read);
  const { iccid } = read.value.card;
  if (options.iccid !== undefined && options.iccid !== (iccid ?? ''))
    return fail(err(appError('card-changed', { actual: iccid ?? 'a card without ICCID', expected: options.iccid })));
  if (options.showSecrets) {
    const recorded = await context.secretsShown(iccid);
    if (!recorded.ok) return fail(recorded);
  }
  const keys = given.value.forCard(iccid);
  return ok({ card: card.value, read: await tellHalfWritten(context, read.value, reader), keys, source });
}

/** Opens the card for a verb that goes to one object's file. The caller closes `card`. */
export async function openForWriting(
  context: CliContext,
  reader: string,
  options: CardOptions,
): Promise<Result<WriteSession>> {
  const opened = await openCard(context, reader, options);
  if (!opened.ok) return opened;
  const object = objectIndex(opened.value, options.object);
  if (object.ok) return ok({ ...opened.value, object: object.value });
  await opened.value.card.close('reset');
  return object;
}

/** Does `work` with an open card, and takes away what was verified whatever comes of it. */
export async function closing<Session extends CardSession>(
  session: Result<Session>,
  work: (session: Session) => Promise<Result<ExitCode>>,
): Promise<Result<ExitCode>> {
  if (!session.ok) return session;
  const done = await work(session.value);
  await session.value.card.close('reset');
  return done;
}
