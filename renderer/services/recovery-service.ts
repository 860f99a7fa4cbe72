import { type CardTab, updateTab, useCards } from '../stores/cards-store.ts';
import { host } from './card-service.ts';
import { disarm, showPlan } from './write-service.ts';

/** Plans the way out of the write that broke off, and goes to the Write view with it. */
export async function planRecovery(tab: CardTab, way: 'finish' | 'rollBack'): Promise<void> {
  if (tab.session === null || tab.recovery === null) return;
  await disarm(tab);
  updateTab(tab.id, { busy: 'recover', refusal: null });
  const made = await host().call('recovery.plan', { session: tab.session, way });
  if (!made.ok) return updateTab(tab.id, { busy: null, refusal: made.error });
  showPlan(tab.id, made.value, { kind: way, broken: tab.recovery.plan, named: tab.recovery.named });
}

/** Leaves the card as it is; it is not asked about again. */
export async function leaveCard(tab: CardTab): Promise<void> {
  if (tab.session === null) return;
  const left = await host().call('recovery.leave', { session: tab.session });
  if (!left.ok) return updateTab(tab.id, { refusal: left.error });
  await disarm(tab);
  updateTab(tab.id, ({ recovery }) => ({
    write: null,
    recovery: recovery && { ...recovery, left: true },
    view: 'explore',
  }));
}

/** Asks for the card's backups. */
export async function loadBackups(tab: CardTab): Promise<void> {
  if (tab.session === null) return;
  const list = await host().call('backups.list', { session: tab.session });
  updateTab(tab.id, list.ok ? { backups: list.value.backups } : { refusal: list.error });
}

/** Plans the way back to a backup, and goes to the Write view with it. */
export async function planBackup(tab: CardTab, backup: string): Promise<void> {
  if (tab.session === null) return;
  await disarm(tab);
  updateTab(tab.id, { busy: 'recover', refusal: null });
  const made = await host().call('backups.plan', { session: tab.session, backup });
  if (!made.ok) return updateTab(tab.id, { busy: null, refusal: made.error });
  showPlan(tab.id, made.value, { kind: 'restore' });
}

/** Undoes the write that was just verified: the way back to the backup that it kept. */
export async function undoWrite(tab: CardTab): Promise<void> {
  const run = tab.write?.run;
  if (run?.state !== 'done') return;
  await loadBackups(tab);
  const { backups } = useCards.getState().tabs.find(({ id }) => id === tab.id) ?? tab;
  const kept = backups?.find(({ path }) => path === run.backup);
  if (kept !== undefined) await planBackup(tab, kept.id);
}
