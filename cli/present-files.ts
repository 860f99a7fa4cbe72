import { hexByte, hexWord, toHex } from '../core/base/bytes.ts';
import type { StructureNode } from '../core/base/structure.ts';
import { explainNode, nodeSecrets } from '../core/bootstrap/explain-node.ts';
import { maskSecrets } from '../core/bootstrap/message-edit.ts';
import { accessWords } from '../core/card/access-words.ts';
import { bodyOf, type FileContent, type FileRead } from '../core/card/read-file.ts';
import { type CardTreeNode, nodeName, parentPath } from '../core/files/card-tree.ts';
import { hexDump, table } from './output.ts';

/** A file with what was read of it. */
export interface ShownFile {
  readonly node: CardTreeNode;
  /** Absent where nobody asked; undefined where SELECT led to no EF. */
  readonly read?: FileRead | undefined;
}

function partsOf(content: FileContent, body: Uint8Array): readonly Uint8Array[] {
  const lengths = content.kind === 'transparent' ? [body.length] : lengthsOf(content);
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return body.subarray(at - length, at);
  });
}

const lengthsOf = (content: Exclude<FileContent, { kind: 'transparent' }>) =>
  (content.kind === 'records' ? content.records : content.objects).map(({ length }) => length);

/** The structure of a file in a word or two. */
export function shapeOf({ kind, header }: CardTreeNode): string {
  if (header === null || kind !== 'ef') return '';
  const { structure, use, records, recordLength, size } = header;
  if (structure === 'linear' || structure === 'cyclic') return `${structure}, ${records} × ${recordLength}`;
  const name = use === 'ber-tlv' ? 'BER-TLV' : structure;
  return size === null ? name : `${name}, ${size}`;
}

function fieldJson(node: StructureNode, showSecrets: boolean): object {
  const { label, preview, span, secret, children } = node;
  const shown = secret && !showSecrets ? '***' : preview;
  return {
    label,
    value: shown ?? null,
    ...span,
    ...(secret && { secret }),
    ...(children.length > 0 && { fields: children.map((child) => fieldJson(child, showSecrets)) }),
  };
}

function contentJson(node: CardTreeNode, { content, complete, sw }: FileRead, showSecrets: boolean) {
  const secrets = nodeSecrets(node, content);
  const body = showSecrets ? bodyOf(content) : maskSecrets(bodyOf(content), secrets);
  const fields = explainNode(node, content);
  return {
    complete,
    sw: hexWord(sw),
    length: body.length,
    ...(content.kind === 'transparent' ? { hex: body } : { [content.kind]: partsOf(content, body) }),
    masked: showSecrets ? [] : secrets,
    fields: fields === undefined ? null : fields.nodes.map((item) => fieldJson(item, showSecrets)),
    problems: fields?.problems ?? [],
  };
}

export function fileJson({ node, read }: ShownFile, showSecrets: boolean) {
  const { path, kind, known, label, aid, foundBy, reach, sw, header, access } = node;
  const answer = (act: 'read' | 'update') =>
    access === null
      ? null
      : { kind: access[act].kind, alternatives: access[act].alternatives, words: accessWords(access[act]) };
  return {
    path,
    name: nodeName(node),
    title: known?.title.en ?? null,
    clause: known?.clause ?? null,
    kind,
    aid,
    label,
    foundBy,
    reach,
    sw: hexWord(sw),
    structure: kind === 'ef' ? (header?.use === 'ber-tlv' ? 'ber-tlv' : (header?.structure ?? null)) : null,
    size: header?.size ?? null,
    recordLength: header === null || header.recordLength === 0 ? null : header.recordLength,
    records: header === null || header.recordLength === 0 ? null : header.records,
    sfi: header?.sfi ?? null,
    lifeCycle: header?.lifeCycle ?? null,
    access: { read: answer('read'), update: answer('update') },
    header: header === null ? null : toHex(header.bytes),
    content: read === undefined ? null : contentJson(node, read, showSecrets),
  };
}

const depthOf = ({ path }: CardTreeNode) => path.length / 4 - 1;

/** Files in the order of a tree: of a folder its EFs first, each folder with what is in it. */
export function inTreeOrder<T extends ShownFile>(files: readonly T[]): readonly T[] {
  const rank = ({ node }: T) => `${node.kind === 'ef' ? 0 : 1}${node.path}`;
  const paths = new Set(files.map(({ node }) => node.path));
  const ordered = (some: readonly T[]): readonly T[] =>
    some
      .toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
      .flatMap((file) => [file, ...ordered(files.filter(({ node }) => parentPath(node.path) === file.node.path))]);
  return ordered(files.filter(({ node }) => !paths.has(parentPath(node.path))));
}

const STATES: Readonly<Record<string, string>> = { 'not-told': '', activated: '' };

function rowOf({ node }: ShownFile): readonly string[] {
  const { header, access, reach, kind, sw } = node;
  const sfi = header?.sfi == null || kind !== 'ef' ? '' : `SFI ${hexByte(header.sfi)}`;
  const state =
    header === null
      ? reach === 'refused'
        ? `refused, ${hexWord(sw)}`
        : ''
      : (STATES[header.lifeCycle] ?? header.lifeCycle);
  return [
    `${'  '.repeat(depthOf(node))}${nodeName(node)}`,
    node.path.slice(-4),
    shapeOf(node),
    sfi,
    kind !== 'ef' || access === null ? '' : `read ${accessWords(access.read)}`,
    kind !== 'ef' || access === null ? '' : `update ${accessWords(access.update)}`,
    state,
  ];
}

export function treeText(files: readonly ShownFile[]): string {
  return table(inTreeOrder(files).map(rowOf));
}

function fieldLines(nodes: readonly StructureNode[], showSecrets: boolean, indent: string): readonly string[] {
  return nodes.flatMap(({ label, preview, secret, children }) => {
    const value = secret && !showSecrets ? '***' : preview;
    return [
      `${indent}${label}${value === undefined || value === '' ? '' : `: ${value}`}`,
      ...fieldLines(children, showSecrets, `${indent}  `),
    ];
  });
}

/** What was read of a file: bytes as a hex dump, and its fields where a standard describes them. */
export function contentText(
  { node, read }: ShownFile,
  { showSecrets, decode, bytes }: { readonly showSecrets: boolean; readonly decode: boolean; readonly bytes: boolean },
): string {
  const title = node.known === null ? '' : `, ${node.known.title.en} (${node.known.clause})`;
  const lines = [`${node.path} ${nodeName(node)}${title}`];
  if (read === undefined) return [...lines, `  not selected: ${hexWord(node.sw)}`].join('\n');
  const { content, complete, sw } = read;
  const secrets = nodeSecrets(node, content);
  const body = showSecrets ? bodyOf(content) : maskSecrets(bodyOf(content), secrets);
  if (bytes) {
    for (const [i, part] of partsOf(content, body).entries()) {
      if (content.kind !== 'transparent') lines.push(`  ${content.kind === 'records' ? 'record' : 'object'} ${i + 1}`);
      if (part.length > 0) lines.push(hexDump(part).replace(/^/gm, '  '));
    }
  }
  if (!complete) lines.push(`  not read to its end: the card answered ${hexWord(sw)}`);
  const fields = decode ? explainNode(node, content) : undefined;
  if (fields !== undefined) {
    lines.push(...fieldLines(fields.nodes, showSecrets, '  '));
    lines.push(...fields.problems.map(({ message, span }) => `  ▲ ${message} (offset ${span.offset})`));
  }
  return lines.join('\n');
}
