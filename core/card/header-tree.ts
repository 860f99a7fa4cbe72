import { toHex } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import type { StructureNode } from '../base/structure.ts';
import { isTlvFault, readTlv, readTlvs, type Tlv } from '../tlv/ber-tlv.ts';
import type { FileAct } from './access-acts.ts';
import { whoMay } from './access-rule.ts';
import { accessWords } from './access-words.ts';
import { FCP_TAGS, type HeaderObject, PIN_STATUS_TAGS, PROPRIETARY_TAGS } from './fcp-objects.ts';
import { type FileHeader, readFcp, readSelectResponse2g } from './file-header.ts';
import { keyName } from './key-names.ts';

interface Draft {
  readonly label: string;
  readonly preview: string;
  readonly span: Span;
  readonly valueSpan?: Span;
  readonly children?: readonly Draft[];
}

/** Paths follow from the labels on the way down; repeated ones are numbered. */
function finish(draft: Draft, parent: string): StructureNode {
  const path = parent === '' ? draft.label : `${parent}/${draft.label}`;
  const seen = new Map<string, number>();
  const children = (draft.children ?? []).map((child) => {
    const count = (seen.get(child.label) ?? 0) + 1;
    seen.set(child.label, count);
    return finish(count === 1 ? child : { ...child, label: `${child.label}[${count}]` }, path);
  });
  const { label, preview, span, valueSpan } = draft;
  return { path, label: label.replace(/\[\d+\]$/, ''), preview, span, ...(valueSpan && { valueSpan }), children };
}

/** Which acts the header itself answers for, in words: `read always; update adm1`. */
function accessLine(header: FileHeader): string {
  const acts: readonly FileAct[] =
    header.type === 'ef'
      ? ['read', 'update', 'increase', 'resize', 'deactivate', 'activate', 'terminate', 'delete']
      : ['create-df', 'create-ef', 'delete-child', 'deactivate', 'activate', 'terminate', 'delete'];
  const told = acts
    .map((act) => ({ act, answer: whoMay(header, act) }))
    .filter(
      ({ act, answer }) => act === 'read' || act === 'update' || answer.kind === 'always' || answer.kind === 'keys',
    );
  return told.map(({ act, answer }) => `${act} ${accessWords(answer)}`).join('; ') || 'never';
}

/** What does not decode any further is kept in sight. */
function rest(bytes: Uint8Array, from: number, to: number): readonly Draft[] {
  if (from >= to) return [];
  const span = { offset: from, length: to - from };
  return [{ label: 'malformed', preview: toHex(bytes.subarray(from, to), ' '), span }];
}

function objectDraft(
  bytes: Uint8Array,
  item: Tlv,
  table: Readonly<Record<number, HeaderObject>>,
  header: FileHeader,
): Draft {
  const row = table[item.tag];
  const label = row?.label ?? `tag ${item.tag.toString(16).toUpperCase()}`;
  const base = { label, span: item.span, valueSpan: item.valueSpan };
  const inside = (inner: Readonly<Record<number, HeaderObject>>) => objectList(bytes, item.valueSpan, inner, header);
  if (table === FCP_TAGS && item.tag === 0xa5)
    return { ...base, preview: `${item.value.length} bytes`, children: inside(PROPRIETARY_TAGS) };
  if (table === FCP_TAGS && item.tag === 0xc6) {
    const pins = header.pins.map(({ reference, enabled }) => `${keyName(reference, '3g')} ${enabled ? 'on' : 'off'}`);
    return { ...base, preview: pins.join(', '), children: inside(PIN_STATUS_TAGS) };
  }
  if (table === FCP_TAGS && (item.tag === 0xab || item.tag === 0x8c)) return { ...base, preview: accessLine(header) };
  return { ...base, preview: row?.preview(item.value) ?? toHex(item.value, ' ') };
}

function objectList(
  bytes: Uint8Array,
  place: Span,
  table: Readonly<Record<number, HeaderObject>>,
  header: FileHeader,
): readonly Draft[] {
  const { items, end } = readTlvs(bytes, place);
  return [
    ...items.map((item) => objectDraft(bytes, item, table, header)),
    ...rest(bytes, end, place.offset + place.length),
  ];
}

