import { appError } from '../core/base/app-error.ts';
import type { Result } from '../core/base/result.ts';
import { err, ok } from '../core/base/result.ts';
import type { Secret } from '../core/base/secret.ts';
import { readCard } from '../core/bootstrap/read-card.ts';
import type { ReadResult } from '../core/bootstrap/read-result.ts';
import { createRefusedKeys } from '../electron/storage/refused-keys.ts';
import type { CliContext, OpenCard } from './context.ts';
import { type ConsentOptions, consentFor, readKeys } from './credentials.ts';

export interface CardOptions extends ConsentOptions {
  readonly mode: 'auto' | '2g' | '3g';
  readonly key: readonly string[];
  /** Which object's file is meant, counted from 1; default the one a device uses. */
  readonly object?: string;
  /** The card that is meant; any other is refused. */
  readonly iccid?: string;
  readonly json?: boolean;
  readonly showSecrets?: boolean;
}

/** A card opened and inspected for a verb that plans or writes. */
export interface WriteSession {
  readonly card: OpenCard;
  readonly read: ReadResult;
  readonly keys: ReadonlyMap<string, Secret>;
  /** Index into `read.objects`. */
  readonly object: number;
}

function objectIndex(read: ReadResult, wanted: string | undefined): Result<number> {
  if (wanted === undefined) {
    if (read.chosen !== null) return ok(read.chosen);
    const broken = read.steps.find((step) => step.verdict === 'error');
    const [finding] = broken?.findings ?? [];
    return err(appError('plan-no-object', { reason: finding?.message ?? 'the chain ends before it' }));
  }
  const index = Number(wanted) - 1;
  return Number.isInteger(index) && read.objects[index] !== undefined
    ? ok(index)
    : err(appError('plan-no-object', { reason: `there is no object ${wanted}` }));
}

/** Opens the card and reads all that a plan needs. The caller closes `card`. */
export async function openForWriting(
  context: CliContext,
  reader: string,
  options: CardOptions,
): Promise<Result<WriteSession>> {
  const keys = await readKeys(options.key);
  if (!keys.ok) return keys;
  const card = await context.open(reader);
  if (!card.ok) return card;
  const fail = async (result: Result<never>): Promise<Result<never>> => {
    await card.value.close('reset');
    return result;
  };
  const read = await readCard(card.value.link, {
    mode: options.mode,
    depth: 'inspect',
    keys: {
      value: (ref) => keys.value.get(ref),
      consent: (iccid) => consentFor(options, iccid),
      refused: createRefusedKeys(context.dataFolder),
    },
  });
  if (!read.ok) return fail(read);
  const { iccid } = read.value.card;
  if (options.iccid !== undefined && options.iccid !== iccid)
    return fail(err(appError('card-changed', { actual: iccid ?? 'a card without ICCID', expected: options.iccid })));
  const object = objectIndex(read.value, options.object);
  if (!object.ok) return fail(object);
  return ok({ card: card.value, read: read.value, keys: keys.value, object: object.value });
}
