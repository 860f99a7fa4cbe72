import { showUtf8, toHex } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import type { ByteKind, StructureNode, TokenSpan } from '../base/structure.ts';
import type { Asn1Node } from '../pkcs15/asn1.ts';
import { type DataObject, type Dodf, readDodf } from '../pkcs15/dodf.ts';
import { DIR_TAGS, type DirRecord, readDir } from '../pkcs15/ef-dir.ts';
import { ODF_KINDS, readOdf } from '../pkcs15/odf.ts';
import { oidFromBytes, oidTitle } from '../pkcs15/oids.ts';
import type { PaddedList } from '../pkcs15/padded-list.ts';
import { showPath } from '../pkcs15/path.ts';
import { decodeMessage } from './message.ts';
import type { BootstrapObject, CardFile } from './read-result.ts';

/** A file explained: its structure and what each of its bytes is. Tokens tile the bytes without gap or overlap. */
export interface ExplainedFile {
  readonly tree: StructureNode;
  readonly tokens: readonly TokenSpan[];
}

/** A node before its path is known: the path follows from the labels on the way down. */
interface Draft {
  readonly label: string;
  readonly preview?: string;
  readonly span: Span;
  readonly valueSpan?: Span;
  readonly children: readonly Draft[];
}

function finish(draft: Draft, path: string): StructureNode {
  const seen = new Map<string, number>();
  const children = draft.children.map((child) => {
    const count = (seen.get(child.label) ?? 0) + 1;
    seen.set(child.label, count);
    return finish(child, `${path}/${child.label}${count > 1 ? `[${count}]` : ''}`);
  });
  return {
    path,
    label: draft.label,
    span: draft.span,
    ...(draft.preview !== undefined && { preview: draft.preview }),
    ...(draft.valueSpan && { valueSpan: draft.valueSpan }),
    children,
  };
}

const FIELD_NAMES: Readonly<Record<number, string>> = {
  2: 'index',
  3: 'flags',
  4: 'path',
  6: 'OID',
  12: 'UTF8String',
  19: 'URL',
  48: 'SEQUENCE',
  128: 'length',
};

function tagName(tag: number): string {
  const number = tag & 0x1f;
  if ((tag & 0xc0) === 0x80) return `[${number}]`;
  return FIELD_NAMES[tag] ?? `tag ${tag.toString(16).toUpperCase().padStart(2, '0')}`;
}

function previewOf(node: Asn1Node): string | undefined {
  if (node.children.length > 0) return undefined;
  if (node.tag === 0x06) {
    const oid = oidFromBytes(node.value);
    return oid === undefined ? toHex(node.value) : [oid, oidTitle(oid)].filter(Boolean).join(', ');
  }
  if (node.tag === 0x0c || node.tag === 0x13) return showUtf8(node.value);
  if (node.tag === 0x04) return showPath(node.value);
  if (node.tag === 0x02 || node.tag === 0x80) return String(node.value.reduce((sum, byte) => sum * 256 + byte, 0));
  return toHex(node.value);
}

function draftOf(node: Asn1Node, name: (node: Asn1Node) => string | undefined): Draft {
  const preview = previewOf(node);
  return {
    label: name(node) ?? tagName(node.tag),
    span: node.span,
    valueSpan: node.valueSpan,
    ...(preview !== undefined && { preview }),
    children: node.children.map((child) => draftOf(child, name)),
  };
}

/** Tokens of a TLV: tag, length, value; a constructed value is the tokens of its parts. */
function tlvTokens(node: Asn1Node, meaning: string, out: TokenSpan[]): void {
  const header = node.valueSpan.offset - node.span.offset;
  out.push({ span: { offset: node.span.offset, length: 1 }, kind: 'tag', meaning });
  if (header > 1)
    out.push({
      span: { offset: node.span.offset + 1, length: header - 1 },
      kind: 'length',
      meaning: `${node.valueSpan.length} bytes`,
    });
  if (node.children.length > 0) {
    for (const child of node.children) tlvTokens(child, tagName(child.tag), out);
  } else if (node.valueSpan.length > 0) {
    const text = node.tag === 0x0c || node.tag === 0x13;
    out.push({ span: node.valueSpan, kind: text ? 'text' : 'binary', meaning: previewOf(node) ?? '' });
  }
}

