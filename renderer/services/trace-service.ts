import type { ExportForm, TraceCopyForm } from '../../core/trace/trace-forms.ts';
import type { TraceState } from '../../electron/ipc/trace-contract.ts';
import { PAGE, TracePages } from '../model/trace-pages.ts';
import { type FilterField, filterText } from '../model/trace-terms.ts';
import { tell } from '../stores/app-store.ts';
import { addTab, type CardTab, newTab, updateTab, useCards } from '../stores/cards-store.ts';
import { dropTrace, putTraceState, shownTrace, updateTrace } from '../stores/trace-store.ts';
import { formatCount } from '../text/text.ts';
import { host, openCard } from './card-service.ts';

/** Rows that have arrived, by trace. They change with every scrolled page, so they are no part of a store. */
const pages = new Map<string, TracePages>();

export function pagesOf(trace: string): TracePages {
  const known = pages.get(trace) ?? new TracePages((view, from, count) => void fetchPage(trace, view, from, count));
  pages.set(trace, known);
  return known;
}

async function fetchPage(trace: string, view: number, from: number, count: number): Promise<void> {
  const page = await host().call('trace.page', { trace, view, from, count: Math.min(count, PAGE) });
  const own = pages.get(trace);
  if (page.ok) own?.take(page.value);
  else own?.missed(view, from);
}

/** How often the bars are asked for while a trace grows, in milliseconds. */
const BARS_EVERY = 400;
const barsDue = new Map<string, ReturnType<typeof setTimeout>>();

function askBars(trace: string, wait: number): void {
  if (barsDue.has(trace)) return;
  barsDue.set(
    trace,
    setTimeout(async () => {
      const bars = await host().call('trace.bars', { trace });
      barsDue.delete(trace);
      if (bars.ok) updateTrace(trace, { bars: bars.value });
    }, wait),
  );
}

/** Whether a state was told before another one: an answer may come behind the event that tells how it went on. */
function isOlder({ lines, view }: TraceState, than: TraceState): boolean {
  if (view.id !== than.view.id) return view.id < than.view.id;
  return (
    lines < than.lines || (lines === than.lines && (view.looked < than.view.looked || (than.view.done && !view.done)))
  );
}

/** What the card-host tells of a trace that is looked at. */
function takeTraceState(state: TraceState): void {
  const before = shownTrace(state.trace)?.state;
  if (before !== undefined && isOlder(state, before)) return;
  putTraceState(state);
  pagesOf(state.trace).show(state.view.id, state.view.found);
  if (before === undefined || before.lines !== state.lines) askBars(state.trace, before === undefined ? 0 : BARS_EVERY);
}

/** Hears of traces, and forgets those whose tab is gone or has another one. Called once, after the services. */
export function startTraces(): void {
  host().on('trace.state', takeTraceState);
  useCards.subscribe(({ tabs }, { tabs: before }) => {
    if (tabs === before) return;
    const shown = new Set(tabs.map(({ traced }) => traced));
    for (const { traced } of before) if (traced !== null && !shown.has(traced)) closeTrace(traced);
  });
}

/** Begins to look at a trace. @returns the end of it */
export function watchTrace(trace: string): () => void {
  void host()
    .call('trace.watch', { trace })
    .then((state) => state.ok && takeTraceState(state.value));
  return () => void host().call('trace.unwatch', { trace });
}

/** Forgets a trace that no tab shows any more. */
function closeTrace(trace: string): void {
  pages.delete(trace);
  dropTrace(trace);
  void host().call('trace.close', { trace });
}

/** Filters asked for, by trace: the last one counts. */
const asked = new Map<string, number>();

export async function filterTrace(trace: string, field: FilterField): Promise<void> {
  const before = shownTrace(trace);
  updateTrace(trace, { field });
  const filter = filterText(field);
  if (before !== undefined && filterText(before.field) === filter && before.filterError === null) return;
  const turn = (asked.get(trace) ?? 0) + 1;
  asked.set(trace, turn);
  const state = await host().call('trace.filter', { trace, filter });
  if (asked.get(trace) !== turn) return;
  if (!state.ok) {
    updateTrace(trace, { filterError: state.error });
    return;
  }
  updateTrace(trace, { filterError: null });
  takeTraceState(state.value);
  const line = shownTrace(trace)?.line ?? null;
  if (line !== null) await selectLine(trace, line);
}

/** Selects the row that a line is in, and tells everything of it. */
export async function selectLine(trace: string, line: number): Promise<void> {
  updateTrace(trace, { line });
  const detail = await host().call('trace.detail', { trace, line });
  if (shownTrace(trace)?.line !== line) return;
  if (detail.ok)
    updateTrace(trace, { line: detail.value.line, place: detail.value.place, detail: detail.value, error: null });
  else updateTrace(trace, { detail: null, error: detail.error });
}

/** Selects a row that has arrived: it is lit at once. */
export function selectPlace(trace: string, place: number): void {
  const row = pagesOf(trace).row(place);
  updateTrace(trace, { place, ...(row !== undefined && { line: row.line }) });
  if (row !== undefined) void selectLine(trace, row.line);
  else void selectUnseen(trace, place);
}