function fcpTree(bytes: Uint8Array, template: Tlv, header: FileHeader): StructureNode {
  const end = template.span.offset + template.span.length;
  const label = template.tag === 0x62 ? 'FCP' : 'FCI';
  const children = [...objectList(bytes, template.valueSpan, FCP_TAGS, header), ...rest(bytes, end, bytes.length)];
  const span = { offset: 0, length: bytes.length };
  return finish({ label, preview: header.type.toUpperCase(), span, valueSpan: template.valueSpan, children }, '');
}

type Row = readonly [label: string, offset: number, length: number, preview: (value: Uint8Array) => string];

const hexOf = (value: Uint8Array) => toHex(value, ' ');
const count = (value: Uint8Array) => String(value[0] ?? 0);
const wide = (value: Uint8Array) => `${value.reduce((sum, byte) => sum * 256 + byte, 0)} bytes`;
const chv = (value: Uint8Array) =>
  ((value[0] ?? 0) & 0x80) === 0 ? 'not initialised' : `${(value[0] ?? 0) & 0x0f} tries left`;

/** TS 51.011 9.2.1, an MF or DF. Offsets count from 0. */
const FOLDER_ROWS: readonly Row[] = [
  ['rfu', 0, 2, hexOf],
  ['freeMemory', 2, 2, wide],
  ['fileId', 4, 2, hexOf],
  ['type', 6, 1, (value) => (value[0] === 1 ? 'MF' : 'DF')],
  ['rfu', 7, 5, hexOf],
  ['lengthOfRest', 12, 1, count],
  ['characteristics', 13, 1, (value) => (((value[0] ?? 0) & 0x80) === 0 ? 'CHV1 on' : 'CHV1 off')],
  ['folders', 14, 1, count],
  ['files', 15, 1, count],
  ['codes', 16, 1, count],
  ['rfu', 17, 1, hexOf],
  ['chv1', 18, 1, chv],
  ['unblockChv1', 19, 1, chv],
  ['chv2', 20, 1, chv],
  ['unblockChv2', 21, 1, chv],
];

/** TS 51.011 9.2.1, an EF. */
const fileRows = (header: FileHeader): readonly Row[] => [
  ['rfu', 0, 2, hexOf],
  ['fileSize', 2, 2, wide],
  ['fileId', 4, 2, hexOf],
  ['type', 6, 1, () => 'EF'],
  ['increaseAllowed', 7, 1, (value) => (((value[0] ?? 0) & 0x40) !== 0 ? 'yes' : 'no')],
  ['access', 8, 3, () => accessLine(header)],
  [
    'status',
    11,
    1,
    () => (header.active ? 'not invalidated' : header.worksWhenDeactivated ? 'invalidated, readable' : 'invalidated'),
  ],
  ['lengthOfRest', 12, 1, count],
  ['structure', 13, 1, () => header.structure],
  ['recordLength', 14, 1, count],
];

function responseTree(bytes: Uint8Array, header: FileHeader): StructureNode {
  const rows = header.type === 'ef' ? fileRows(header) : FOLDER_ROWS;
  const children = rows
    .filter(([, offset, length]) => offset + length <= bytes.length)
    .map(([label, offset, length, preview]) => {
      const span = { offset, length };
      return { label, preview: preview(bytes.subarray(offset, offset + length)), span, valueSpan: span };
    });
  const last = children.at(-1)?.span ?? { offset: 0, length: 0 };
  const tail = last.offset + last.length;
  const more =
    tail < bytes.length
      ? [
          {
            label: 'administrative',
            preview: hexOf(bytes.subarray(tail)),
            span: { offset: tail, length: bytes.length - tail },
          },
        ]
      : [];
  const span = { offset: 0, length: bytes.length };
  return finish(
    { label: 'SELECT response', preview: header.type.toUpperCase(), span, children: [...children, ...more] },
    '',
  );
}

/**
 * A file header as a tree: every object of an FCP or FCI with its place and its meaning, unknown ones and what does not decode
 * included; or the fields of a SELECT response of class A0.
 * @returns undefined where the bytes are no header
 */
export function explainHeader(bytes: Uint8Array, mode: '2g' | '3g'): StructureNode | undefined {
  const header = mode === '2g' ? readSelectResponse2g(bytes) : readFcp(bytes);
  if (!header.ok) return undefined;
  if (mode === '2g') return responseTree(bytes, header.value);
  const template = readTlv(bytes, 0);
  return isTlvFault(template) ? undefined : fcpTree(bytes, template, header.value);
}
