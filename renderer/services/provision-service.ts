import type { AppError } from '../../core/base/app-error.ts';
import type { Result } from '../../core/base/result.ts';
import type { Answer } from '../../electron/ipc/contract.ts';
import type { ObjectsWish, ProfileChoice, ProfileInfo } from '../../electron/ipc/provision-contract.ts';
import { chosenMessage } from '../model/card-model.ts';
import { type CardTab, updateTab, useCards } from '../stores/cards-store.ts';
import { type PickedMessage, updateProvision, useProvision } from '../stores/provision-store.ts';
import { host } from './card-service.ts';
import { disarm, showPlan } from './write-service.ts';

/** Classes in which files can be created: a card of class A0 alone has them fixed by its maker. */
const profileFor = ({ read }: CardTab, profiles: readonly ProfileInfo[]) =>
  profiles.find(({ files }) => files === (read?.card.mode === '2g' ? 'fixed' : 'create')) ?? profiles[0];

function choose(tab: CardTab, profile: ProfileChoice, info: ProfileInfo): void {
  useProvision.setState(({ drafts }) => ({
    drafts: {
      ...drafts,
      [tab.id]: {
        profile,
        info,
        // What was picked for an object stays for the one at its place.
        messages: info.objects.map((_, at) => drafts[tab.id]?.messages[at] ?? null),
        allowFindings: false,
      },
    },
  }));
}

/** Asks for the profiles, and begins with the one that most likely fits. */
export async function beginProvision(tab: CardTab): Promise<void> {
  if (useProvision.getState().profiles.length === 0) {
    const profiles = await host().call('provision.profiles', {});
    if (!profiles.ok) return updateTab(tab.id, { refusal: profiles.error });
    useProvision.setState({ profiles: profiles.value });
  }
  const { profiles, drafts } = useProvision.getState();
  const first = profileFor(tab, profiles);
  if (drafts[tab.id] === undefined && first !== undefined) choose(tab, { builtIn: first.name }, first);
}

export function chooseProfile(tab: CardTab, info: ProfileInfo): void {
  choose(tab, { builtIn: info.name }, info);
}

/** Takes a profile from a file of the user's. */
export async function readProfile(tab: CardTab, file: File): Promise<void> {
  const profile = { text: await file.text(), name: file.name };
  const info = await host().call('provision.profile', { profile });
  updateTab(tab.id, { refusal: info.ok ? null : info.error });
  if (info.ok) choose(tab, profile, info.value);
}

type Picked = { readonly picked: PickedMessage } | { readonly error: AppError };

const answered = (answer: Result<Answer<'provision.message'>>, source: string, name: string): Picked =>
  answer.ok ? { picked: { source, name, bytes: answer.value.message } } : { error: answer.error };

/** A message to begin with. */
export async function starterMessage(template: 'dm' | 'cp'): Promise<Picked> {
  return answered(await host().call('provision.message', { from: { template } }), template, template.toUpperCase());
}

/** The message of a file: WBXML, hex, XML, YAML or JSON. */
export async function fileMessage(file: File): Promise<Picked> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return answered(await host().call('provision.message', { from: { file: bytes } }), 'file', file.name);
}

/** The message of another open card, as it was read. */
export function cardMessage(id: string): PickedMessage | null {
  const tab = useCards.getState().tabs.find((item) => item.id === id);
  const chosen = tab?.model ? chosenMessage(tab.model) : null;
  if (tab === undefined || chosen === null) return null;
  const { file, message } = chosen;
  return { source: id, name: tab.title, bytes: file.file.bytes.slice(message.at, message.at + message.view.size) };
}

export function pickFor(tab: CardTab, at: number, picked: PickedMessage): void {
  const draft = useProvision.getState().drafts[tab.id];
  if (draft !== undefined) updateProvision(tab.id, { messages: draft.messages.with(at, picked) });
}

/** Asks for a plan and goes to the Write view with it; a refusal shows where it was asked for. */
async function planned(
  tab: CardTab,
  kind: 'provision' | 'unprovision' | 'objects',
  ask: (session: string) => Promise<Result<Answer<'plan.make'>>>,
): Promise<void> {
  if (tab.session === null) return;
  await disarm(tab);
  updateTab(tab.id, { busy: 'plan', refusal: null });
  const made = await ask(tab.session);
  if (!made.ok) return updateTab(tab.id, { busy: null, refusal: made.error });
  showPlan(tab.id, made.value, { kind });
}

export async function planProvision(tab: CardTab): Promise<void> {
  const draft = useProvision.getState().drafts[tab.id];
  if (draft === undefined) return;
  const { profile, allowFindings } = draft;
  const messages = draft.messages.flatMap((picked) => picked?.bytes ?? []);
  await planned(tab, 'provision', (session) =>
    host().call('provision.plan', { session, profile, messages, ...(allowFindings && { allowFindings }) }),
  );
}

export const planUnprovision = (tab: CardTab, deleteFiles: boolean): Promise<void> =>
  planned(tab, 'unprovision', (session) => host().call('provision.remove', { session, deleteFiles }));

export const planObjects = (tab: CardTab, act: ObjectsWish, deleteFiles: boolean): Promise<void> =>
  planned(tab, 'objects', (session) => host().call('objects.plan', { session, act, deleteFiles }));
