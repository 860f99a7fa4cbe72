import { hexWord } from '../../core/base/bytes.ts';
import type { Finding, Severity } from '../../core/base/finding.ts';
import type { Span } from '../../core/base/span.ts';
import { shiftSpan } from '../../core/base/span.ts';
import type { StructureNode, TokenSpan } from '../../core/base/structure.ts';
import type { CardFile } from '../../core/bootstrap/read-result.ts';
import type { BrowsedFile } from '../../electron/ipc/file-contract.ts';
import { sizeMark } from './browsed-files.ts';
import { type OwnWords, ownWords } from './own-words.ts';

/** A node of the tree pane: a directory, a file, or a decoded thing inside a file. */
export interface CardNode {
  /** `dir:3F00`, `file:3F007F506421`, `3F007F506421#SyncHdr/Source`. Unique in the card. */
  readonly id: string;
  readonly kind: 'dir' | 'file' | 'node';
  readonly label: string;
  readonly preview: string | null;
  /** What of label and preview is the card's or the standard's own, and the same in every language. */
  readonly own: OwnWords;
  readonly secret: boolean;
  /** FID of a directory or file, offset of a node, as the tree's last column shows it. */
  readonly mark: string;
  /** File it lies in; null for a directory. */
  readonly file: string | null;
  /** Whole thing and value alone, as places in the file. */
  readonly span: Span;
  readonly valueSpan: Span | null;
  readonly severity: Severity | null;
  readonly children: readonly CardNode[];
}

/** What the tree of a file is made from; offsets of `tree` are those of the file. */
export interface FileTree {
  readonly file: CardFile;
  readonly tree: StructureNode | null;
  readonly findings: readonly Finding[];
  /** What its bytes are; without them every name counts as a word. */
  readonly tokens?: readonly TokenSpan[];
  readonly browsed?: BrowsedFile;
}

const RANK: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1 };

/** The graver of two severities. */
export function worse(a: Severity | null, b: Severity | null): Severity | null {
  if (a === null || b === null) return a ?? b;
  return RANK[a] >= RANK[b] ? a : b;
}

export function worstOf(findings: readonly Finding[]): Severity | null {
  return findings.reduce<Severity | null>((found, finding) => worse(found, finding.severity), null);
}

/** The structure `by` bytes further on: a message does not always begin at offset 0 of its file. */
export function shiftNode(node: StructureNode, by: number): StructureNode {
  if (by === 0) return node;
  return {
    ...node,
    span: shiftSpan(node.span, by),
    ...(node.valueSpan && { valueSpan: shiftSpan(node.valueSpan, by) }),
    children: node.children.map((child) => shiftNode(child, by)),
  };
}

function nodeSeverity(node: StructureNode, findings: readonly Finding[]): Severity | null {
  return findings.reduce<Severity | null>((found, { where, severity }) => {
    const byPath = where.path !== undefined && (node.path === where.path || node.path.endsWith(`/${where.path}`));
    const byPlace =
      where.offset !== undefined &&
      node.children.length === 0 &&
      where.offset >= node.span.offset &&
      where.offset < node.span.offset + node.span.length;
    return byPath || byPlace ? worse(found, severity) : found;
  }, null);
}

/** How a node of a management tree is written: its name, its properties, its value (TNDS 8.5). */
const PLUMBING: readonly string[] = ['NodeName', 'RTProperties', 'Value'];

/**
 * A node of a management tree as one thing: name, properties and value are parts of it, not children, so that the tree
 * shows what the message says rather than how TNDS writes it. Their bytes are the node's; the tokens tell them apart.
 */
function compacted(node: StructureNode): StructureNode {
  if (!node.children.some(({ label }) => label === 'NodeName')) return node;
  const value = node.children.find(({ label }) => label === 'Value');
  return {
    ...node,
    ...(value && { valueSpan: value.span }),
    ...(value?.preview !== undefined && node.preview === undefined && { preview: value.preview }),
    ...((value?.secret === true || node.secret === true) && { secret: true }),
    children: node.children.filter(({ label }) => !PLUMBING.includes(label)),
  };
}

type OwnIn = (node: StructureNode) => OwnWords;
const ALL_OWN: OwnWords = { label: true, preview: true };

function structureNode(file: string, whole: StructureNode, findings: readonly Finding[], own: OwnIn): CardNode {
  const node = compacted(whole);
  return {
    id: `${file}#${node.path}`,
    kind: 'node',
    label: node.label,
    preview: node.preview ?? null,
    own: own(node),
    secret: node.secret === true,
    mark: hexWord(node.span.offset),
    file,
    span: node.span,
    valueSpan: node.valueSpan ?? null,
    severity: nodeSeverity(node, findings),
    children: node.children.map((child) => structureNode(file, child, findings, own)),
  };
}

