import { appError } from '../base/app-error.ts';
import { hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { sha256 } from '../base/sha256.ts';
import { accessOf } from '../bootstrap/access-need.ts';
import { decodeMessage } from '../bootstrap/message.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import { clausesOf } from '../card/access-expression.ts';
import type { CardLink } from '../card/card-link.ts';
import { keyReference } from '../card/key-names.ts';
import { readTries } from '../card/retry-guard.ts';
import { rangesOf, updateSteps } from './differences.ts';
import { estimateSeconds } from './link-time.ts';
import { checkMessage, type MessageAllowance } from './message-check.ts';
import { openTarget, type Target } from './target.ts';
import type { PlanCredential, PlanStep, WritePlan } from './write-plan.ts';

/** Gives the body that a content file should have, from the one it has. */
export type WantedBody = (target: Target) => Result<Uint8Array>;

/**
 * The body with `message` in it: at the place the path names, and FF over what is left of the old message. Bytes behind
 * that are somebody else's and stay. A message that a device would not accept is refused, see `checkMessage`.
 */
export function bodyWithMessage(message: Uint8Array, allowance: MessageAllowance = {}): WantedBody {
  return ({ object, body }) => {
    const start = object.offset;
    const limit = object.length === null ? body.bytes.length : Math.min(body.bytes.length, start + object.length);
    const excess = start + message.length - limit;
    if (excess > 0)
      return err(
        appError('plan-too-long', { length: message.length, file: object.path, capacity: limit - start, excess }),
      );
    const accepted = checkMessage(message, object, allowance);
    if (!accepted.ok) return accepted;
    const after = body.bytes.slice();
    const old = decodeMessage(body.bytes, start).size;
    after.fill(0xff, start + message.length, Math.max(start + message.length, Math.min(limit, start + old)));
    after.set(message, start);
    return ok(after);
  };
}

/** The body exactly as a backup holds it. */
export function bodyFromBackup(wanted: Uint8Array): WantedBody {
  return ({ body, object }) =>
    wanted.length === body.bytes.length
      ? ok(wanted)
      : err(
          appError('plan-stale', {
            what: `${object.path} has ${body.bytes.length} bytes, the backup ${wanted.length}`,
          }),
        );
}

/** Keys that an UPDATE asks for, and the TPDUs that verifying them will take. */
interface Keys {
  readonly credentials: readonly PlanCredential[];
  readonly exchanges: number;
}

const NO_KEYS: Keys = { credentials: [], exchanges: 0 };

async function keysFor(link: CardLink, target: Target): Promise<Result<Keys>> {
  const { walker, body, object } = target;
  if (body.header === undefined) return ok(NO_KEYS);
  const access = await accessOf(walker, body.header, 'update');
  if (!access.ok) return access;
  if ('missing' in access.value) {
    const { arr, record } = access.value.missing;
    return err(
      appError('plan-no-object', {
        reason: `record ${record} of EF(ARR) ${hexWord(arr)} with its access rule is missing`,
      }),
    );
  }
  if (!('answer' in access.value) || access.value.answer.kind === 'always') return ok(NO_KEYS);
  const { answer } = access.value;
  if (answer.kind !== 'keys')
    return err(appError('plan-no-object', { reason: `no key this tool knows allows an UPDATE of ${object.path}` }));
  const credentials: PlanCredential[] = [];
  let exchanges = 0;
  for (const refs of clausesOf(answer)) {
    const key = await credentialFor(link, target, refs);
    if (!key.ok) return key;
    credentials.push(key.value.credential);
    exchanges += key.value.exchanges;
  }
  return ok({ credentials, exchanges });
}

/** The credential for keys of which one must be verified, with the tries left of the first. */
async function credentialFor(
  link: CardLink,
  { walker, object }: Target,
  refs: readonly string[],
): Promise<Result<{ readonly credential: PlanCredential; readonly exchanges: number }>> {
  const known = refs.flatMap((ref) => {
    const reference = keyReference(ref, walker.mode);
    return reference === undefined ? [] : [{ ref, keyReference: reference }];
  });
  const [first, ...others] = known;
  if (first === undefined)
    return err(appError('plan-no-object', { reason: `no key this tool knows allows an UPDATE of ${object.path}` }));
  const before = link.counters.count;
  const tries = await readTries(link, walker.mode, walker.channel, first.keyReference);
  if (!tries.ok) return tries;
  const { value } = tries;
  const triesLeft = value.kind === 'known' ? value.tries : value.kind === 'blocked' ? 0 : null;
  return ok({
    credential: { ...first, triesLeft, alternatives: others.map(({ ref }) => ref) },
    exchanges: link.counters.count - before + (value.kind === 'verified' ? 0 : 1),
  });
}

/** A plan short of what leaving the card will cost. */
type Draft = Omit<WritePlan, 'exchanges' | 'seconds'> & { readonly exchanges: number };

async function draftFor(link: CardLink, read: ReadResult, target: Target, wanted: WantedBody): Promise<Result<Draft>> {
  const { iccid } = read.card;
  if (iccid === null)
    return err(appError('plan-no-object', { reason: 'its ICCID cannot be read, so the card cannot be named' }));
  const { object, body, cost } = target;
  const after = wanted(target);
  if (!after.ok) return after;
  const keys = await keysFor(link, target);
  if (!keys.ok) return keys;
  const { credentials } = keys.value;
  const file = object.path;
  const writes = updateSteps(file, body.bytes, after.value, object.offset);
  const fixed = (kind: PlanStep['kind']): PlanStep => ({ kind, file, offset: 0, data: '' });
  const steps =
    writes.length === 0
      ? []
      : [fixed('backup'), fixed('journal'), ...credentials.map(() => fixed('verify')), ...writes, fixed('readBack')];
  // The file is selected before it is written and again before it is read back.
  const writing = keys.value.exchanges + 2 * cost.selecting + writes.length + cost.reading;
  return ok({
    format: 'bootcard-plan/1',
    iccid,
    mode: read.card.mode,
    file,
    capacity: body.bytes.length,
    start: object.offset,
    before: sha256(body.bytes),
    after: sha256(after.value),
    ranges: rangesOf(file, body.bytes, after.value),
    steps,
    exchanges: cost.opening + (writes.length === 0 ? 0 : writing),
    bytes: writes.reduce((sum, step) => sum + step.data.length / 2, 0),
    credentials,
  });
}

/**
 * Plans the way from what a content file holds to what it should hold. Reads only; nothing is verified or written.
 * @param index the object in `read.objects` whose file is meant.
 * @returns `plan-too-long`, `plan-no-object`, `key-missing` or `card-changed` where no plan can be made.
 */
export async function makePlan(
  link: CardLink,
  read: ReadResult,
  index: number,
  wanted: WantedBody,
): Promise<Result<WritePlan>> {
  const target = await openTarget(link, read, index);
  if (!target.ok) return target;
  const draft = await draftFor(link, read, target.value, wanted);
  const left = await target.value.walker.leave();
  if (!draft.ok) return draft;
  if (!left.ok) return left;
  const { bytes, capacity, steps } = draft.value;
  const exchanges = draft.value.exchanges + left.value.length;
  const updates = steps.filter((step) => step.data !== '').length;
  return ok({
    ...draft.value,
    exchanges,
    seconds: estimateSeconds(link.transport.atr, { exchanges, bytes: 2 * capacity + bytes, updates }),
  });
}
