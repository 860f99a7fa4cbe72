import type { Answer } from '../../electron/ipc/contract.ts';
import { type CardTab, type HeldCredential, updateTab } from '../stores/cards-store.ts';
import { host } from './card-service.ts';

export type StoredKeys = Answer<'credential.stored'>;

/** Names of the keys that this computer remembers for the card; null where it remembers none at all. */
export async function storedKeys(session: string): Promise<StoredKeys | null> {
  const stored = await host().call('credential.stored', { session });
  return stored.ok && stored.value.available ? stored.value : null;
}

/** Takes a remembered key: here it is a handle, like one that was typed. */
export async function takeStoredKey(tab: CardTab, ref: string): Promise<HeldCredential | null> {
  if (tab.session === null) return null;
  const used = await host().call('credential.useStored', { session: tab.session, ref });
  updateTab(tab.id, { refusal: used.ok ? null : used.error });
  return used.ok ? used.value : null;
}

export async function forgetStoredKey(tab: CardTab, ref: string): Promise<void> {
  if (tab.session === null) return;
  const forgotten = await host().call('credential.forget', { session: tab.session, ref });
  updateTab(tab.id, { refusal: forgotten.ok ? null : forgotten.error });
}
