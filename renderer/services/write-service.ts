import { shiftSpan } from '../../core/base/span.ts';
import type { Draft } from '../model/draft.ts';
import { endTyping } from '../model/edit-history.ts';
import {
  type CardTab,
  type HeldCredential,
  type RunState,
  updateTab,
  updateWrite,
  useCards,
  type WriteState,
} from '../stores/cards-store.ts';
import { host, readAgain, showRead } from './card-service.ts';

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

/** Makes the plan for the draft's message and goes to the Write view. */
export async function planWrite(tab: CardTab, draft: Draft): Promise<void> {
  const object = tab.read?.chosen;
  if (tab.session === null || object === null || object === undefined) return;
  updateTab(tab.id, { busy: 'plan', refusal: null, draft: endTyping(tab.draft) });
  const made = await host().call('plan.make', { session: tab.session, object, message: draft.bytes });
  if (!made.ok) return updateTab(tab.id, { busy: null, refusal: made.error });
  updateTab(tab.id, {
    busy: null,
    view: 'write',
    write: {
      plan: made.value.plan,
      planId: made.value.id,
      file: tab.model?.files.get(made.value.plan.file) ?? null,
      changes: draft.changes,
      free: draft.capacity - draft.size,
      newSecrets: draft.view.secrets.map((place) => shiftSpan(place, made.value.plan.start)),
      digits: '',
      armed: false,
      credentials: {},
      fewTries: false,
      triesUnknown: false,
      run: null,
    },
  });
}

/** Takes the digits as typed; the session is armed the moment they are those of the card. */
export async function enterDigits(tab: CardTab, digits: string): Promise<void> {
  const { write, session } = tab;
  if (write === null || session === null) return;
  updateWrite(tab.id, { digits });
  const fits = digits.length === 4 && write.plan.iccid.endsWith(digits);
  if (fits === write.armed) return;
  if (!fits) return disarm(tab);
  updateTab(tab.id, { busy: 'arm' });
  const armed = await host().call('card.arm', { session, iccid: write.plan.iccid });
  updateTab(tab.id, { busy: null, refusal: armed.ok ? null : armed.error });
  updateWrite(tab.id, { armed: armed.ok });
}

export async function disarm(tab: CardTab): Promise<void> {
  if (tab.write?.armed !== true || tab.session === null) return;
  // The host forgets what was typed; its handles would be of no use.
  updateWrite(tab.id, { armed: false, credentials: {} });
  await host().call('card.disarm', { session: tab.session });
}

/** Runs the plan: backup, journal, VERIFY, writes, read-back. Disarmed afterwards, whatever came of it. */
export async function runPlan(tab: CardTab): Promise<void> {
  const { write, session } = tab;
  if (write === null || session === null || !write.armed) return;
  updateTab(tab.id, { refusal: null });
  updateWrite(tab.id, { run: { state: 'running', progress: null } });
  const ran = await host().call('plan.run', {
    session,
    id: write.planId,
    handles: Object.values(write.credentials).map(({ handle }) => handle),
    fewTries: write.fewTries,
    triesUnknown: write.triesUnknown,
  });
  const now = useCards.getState().tabs.find(({ id }) => id === tab.id);
  if (now === undefined) return;
  // The card may have left meanwhile, and the plan with it: it is shown again with what became of it.
  const base: WriteState = { ...(now.write ?? write), armed: false, digits: '', credentials: {} };
  const progress = base.run?.state === 'running' ? base.run.progress : null;
  if (!ran.ok) {
    updateTab(tab.id, { view: 'write', write: { ...base, run: { state: 'failed', error: ran.error, progress } } });
  } else {
    const { flash, backup, read, error = null } = ran.value;
    const previous = new Map(tab.read?.files.map((file) => [file.path, file.bytes]));
    const done: RunState = { state: 'done', flash, backup, plan: write.plan, error, progress };
    updateTab(tab.id, { view: 'write', previous, write: { ...base, run: done } });
    if (now.session === session) await showRead(tab.id, session, read);
  }
  if (now.session === session) await host().call('card.disarm', { session });
}

/** Lets go of a plan; the draft stays. */
export async function dropPlan(tab: CardTab): Promise<void> {
  await disarm(tab);
  updateTab(tab.id, { write: null, refusal: null, view: 'edit' });
}
