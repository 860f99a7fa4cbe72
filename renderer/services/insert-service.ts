import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { type AppState, useApp } from '../stores/app-store.ts';
import { activeTab, type CardTab, useCards } from '../stores/cards-store.ts';
import { openCard, readAgain } from './card-service.ts';

/** What a write came to is not taken from the screen by the next card, unless that write waits for its card. */
function mayReadAgain({ kind, liveness, write }: CardTab): boolean {
  if (kind === 'trace' || (liveness !== 'ended' && liveness !== 'failed')) return false;
  const run = write?.run ?? null;
  return run?.state !== 'done' || (run.flash.result !== 'verified' && run.flash.result !== 'unchanged');
}

/** A new tab comes to the front where the user is in the middle of nothing. */
function isFree({ overlay }: AppState, tab: CardTab | undefined): boolean {
  return overlay === null && tab?.write?.armed !== true && tab?.write?.run?.state !== 'running' && tab?.busy == null;
}

function take(reader: ReaderInfo): void {
  const cards = useCards.getState();
  const known = cards.tabs.find((tab) => tab.reader === reader.name);
  if (known !== undefined) {
    if (mayReadAgain(known)) void readAgain(known);
    return;
  }
  // Who puts a card into a virtual reader does it in this window, and opens it there too.
  const real = reader.kind === 'pcsc' || reader.kind === 'at';
  if (real && document.visibilityState === 'visible')
    void openCard(reader, isFree(useApp.getState(), activeTab(cards)) ? 'front' : 'behind');
}

/**
 * Reads a card as soon as it is put into a reader, where the user has not switched that off: in the tab that its reader
 * has, else in a new one. Cards that are there when the window opens wait to be opened. Called once.
 */
export function followInsertions(): void {
  useApp.subscribe(({ readers, readInserted, link }, before) => {
    if (readers === before.readers || !readInserted || link !== 'open') return;
    for (const reader of readers) {
      const was = before.readers.find(({ name }) => name === reader.name);
      // A card that another program has taken up already may be in the middle of something: it waits to be opened.
      if (reader.card === 'present' && was?.card === 'empty' && reader.shared !== true) take(reader);
    }
  });
}
