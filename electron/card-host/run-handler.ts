import { INS } from '../../core/apdu/instructions.ts';
import { type AppError, appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { keyReference } from '../../core/card/key-names.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import type { Exchange } from '../../core/transport/exchange.ts';
import type { Answer, Params } from '../ipc/contract.ts';
import type { Credential, PlanToRun } from './card-flows.ts';
import type { ClientState } from './client-state.ts';
import { credentialsOf, readCard, unknownHandle } from './handler-scope.ts';
import { planGone, type Session } from './session.ts';
import { keepKeys } from './stored-key-handlers.ts';

/** Runs an armed plan, and leaves the card and the session as they were before it was armed: read-only, nothing verified. */
export async function runArmed(
  client: ClientState,
  session: Session,
  read: ReadResult,
  { id, handles, remember = [], confirmed, fewTries, triesUnknown }: Params<'plan.run'>,
): Promise<Result<Answer<'plan.run'>>> {
  const held = session.plan(id);
  if (held === undefined) return err(planGone());
  const { plan } = held;
  const armedFor = session.armedFor(id);
  if (armedFor !== plan.iccid) return err(appError('not-armed', { iccid: plan.iccid }));
  const unconfirmed = confirmationMissing(held, confirmed);
  if (unconfirmed !== undefined) return err(unconfirmed);
  const credentials = credentialsOf(session, handles);
  const wished = credentialsOf(session, remember);
  if (credentials === undefined || wished === undefined) return err(unknownHandle());
  const { flows, storedKeys, originOf } = client.options;
  const first = session.nextExchange();
  try {
    // What the card accepted is kept within the run: once that has ended, a session that closes wipes its keys.
    const running = session.uncut(async () => {
      const outcome = await flows.run(session, read, {
        ...held,
        armedFor,
        credentials,
        consent: { fewTries, triesUnknown },
        progress: (progress) => client.emit('plan.progress', { session: session.id, ...progress }),
        stopped: () => session.stopAsked,
      });
      const whole = outcome.ok && outcome.value.flash.result === 'verified' && outcome.value.error === undefined;
      if (!whole) return { outcome };
      const exchanges = session.exchangesFrom(first, session.nextExchange() - first);
      const accepted = acceptedKeys(plan.mode, credentials, exchanges).filter((key) => wished.includes(key));
      return { outcome, notRemembered: await keepKeys(storedKeys, originOf(session.reader), read, accepted) };
    });
    const { outcome, notRemembered } = await running.finally(async () => {
      session.dropPlans();
      // Arming is for one run. What was verified for it goes on the card as well, however it ended. A run that never came
      // to the card resets nothing: another process may be writing to it.
      if (!session.closing && session.nextExchange() > first) await session.transport.reset('warm');
    });
    if (!outcome.ok) return outcome;
    // A card that left or is let go of cannot be read again; what became of the write must be told all the same.
    const after = session.closing ? undefined : await readCard(client, session);
    return ok({ ...outcome.value, read: after?.ok ? after.value : read, ...(notRemembered && { notRemembered }) });
  } finally {
    session.disarm();
  }
}

/** A plan that takes files off the card is run only with the card's number typed for it. */
function confirmationMissing({ plan, named }: PlanToRun, confirmed: string | undefined): AppError | undefined {
  const iccid = named ?? plan.iccid;
  const count = plan.steps.filter(({ kind }) => kind === 'delete').length;
  return confirmed === iccid || count === 0 ? undefined : appError('plan-unconfirmed', { iccid, count });
}

/**
 * Which of the keys that were given the card accepted in these exchanges. One that was not sent is none of them: it would
 * have done as well as another, or the card held its key for verified already.
 */
function acceptedKeys(
  mode: WritePlan['mode'],
  given: readonly Credential[],
  exchanges: readonly Exchange[],
): readonly Credential[] {
  const accepted = new Set(
    exchanges
      .filter(({ command, response }) => command[1] === INS.verify && command.length > 5 && isOk(response))
      .map(({ command }) => command[3]),
  );
  return given.filter((key) => {
    const reference = keyReference(key.ref, mode);
    // Of two values of one key the first is the one that is sent.
    return accepted.has(reference) && given.find(({ ref }) => ref === key.ref) === key;
  });
}

const isOk = (response: Uint8Array) => response.length === 2 && response[0] === 0x90 && response[1] === 0x00;
