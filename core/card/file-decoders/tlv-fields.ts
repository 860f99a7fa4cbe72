import { toHex } from '../../base/bytes.ts';
import type { ByteKind } from '../../base/structure.ts';
import { readTlvs, type Tlv } from '../../tlv/ber-tlv.ts';
import type { Decoded, Field, FileProblem } from './field.ts';

/** What a tag is called, and its value in words. */
export interface TagRow {
  readonly label: string;
  readonly show?: (value: Uint8Array) => string | undefined;
  readonly kind?: ByteKind;
  /** Rows of the parts of a constructed value. Absent: the value is one field. */
  readonly parts?: TagRows;
}
export type TagRows = Readonly<Record<number, TagRow>>;

const tagText = (tag: number) => tag.toString(16).toUpperCase().padStart(2, '0');

function fieldOf(bytes: Uint8Array, item: Tlv, rows: TagRows): Field {
  const row = rows[item.tag];
  const label = row?.label ?? `tag ${tagText(item.tag)}`;
  const preview = row?.show?.(item.value) ?? (row?.parts === undefined ? toHex(item.value) : undefined);
  const value: readonly Field[] =
    row?.parts !== undefined
      ? readTlvs(bytes, item.valueSpan).items.map((part) => fieldOf(bytes, part, row.parts ?? {}))
      : item.valueSpan.length === 0
        ? []
        : [
            {
              label: 'value',
              preview,
              span: item.valueSpan,
              kind: row?.kind ?? 'binary',
              meaning: `${label}: ${preview}`,
            },
          ];
  return {
    label,
    preview,
    span: item.span,
    children: [
      { label: 'tag', preview: tagText(item.tag), span: item.tagSpan, kind: 'tag', meaning: label },
      {
        label: 'length',
        preview: `${item.valueSpan.length} bytes`,
        span: item.lengthSpan,
        kind: 'length',
        meaning: `${item.valueSpan.length} bytes`,
      },
      ...value,
    ],
  };
}

/** BER-TLV data objects one after the other, padded with FF or 00. A tag that no row names keeps its number. */
export function decodeTlvs(bytes: Uint8Array, rows: TagRows): Decoded {
  const { items, fault } = readTlvs(bytes, undefined, true);
  const problems: FileProblem[] =
    fault === undefined
      ? []
      : [
          {
            span: { offset: fault.offset, length: bytes.length - fault.offset },
            message: `data object ${fault.reason}`,
          },
        ];
  return { fields: items.map((item) => fieldOf(bytes, item, rows)), problems };
}
