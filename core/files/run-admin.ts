import { commandName } from '../apdu/instructions.ts';
import { type AppError, appError } from '../base/app-error.ts';
import { equalBytes, hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { type KeySource, verifyGiven } from '../card/given-keys.ts';
import { bodyOf, readCurrentFile } from '../card/read-file.ts';
import { type Proof, proveAdmin, refusal } from './admin-outcome.ts';
import { type AdminPlan, type AdminSession, planAdmin } from './admin-plan.ts';

/** Where a run keeps what must survive it. Each call has happened on the disk when it answers. */
export interface AdminStore {
  /** Opens the journal with what is about to be done. @returns its place */
  begin(plan: AdminPlan): Promise<Result<string>>;
  /** Keeps a file's body before it is taken away. @returns the place of the backup */
  backup(plan: AdminPlan, body: Uint8Array): Promise<Result<string>>;
  /** `interrupted`: the card may have done it. */
  end(result: 'done' | 'failed' | 'unchanged' | 'interrupted'): Promise<Result<void>>;
}

/** What a person has confirmed, typed for this card. */
export interface AdminConsent {
  /** The ICCID as it was typed; `none` for a card that has none. */
  readonly iccid: string | undefined;
  /** TERMINATE CARD USAGE was confirmed by itself. */
  readonly terminateCard: boolean;
}

export interface AdminOptions {
  readonly consent: AdminConsent;
  readonly keys: KeySource;
  /** Names of the keys that were given: sent where the card does not tell which it wants. */
  readonly given: readonly string[];
  readonly store: AdminStore;
  /** True once the user asked to stop; heeded until the first command that changes something. */
  readonly stopped?: () => boolean;
}

export interface AdminOutcome {
  readonly proof: Proof;
  readonly journal: string;
  /** Undefined where the act takes nothing away, or the file could not be read (a DF, a key that was not given). */
  readonly backup: string | undefined;
  readonly exchanges: number;
  /** Set where the card does not show what it said it did. */
  readonly error?: AppError;
}

const NO_ICCID = 'none';

/** What cannot happen to a file as long as a key is missing. */
const PARTICIPLES: Readonly<Record<AdminPlan['act']['kind'], string>> = {
  create: 'created',
  delete: 'deleted',
  resize: 'resized',
  activate: 'activated',
  deactivate: 'deactivated',
  terminate: 'terminated',
  'terminate-card': 'terminated with its card',
};

/** What stands between a plan and its run, before anything is sent; undefined where nothing does. */
function objection(plan: AdminPlan, { consent, given }: AdminOptions): AppError | undefined {
  const iccid = plan.iccid ?? NO_ICCID;
  const what = plan.act.kind;
  if (consent.iccid !== iccid) return appError('admin-unconfirmed', { what, iccid, option: `--i-know=${iccid}` });
  if (what === 'terminate-card' && !consent.terminateCard)
    return appError('admin-unconfirmed', { what, iccid, option: `--i-know=${iccid} --terminate-card` });
  if (plan.access.kind === 'never' && plan.access.notes.length === 0)
    return appError('admin-never', { file: plan.file });
  const missing = plan.needs.find((refs) => !refs.some((ref) => given.includes(ref)));
  return missing && appError('key-missing', { ref: missing.join(' or '), file: plan.file, act: PARTICIPLES[what] });
}

/** The card's keys: those that the rules name, or all that were given where the card does not tell. */
async function verifyKeys(session: AdminSession, plan: AdminPlan, options: AdminOptions): Promise<Result<unknown>> {
  const { link, face } = session;
  const told = plan.access.kind === 'keys' || plan.access.kind === 'always';
  const asked = told ? plan.needs : options.given.map((ref) => [ref]);
  if (asked.length === 0) return ok(undefined);
  return verifyGiven({ link, ...face, keys: options.keys }, asked);
}

/** The file's body, where the act takes it away and it can be read. */
async function keepBody(
  { link, face, cursor }: AdminSession,
  plan: AdminPlan,
  { store }: AdminOptions,
): Promise<Result<string | undefined>> {
  const { act } = plan;
  if (!plan.destructive || !('place' in act) || plan.header.type !== 'ef') return ok(undefined);
  const selected = await cursor.select(act.place);
  if (!selected.ok) return selected;
  const read = await readCurrentFile(link, face, plan.header);
  if (!read.ok) return read;
  return read.value.complete ? store.backup(plan, bodyOf(read.value.content)) : ok(undefined);
}

/** Sends the commands of the plan to the file that is selected. */
async function sendAll({ link, face }: AdminSession, plan: AdminPlan): Promise<Result<void>> {
  for (const command of plan.commands) {
    const answer = await link.send(command, 'leave');
    if (!answer.ok) return answer;
    const what = `${commandName(command.cla, command.ins)} ${plan.file}`;
    // Response data that waits is nobody's concern: what came of it is read back.
    const { sw } = answer.value;
    const refused = sw >> 8 === 0x61 || sw >> 8 === 0x9f ? undefined : refusal(sw, face.mode, what);
    if (refused !== undefined) return err(refused);
  }
  return ok(undefined);
}

/** Codes of a refusal after which nothing has changed; after all others the file must be looked at. */
const certain = (error: AppError) => error.code.startsWith('admin-');

async function runBegun(
  session: AdminSession,
  plan: AdminPlan,
  options: AdminOptions,
  journal: string,
): Promise<Result<AdminOutcome>> {
  const { store } = options;
  const start = session.link.counters.count;
  const unchanged = async (error: AppError): Promise<Result<never>> => {
    await store.end('unchanged');
    return err(error);
  };
  const verified = await verifyKeys(session, plan, options);
  if (!verified.ok) return unchanged(verified.error);
  const backup = await keepBody(session, plan, options);
  if (!backup.ok) return unchanged(backup.error);
  if (plan.select !== undefined) {
    const selected = await session.cursor.select(plan.select);
    if (!selected.ok) return unchanged(selected.error);
    const { reach, sw } = selected.value;
    if (reach !== 'ok' && reach !== 'inactive')
      return unchanged(appError('admin-no-file', { file: plan.file, sw: hexWord(sw), meaning: reach }));
  }
  if (options.stopped?.()) return unchanged(appError('write-stopped', { iccid: plan.iccid ?? NO_ICCID }));
  const sent = await sendAll(session, plan);
  if (!sent.ok) {
    if (certain(sent.error)) return unchanged(sent.error);
    await store.end('interrupted');
    return sent;
  }
  const proof = await proveAdmin(session, plan);
  if (!proof.ok) {
    await store.end('interrupted');
    return proof;
  }
  const [difference] = proof.value.differences;
  const ended = await store.end(difference === undefined ? 'done' : 'failed');
  if (!ended.ok) return ended;
  const outcome = {
    proof: proof.value,
    journal,
    backup: backup.value,
    exchanges: session.link.counters.count - start,
  };
  if (difference === undefined) return ok(outcome);
  return ok({ ...outcome, error: appError('admin-unproven', { what: plan.act.kind, difference, journal }) });
}

async function runChecked(
  session: AdminSession,
  plan: AdminPlan,
  options: AdminOptions,
): Promise<Result<AdminOutcome>> {
  // The file may have changed since it was described; the description costs nothing but SELECTs.
  session.cursor.lost();
  const now = await planAdmin(session, plan.act);
  if (!now.ok) return now;
  if (!equalBytes(now.value.header.bytes, plan.header.bytes))
    return err(appError('plan-stale', { what: `the header of ${plan.file} changed` }));
  const journal = await options.store.begin(plan);
  return journal.ok ? runBegun(session, plan, options, journal.value) : journal;
}

/**
 * Does what a plan describes, where it was confirmed for this card: the journal is on the disk before any key goes out,
 * keys go through the retry guard, what is taken away is kept where it can be read, and the card is asked afterwards
 * whether it shows what it says. The caller keeps other programs off the card (`withFace`).
 * @returns an error where nothing was changed, or where that is not known (the journal says which).
 */
export async function runAdmin(
  session: AdminSession,
  plan: AdminPlan,
  options: AdminOptions,
): Promise<Result<AdminOutcome>> {
  const against = objection(plan, options);
  if (against !== undefined) return err(against);
  if (session.face.iccid !== plan.iccid)
    return err(
      appError('card-changed', {
        actual: session.face.iccid ?? 'a card without ICCID',
        expected: plan.iccid ?? NO_ICCID,
      }),
    );
  return runChecked(session, plan, options);
}
