import { appError } from '../../core/base/app-error.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { Bridge } from '../../electron/ipc/contract.ts';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import type { Recovery } from '../../electron/ipc/write-contract.ts';
import { NOTHING_BROWSED } from '../model/browsed-files.ts';
import { cardModel } from '../model/card-model.ts';
import { firstView } from '../model/first-view.ts';
import { EDITS_OVER, editsAfter, editsAreLost, editsOf, isSameCard } from '../model/kept-edits.ts';
import { brokenSecrets } from '../model/plan-files.ts';
import { selectNode } from '../model/selection.ts';
import { lineTo } from '../model/tree-model.ts';
import { tell, useApp } from '../stores/app-store.ts';
import { activate, addTab, type CardTab, newTab, removeTab, updateTab, useCards } from '../stores/cards-store.ts';
import type { NewRead } from '../stores/desk-store.ts';
import { openBridge } from './bridge.ts';
import { certificatesReader, loadCertificates } from './certificates.ts';
import { ask } from './questions.ts';
import { gatherExchange } from './trace-batch.ts';
import { warmUp } from './warm-up.ts';

let bridge: Bridge | undefined;
let tabs = 0;

/** The bridge, once `startServices` ran. */
export function host(): Bridge {
  if (bridge === undefined) throw new Error('services are not started');
  return bridge;
}

function tabOf(session: string): CardTab | undefined {
  return useCards.getState().tabs.find((tab) => tab.session === session);
}

/** An exchange of a session that has no answer yet belongs to the only tab that is reading. */
function tabOfExchange(session: string): CardTab | undefined {
  const known = tabOf(session);
  if (known !== undefined) return known;
  const reading = useCards.getState().tabs.filter((tab) => tab.liveness === 'reading' && tab.session === null);
  return reading.length === 1 ? reading[0] : undefined;
}

async function refreshFrame(): Promise<void> {
  // Each answer is taken as it comes: waiting for the slower one would put an old list over a newer `readers.changed`.
  const readers = host()
    .call('readers.list', {})
    .then((list) => list.ok && useApp.setState({ readers: list.value }));
  const info = await host().call('app.info', {});
  if (info.ok) useApp.setState({ info: info.value, pcsc: info.value.pcsc });
  await readers;
}

/** Connects the stores with the outside world. Called once. */
export function startServices(): void {
  const linked = openBridge();
  bridge = linked.bridge;
  bridge.on('readers.changed', ({ readers, pcsc }) => useApp.setState({ readers, pcsc }));
  bridge.on('trace.exchange', ({ session, exchange }) => {
    const tab = tabOfExchange(session);
    if (tab) gatherExchange(tab.id, exchange);
    if (tab && tab.traced !== session) updateTab(tab.id, { traced: session });
  });
  bridge.on('session.ended', ({ session, error }) => {
    const tab = tabOf(session);
    if (tab) endTab(tab.id, error);
  });
  bridge.on('files.found', ({ session, count, name }) => {
    const tab = tabOf(session);
    if (tab?.browse.running) updateTab(tab.id, { browse: { ...tab.browse, running: { count, name } } });
  });
  bridge.on('plan.progress', ({ session, ...progress }) => {
    const tab = tabOf(session);
    if (tab?.write?.run?.state === 'running') {
      updateTab(tab.id, { write: { ...tab.write, run: { state: 'running', progress } } });
    }
  });
  linked.watchLink((link) => {
    const before = useApp.getState().link;
    useApp.setState({ link });
    if (link === 'open') void refreshFrame();
    if (link === 'lost' && before === 'open') {
      for (const tab of useCards.getState().tabs) if (tab.session !== null) endTab(tab.id, appError('host-lost'));
    }
  });
}

/** The session is over: what was read stays, marked as no longer live; nothing stays armed, no handle stays. */
export function endTab(id: string, error: CardTab['error']): void {
  updateTab(id, (tab) => ({
    session: null,
    busy: null,
    liveness: tab.read === null ? 'failed' : 'ended',
    error,
    // A run that is under way or over stays in sight: what became of it must be told.
    write: tab.write?.run ? { ...tab.write, armed: false, digits: '', confirmation: '', credentials: {} } : null,
    recovery: null,
    backups: null,
    browse: { ...tab.browse, running: null },
    view: tab.view === 'recover' || (tab.view === 'write' && !tab.write?.run) ? 'explore' : tab.view,
  }));
}

/** What became of a write that broke off on this card; null where none did. */
async function assessed(
  session: string,
  read: ReadResult,
): Promise<{ readonly recovery: Recovery | null; readonly refusal: CardTab['refusal'] }> {
  // A card that does not tell its number is known by what it holds: only the host can look.
  const known = read.card.iccid === null || read.findings.some(({ code }) => code === 'card-half-written');
  if (!known) return { recovery: null, refusal: null };
  const asked = await host().call('recovery.assess', { session });
  return asked.ok ? { recovery: asked.value.recovery, refusal: null } : { recovery: null, refusal: asked.error };
}

/** A half-written card greets with the ways out of it, unless it was left so before. */
function viewFor({ view, write }: CardTab, recovery: Recovery | null): CardTab['view'] {
  if (recovery !== null && !recovery.left && write === null) return 'recover';
  return recovery === null && view === 'recover' ? 'explore' : view;
}

/** Secrets that a half-written message no longer tells itself. */
export function hiddenIn(read: ReadResult, recovery: Recovery | null): ReturnType<typeof brokenSecrets> | undefined {
  const bytesOf = (path: string) => read.files.find((file) => file.path === path)?.bytes;
  return recovery === null ? undefined : brokenSecrets(recovery.plan, bytesOf);
}

