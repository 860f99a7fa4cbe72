import { type AppError, appError } from '../../core/base/app-error.ts';
import { fromUtf8 } from '../../core/base/bytes.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { CHUNK_LIMIT, DOCUMENT_LIMIT, type OpenedDocument } from '../../electron/ipc/document-contract.ts';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { shownName } from '../model/reader-name.ts';
import { tell, useApp } from '../stores/app-store.ts';
import { type CardTab, useCards } from '../stores/cards-store.ts';
import { addProblem, noteDocument, useDesk } from '../stores/desk-store.ts';
import { closeTab, host, openCard } from './card-service.ts';
import { offerFile } from './offer-file.ts';
import { showTraceDocument } from './trace-service.ts';
import { disarm, showPlan } from './write-service.ts';

/** Opening, saving and closing of files. */

/** Bytes of a file that are read at once: every reading costs a way to the browser's own process and back. */
const BLOCK = 16 * CHUNK_LIMIT;

/** Chunks that wait for the host's answer; the host takes them in order. */
const IN_FLIGHT = 4;

/** Hands a file over to the host, chunk by chunk, and has it opened. */
async function handOver(file: File): Promise<Result<OpenedDocument>> {
  const { name, size } = file;
  // Before the first byte is read: the host refuses it too.
  if (size > DOCUMENT_LIMIT)
    return { ok: false, error: appError('document-too-long', { path: name, size, limit: DOCUMENT_LIMIT }) };
  const begun = await host().call('document.begin', { name: name.slice(-255), size });
  if (!begun.ok) return begun;
  const { upload } = begun.value;
  const drop = (error: AppError) => {
    void host().call('document.drop', { upload });
    return { ok: false, error } as const;
  };
  const flying: Promise<Result<unknown>>[] = [];
  for await (const read of chunksOf(file)) {
    if (!read.ok) return drop(read.error);
    useDesk.setState({ opening: { name, sent: read.value.offset, size } });
    flying.push(host().call('document.chunk', { upload, ...read.value }));
    const sent = flying.length < IN_FLIGHT ? undefined : await flying.shift();
    if (sent?.ok === false) return drop(sent.error);
  }
  for (const sent of await Promise.all(flying)) if (!sent.ok) return drop(sent.error);
  return host().call('document.end', { upload });
}

/** A file in the chunks that the host takes, in order; with an error it ends. */
async function* chunksOf(file: File): AsyncGenerator<Result<{ readonly offset: number; readonly bytes: Uint8Array }>> {
  for (let from = 0; from < file.size; from += BLOCK) {
    const block = await blockOf(file, from);
    if (!block.ok) return yield block;
    for (let at = 0; at < block.value.length; at += CHUNK_LIMIT)
      yield ok({ offset: from + at, bytes: block.value.slice(at, at + CHUNK_LIMIT) });
  }
}

/** A file may be gone, or locked, by the time it is read; a folder looks like a file and cannot be read. */
async function blockOf(file: File, from: number): Promise<Result<Uint8Array>> {
  try {
    return ok(new Uint8Array(await file.slice(from, from + BLOCK).arrayBuffer()));
  } catch (problem) {
    const reason = problem instanceof DOMException ? problem.name : 'unknown';
    return { ok: false, error: appError('file-unreadable', { path: file.name, reason }) };
  }
}

/** Opens files, one after the other; what cannot be opened stays on screen with its reason. */
export async function openFiles(files: readonly File[]): Promise<void> {
  for (const file of files) {
    useDesk.setState({ opening: { name: file.name, sent: 0, size: file.size } });
    const opened = await handOver(file);
    useDesk.setState({ opening: null });
    await showOpened(file.name, opened);
  }
  await loadRecent();
}

/** Shows what came of opening a file. */
export async function showOpened(name: string, opened: Result<OpenedDocument>): Promise<void> {
  if (!opened.ok) return addProblem(name, opened.error);
  const { value } = opened;
  noteDocument(value);
  if (value.kind === 'plan') {
    useDesk.setState({ plan: value });
    return;
  }
  if (value.trace !== undefined) return showTraceDocument(value.trace);
  if (value.reader === null) return;
  const listed = useApp.getState().readers.find((reader) => reader.name === value.reader);
  await openCard(listed ?? { name: value.reader, title: value.name, kind: 'virtual', card: 'present' });
}

export async function loadRecent(): Promise<void> {
  const recent = await host().call('document.recent', {});
  if (recent.ok) useDesk.setState({ recent: recent.value });
}

export async function reopenFile(id: string, name: string): Promise<void> {
  await showOpened(name, await host().call('document.reopen', { id }));
  await loadRecent();
}

export async function forgetRecent(): Promise<void> {
  await host().call('document.forget', {});
  await loadRecent();
}

/** The tab whose card a waiting plan is for, where it is live. */
export function planTab(tabs: readonly CardTab[], plan: OpenedDocument | null): CardTab | undefined {
  const iccid = plan?.plan?.plan.iccid;
  return tabs.find((tab) => tab.session !== null && tab.liveness === 'live' && tab.read?.card.iccid === iccid);
}

/** Goes to the Write view of a card with the plan that waited for it. */
export async function loadPlan(tab: CardTab, document: OpenedDocument): Promise<void> {
  if (tab.session === null || document.plan === undefined) return;
  await disarm(tab);
  const made = await host().call('plan.load', { session: tab.session, id: document.plan.id });
  if (!made.ok) return addProblem(document.name, made.error);
  useDesk.setState({ plan: null });
  useCards.setState({ active: tab.id });
  showPlan(tab.id, made.value, { kind: 'saved' });
}

/** Saves the image of a virtual card where the user wants it. It counts as saved where it is known to be. */
export async function saveImage(reader: string): Promise<void> {
  const saved = await host().call('document.save', { reader });
  if (!saved.ok) return addProblem(reader, saved.error);
  const { name, bytes } = saved.value;
  const there = await offerFile(name, fromUtf8(bytes) ?? '', 'application/json');
  if (there === null) return tell('document.offered', { name });
  if (!there) return;
  await host().call('document.saved', { reader });
  tell('document.saved', { name });
}

/** Keeps the image of a virtual card among the cards of this machine. */
export async function keepImage(reader: ReaderInfo): Promise<void> {
  const kept = await host().call('document.keep', { reader: reader.name });
  if (kept.ok) tell('document.kept', { name: shownName(reader) });
  else addProblem(reader.title, kept.error);
}

/** Takes an opened file off the rail, with its tab. */
export async function closeDocument(reader: string): Promise<void> {
  const tab = useCards.getState().tabs.find((item) => item.reader === reader);
  if (tab) await closeTab(tab);
  const closed = await host().call('document.close', { reader });
  if (!closed.ok) addProblem(reader, closed.error);
}

export async function labelReader(reader: string, label: string): Promise<void> {
  const set = await host().call('reader.label', { reader, label });
  if (!set.ok) addProblem(label, set.error);
}

/** Asks what readers need of this machine. */
export async function loadChecks(): Promise<AppError | null> {
  useDesk.setState({ checks: null });
  const checks = await host().call('reader.checks', {});
  if (checks.ok) useDesk.setState({ checks: checks.value });
  return checks.ok ? null : checks.error;
}
