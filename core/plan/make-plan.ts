import { appError } from '../base/app-error.ts';
import { fromHex, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { templateOf } from '../bootstrap/application-template.ts';
import { decodeMessage } from '../bootstrap/message.ts';
import type { BootstrapObject, ReadResult } from '../bootstrap/read-result.ts';
import type { CardLink } from '../card/card-link.ts';
import { resolvePath } from '../pkcs15/path.ts';
import { composePlan } from './compose-plan.ts';
import { type Growth, planLarger } from './larger-file.ts';
import { checkMessage, type MessageAllowance } from './message-check.ts';
import { openPlanCard, type PlanCard } from './plan-card.ts';
import { updateKeys } from './plan-keys.ts';
import { missingReadKey } from './target.ts';
import { writeCostOf } from './write-cost.ts';
import type { WritePlan } from './write-plan.ts';

/** Gives the body that a content file should have, from the one it has. */
export type WantedBody = (present: {
  readonly object: BootstrapObject;
  readonly body: Uint8Array;
}) => Result<Uint8Array>;

/**
 * The body with `message` in it: at the place the path names, and FF over what is left of the old message. Bytes behind
 * that are somebody else's and stay. A message that a device would not accept is refused, see `checkMessage`.
 */
export function bodyWithMessage(message: Uint8Array, allowance: MessageAllowance = {}): WantedBody {
  return ({ object, body }) => {
    const start = object.offset;
    const limit = object.length === null ? body.length : Math.min(body.length, start + object.length);
    const excess = start + message.length - limit;
    if (excess > 0)
      return err(
        appError('plan-too-long', { length: message.length, file: object.path, capacity: limit - start, excess }),
      );
    const accepted = checkMessage(message, object, allowance);
    if (!accepted.ok) return accepted;
    const after = body.slice();
    const old = decodeMessage(body, start).size;
    after.fill(0xff, start + message.length, Math.max(start + message.length, Math.min(limit, start + old)));
    after.set(message, start);
    return ok(after);
  };
}

/** The body exactly as a backup holds it. */
export function bodyFromBackup(wanted: Uint8Array): WantedBody {
  return ({ body, object }) =>
    wanted.length === body.length
      ? ok(wanted)
      : err(appError('plan-stale', { what: `${object.path} has ${body.length} bytes, the backup ${wanted.length}` }));
}

function noObject(reason: string) {
  return err(appError('plan-no-object', { reason }));
}

async function planContent(
  card: PlanCard,
  read: ReadResult,
  object: BootstrapObject,
  wanted: WantedBody,
  growth: Growth | undefined,
  pageSize: number,
): Promise<Result<WritePlan>> {
  const { iccid, mode } = read.card;
  if (iccid === null) return noObject('its ICCID cannot be read, so the card cannot be named');
  const template = templateOf(read);
  const place = resolvePath(fromHex(object.path) ?? new Uint8Array(), template?.fids ?? []);
  if (place === undefined) return noObject(`its path ${object.path} is malformed`);
  const { path } = object;
  const present = await card.read({ path, place, rule: 'message' });
  if (!present.ok) return present;
  if (present.value === null) return noObject(`${path} is not there`);
  const { body, selecting, reading } = present.value;
  const name = read.files.find((file) => file.path === path)?.name ?? path.slice(-4);
  const after = wanted({ object, body });
  if (!after.ok) {
    const { code, details } = after.error;
    if (code !== 'plan-too-long' || growth === undefined || growth.way === 'never' || template === undefined)
      return after;
    const length = Number(details.length);
    return planLarger(
      {
        card,
        iccid,
        template,
        object,
        file: { path, place, rule: 'message' },
        name,
        present: present.value,
        length,
        pageSize,
        wanted: (size) =>
          wanted({
            object: { ...object, length: object.length === null ? null : Math.max(object.length, length) },
            body: padEnd(body, size, 0xff),
          }),
        refusal: after.error,
      },
      growth,
    );
  }
  const opening = card.link.counters.count;
  const keys = await updateKeys(card, path, present.value);
  if (!keys.ok) return keys;
  const left = await card.walker.leave();
  if (!left.ok) return left;
  const { atr } = card.link.transport;
  return composePlan({
    iccid,
    mode,
    atr,
    application: { aid: template?.aid ?? null, fids: template?.fids ?? null },
    content: { path, capacity: body.length, start: object.offset },
    changes: [
      {
        path,
        name,
        place,
        rule: 'message',
        start: object.offset,
        present: body,
        wanted: after.value,
      },
    ],
    keys: keys.value,
    cost: writeCostOf(atr, { pageSize }),
    // The file is selected before it is written and again before it is read back.
    overhead: {
      idle: opening - card.opened + left.value.length,
      writing: 2 * selecting + reading,
      read: 2 * body.length,
    },
  });
}

/**
 * Plans the way from what a content file holds to what it should hold. Reads only; nothing is verified or written.
 * @param index the object in `read.objects` whose file is meant.
 * @param growth how a file that is too short may get longer; without it a longer message is refused.
 * @param pageSize bytes of a page of the card's memory, where its maker tells: then pages count, not commands; 0: not known.
 * @returns `plan-too-long`, `plan-no-object`, `key-missing` or `card-changed` where no plan can be made.
 */
export async function makePlan(
  link: CardLink,
  read: ReadResult,
  index: number,
  wanted: WantedBody,
  growth?: Growth,
  pageSize = 0,
): Promise<Result<WritePlan>> {
  const object = read.objects[index];
  const template = templateOf(read);
  if (object === undefined || template === undefined) return noObject('the way to it ends before');
  if (object.direct) return noObject(`its value stands in the directory file ${object.path} itself`);
  const application = { aid: template.aid, fids: template.fids ?? null };
  const card = await openPlanCard(link, read.card, application, () => missingReadKey(read, object));
  if (!card.ok) return card;
  const plan = await planContent(card.value, read, object, wanted, growth, pageSize);
  // Leaving twice does no harm; leaving never would keep a channel open.
  if (!plan.ok) await card.value.walker.leave();
  return plan;
}
