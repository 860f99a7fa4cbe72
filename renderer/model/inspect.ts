import { showUtf8, toHex } from '../../core/base/bytes.ts';
import type { Finding } from '../../core/base/finding.ts';
import type { Span } from '../../core/base/span.ts';
import type { ByteKind } from '../../core/base/structure.ts';
import type { MessageField } from '../../core/bootstrap/message-model.ts';
import type { AccessNeed, ReadResult } from '../../core/bootstrap/read-result.ts';
import type { Exchange } from '../../core/transport/exchange.ts';
import { AS_IT_IS, type CoreWords } from '../text/core-words.ts';
import type { FileModel } from './card-model.ts';
import { moRowOf } from './field-rules.ts';
import type { Selection } from './selection.ts';

const meets = (a: Span, b: Span) => a.offset < b.offset + b.length && b.offset < a.offset + a.length;

export interface TokenLine {
  readonly offset: number;
  readonly hex: string;
  readonly kind: ByteKind;
  readonly meaning: string;
}

const DOTS = '••••••••';
/** Bytes shown of a token: the first two and the last, when there are more than these. */
const FULL = 4;

function shortHex(bytes: Uint8Array): string {
  if (bytes.length <= FULL) return toHex(bytes, ' ');
  return `${toHex(bytes.subarray(0, 2), ' ')} … ${toHex(bytes.subarray(-1))}`;
}

/** The tokens that the place touches, secrets as dots. */
export function tokensIn(file: FileModel, place: Span, say: CoreWords = AS_IT_IS): readonly TokenLine[] {
  const { secrets } = file;
  return file.tokens
    .filter((token) => meets(token.span, place))
    .map(({ span, kind, meaning }) => {
      const secret = secrets.some((item) => meets(item, span));
      const bytes = file.file.bytes.subarray(span.offset, span.offset + span.length);
      const words = kind === 'text' ? showUtf8(bytes) : say(meaning);
      return { offset: span.offset, kind, hex: secret ? '•• ••' : shortHex(bytes), meaning: secret ? DOTS : words };
    });
}

/** The exchange that carried a byte; null where the trace does not have it. */
export function readOf(
  file: FileModel,
  offset: number,
  trace: readonly Exchange[],
): { readonly exchange: Exchange; readonly length: number } | null {
  const source = file.file.reads.find((read) => offset >= read.offset && offset < read.offset + read.length);
  const exchange =
    source &&
    (trace[source.exchange]?.index === source.exchange
      ? trace[source.exchange]
      : trace.find(({ index }) => index === source.exchange));
  return source && exchange ? { exchange, length: source.length } : null;
}

/** Findings about the selected bytes or their node; about the whole file where they name no place. */
export function findingsAt(file: FileModel, selection: Selection): readonly Finding[] {
  const here = file.findings.filter(({ where }) => {
    if (where.offset !== undefined)
      return meets({ offset: where.offset, length: Math.max(1, where.length ?? 1) }, selection.span);
    return where.path !== undefined ? selection.node.endsWith(`/${where.path}`) : selection.node.startsWith('file:');
  });
  return selection.node.startsWith('file:') && selection.span.length === file.file.bytes.length ? file.findings : here;
}

/** The one field that the selection speaks of; null where it touches none, or several. */
export function fieldAt(file: FileModel, selection: Selection): MessageField | null {
  const fields = file.message?.fields ?? [];
  const inside = (outer: Span) =>
    fields.filter(
      ({ span }) => span.offset >= outer.offset && span.offset + span.length <= outer.offset + outer.length,
    );
  const [field] = inside(selection.span);
  return field !== undefined && inside(selection.around).length === 1 ? field : null;
}

/** Clauses that speak of the selection: the field's row in its table, and those of its findings. */
export function clausesAt(file: FileModel, selection: Selection): readonly string[] {
  const field = fieldAt(file, selection);
  const row = field === null ? undefined : moRowOf(field);
  const found = findingsAt(file, selection).flatMap(({ clause }) => clause ?? []);
  return [...new Set([...(row?.clause ? [row.clause] : []), ...found])];
}

/** What reading and updating a file asks for; null where nothing is asked or nothing is known. */
export function accessOf(
  file: FileModel,
  read: ReadResult,
): { readonly read: AccessNeed | null; readonly update: AccessNeed | null } {
  const need = (act: AccessNeed['act']) =>
    read.needs.find((item) => item.act === act && item.file === file.file.path) ?? null;
  return { read: need('read'), update: need('update') };
}