/**
 * Shows what a read brought. The place of the reader's eye is kept where it still exists, edits where they still fit.
 * @param written the edits are on the card
 */
export async function showRead(id: string, session: string, read: ReadResult, written = false): Promise<void> {
  await loadCertificates(read);
  const { recovery, refusal } = await assessed(session, read);
  const before = useCards.getState().tabs.find((tab) => tab.id === id);
  // Another card has other files; of the same one those that were found stay, and are read again when they are looked at.
  const same = before?.read?.card.iccid === read.card.iccid && before.session === session;
  const browse = same ? { ...before.browse, bodies: new Map() } : NOTHING_BROWSED;
  const model = cardModel(read, hiddenIn(read, recovery), browse, [], certificatesReader());
  const first = firstView(model);
  updateTab(id, (tab) => {
    const again = tab.selection === null ? null : selectNode(lineTo(model.root, tab.selection.node));
    const kept = again !== null;
    return {
      session,
      traced: session,
      read,
      model,
      browse,
      keys: null,
      recovery,
      refusal,
      view: viewFor(tab, recovery),
      liveness: 'live',
      error: null,
      backups: null,
      ...(written ? EDITS_OVER : editsAfter(tab, { read, model }, recovery !== null)),
      selection: again ?? first.selection,
      open: kept ? tab.open : first.open,
    };
  });
  const trace = await host().call('trace.slice', { session, from: 0 });
  if (trace.ok) updateTab(id, { trace: trace.value });
}

/** Shows what a read brought, unless edits would be lost with what was read before: then the user is asked. */
export async function showOrAsk(id: string, session: string, read: ReadResult): Promise<void> {
  const tab = useCards.getState().tabs.find((item) => item.id === id);
  if (tab === undefined) return;
  const next = { read, model: editsOf(tab) === null ? null : cardModel(read) };
  const lost = editsAreLost(tab, next);
  // Where a write on their card broke off, they wait for its end.
  if (!lost || (isSameCard(tab, next) && (await assessed(session, read)).recovery !== null))
    return showRead(id, session, read);
  // Until it is decided, what was read before stays, as the last read: nothing can be written after it.
  endTab(id, null);
  updateTab(id, { session, traced: session });
  ask({ what: 'read', id, session, read });
}

/** Takes a read that edits do not fit. Where its session is over, the card is read once more. */
export async function takeRead({ id, session, read }: NewRead): Promise<void> {
  const tab = useCards.getState().tabs.find((item) => item.id === id);
  if (tab === undefined) return;
  updateTab(id, EDITS_OVER);
  if (tab.session === session) return showRead(id, session, read);
  await readAgain(tab);
}

async function readInto(tab: CardTab): Promise<void> {
  warmUp();
  const opened = await host().call('card.open', { reader: tab.reader, mode: 'auto' });
  if (!useCards.getState().tabs.some(({ id }) => id === tab.id)) {
    // Closed while it was being read: nobody would ever close the session.
    if (opened.ok) void host().call('card.close', { session: opened.value.session });
    return;
  }
  if (opened.ok) await showOrAsk(tab.id, opened.value.session, opened.value.read);
  else endTab(tab.id, opened.error);
}

/** Opens the card in a reader, or goes to the tab that has it. A new tab may stay behind the one in front. */
export async function openCard(reader: ReaderInfo, place: 'front' | 'behind' = 'front'): Promise<void> {
  const known = useCards.getState().tabs.find((tab) => tab.reader === reader.name);
  if (known !== undefined) {
    activate(known.id);
    if (known.liveness === 'failed' && reader.card !== 'empty') await readAgain(known);
    return;
  }
  const tab = newTab(`tab-${++tabs}`, reader.name, reader.title, reader.kind);
  addTab(tab, place);
  await readInto(tab);
}

/** Reads the card once more: in its session where that lives, else in a new one. */
export async function readAgain(tab: CardTab): Promise<void> {
  updateTab(tab.id, { liveness: 'reading', error: null, refusal: null, write: null });
  if (tab.session === null) {
    updateTab(tab.id, { trace: [] });
    return readInto(tab);
  }
  const read = await host().call('card.reread', { session: tab.session });
  if (read.ok) await showOrAsk(tab.id, tab.session, read.value);
  else endTab(tab.id, read.error);
}

/**
 * Looks whether the card of a tab is in its reader again, and shows it then: a write that broke off greets it with the ways out.
 * Where it is another card, what the tab shows of the first one stays.
 */
export async function greet({ id, reader }: CardTab): Promise<void> {
  const opened = await host().call('card.open', { reader, mode: 'auto' });
  if (!opened.ok) return;
  const { session, read } = opened.value;
  const tab = useCards.getState().tabs.find((item) => item.id === id);
  // Closed or read meanwhile, by hand.
  const waits = tab !== undefined && tab.session === null && tab.liveness !== 'reading';
  const known = read.card.iccid !== null || (await assessed(session, read)).recovery !== null;
  if (waits && known && isSameCard(tab, { read, model: null })) {
    updateTab(id, { write: null, error: null, refusal: null, trace: [] });
    return showOrAsk(id, session, read);
  }
  if (waits) tell('insert.another');
  await host().call('card.close', { session });
}

/** Takes the card out of a virtual reader, or puts it back; the list of readers tells what became of it. */
export async function moveCard(reader: ReaderInfo): Promise<void> {
  await host().call(reader.card === 'empty' ? 'reader.insert' : 'reader.eject', { reader: reader.name });
}

export async function closeTab(tab: CardTab): Promise<void> {
  removeTab(tab.id);
  if (tab.session !== null) await host().call('card.close', { session: tab.session });
}
