import type { Result } from '../../core/base/result.ts';
import type { FaultImage } from '../../core/virtual-card/faults.ts';
import type { VirtualCardInfo } from '../../electron/ipc/virtual-contract.ts';
import { setOverlay, tell } from '../stores/app-store.ts';
import { type CardTab, updateTab, useCards } from '../stores/cards-store.ts';
import { useVirtual, type VirtualPart } from '../stores/virtual-store.ts';
import { closeTab, host, moveCard, openCard, readAgain } from './card-service.ts';

const set = useVirtual.setState;

/** Asks what cards can be made after; once is enough. */
export async function loadBases(): Promise<void> {
  if (useVirtual.getState().bases.length > 0) return;
  const bases = await host().call('virtual.bases', {});
  if (bases.ok) set({ bases: bases.value });
}

/** Opens the sheet in which cards are made and cloned. */
export function showNewCard(making: 'make' | 'clone', looking: '' | 'fault' = ''): void {
  set({ making, looking, clone: null, error: null, busy: false });
  setOverlay('virtual-new');
  void loadBases();
}

/** Opens the sheet of one virtual card. */
export function showVirtualCard(reader: string, part: VirtualPart): void {
  set({ reader, part, info: null, error: null, busy: false });
  setOverlay('virtual-card');
  void refreshVirtual();
}

export async function refreshVirtual(): Promise<void> {
  const { reader } = useVirtual.getState();
  if (reader === null) return;
  const shown = await host().call('virtual.show', { reader });
  if (useVirtual.getState().reader !== reader) return;
  set(shown.ok ? { info: shown.value } : { error: shown.error });
}

const tabOf = (reader: string) => useCards.getState().tabs.find((tab) => tab.reader === reader);

/** Does something about the card of the sheet, and shows what became of it. @returns whether it was done */
async function act(ask: (reader: string) => Promise<Result<VirtualCardInfo>>): Promise<boolean> {
  const { reader } = useVirtual.getState();
  if (reader === null) return false;
  set({ busy: true, error: null });
  const done = await ask(reader);
  set(done.ok ? { busy: false, info: done.value } : { busy: false, error: done.error });
  return done.ok;
}

/** What was read of the card is no longer what it holds. */
async function readTabAgain(reader: string | null): Promise<void> {
  const tab = reader === null ? undefined : tabOf(reader);
  if (tab !== undefined) await readAgain(tab);
}

export const armFault = (fault: FaultImage) => act((reader) => host().call('virtual.break', { reader, fault }));

/** @param at place of the fault in the card's list; null: all */
export const disarmFault = (at: number | null) => act((reader) => host().call('virtual.mend', { reader, at }));

/** @param confirmed what was typed; nothing where the card is not kept */
export async function restoreCard(confirmed = ''): Promise<void> {
  if (await act((reader) => host().call('virtual.restore', { reader, confirmed })))
    await readTabAgain(useVirtual.getState().reader);
}

export async function renameCard(title: string): Promise<void> {
  if (!(await act((reader) => host().call('virtual.rename', { reader, title })))) return;
  const { info } = useVirtual.getState();
  const tab = info === null ? undefined : tabOf(info.reader);
  if (tab !== undefined && info !== null) updateTab(tab.id, { title: info.title });
}

export async function deleteCard(confirmed: string): Promise<void> {
  const { reader, info } = useVirtual.getState();
  if (reader === null) return;
  set({ busy: true, error: null });
  const tab = tabOf(reader);
  const gone = await host().call('virtual.delete', { reader, confirmed });
  if (!gone.ok) return set({ busy: false, error: gone.error });
  if (tab !== undefined) await closeTab(tab);
  set({ busy: false, reader: null, info: null });
  setOverlay(null);
  tell('virtual.deleted', { name: info?.title ?? '' });
}

export const serveVirtual = (target: { host: string; port: number; dropLe: boolean; remote: boolean }) =>
  act((reader) => host().call('virtual.serve', { reader, ...target }));

export async function stopServing(): Promise<void> {
  if (await act((reader) => host().call('virtual.stop', { reader }))) await readTabAgain(useVirtual.getState().reader);
}

/** Takes the card of the sheet out of its reader, or puts it back. */
export async function moveVirtual(): Promise<void> {
  const { info } = useVirtual.getState();
  if (info === null) return;
  await moveCard({ name: info.reader, title: info.title, kind: 'virtual', card: info.inserted ? 'present' : 'empty' });
  await refreshVirtual();
}

async function openKept(reader: string, title: string): Promise<void> {
  setOverlay(null);
  await openCard({ name: reader, title, kind: 'virtual', card: 'present' });
}

export async function makeCard(base: string, title: string): Promise<void> {
  set({ busy: true, error: null });
  const made = await host().call('virtual.make', { base, title });
  set(made.ok ? { busy: false } : { busy: false, error: made.error });
  if (made.ok) await openKept(made.value.reader, title);
}

export async function cloneCard({ session }: CardTab, title: string, ownNumber: boolean): Promise<void> {
  if (session === null) return;
  set({ busy: true, error: null, clone: null });
  const clone = await host().call('virtual.clone', { session, title, ownNumber });
  set(clone.ok ? { busy: false, clone: clone.value } : { busy: false, error: clone.error });
}

export async function openClone(title: string): Promise<void> {
  const { clone } = useVirtual.getState();
  if (clone !== null) await openKept(clone.reader, title);
}
