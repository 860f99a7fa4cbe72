import { toHex } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import type { ByteKind, StructureNode, TokenSpan } from '../base/structure.ts';
import { type Asn1Part, tagName } from '../pkcs15/describe.ts';
import type { PaddedList } from '../pkcs15/padded-list.ts';
import type { CardFile } from './read-result.ts';

/** A file explained: its structure and what each of its bytes is. Tokens tile the bytes without gap or overlap. */
export interface ExplainedFile {
  readonly tree: StructureNode;
  readonly tokens: readonly TokenSpan[];
}

/** A node before its path is known: the path follows from the labels on the way down. */
export interface Draft {
  readonly label: string;
  readonly preview?: string;
  readonly span: Span;
  readonly valueSpan?: Span;
  readonly secret?: boolean;
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
    ...(draft.secret && { secret: true }),
    children,
  };
}

/** Fills what no token covers, so that the list tiles the bytes. */
export function tile(tokens: readonly TokenSpan[], length: number, bytes: Uint8Array): readonly TokenSpan[] {
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

/** A file whose parts are known, with its bytes tiled. */
export function explained(file: CardFile, children: readonly Draft[], tokens: readonly TokenSpan[]): ExplainedFile {
  const { bytes, name, path } = file;
  const root: Draft = { label: name, span: { offset: 0, length: bytes.length }, children };
  return { tree: finish(root, path), tokens: tile(tokens, bytes.length, bytes) };
}

export function paddingDraft(span: Span, bytes: Uint8Array): Draft {
  return {
    label: 'padding',
    preview: `${span.length} bytes ${toHex(bytes.subarray(span.offset, span.offset + 1))}`,
    span,
    children: [],
  };
}

/** A described value as a node; `words` says more of some of them than their own bytes do. */
export function partDraft(part: Asn1Part, words?: (part: Asn1Part) => string | undefined): Draft {
  const preview = words?.(part) ?? part.preview;
  return {
    label: part.name,
    span: part.node.span,
    valueSpan: part.node.valueSpan,
    ...(preview !== undefined && { preview }),
    children: part.parts.map((item) => partDraft(item, words)),
  };
}

/** Tokens of a described value: tag, length, value; a constructed one is the tokens of its parts. */
export function partTokens(part: Asn1Part, out: TokenSpan[]): void {
  const { span, valueSpan, tag } = part.node;
  const header = valueSpan.offset - span.offset;
  const tagLength = tag > 0xffff ? 3 : tag > 0xff ? 2 : 1;
  const name = tagName(tag);
  const meaning = part.name === name ? name : `${part.name}, ${name}`;
  out.push({ span: { offset: span.offset, length: tagLength }, kind: 'tag', meaning });
  if (header > tagLength)
    out.push({
      span: { offset: span.offset + tagLength, length: header - tagLength },
      kind: 'length',
      meaning: `${valueSpan.length} bytes`,
    });
  if (part.parts.length > 0) for (const item of part.parts) partTokens(item, out);
  else if (valueSpan.length > 0)
    out.push({ span: valueSpan, kind: TEXT_TAGS.has(tag) ? 'text' : 'binary', meaning: part.preview ?? '' });
}

const TEXT_TAGS: ReadonlySet<number> = new Set([0x0c, 0x13, 0x14, 0x16, 0x17, 0x18]);

/** A list of records with what does not decode and what follows them, in the order of the file. */
export function listDrafts(list: PaddedList, bytes: Uint8Array, records: readonly Draft[]): readonly Draft[] {
  const faults = list.faults.map((fault) => ({
    label: 'malformed',
    preview: fault.reason,
    span: fault.span,
    children: [],
  }));
  const padding = list.padding.length === 0 ? [] : [paddingDraft(list.padding, bytes)];
  return [...records, ...faults, ...padding].sort((a, b) => a.span.offset - b.span.offset);
}

/** A node with its place and path moved: a message that begins somewhere in its file. */
export function rebase(node: StructureNode, path: string): StructureNode {
  return { ...node, path: `${path}/${node.path}`, children: node.children.map((child) => rebase(child, path)) };
}