/** Fills what no token covers, so that the list tiles the file. */
function tile(tokens: readonly TokenSpan[], length: number, bytes: Uint8Array): readonly TokenSpan[] {
  const out: TokenSpan[] = [];
  let at = 0;
  const gap = (to: number) => {
    if (to <= at) return;
    const part = bytes.subarray(at, to);
    const padding = part.every((byte) => byte === 0xff) || part.every((byte) => byte === 0x00);
    const kind: ByteKind = padding ? 'padding' : 'binary';
    out.push({ span: { offset: at, length: to - at }, kind, meaning: padding ? 'padding' : 'not decoded' });
  };
  for (const token of [...tokens].sort((a, b) => a.span.offset - b.span.offset)) {
    if (token.span.offset < at || token.span.length === 0) continue;
    gap(token.span.offset);
    out.push(token);
    at = token.span.offset + token.span.length;
  }
  gap(length);
  return out;
}

function listDrafts(list: PaddedList, bytes: Uint8Array, records: readonly Draft[]): readonly Draft[] {
  const faults = list.faults.map((fault) => ({
    label: 'malformed',
    preview: fault.reason,
    span: fault.span,
    children: [],
  }));
  const padding = list.padding.length === 0 ? [] : [paddingDraft(list.padding, bytes)];
  return [...records, ...faults, ...padding].sort((a, b) => a.span.offset - b.span.offset);
}

function paddingDraft(span: Span, bytes: Uint8Array): Draft {
  return {
    label: 'padding',
    preview: `${span.length} bytes ${toHex(bytes.subarray(span.offset, span.offset + 1))}`,
    span,
    children: [],
  };
}

function explainList(file: CardFile, list: PaddedList, records: readonly Draft[]): ExplainedFile {
  const tokens: TokenSpan[] = [];
  for (const node of list.records) tlvTokens(node, rootName(file, node), tokens);
  const root: Draft = {
    label: file.name,
    span: { offset: 0, length: file.bytes.length },
    children: listDrafts(list, file.bytes, records),
  };
  return { tree: finish(root, file.path), tokens: tile(tokens, file.bytes.length, file.bytes) };
}

function rootName(file: CardFile, node: Asn1Node): string {
  if (file.role === 'odf')
    return node.tag in ODF_KINDS ? ODF_KINDS[node.tag as keyof typeof ODF_KINDS].name : tagName(node.tag);
  return { 48: 'opaqueDO', 160: 'externalIDO', 161: 'oidDO' }[node.tag] ?? tagName(node.tag);
}

function explainOdf(file: CardFile): ExplainedFile {
  const odf = readOdf(file.bytes);
  return explainList(
    file,
    odf.list,
    odf.entries.map((entry) =>
      draftOf(entry.node, (node) =>
        node === entry.node
          ? rootName(file, node)
          : node.tag === 0x30
            ? 'Path'
            : node.tag === 0xa0
              ? 'objects'
              : undefined,
      ),
    ),
  );
}

/** The names of a data object's parts, by their place in it (PKCS#15 6.8). */
function objectNames(object: DataObject): (node: Asn1Node) => string | undefined {
  const names = new Map<Asn1Node, string>([
    [object.node, object.form === 'oid' ? 'oidDO' : object.form === 'opaque' ? 'opaqueDO' : 'externalIDO'],
  ]);
  const [common, klass, ...rest] = object.node.children;
  if (common) names.set(common, 'commonObjectAttributes');
  for (const part of common?.children ?? [])
    names.set(
      part,
      ({ 12: 'label', 3: 'flags', 4: 'authId', 2: 'userConsent', 48: 'accessControlRules' } as Record<number, string>)[
        part.tag
      ] ?? tagName(part.tag),
    );
  if (klass) names.set(klass, 'classAttributes');
  for (const part of klass?.children ?? [])
    names.set(
      part,
      ({ 12: 'applicationName', 6: 'applicationOID' } as Record<number, string>)[part.tag] ?? tagName(part.tag),
    );
  for (const part of rest) names.set(part, part.tag === 0xa1 ? 'typeAttributes' : 'subClassAttributes');
  const type = rest.find((part) => part.tag === 0xa1);
  const value = object.form === 'oid' ? type?.children[0]?.children[1] : type?.children[0];
  if (object.form === 'oid' && type?.children[0]) names.set(type.children[0], 'OidDO');
  if (object.form === 'oid' && type?.children[0]?.children[0]) names.set(type.children[0].children[0], 'id');
  if (value?.tag === 0x30) names.set(value, 'Path');
  return (node) => names.get(node);
}

