import type { Result } from '../../core/base/result.ts';
import type { Answer } from '../../electron/ipc/contract.ts';
import { firstShown } from '../model/diagnose-findings.ts';
import { type DiagnoseState, startOf } from '../model/diagnose-state.ts';
import { tell, useApp } from '../stores/app-store.ts';
import { activate, type CardTab, updateTab, useCards } from '../stores/cards-store.ts';
import { diagnosisOf, setDiagnosis, updateDiagnosis } from '../stores/diagnose-store.ts';
import { host } from './card-service.ts';
import { offerFile } from './offer-file.ts';
import { selectLine } from './trace-service.ts';
import { disarm, showPlan } from './write-service.ts';

/** Follows how far the trying of devices and fixes is. Called once. */
export function followDiagnoses(): void {
  host().on('diagnose.progress', ({ session, ...progress }) => {
    const tab = useCards.getState().tabs.find((item) => item.session === session);
    const state = tab && diagnosisOf(tab.id);
    if (tab && state?.phase === 'examining') updateDiagnosis(tab.id, state.of, { progress });
  });
}

function sessionOf(id: string | null): string | null {
  return useCards.getState().tabs.find((tab) => tab.id === id)?.session ?? null;
}

/** Tries the devices and the fixes on a copy of the card, and what the first fix does. */
async function examine({ id, session }: CardTab, of: DiagnoseState['of']): Promise<void> {
  if (session === null) return;
  const examined = await host().call('diagnose.examine', { session });
  if (!examined.ok) return updateDiagnosis(id, of, { phase: 'done', error: examined.error, progress: null });
  updateDiagnosis(id, of, { phase: 'done', examined: examined.value, progress: null });
  const shown = diagnosisOf(id)?.shown ?? null;
  if (shown !== null) await foresee(id, shown);
}

/** Diagnoses the card of a tab, and says then which devices bootstrap from it. */
export async function diagnose(tab: CardTab, former: string | null = null): Promise<void> {
  const { id, session, read } = tab;
  if (session === null || read === null) return;
  const before = diagnosisOf(id);
  const kept = before?.of === read ? { comparison: before.comparison, phone: before.phone } : {};
  setDiagnosis(id, { ...startOf(read, tab.trace.length, former), ...kept });
  const done = await host().call('diagnose.run', { session, was: sessionOf(former) });
  if (!done.ok) return updateDiagnosis(id, read, { phase: 'failed', error: done.error });
  updateDiagnosis(id, read, { phase: 'examining', diagnosis: done.value, shown: firstShown(done.value) });
  await examine(tab, read);
}

/** Shows a finding in the decision card; what its fix does to devices is found out meanwhile. */
export function showFinding({ id }: CardTab, at: number | null): void {
  const state = diagnosisOf(id);
  if (state === undefined) return;
  updateDiagnosis(id, state.of, { shown: at });
  if (at !== null && state.phase === 'done') void foresee(id, at);
}

function fixable(state: DiagnoseState | undefined, at: number): boolean {
  return state?.examined?.fixes.some(({ finding, price }) => finding === at && price !== null) === true;
}

/** What a fix does, tried once. */
async function foresee(id: string, at: number): Promise<void> {
  const state = diagnosisOf(id);
  if (state === undefined || state.trials[at] !== undefined || !fixable(state, at)) return;
  await tryIt(id, at);
}

async function tryIt(id: string, at: number): Promise<boolean> {
  const state = diagnosisOf(id);
  const session = sessionOf(id);
  if (state === undefined || session === null) return false;
  const tried = await host().call('diagnose.try', { session, finding: at });
  if (tried.ok) updateDiagnosis(id, state.of, ({ trials }) => ({ trials: { ...trials, [at]: tried.value } }));
  else updateTab(id, { refusal: tried.error });
  return tried.ok;
}

/** Runs the fix on a copy in memory once more, and shows in full what came of it. */
export async function tryFix({ id }: CardTab, at: number): Promise<void> {
  const state = diagnosisOf(id);
  if (state !== undefined && (await tryIt(id, at))) updateDiagnosis(id, state.of, { tried: at });
}

/** Plans the fix on the card itself, and goes to the Write view with it. */
export async function planFix(tab: CardTab, at: number): Promise<void> {
  if (tab.session === null) return;
  await disarm(tab);
  updateTab(tab.id, { busy: 'plan', refusal: null });
  const made = await host().call('diagnose.plan', { session: tab.session, finding: at });
  if (!made.ok) return updateTab(tab.id, { busy: null, refusal: made.error });
  showPlan(tab.id, made.value, { kind: 'fix' });
}

/** Holds the card against that of another tab. */
export async function compareWith({ id, session }: CardTab, other: string, golden: boolean): Promise<void> {
  const state = diagnosisOf(id);
  const against = sessionOf(other);
  if (state === undefined || session === null || against === null) return;
  const face = { other, golden };
  updateDiagnosis(id, state.of, { comparison: { ...face, info: null, error: null } });
  const compared = await host().call('diagnose.compare', { session, other: against, golden });
  const comparison = compared.ok
    ? { ...face, info: compared.value, error: null }
    : { ...face, info: null, error: compared.error };
  updateDiagnosis(id, state.of, { comparison });
}

export function stopComparing({ id }: CardTab): void {
  const state = diagnosisOf(id);
  if (state !== undefined) updateDiagnosis(id, state.of, { comparison: null });
}

/** Finds out what the phone in an opened trace did. @param tab the tab of the trace */
export async function followPhone({ id }: CardTab, { id: tab, traced }: CardTab): Promise<void> {
  const state = diagnosisOf(id);
  if (state === undefined || traced === null) return;
  updateDiagnosis(id, state.of, { phone: { tab, info: null, error: null } });
  const told = await host().call('trace.phone', { trace: traced });
  const phone = told.ok ? { info: told.value, error: null } : { info: null, error: told.error };
  updateDiagnosis(id, state.of, { phone: { tab, ...phone } });
}

/** Goes to a line of an opened trace. */
export function showTraceLine({ id, traced }: CardTab, line: number): void {
  if (traced === null) return;
  activate(id);
  void selectLine(traced, line);
}

/** Has an export made, and offers it as a file. */
async function exported<T extends Answer<'diagnose.report'>>(
  { id, traced }: CardTab,
  make: (session: string) => Promise<Result<T>>,
): Promise<T | null> {
  const state = diagnosisOf(id);
  // Of a card that has left since, the host keeps what was found out under its last session.
  const session = sessionOf(id) ?? traced;
  if (state === undefined || session === null || state.exporting) return null;
  updateDiagnosis(id, state.of, { exporting: true });
  const made = await make(session);
  updateDiagnosis(id, state.of, { exporting: false });
  if (made.ok) return made.value;
  updateTab(id, { refusal: made.error });
  return null;
}

export async function exportReport(tab: CardTab, format: 'html' | 'json'): Promise<void> {
  const { language } = useApp.getState();
  const made = await exported(tab, (session) => host().call('diagnose.report', { session, format, language }));
  if (made === null) return;
  void offerFile(made.name, made.text, format === 'html' ? 'text/html' : 'application/json');
  tell('diagnose.exported', { name: made.name });
}

export async function exportBundle(tab: CardTab, keepIdentity: boolean): Promise<void> {
  const made = await exported(tab, (session) => host().call('diagnose.bundle', { session, keepIdentity }));
  if (made === null) return;
  void offerFile(made.name, made.text, 'application/json');
  tell('diagnose.bundled', { name: made.name, masked: made.masked });
}
