import type { AppError } from '../../core/base/app-error.ts';
import type { Result } from '../../core/base/result.ts';
import type { Span } from '../../core/base/span.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import type { MessageField } from '../../core/bootstrap/message-model.ts';
import type { NodeChange, NodeEdit } from '../../core/bootstrap/message-node-edit.ts';
import type { MessageNodeTree } from '../../core/bootstrap/message-nodes.ts';
import type { TreeNode } from '../../core/bootstrap/message-source-tree.ts';
import {
  type MessageTemplate,
  tableObject,
  templateMessage,
  templateObjects,
} from '../../core/bootstrap/message-templates.ts';
import { loadDdf } from '../../core/mo/ddf.ts';
import type { MoTable } from '../../core/mo/mo-row.ts';
import { bytesIn, removePath, setBytes, setFields, setNodes, setXml } from '../model/edit-acts.ts';
import { type EditHistory, endTyping, leaveXml } from '../model/edit-history.ts';
import { followersOf } from '../model/linked-fields.ts';
import type { XmlWithDots } from '../model/xml-dots.ts';
import { type CardTab, updateTab } from '../stores/cards-store.ts';
import { addTable, updatePanel } from '../stores/edit-store.ts';
import { tabDraft, tabTarget } from '../stores/tab-draft.ts';

/** A tab by its id: what its draft is now is asked for when it is changed. */
type TabId = Pick<CardTab, 'id'>;

type Act = (history: EditHistory, original: Uint8Array) => Result<EditHistory>;

/** Changes a tab's draft. @returns why it was refused and nothing was changed; null where it was done. */
function change(id: string, act: Act): AppError | null {
  let fault: AppError | null = null;
  updateTab(id, (tab) => {
    const target = tabTarget(tab);
    if (target === null) return {};
    const made = act(tab.draft, target.original);
    fault = made.ok ? null : made.error;
    return made.ok ? { draft: made.value, refusal: null } : {};
  });
  return fault;
}

/** The same for acts that have no field to show the refusal at: it is told above the view. */
function tellingly(id: string, act: Act): AppError | null {
  const refusal = change(id, act);
  if (refusal !== null) updateTab(id, { refusal });
  return refusal;
}

const done = (value: EditHistory) => ({ ok: true, value }) as const;

/** Gives a field a value; fields that follow it get the same. */
export function editField({ id }: TabId, field: MessageField, value: string): void {
  change(id, (history, original) => {
    const typing = history.typing === `field ${field.path}`;
    const before = (typing ? history.past.at(-1) : undefined) ?? history.now;
    const followers = followersOf(field, decodeMessage(bytesIn(before, original)).fields);
    const edits = [{ path: field.path, value }, ...followers.map(({ path }) => ({ path, value }))];
    return done(setFields(history, original, edits));
  });
}

export function leaveField({ id }: TabId): void {
  updateTab(id, ({ draft }) => ({ draft: endTyping(draft) }));
}

/** Changes the management tree, as one step. @returns why it was refused; null where it was done. */
export function editTree({ id }: TabId, edits: readonly NodeEdit[]): AppError | null {
  return tellingly(id, (history, original) => setNodes(history, original, edits));
}

/** Changes one node while one of its properties is typed. @returns why the message refuses it; null where it was done. */
export function changeNode({ id }: TabId, node: string, what: NodeChange, part: string): AppError | null {
  const edits = [{ op: 'change', id: node, change: what }] as const;
  return change(id, (history, original) => setNodes(history, original, edits, `node ${node} ${part}`));
}

/** Takes a value or a node away; the typing goes on in the field that stood behind it. */
export function removeFromForm({ id }: TabId, path: string, fields: readonly MessageField[]): void {
  const gone = (field: MessageField) =>
    field.path === path || field.path.startsWith(`${path}/`) || field.path.startsWith(`${path}?`);
  const first = fields.findIndex(gone);
  const next =
    fields.slice(first).find((field) => !gone(field)) ?? fields.slice(0, first).findLast((field) => !gone(field));
  if (removeAt({ id }, path) === null && next !== undefined) updateTab(id, { field: next.path });
}

function removeAt({ id }: TabId, path: string): AppError | null {
  return tellingly(id, (history, original) => removePath(history, original, path));
}

export function typeXml({ id }: TabId, xml: XmlWithDots): void {
  change(id, (history, original) => done(setXml(history, original, xml)));
}

export function leaveXmlEditor({ id }: TabId): void {
  updateTab(id, ({ draft }) => ({ draft: leaveXml(draft) }));
}

/** Takes bytes as they are; `typing` joins what is typed on at one place into one step. */
export function typeBytes(
  { id }: TabId,
  bytes: Uint8Array,
  hidden: readonly Span[] = [],
  typing: string | null = null,
): void {
  change(id, (history, original) => done(setBytes(history, original, bytes, hidden, typing)));
}

/** Reads a description of a management object that the user chose. */
export async function takeDdf(file: File, tab: CardTab | undefined): Promise<boolean> {
  const read = loadDdf(await file.text());
  if (read.ok) addTable({ file: file.name, table: read.value });
  if (tab !== undefined) updateTab(tab.id, { refusal: read.ok ? null : read.error });
  return read.ok;
}

/** Makes a template's message the draft: the message of before comes back by undo. */
export function startFromTemplate(tab: CardTab, template: MessageTemplate): void {
  const made = templateMessage(template);
  if (made.ok) typeBytes(tab, made.value);
  else updateTab(tab.id, { refusal: made.error });
  updatePanel(tab.id, { editor: 'form' });
}

/** Puts a template's objects into the first tree of the message. */
export function insertTemplate(tab: CardTab, template: MessageTemplate): void {
  const tree = tabDraft(tab)?.trees[0];
  if (tree === undefined) return;
  const owner = tree.nodes.flatMap(({ children }) => children).find(({ name }) => name === 'ServerID')?.value ?? null;
  const made = templateObjects(template, namesIn(tree), owner);
  if (made.ok) insertObjects(tab, tree, made.value);
  else updateTab(tab.id, { refusal: made.error });
}

/** Puts an object of a table into the first tree of the message, with what the table asks for. */
export function insertTable(tab: CardTab, table: MoTable): void {
  const tree = tabDraft(tab)?.trees[0];
  if (tree !== undefined) insertObjects(tab, tree, [tableObject(table, namesIn(tree))]);
}

const namesIn = ({ nodes }: MessageNodeTree) => new Set(nodes.map(({ name }) => name));

/** Where the typing goes on is the first value that came. */
function insertObjects(tab: CardTab, tree: MessageNodeTree, nodes: readonly TreeNode[]): void {
  if (editTree(tab, [{ op: 'insert', parent: tree.id, nodes }]) !== null) return;
  const [first] = nodes;
  updatePanel(tab.id, { editor: 'form', node: `${tree.id}/${tree.nodes.length}` });
  const leaf = first?.children.find(({ value }) => value !== null);
  if (first !== undefined && leaf !== undefined) updateTab(tab.id, { field: `${first.name}/${leaf.name}` });
}