function explainDodf(file: CardFile): ExplainedFile {
  const dodf: Dodf = readDodf(file.bytes);
  const records = [
    ...dodf.objects.map((object) => ({
      ...draftOf(object.node, objectNames(object)),
      preview: object.label ?? object.oid ?? '',
    })),
    ...dodf.unknown.map((node) => draftOf(node, () => undefined)),
  ];
  return explainList(file, dodf.list, records);
}

function dirDraft(record: DirRecord, number: number, bytes: Uint8Array): Draft {
  const label = `record ${number}`;
  if (record.kind !== 'template')
    return { label, preview: record.kind === 'empty' ? 'empty' : record.reason, span: record.span, children: [] };
  const parts: Draft[] = record.items.map((item) => ({
    label:
      item.tag in DIR_TAGS
        ? DIR_TAGS[item.tag as keyof typeof DIR_TAGS].name
        : `tag ${item.tag.toString(16).toUpperCase()}`,
    preview: item.tag === 0x50 ? (record.label ?? '') : item.tag === 0x51 ? showPath(item.value) : toHex(item.value),
    span: item.span,
    valueSpan: item.valueSpan,
    children: [],
  }));
  if (record.padding.length > 0) parts.push(paddingDraft(record.padding, bytes));
  return {
    label,
    preview: record.label ?? toHex(record.aid ?? new Uint8Array()),
    span: { offset: record.span.offset, length: record.span.length + record.padding.length },
    children: parts,
  };
}

function explainDir(file: CardFile): ExplainedFile {
  const { bytes, recordLength } = file;
  const records = readDir(bytes, file.structure === 'transparent' ? 0 : recordLength);
  const tokens: TokenSpan[] = [];
  for (const record of records) {
    if (record.kind !== 'template') continue;
    const first = record.items[0]?.span.offset ?? record.span.offset + 2;
    tokens.push(
      { span: { offset: record.span.offset, length: 1 }, kind: 'tag', meaning: DIR_TAGS[0x61].name },
      {
        span: { offset: record.span.offset + 1, length: first - record.span.offset - 1 },
        kind: 'length',
        meaning: 'length',
      },
    );
    for (const item of record.items) {
      tokens.push(
        {
          span: item.tagSpan,
          kind: 'tag',
          meaning: item.tag in DIR_TAGS ? DIR_TAGS[item.tag as keyof typeof DIR_TAGS].name : 'unknown tag',
        },
        { span: item.lengthSpan, kind: 'length', meaning: `${item.valueSpan.length} bytes` },
        {
          span: item.valueSpan,
          kind: item.tag === 0x50 ? 'text' : 'binary',
          meaning: item.tag === 0x50 ? (record.label ?? '') : toHex(item.value),
        },
      );
    }
  }
  const root: Draft = {
    label: file.name,
    span: { offset: 0, length: bytes.length },
    children: records.map((record, i) => dirDraft(record, i + 1, bytes)),
  };
  return { tree: finish(root, file.path), tokens: tile(tokens, bytes.length, bytes) };
}

/** A node with its place and path moved: a message that begins somewhere in its file. */
function rebase(node: StructureNode, path: string): StructureNode {
  return { ...node, path: `${path}/${node.path}`, children: node.children.map((child) => rebase(child, path)) };
}

function explainContent(file: CardFile, start: number): ExplainedFile {
  const { bytes } = file;
  const message = decodeMessage(bytes, start);
  const end = start + message.size;
  const children: StructureNode[] = message.tree === null ? [] : [rebase(message.tree, file.path)];
  if (end < bytes.length)
    children.push({
      path: `${file.path}/padding`,
      label: 'padding',
      preview: `${bytes.length - end} bytes`,
      span: { offset: end, length: bytes.length - end },
      children: [],
    });
  return {
    tree: { path: file.path, label: file.name, span: { offset: 0, length: bytes.length }, children },
    tokens: tile(message.tokens, bytes.length, bytes),
  };
}

/**
 * Explains a file that was read from a card, by its role in the chain. Spans are places in `file.bytes`.
 * @param objects the bootstrap objects of the card: they tell where in a content file the message begins.
 */
export function explainFile(file: CardFile, objects: readonly BootstrapObject[] = []): ExplainedFile {
  switch (file.role) {
    case 'efDir':
      return explainDir(file);
    case 'odf':
      return explainOdf(file);
    case 'dodf':
      return explainDodf(file);
    case 'content':
      return explainContent(file, objects.find((object) => object.path === file.path)?.offset ?? 0);
    case 'other':
      return {
        tree: { path: file.path, label: file.name, span: { offset: 0, length: file.bytes.length }, children: [] },
        tokens: tile([], file.bytes.length, file.bytes),
      };
  }
}
