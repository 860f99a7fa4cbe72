import type { WritePlan } from '../../core/plan/write-plan.ts';
import type { Answer } from '../../electron/ipc/contract.ts';
import type { GrowthWish } from '../../electron/ipc/write-contract.ts';
import type { Draft } from '../model/draft.ts';
import { endTyping } from '../model/edit-history.ts';
import { planFiles } from '../model/plan-files.ts';
import { askedKeys } from '../model/plan-keys.ts';
import {
  type CardTab,
  cardNumber,
  type HeldCredential,
  newWrite,
  type RunState,
  updateTab,
  updateWrite,
  useCards,
  type WriteState,
} from '../stores/cards-store.ts';
import { host, readAgain, showOrAsk, showRead } from './card-service.ts';

/** Hands a typed credential over. Afterwards only its handle is known here. */
export async function putCredential(
  tab: CardTab,
  ref: string,
  form: 'ascii' | 'hex',
  value: string,
): Promise<HeldCredential | null> {
  if (tab.session === null) return null;
  const put = await host().call('credential.put', { session: tab.session, ref, form, value });
  if (!put.ok) {
    updateTab(tab.id, { refusal: put.error });
    return null;
  }
  updateTab(tab.id, { refusal: null });
  return {
    handle: put.value.handle,
    length: form === 'hex' ? Math.ceil(value.replace(/\s/g, '').length / 2) : value.length,
  };
}

/** Verifies a PIN for reading and reads again. */
export async function verifyForReading(
  tab: CardTab,
  ref: string,
  form: 'ascii' | 'hex',
  value: string,
  consent: { readonly fewTries: boolean; readonly triesUnknown: boolean },
): Promise<void> {
  updateTab(tab.id, { busy: 'verify' });
  const held = await putCredential(tab, ref, form, value);
  if (held !== null && tab.session !== null) {
    const verified = await host().call('credential.verify', { session: tab.session, handle: held.handle, ...consent });
    if (verified.ok) await readAgain(tab);
    else await refused(tab, ref, verified.error);
  }
  updateTab(tab.id, { busy: null });
}

/** A refusal cost a try: the count beside the entry is asked for again. */
async function refused(tab: CardTab, ref: string, error: CardTab['error']): Promise<void> {
  updateTab(tab.id, { refusal: error });
  if (tab.session === null || tab.read === null) return;
  const tries = await host().call('credential.tries', { session: tab.session, ref });
  if (!tries.ok) return;
  updateTab(tab.id, ({ read }) => ({
    read: read && {
      ...read,
      needs: read.needs.map((need) => (need.refs.includes(ref) ? { ...need, triesLeft: tries.value.triesLeft } : need)),
    },
  }));
}

/** What a plan brings with it when it comes to be approved. */
interface ShownPlan {
  readonly kind: WriteState['kind'];
  readonly allowed?: WriteState['allowed'];
  /** The write that broke off, where the plan is the way out of it. */
  readonly broken?: WritePlan;
  readonly growth?: GrowthWish;
  readonly named?: string | null;
}

/** Goes to the Write view with a plan that the host keeps. */
export function showPlan(id: string, { plan, id: planId }: Answer<'plan.make'>, shown: ShownPlan): void {
  updateTab(id, ({ model, read }) => ({
    busy: null,
    view: 'write',
    write: {
      ...newWrite(plan, planId, shown.kind),
      files: planFiles(plan, (path) => model?.files.get(path)?.file.bytes, {
        broken: shown.broken ?? null,
        ...(read && { card: read }),
      }),
      allowed: shown.allowed ?? [],
      ...(shown.growth && { growth: shown.growth }),
      ...(shown.named && { named: shown.named }),
    },
  }));
}

/**
 * Makes the plan for the draft's message and goes to the Write view.
 * @param wish how its file shall get longer, where the message is
 */
export async function planWrite(tab: CardTab, draft: Draft, wish?: GrowthWish): Promise<void> {
  const object = tab.read?.chosen;
  if (tab.session === null || object === null || object === undefined) return;
  const allowed =
    tab.consented === draft.bytes ? draft.view.findings.filter(({ severity }) => severity === 'error') : [];
  const growth = draft.excess > 0 ? (wish ?? { way: 'auto', deleteFiles: false }) : undefined;
  updateTab(tab.id, { busy: 'plan', refusal: null, draft: endTyping(tab.draft) });
  const made = await host().call('plan.make', {
    session: tab.session,
    object,
    message: draft.bytes,
    ...(allowed.length > 0 && { allowFindings: true }),
    ...(growth && { growth }),
  });
  if (!made.ok) return updateTab(tab.id, { busy: null, refusal: made.error });
  showPlan(tab.id, made.value, { kind: 'edit', allowed, ...(growth && { growth }) });
}

/** Chooses the key to give where one of several would do; its tries left are asked for. */
export async function chooseKey(tab: CardTab, asked: string, ref: string): Promise<void> {
  const { write, session } = tab;
  if (write === null || session === null) return;
  updateWrite(tab.id, { chosen: { ...write.chosen, [asked]: ref } });
  if (ref === asked || ref in write.tries) return;
  const answer = await host().call('credential.tries', { session, ref });
  updateTab(tab.id, ({ write: now }) => ({
    write: now && { ...now, tries: { ...now.tries, [ref]: answer.ok ? answer.value.triesLeft : null } },
  }));
}

