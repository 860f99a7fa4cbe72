import { isFilled, toHex } from '../base/bytes.ts';
import { type Span, shiftSpan } from '../base/span.ts';
import type { StructureNode, TokenSpan } from '../base/structure.ts';
import { FILE_DECODERS } from './file-decoders/decoders.ts';
import type { Field, FileProblem } from './file-decoders/field.ts';
import type { KnownFile } from './known-file.ts';

/** The body of a file as it was read. */
export type FileContent =
  | { readonly kind: 'transparent'; readonly bytes: Uint8Array }
  | { readonly kind: 'records'; readonly records: readonly Uint8Array[] };

/** A file explained. Places count from its first byte; records stand one after the other. */
export interface DecodedFile {
  readonly nodes: readonly StructureNode[];
  /** They tile the body without gap or overlap. A secret's token says its name, never its value. */
  readonly tokens: readonly TokenSpan[];
  readonly problems: readonly FileProblem[];
}

/** What stands between the fields: filling, or bytes that the standard says nothing about. */
function gapField(bytes: Uint8Array, offset: number, length: number): Field {
  const part = bytes.subarray(offset, offset + length);
  if (isFilled(part, 0xff) || isFilled(part, 0x00)) {
    return {
      label: 'padding',
      preview: `${length} bytes ${toHex(part.subarray(0, 1))}`,
      span: { offset, length },
      kind: 'padding',
    };
  }
  return { label: 'unknown', preview: toHex(part), span: { offset, length }, kind: 'binary', meaning: 'not decoded' };
}

/** The fields with the gaps between them filled, so that they tile `place`. A field that overlaps an earlier one is left out. */
function tiled(fields: readonly Field[], bytes: Uint8Array, place: Span): readonly Field[] {
  const out: Field[] = [];
  const end = place.offset + place.length;
  let at = place.offset;
  for (const field of [...fields].sort((a, b) => a.span.offset - b.span.offset)) {
    const { offset, length } = field.span;
    if (offset < at || offset + length > end) continue;
    if (offset > at) out.push(gapField(bytes, at, offset - at));
    const children =
      field.children === undefined || length === 0 ? undefined : tiled(field.children, bytes, field.span);
    out.push(children === undefined ? field : { ...field, children });
    at = offset + length;
  }
  if (at < end) out.push(gapField(bytes, at, end - at));
  return out;
}

function nodesOf(fields: readonly Field[], base: number, parent: string, hidden: boolean): readonly StructureNode[] {
  const seen = new Map<string, number>();
  return fields.map((field) => {
    const count = (seen.get(field.label) ?? 0) + 1;
    seen.set(field.label, count);
    const path = `${parent}${field.label}${count > 1 ? `[${count}]` : ''}`;
    const secret = hidden || field.secret === true;
    return {
      path,
      label: field.label,
      ...(field.preview !== undefined && { preview: field.preview }),
      span: shiftSpan(field.span, base),
      ...(secret && { secret }),
      children: [
        ...nodesOf(field.children ?? [], base, `${path}/`, secret),
        ...(field.bits ?? []).map(({ label, preview }) => ({
          path: `${path}/${label}`,
          label,
          preview,
          span: shiftSpan(field.span, base),
          ...(secret && { secret }),
          children: [],
        })),
      ],
    };
  });
}

function tokensOf(fields: readonly Field[], base: number, hidden: boolean): readonly TokenSpan[] {
  return fields.flatMap((field): readonly TokenSpan[] => {
    const secret = hidden || field.secret === true;
    if (field.span.length === 0) return [];
    if (field.children !== undefined && field.children.length > 0) return tokensOf(field.children, base, secret);
    const value = field.preview === undefined || secret ? '' : `: ${field.preview}`;
    const meaning = field.meaning ?? `${field.label}${value}`;
    return [{ span: shiftSpan(field.span, base), kind: field.kind ?? 'binary', meaning }];
  });
}

/**
 * Explains a file that a standard names. A file without a decoder, and bytes that the decoder does not know, are kept as
 * `unknown`. Never throws.
 */
export function decodeKnownFile(file: KnownFile, content: FileContent): DecodedFile {
  const parts = content.kind === 'transparent' ? [content.bytes] : content.records;
  const decoder = file.decoder === undefined ? undefined : FILE_DECODERS[file.decoder];
  const nodes: StructureNode[] = [];
  const tokens: TokenSpan[] = [];
  const problems: FileProblem[] = [];
  let base = 0;
  for (const [index, bytes] of parts.entries()) {
    const place = { offset: 0, length: bytes.length };
    // All FF is what a file or record holds that nobody has written yet (TS 102 221 13, TS 31.102 Annex E).
    const empty = bytes.length > 0 && isFilled(bytes, 0xff);
    const decoded = empty ? { fields: [], problems: [] } : decoder?.(bytes);
    const unknown = file.secret && decoded === undefined;
    const fields = tiled(decoded?.fields ?? [], bytes, place).map((field) => ({
      ...field,
      ...((unknown || (file.secret && field.label === 'unknown')) && { secret: true }),
    }));
    if (content.kind === 'transparent') nodes.push(...nodesOf(fields, base, '', false));
    else {
      const label = `record ${index + 1}`;
      const preview = empty ? 'empty' : summary(fields);
      nodes.push({
        path: label,
        label,
        ...(preview !== undefined && { preview }),
        span: { offset: base, length: bytes.length },
        children: nodesOf(fields, base, `${label}/`, false),
      });
    }
    tokens.push(...tokensOf(fields, base, false));
    for (const { span, message } of decoded?.problems ?? []) problems.push({ span: shiftSpan(span, base), message });
    base += bytes.length;
  }
  return { nodes, tokens, problems };
}

/** A record in one line: the first value that is no secret and says something. */
function summary(fields: readonly Field[]): string | undefined {
  const told = fields.filter(
    ({ preview, secret, kind, label }) =>
      preview !== undefined &&
      preview !== '' &&
      !secret &&
      kind !== 'padding' &&
      kind !== 'length' &&
      label !== 'unknown',
  );
  return told.length === 0
    ? undefined
    : told
        .slice(0, 2)
        .map(({ preview }) => preview)
        .join(', ');
}

/** The places of the secrets in a decoded file, for masking. */
export function secretSpans(nodes: readonly StructureNode[]): readonly Span[] {
  return nodes.flatMap((node) => (node.secret === true ? [node.span] : secretSpans(node.children)));
}