function fileNode({ file, tree, findings, tokens = [], browsed }: FileTree): CardNode {
  const own = ownWords(tokens, file.bytes.length);
  return {
    id: `file:${file.path}`,
    kind: 'file',
    label: file.name,
    preview: browsed === undefined ? null : sizeMark(browsed),
    own: ALL_OWN,
    secret: false,
    mark: file.fid,
    file: file.path,
    span: { offset: 0, length: file.bytes.length },
    valueSpan: null,
    severity: worstOf(findings),
    children: tree === null ? [] : tree.children.map((child) => structureNode(file.path, child, findings, own)),
  };
}

const MF = '3F00';
const ADF = '7FFF';

interface Folder {
  readonly fid: string;
  readonly id: string;
  readonly folders: Folder[];
  readonly files: CardNode[];
}

function folderLabel(fid: string, id: string, pkcs15: string | null): string {
  if (fid === MF) return 'MF';
  if (fid === ADF) return 'ADF PKCS#15';
  return id === pkcs15 ? 'DF PKCS#15' : `DF ${fid}`;
}

function folderNode(folder: Folder, pkcs15: string | null, told: ReadonlyMap<string, BrowsedFile>): CardNode {
  const named = told.get(folder.id)?.name;
  return {
    id: `dir:${folder.id}`,
    kind: 'dir',
    label: named === undefined || named === folder.fid ? folderLabel(folder.fid, folder.id, pkcs15) : named,
    preview: null,
    own: ALL_OWN,
    secret: false,
    mark: folder.fid,
    file: null,
    span: { offset: 0, length: 0 },
    valueSpan: null,
    severity: null,
    children: [...folder.files, ...folder.folders.map((inner) => folderNode(inner, pkcs15, told))],
  };
}

/**
 * The card's tree: the MF, the folders on the way, the files that were read or found, and what they hold.
 * @param told what SELECT told of each place, where the card was browsed
 */
export function cardTree(files: readonly FileTree[], told: ReadonlyMap<string, BrowsedFile> = new Map()): CardNode {
  const root: Folder = { fid: MF, id: MF, folders: [], files: [] };
  const odf = files.find(({ file }) => file.role === 'odf')?.file.path.slice(0, -4) ?? null;
  const folderAt = (fids: readonly string[]): Folder => {
    let at = root;
    for (const fid of fids.slice(fids[0] === MF ? 1 : 0)) {
      const known = at.folders.find((folder) => folder.fid === fid);
      const next: Folder = known ?? { fid, id: fid === ADF ? ADF : at.id + fid, folders: [], files: [] };
      if (known === undefined) at.folders.push(next);
      at = next;
    }
    return at;
  };
  const stepsOf = (path: string) => path.match(/.{4}/g) ?? [];
  for (const item of files) folderAt(stepsOf(item.file.path).slice(0, -1)).files.push(fileNode(item));
  for (const [path, { kind }] of told) if (kind !== 'ef') folderAt(stepsOf(path));
  return folderNode(root, odf, told);
}

/** The line from the root to the node with `id`; empty when there is none. */
export function lineTo(root: CardNode, id: string): readonly CardNode[] {
  if (root.id === id) return [root];
  for (const child of root.children) {
    const line = lineTo(child, id);
    if (line.length > 0) return [root, ...line];
  }
  return [];
}

/** The file's node, with every node below it that holds the byte, outermost first. */
export function nodesAtByte(file: CardNode, offset: number): readonly CardNode[] {
  const inside = (node: CardNode) => offset >= node.span.offset && offset < node.span.offset + node.span.length;
  const line: CardNode[] = [file];
  for (let next = file.children.find(inside); next !== undefined; next = next.children.find(inside)) line.push(next);
  return line;
}

/** The innermost node that holds the whole place, with its ancestors from the file down. */
export function nodesAround(file: CardNode, place: Span): readonly CardNode[] {
  const holds = (node: CardNode) =>
    place.offset >= node.span.offset && place.offset + place.length <= node.span.offset + node.span.length;
  const line: CardNode[] = [file];
  for (let next = file.children.find(holds); next !== undefined; next = next.children.find(holds)) line.push(next);
  return line;
}

/** Walks every node, parents first. */
export function* everyNode(root: CardNode): Generator<CardNode> {
  yield root;
  for (const child of root.children) yield* everyNode(child);
}