/** Asks the run to stop where no file is half-written. */
export async function stopRun(tab: CardTab): Promise<void> {
  if (tab.session === null) return;
  updateWrite(tab.id, { stopping: true });
  await host().call('plan.stop', { session: tab.session });
}

/** Takes the digits as typed; the session is armed the moment they are those of the card. */
export async function enterDigits(tab: CardTab, digits: string): Promise<void> {
  const { write, session } = tab;
  if (write === null || session === null) return;
  updateWrite(tab.id, { digits });
  const fits = digits.length === 4 && cardNumber(write).endsWith(digits);
  if (fits === write.armed) return;
  if (!fits) return disarm(tab);
  updateTab(tab.id, { busy: 'arm' });
  const armed = await host().call('card.arm', { session, plan: write.planId, iccid: cardNumber(write) });
  updateTab(tab.id, { busy: null, refusal: armed.ok ? null : armed.error });
  // What was asked may be on screen no longer: digits taken back, another plan, the tab closed.
  if (armed.ok && !isAskedFor(tab.id, session, write.planId)) await host().call('card.disarm', { session });
  else updateWrite(tab.id, { armed: armed.ok });
}

/** Whether a plan is still in sight in its session, with the digits of its card typed. */
function isAskedFor(id: string, session: string, planId: string): boolean {
  const now = useCards.getState().tabs.find((item) => item.id === id);
  if (now?.session !== session || now.write?.planId !== planId || now.write.run !== null) return false;
  const { digits } = now.write;
  return digits.length === 4 && cardNumber(now.write).endsWith(digits);
}

export async function disarm(tab: CardTab): Promise<void> {
  if (tab.write?.armed !== true || tab.session === null) return;
  // The host forgets what was typed; its handles would be of no use.
  updateWrite(tab.id, { armed: false, credentials: {} });
  await host().call('card.disarm', { session: tab.session });
}

/** Runs the plan: backup, journal, VERIFY, writes, read-back. The host disarms afterwards, whatever came of it. */
export async function runPlan(tab: CardTab): Promise<void> {
  const { write, session } = tab;
  if (write === null || session === null || !write.armed) return;
  updateTab(tab.id, { refusal: null });
  updateWrite(tab.id, { run: { state: 'running', progress: null }, stopping: false });
  // A key that was typed for another choice is not sent, so no card accepts it.
  const given = askedKeys(write).flatMap(({ ref }) => write.credentials[ref] ?? []);
  const ran = await host().call('plan.run', {
    session,
    id: write.planId,
    handles: given.map(({ handle }) => handle),
    remember: given.filter(({ remember }) => remember).map(({ handle }) => handle),
    fewTries: write.fewTries,
    triesUnknown: write.triesUnknown,
    ...(write.confirmation !== '' && { confirmed: write.confirmation }),
  });
  const now = useCards.getState().tabs.find(({ id }) => id === tab.id);
  if (now === undefined) return;
  // The card may have left meanwhile, and the plan with it: it is shown again with what became of it.
  const base: WriteState = { ...(now.write ?? write), armed: false, digits: '', confirmation: '', credentials: {} };
  const progress = base.run?.state === 'running' ? base.run.progress : null;
  if (!ran.ok) {
    updateTab(tab.id, { view: 'write', write: { ...base, run: { state: 'failed', error: ran.error, progress } } });
  } else {
    const { flash, backup, read, error = null, notRemembered } = ran.value;
    const previous = new Map(tab.read?.files.map((file) => [file.path, file.bytes]));
    const done: RunState = { state: 'done', flash, backup, plan: write.plan, error, progress };
    updateTab(tab.id, { view: 'write', previous, write: { ...base, run: done } });
    const wrote = error === null && (flash.result === 'verified' || flash.result === 'unchanged');
    // Only what was edited is on the card by its own plan: of any other plan's changes edits may be left that no longer fit.
    if (now.session === session && wrote && write.kind === 'edit') await showRead(tab.id, session, read, true);
    else if (now.session === session) await showOrAsk(tab.id, session, read);
    if (notRemembered !== undefined) updateTab(tab.id, { refusal: notRemembered });
  }
}

/** Where the plan of a tab came from. */
function backFrom({ write, recovery }: CardTab): CardTab['view'] {
  switch (write?.kind) {
    case 'edit':
      return 'edit';
    case 'fix':
      return 'diagnose';
    case 'provision':
      return write.run === null ? 'provision' : 'explore';
    case 'objects':
    case 'unprovision':
      return write.run === null ? 'objects' : 'explore';
    default:
      return recovery !== null ? 'recover' : 'explore';
  }
}

/** Lets go of a plan and goes back to where it came from; a draft stays. */
export async function dropPlan(tab: CardTab): Promise<void> {
  await disarm(tab);
  updateTab(tab.id, { write: null, refusal: null, view: backFrom(tab) });
}
