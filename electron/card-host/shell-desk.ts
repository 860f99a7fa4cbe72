import type { EventData } from '../ipc/contract.ts';
import type { ReaderLabels } from '../storage/reader-labels.ts';
import type { DocumentBook } from './document-book.ts';

/** What the windows share beside cards: opened files, names of readers, files that the app was asked to open. */
export interface ShellDesk {
  readonly documents: DocumentBook;
  readonly labels: ReaderLabels;
  /** The list of readers reads otherwise now: every window is told. */
  changed(): void;
  /** Takes what comes from outside; the first window to ask gets what came before it. */
  watch(listener: DeskListener): () => void;
  /** A file was opened from outside. */
  offer(opened: EventData<'document.opened'>): void;
}

export interface DeskListener {
  readonly changed: () => void;
  readonly opened: (opened: EventData<'document.opened'>) => void;
}

/** @param parts all of a desk that is not the talk between its windows */
export function createShellDesk(parts: Pick<ShellDesk, 'documents' | 'labels'>): ShellDesk {
  const listeners = new Set<DeskListener>();
  let waiting: EventData<'document.opened'>[] = [];
  return {
    ...parts,
    changed: () => {
      for (const listener of listeners) listener.changed();
    },
    watch: (listener) => {
      listeners.add(listener);
      const due = waiting;
      waiting = [];
      for (const opened of due) listener.opened(opened);
      return () => listeners.delete(listener);
    },
    offer: (opened) => {
      // One window shows it: the one that was opened last.
      const last = [...listeners].at(-1);
      if (last === undefined) waiting.push(opened);
      else last.opened(opened);
    },
  };
}
