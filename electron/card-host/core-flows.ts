import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { type CardLink, openLink } from '../../core/card/card-link.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import { keyReference } from '../../core/card/key-names.ts';
import { type KeyConsent, type RefusedKeys, readTries, verifyKey } from '../../core/card/retry-guard.ts';
import { bodyWithMessage, makePlan } from '../../core/plan/make-plan.ts';
import { runPlan, type WriteStore } from '../../core/plan/run-plan.ts';
import type { CardLock } from '../storage/card-lock.ts';
import type { WriteOrigin } from '../storage/write-store.ts';
import type { AcceptedKeys, CardFlows, TracedCard } from './card-flows.ts';
import { diagnoseFlows } from './diagnose-flows.ts';
import { fileFlows } from './file-flows.ts';
import { provisionFlows, TS_102_222 } from './provision-flows.ts';
import { type CardHistory, recoveryFlows } from './recovery-flows.ts';

export interface FlowStores {
  /** Values that cards refused, shared by all processes of this user. */
  readonly refused: RefusedKeys;
  /** A new store for one run: its backup and its journal. */
  readonly writeStore: (origin: WriteOrigin) => WriteStore;
  /** Adds to a reading what is known of earlier writes to its card. */
  readonly recall: (read: ReadResult, reader: string) => Promise<ReadResult>;
  readonly history: CardHistory;
  /** Keeps other processes of this user from writing to the card meanwhile. */
  readonly lock: (iccid: string) => Promise<Result<CardLock>>;
}

/** Channel that a credential is verified on outside a flow: what is verified there counts for the card's other channels. */
const BASIC_CHANNEL = 0;

const NO_CONSENT: KeyConsent = { fewTries: false, triesUnknown: false };

/**
 * The acts of a session, as core knows them, bound to this machine's stores.
 * @param storesFor the stores of the card in a reader: a card that is made up keeps nothing where real ones do
 */
export function coreFlows(storesFor: (reader: string) => FlowStores): CardFlows {
  const storesOf = ({ transport }: TracedCard) => storesFor(transport.reader);

  /** What the card accepted in this session, with what was allowed for it. */
  const keysOf = (card: TracedCard, keys: AcceptedKeys): KeySource => {
    let consent = NO_CONSENT;
    const value = (ref: string) => {
      const known = keys.accepted(ref);
      if (known !== undefined) consent = known.consent;
      return known?.secret;
    };
    return { value, refused: storesOf(card).refused, consent: () => consent };
  };

  return {
    read: async (card, mode, keys) => {
      const read = await readCard(linkTo(card), { mode, depth: 'inspect', keys: keysOf(card, keys) });
      return read.ok ? ok(await storesOf(card).recall(read.value, card.transport.reader)) : read;
    },

    tries: async (card, read, ref) => {
      const reference = keyReference(ref, read.card.mode);
      if (reference === undefined) return err(unknownKey(ref));
      const tries = await readTries(linkTo(card), read.card.mode, BASIC_CHANNEL, reference);
      if (!tries.ok) return tries;
      if (tries.value.kind === 'known') return ok(tries.value.tries);
      return ok(tries.value.kind === 'blocked' ? 0 : null);
    },

    verify: async (card, read, { ref, secret }, consent) => {
      const { mode, iccid } = read.card;
      const reference = keyReference(ref, mode);
      if (reference === undefined) return err(unknownKey(ref));
      const link = linkTo(card);
      const { refused } = storesOf(card);
      return verifyKey({ link, mode, channel: BASIC_CHANNEL, iccid, reference, value: secret, consent, refused });
    },

    plan: (card, read, object, message, allowance, growth) =>
      makePlan(
        linkTo(card),
        read,
        object,
        bodyWithMessage(message, allowance),
        growth && { ...growth, admin: TS_102_222 },
      ),

    run: async (
      card,
      read,
      { plan, saved = false, recovers, named, armedFor, credentials, consent, progress, stopped },
    ) => {
      const { refused, writeStore, history, lock } = storesOf(card);
      const held = await lock(plan.iccid);
      if (!held.ok) return held;
      const run = async () =>
        runPlan(linkTo(card), read, plan, {
          armedFor,
          saved,
          keys: (ref) => credentials.find((credential) => credential.ref === ref)?.secret,
          consent,
          refused,
          store: writeStore(recovers === undefined ? {} : { recovers }),
          progress: (step, total, kind, offset) => progress({ step, total, kind, offset }),
          stopped,
        });
      // Also where something is thrown in it: a lock that stays keeps everybody from this card until the app ends.
      const outcome = await run().finally(() => held.value.release());
      const whole =
        outcome.ok && (outcome.value.flash.result === 'verified' || outcome.value.flash.result === 'unchanged');
      if (!whole || named === undefined || recovers === undefined) return outcome;
      const noted = await history.settle(recovers);
      return noted.ok || !outcome.ok ? outcome : ok({ ...outcome.value, error: noted.error });
    },

    ...recoveryFlows((card) => storesOf(card).history, linkTo),
    ...provisionFlows(linkTo),
    ...fileFlows(linkTo, keysOf),
    ...diagnoseFlows(linkTo, keysOf),
  };
}

/** A link for one flow; its exchanges are numbered as in the session's trace. */
function linkTo(card: TracedCard): CardLink {
  return openLink(card.transport, () => card.nextExchange());
}

function unknownKey(ref: string) {
  return appError('credential-invalid', { ref, reason: 'no such key' });
}
