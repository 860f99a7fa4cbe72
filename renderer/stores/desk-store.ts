import { create } from 'zustand';
import type { AppError } from '../../core/base/app-error.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { OpenedDocument, ReaderCheck, RecentFile } from '../../electron/ipc/document-contract.ts';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';

/** A file that could not be opened: what, and why. */
export interface OpenProblem {
  readonly id: number;
  readonly name: string;
  readonly error: AppError;
}

/** What would be lost, and what is done once the user has decided. */
export type Leaving =
  | {
      readonly what: 'tab' | 'reader';
      /** The tab's id, or the reader's name. */
      readonly id: string;
    }
  | NewRead;

/** A read that the edits of a tab do not fit: of another card, or of a message that changed. */
export interface NewRead {
  readonly what: 'read';
  /** The tab's id. */
  readonly id: string;
  readonly session: string;
  readonly read: ReadResult;
}

/** Files and cards around the tabs. */
export interface DeskState {
  /** The file that is handed over now. */
  readonly opening: { readonly name: string; readonly sent: number; readonly size: number } | null;
  readonly problems: readonly OpenProblem[];
  /** Opened files by the reader that their card is in. */
  readonly documents: ReadonlyMap<string, OpenedDocument>;
  /** A saved plan that waits for its card. */
  readonly plan: OpenedDocument | null;
  readonly recent: readonly RecentFile[];
  /** Files are held over the window. */
  readonly dragging: boolean;
  readonly leaving: Leaving | null;
  /** The reader that is being given a name. */
  readonly naming: ReaderInfo | null;
  /** What readers need; null until it was asked for. */
  readonly checks: readonly ReaderCheck[] | null;
  /** Step of the tour; null while none is taken. */
  readonly tour: number | null;
}

export const useDesk = create<DeskState>(() => ({
  opening: null,
  problems: [],
  documents: new Map(),
  plan: null,
  recent: [],
  dragging: false,
  leaving: null,
  naming: null,
  checks: null,
  tour: null,
}));

let problems = 0;

export function addProblem(name: string, error: AppError): void {
  const problem = { id: ++problems, name, error };
  useDesk.setState((state) => ({ problems: [...state.problems, problem].slice(-5) }));
}

export function dropProblem(id: number): void {
  useDesk.setState((state) => ({ problems: state.problems.filter((problem) => problem.id !== id) }));
}

export function noteDocument(opened: OpenedDocument): void {
  const { reader } = opened;
  if (reader !== null) useDesk.setState(({ documents }) => ({ documents: new Map([...documents, [reader, opened]]) }));
}
