import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { type AppState, useApp } from '../stores/app-store.ts';
import { activeTab, type CardTab, useCards } from '../stores/cards-store.ts';
import { greet, openCard, readAgain } from './card-service.ts';
import { hasEdits } from './leave-service.ts';

/** A new tab comes to the front where the user is in the middle of nothing: keys that are typed go where they began. */
function isFree({ overlay }: AppState, tab: CardTab | undefined): boolean {
  const typing = document.activeElement?.matches('input, textarea, select, [contenteditable]') === true;
  return (
    overlay === null && !typing && (tab === undefined || (tab.write === null && tab.busy === null && !hasEdits(tab)))
  );
}

/** Reads the card of a tab whose card had left. What a write came to, and a trace that is looked at, stay on screen. */
function readBack(tab: CardTab): void {
  const { kind, liveness, view, write } = tab;
  if (kind === 'trace' || view === 'trace' || (liveness !== 'ended' && liveness !== 'failed')) return;
  const run = write?.run ?? null;
  if (run === null) void readAgain(tab);
  else if (run.state !== 'done' || (run.flash.result !== 'verified' && run.flash.result !== 'unchanged'))
    void greet(tab);
}

function take(reader: ReaderInfo): void {
  // Of several windows the one that is looked at takes it.
  if (document.visibilityState !== 'visible') return;
  const cards = useCards.getState();
  const known = cards.tabs.find((tab) => tab.reader === reader.name);
  if (known !== undefined) readBack(known);
  // Who puts a card into a virtual reader does it in this window, and opens it there too.
  else if (reader.kind === 'pcsc')
    void openCard(reader, isFree(useApp.getState(), activeTab(cards)) ? 'front' : 'behind');
}

/** Readers without a card, since when they had one last: between may stand that it is not answering yet, or held. */
const empty = new Set<string>();

/** Readers that have a card now, and had none. */
function filled(readers: readonly ReaderInfo[], before: readonly ReaderInfo[]): readonly ReaderInfo[] {
  return readers.filter(({ name, card, kind }) => {
    if (card === 'empty') empty.add(name);
    if (card !== 'present') return false;
    // A reader that is plugged in with its card; the first list tells of those that were there.
    const plugged = before.length > 0 && kind !== 'virtual' && before.every((reader) => reader.name !== name);
    return empty.delete(name) || plugged;
  });
}

/**
 * Reads a card as soon as it is put into a reader, where the user has not switched that off: in the tab that its reader
 * has, else in a new one. Cards that are there when the window opens wait to be opened. Called once.
 */
export function followInsertions(): void {
  useApp.subscribe(({ readers, readInserted, link }, before) => {
    if (readers === before.readers) return;
    const news = filled(readers, before.readers);
    // A card that another program has taken up already may be in the middle of something: it waits to be opened.
    if (readInserted && link === 'open') for (const reader of news) if (reader.shared !== true) take(reader);
  });
}