/** A row far away: its page is needed to know which line it is. */
async function selectUnseen(trace: string, place: number): Promise<void> {
  const view = shownTrace(trace)?.state.view.id ?? 0;
  const page = await host().call('trace.page', { trace, view, from: place, count: 1 });
  const line = page.ok ? page.value.line[0] : undefined;
  if (line !== undefined && shownTrace(trace)?.place === place) await selectLine(trace, line);
}

/** Goes to the next row that was refused or failed, or to the one before. */
export async function goToFailure(trace: string, back: boolean): Promise<void> {
  const line = shownTrace(trace)?.line ?? (back ? Number.MAX_SAFE_INTEGER : -1);
  const from = Math.max(0, Math.min(line, shownTrace(trace)?.state.lines ?? 0));
  const found = await host().call('trace.failure', { trace, line: from, back });
  if (!found.ok) return;
  if (found.value.line === null) tell(back ? 'trace.noFailureBefore' : 'trace.noFailure');
  else await selectLine(trace, found.value.line);
}

/** Goes to a line, and shows its exchange beside the table. */
export async function showLine(trace: string, line: number): Promise<void> {
  updateTrace(trace, { side: 'detail' });
  await selectLine(trace, line);
}

/** Shows the exchange of a session in its trace, whatever the filter. */
export async function showExchangeIn(tab: CardTab, exchange: number): Promise<void> {
  const trace = tab.traced;
  if (trace === null) return;
  updateTab(tab.id, { view: 'trace' });
  const found = await host().call('trace.lineOf', { trace, exchange });
  if (!found.ok || found.value.line === null) return;
  const state = await host().call('trace.watch', { trace });
  if (state.ok) takeTraceState(state.value);
  await showLine(trace, found.value.line);
}

export async function copyRow(trace: string, line: number, form: TraceCopyForm): Promise<void> {
  const copied = await host().call('trace.copy', { trace, line, form });
  if (!copied.ok) return;
  await navigator.clipboard.writeText(copied.value.text).then(
    () => tell('trace.copied'),
    () => tell('copy.refused'),
  );
}

/** What the phone did, worked out when it is first asked for and when more lines came. */
export async function showPhone(trace: string): Promise<void> {
  updateTrace(trace, { side: 'phone' });
  const story = await host().call('trace.phone', { trace });
  if (story.ok) updateTrace(trace, { phone: story.value });
  else updateTrace(trace, { error: story.error });
}

/** Makes a virtual card of a trace, and opens it in a tab of its own. */
export async function openAsCard(trace: string): Promise<void> {
  const made = await host().call('trace.card', { trace });
  if (!made.ok) {
    updateTrace(trace, { error: made.error });
    return;
  }
  const { reader, title, notes } = made.value;
  await openCard({ name: reader, title, kind: 'virtual', card: 'present' });
  if (notes.length > 0) tell('trace.cardNotes', { notes: notes.join(' ') });
}

/** Asks the card of a tab what the trace asked, and compares. */
export async function replayOn(trace: string, { session, read, title }: CardTab): Promise<void> {
  if (session === null) return;
  updateTrace(trace, { side: 'replay', replay: null, error: null });
  const answers = await host().call('trace.replay', { trace, session });
  if (answers.ok) updateTrace(trace, { replay: { on: read?.card.iccid ?? title, answers: answers.value } });
  else updateTrace(trace, { side: 'detail', error: answers.error });
}

const TYPES = {
  text: 'text/plain',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  pcap: 'application/vnd.tcpdump.pcap',
} as const satisfies Record<ExportForm, string>;

function download(name: string, parts: BlobPart[], type: string): void {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Writes a trace in another form, piece by piece, and hands it to the browser as a download. */
export async function exportTrace(trace: string, form: ExportForm, filtered: boolean): Promise<void> {
  const begun = await host().call('trace.export', { trace, form, filtered });
  if (!begun.ok) {
    updateTrace(trace, { error: begun.error });
    return;
  }
  const { job, name } = begun.value;
  const parts: BlobPart[] = [];
  for (;;) {
    const piece = await host().call('trace.exportPart', { trace, job });
    if (!piece.ok) {
      updateTrace(trace, { exporting: null, error: piece.error });
      return;
    }
    const { bytes, done, lines, leftOut } = piece.value;
    parts.push(new Uint8Array(bytes));
    updateTrace(trace, { exporting: done ? null : lines });
    if (!done) continue;
    download(name, parts, TYPES[form]);
    if (leftOut > 0)
      tell('trace.exportedBut', { name, lines: formatCount(lines - leftOut), left: formatCount(leftOut) });
    else tell('trace.exported', { name, lines: formatCount(lines) });
    return;
  }
}

let documents = 0;

/** A tab for a trace that the card-host has opened as a file. */
export function showTraceDocument({ trace, title }: { readonly trace: string; readonly title: string }): void {
  documents += 1;
  const tab = newTab(`trace-${documents}`, `trace:${trace}`, title, 'trace');
  addTab({ ...tab, traced: trace, view: 'trace', liveness: 'ended' });
}
