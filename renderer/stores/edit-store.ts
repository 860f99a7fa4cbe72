import { create } from 'zustand';
import type { MoTable } from '../../core/mo/mo-row.ts';

export type EditorId = 'form' | 'tree' | 'xml' | 'hex' | 'mapping';

/** What a tab's Edit view looks at. */
export interface EditPanel {
  readonly editor: EditorId;
  /** Field of the form that is typed in. */
  readonly field: string | null;
  /** Node chosen in the tree, by id. */
  readonly node: string | null;
  /** Byte under the cursor of the hex editor, and the other end of a range. */
  readonly cursor: number;
  readonly anchor: number | null;
  /** Place that XML or hex is to bring into sight: bytes of the message. */
  readonly reveal: { readonly offset: number; readonly length: number } | null;
}

/** A description that the user loaded. */
export interface LoadedTable {
  readonly file: string;
  readonly table: MoTable;
}

export interface EditStore {
  readonly panels: Readonly<Record<string, EditPanel>>;
  readonly loaded: readonly LoadedTable[];
  /** The same tables, for decoding. */
  readonly tables: readonly MoTable[];
}

const NEW_PANEL: EditPanel = { editor: 'form', field: null, node: null, cursor: 0, anchor: null, reveal: null };

export const useEdit = create<EditStore>(() => ({ panels: {}, loaded: [], tables: [] }));

export function panelOf(state: EditStore, tab: string): EditPanel {
  return state.panels[tab] ?? NEW_PANEL;
}

export function updatePanel(tab: string, change: Partial<EditPanel>): void {
  useEdit.setState((state) => ({ panels: { ...state.panels, [tab]: { ...panelOf(state, tab), ...change } } }));
}

/** Adds a description; one of the same object gives way to it. */
export function addTable(loaded: LoadedTable): void {
  useEdit.setState((state) => {
    const [identifier] = loaded.table.identifiers;
    const others = state.loaded.filter(({ table }) => table.identifiers[0] !== identifier);
    const all = [loaded, ...others];
    return { loaded: all, tables: all.map(({ table }) => table) };
  });
}
