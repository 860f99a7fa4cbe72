import { toHex } from '../base/bytes.ts';
import type { TokenSpan } from '../base/structure.ts';
import { DDO_PATHS } from '../pkcs15/ddo.ts';
import { type Asn1Part, describe, tagName } from '../pkcs15/describe.ts';
import { DIR_TAGS, type DirRecord, readDir } from '../pkcs15/ef-dir.ts';
import { showPath } from '../pkcs15/path.ts';
import type { Tlv } from '../tlv/ber-tlv.ts';
import { type Draft, type ExplainedFile, explained, paddingDraft, partDraft, partTokens } from './explain-draft.ts';
import type { CardFile } from './read-result.ts';

function tagTitle(tag: number): string {
  return tag in DIR_TAGS ? DIR_TAGS[tag as keyof typeof DIR_TAGS].name : tagName(tag);
}

/** The discretionary data object of PKCS#15: paths under the names that their tags give them. */
function ddoParts(record: DirRecord, item: Tlv): readonly Asn1Part[] {
  if (record.kind !== 'template' || item.tag !== 0x73 || record.ddo === undefined) return [];
  return record.ddo.nodes.map((node) => {
    // A tag of its own stands where the SEQUENCE's would: the parts are those of a Path.
    const part = describe({ ...node, tag: node.tag in DDO_PATHS ? 0x30 : node.tag }, 'ReferencedValue');
    const name = node.tag in DDO_PATHS ? DDO_PATHS[node.tag as keyof typeof DDO_PATHS] : part.name;
    return { ...part, name, node };
  });
}

function itemPreview(record: DirRecord, item: Tlv): string {
  if (item.tag === 0x50) return (record.kind === 'template' && record.label) || '';
  return item.tag === 0x51 ? showPath(item.value) : toHex(item.value);
}

function dirDraft(record: DirRecord, number: number, bytes: Uint8Array): Draft {
  const label = `record ${number}`;
  if (record.kind !== 'template')
    return { label, preview: record.kind === 'empty' ? 'empty' : record.reason, span: record.span, children: [] };
  const parts: Draft[] = record.items.map((item) => ({
    label: tagTitle(item.tag),
    preview: itemPreview(record, item),
    span: item.span,
    valueSpan: item.valueSpan,
    children: ddoParts(record, item).map((part) => partDraft(part)),
  }));
  if (record.padding.length > 0) parts.push(paddingDraft(record.padding, bytes));
  return {
    label,
    preview: record.label ?? toHex(record.aid ?? new Uint8Array()),
    span: { offset: record.span.offset, length: record.span.length + record.padding.length },
    children: parts,
  };
}

function recordTokens(record: DirRecord, out: TokenSpan[]): void {
  if (record.kind !== 'template') return;
  const { offset } = record.span;
  const first = record.items[0]?.span.offset ?? offset + 2;
  out.push(
    { span: { offset, length: 1 }, kind: 'tag', meaning: DIR_TAGS[0x61].name },
    { span: { offset: offset + 1, length: first - offset - 1 }, kind: 'length', meaning: 'length' },
  );
  for (const item of record.items) {
    out.push(
      { span: item.tagSpan, kind: 'tag', meaning: tagTitle(item.tag) },
      { span: item.lengthSpan, kind: 'length', meaning: `${item.valueSpan.length} bytes` },
    );
    const inner = ddoParts(record, item);
    for (const part of inner) partTokens(part, out);
    if (inner.length > 0) continue;
    const kind = item.tag === 0x50 ? 'text' : 'binary';
    out.push({ span: item.valueSpan, kind, meaning: itemPreview(record, item) });
  }
}

/** EF(DIR): its records, their templates, and the DDO in them. */
export function explainDir(file: CardFile): ExplainedFile {
  const { bytes, recordLength } = file;
  const records = readDir(bytes, file.structure === 'transparent' ? 0 : recordLength);
  const tokens: TokenSpan[] = [];
  for (const record of records) recordTokens(record, tokens);
  return explained(
    file,
    records.map((record, i) => dirDraft(record, i + 1, bytes)),
    tokens,
  );
}
