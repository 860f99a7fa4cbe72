import type { Finding } from '../base/finding.ts';
import type { MessageView } from '../bootstrap/message-model.ts';
import { type MessageEdit, nodeAt, patchMessage } from '../bootstrap/message-patch.ts';
import { treeNodeOf } from '../bootstrap/message-source-tree.ts';
import { readParts } from '../bootstrap/read-parts.ts';
import { DM_ACC } from '../mo/dmacc.ts';
import type { MoRow } from '../mo/mo-row.ts';
import type { TndsNode } from '../tnds/tree.ts';

const ROWS: readonly MoRow[] = DM_ACC.rows;
const ANY = '<X>';

/** Where a node at another level belongs: the levels of the row that are missing above it are put in. */
function placeFor(path: string, row: string): string | undefined {
  const [root, ...actual] = path.split('/');
  const levels = row.split('/');
  const out = [root];
  let at = 0;
  for (const [i, level] of levels.entries()) {
    const found = actual[at];
    const fits = level === ANY ? found !== undefined && found !== levels[i + 1] : found === level;
    out.push(fits ? found : level === ANY ? '1' : level);
    if (fits) at += 1;
  }
  // What is left over has no level of its own in the table.
  return at === actual.length ? out.join('/') : undefined;
}

/** Where a node belongs that the table has by no name: below the level whose nodes it holds, all of them. */
function levelFor(node: TndsNode): string | undefined {
  const names = node.children.map(({ name }) => name);
  const levels = ROWS.filter(({ path }) => path.endsWith(`/${ANY}`)).map(({ path }) => path);
  const fitting = levels.filter((level) => names.every((name) => ROWS.some(({ path }) => path === `${level}/${name}`)));
  const [only] = fitting;
  return names.length > 0 && fitting.length === 1 ? only : undefined;
}

/** A name that no node has below `parent`. */
function freeName(parent: TndsNode | undefined): string {
  const taken = new Set(parent?.children.map(({ name }) => name));
  let number = 1;
  while (taken.has(String(number))) number += 1;
  return String(number);
}

/** The edits that bring a node of a DM account to its level (DM StdObj 7.1.3.1). */
function movesOf(view: MessageView, { where, details }: Finding): readonly MessageEdit[] {
  const parts = view.document === null ? null : readParts(view.document);
  const path = where.path ?? '';
  const node = parts === null ? undefined : nodeAt(parts, path);
  if (parts === null || node === undefined || details?.object !== DM_ACC.name) return [];
  const row = String(details.expected ?? '');
  const level = levelFor(node);
  const holder = `${path.split('/')[0]}/${level?.slice(0, -ANY.length - 1)}`;
  const to = ROWS.some((known) => known.path === row)
    ? placeFor(path, row)
    : level && `${holder}/${freeName(nodeAt(parts, holder))}`;
  if (to === undefined || to === path || nodeAt(parts, to) !== undefined) return [];
  const name = to.slice(to.lastIndexOf('/') + 1);
  const moved = { ...treeNodeOf(node), name };
  // The level itself may be the node's own name: it goes before it comes back deeper.
  return [
    { op: 'remove', path },
    { op: 'addNode', path: to, node: moved },
  ];
}

/** The account's tree as its object prescribes it; undefined where the message does not say how it was meant. */
export function reshaped(view: MessageView, finding: Finding): Uint8Array | undefined {
  const edits = movesOf(view, finding);
  if (view.document === null || edits.length === 0) return undefined;
  const patched = patchMessage(view.document.bytes, edits);
  return patched.ok ? patched.value : undefined;
}
