import { concat, equalBytes, fromUtf8, hex, isFilled, padEnd, startsWith, utf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { findTlv, isTlvFault, readTlv, readTlvs, type Tlv, tlv } from '../tlv/ber-tlv.ts';
import { type Ddo, type DdoSpec, encodeDdo, readDdo } from './ddo.ts';
import { fidsOf, type Pkcs15Path } from './path.ts';

/** AID of the PKCS#15 application: RID A0 00 00 00 63 and "PKCS-15" (PKCS#15 5.4). */
export const PKCS15_AID = hex('A000000063504B43532D3135');

/*
 * ApplicationTemplate ::= [APPLICATION 1] SEQUENCE { aid [APPLICATION 15], label [APPLICATION 16] OPTIONAL,
 *   path [APPLICATION 17] OPTIONAL, ddo [APPLICATION 19] OPTIONAL } (ISO/IEC 7816-4 8.2.1, PKCS#15 5.4)
 */
export const DIR_TAGS = {
  97: { name: 'application template', clause: 'TS 102 221 13.1' },
  79: { name: 'AID', clause: 'DM Bootstrap D.1' },
  80: { name: 'label', clause: 'TS 102 221 13.1' },
  81: { name: 'path', clause: 'DM Bootstrap D.1' },
  82: { name: 'command to perform', clause: 'ISO/IEC 7816-4 8.2.1' },
  83: { name: 'discretionary data', clause: 'ISO/IEC 7816-4 8.2.1' },
  115: { name: 'discretionary template', clause: 'ISO/IEC 7816-4 8.2.1' },
  24400: { name: 'URL', clause: 'ISO/IEC 7816-4 8.2.1' },
} as const satisfies Record<number, { name: string; clause: string }>;

export interface DirTemplate {
  readonly kind: 'template';
  readonly aid: Uint8Array | null;
  readonly label: string | null;
  /** Value of tag 51: file ids, normally from 3F00. */
  readonly path: Uint8Array | null;
  /** File ids of `path` below the MF; undefined where it is malformed or does not begin with 3F00. */
  readonly fids?: readonly number[];
  /** The discretionary data object of PKCS#15 in tag 73: other places for the directory's files. */
  readonly ddo?: Ddo;
  /** `ddo.odfPath`: where EF(ODF) is, if not at 5031. */
  readonly odfPath?: Pkcs15Path;
  readonly items: readonly Tlv[];
  readonly span: Span;
  readonly padding: Span;
}

export type DirRecord =
  | DirTemplate
  | { readonly kind: 'empty'; readonly span: Span }
  | { readonly kind: 'malformed'; readonly span: Span; readonly reason: string; readonly offset: number };

/** Reads one record of EF(DIR) at `place`. FF or 00 in the tag's place: an empty record, the next ones still count. */
export function readDirRecord(bytes: Uint8Array, place: Span = { offset: 0, length: bytes.length }): DirRecord {
  const body = bytes.subarray(place.offset, place.offset + place.length);
  const first = body[0];
  if (first === undefined || first === 0x00 || first === 0xff) return { kind: 'empty', span: place };
  const template = readTlv(bytes, place.offset, place.offset + place.length);
  if (isTlvFault(template)) return { kind: 'malformed', span: place, reason: template.reason, offset: template.offset };
  if (template.tag !== 0x61)
    return { kind: 'malformed', span: place, reason: 'not an application template', offset: place.offset };
  const { items, fault } = readTlvs(bytes, template.valueSpan);
  if (fault !== undefined) return { kind: 'malformed', span: place, reason: fault.reason, offset: fault.offset };
  const path = findTlv(items, 0x51)?.value ?? null;
  const label = findTlv(items, 0x50)?.value;
  const discretionary = findTlv(items, 0x73);
  const ddo = discretionary && readDdo(bytes, discretionary);
  const fids = path === null ? undefined : fidsOf(path);
  const end = template.span.offset + template.span.length;
  return {
    kind: 'template',
    aid: findTlv(items, 0x4f)?.value ?? null,
    label: label === undefined ? null : showLabel(label),
    path,
    ...(fids?.[0] === 0x3f00 && { fids: fids.slice(1) }),
    ...(ddo && { ddo, ...(ddo.odfPath && { odfPath: ddo.odfPath }) }),
    items,
    span: template.span,
    padding: { offset: end, length: place.offset + place.length - end },
  };
}

/** Labels are UTF-8, or UCS-2 after 80 (TS 102 221 Annex A); anything else is shown as Latin letters. */
function showLabel(bytes: Uint8Array): string {
  if (bytes[0] === 0x80) {
    let text = '';
    for (let i = 1; i + 1 < bytes.length; i += 2)
      text += String.fromCharCode(((bytes[i] as number) << 8) | (bytes[i + 1] as number));
    return text;
  }
  return fromUtf8(bytes) ?? String.fromCharCode(...bytes);
}

/**
 * The templates of a transparent EF(DIR): concatenated `61` TLVs (as other PKCS#15 cards have it), until padding.
 * Their spans are places in the file.
 */
export function readTransparentDir(bytes: Uint8Array): readonly DirRecord[] {
  const { items, fault, end } = readTlvs(bytes, undefined, true);
  const records: DirRecord[] = items.map((item) => readDirRecord(bytes, item.span));
  if (fault !== undefined)
    records.push({
      kind: 'malformed',
      span: { offset: end, length: bytes.length - end },
      reason: fault.reason,
      offset: fault.offset,
    });
  else if (end < bytes.length) records.push({ kind: 'empty', span: { offset: end, length: bytes.length - end } });
  return records;
}

/** The records of EF(DIR) from its body; a record length of 0 means that it is transparent. Spans are places in the body. */
export function readDir(bytes: Uint8Array, recordLength: number): readonly DirRecord[] {
  if (recordLength === 0) return readTransparentDir(bytes);
  const count = Math.floor(bytes.length / recordLength);
  return Array.from({ length: count }, (_, i) =>
    readDirRecord(bytes, { offset: i * recordLength, length: recordLength }),
  );
}

export type AidMatch = 'exact' | 'longer' | 'none';

/** A longer AID that begins with the PKCS#15 one may still select by partial name. */
export function matchPkcs15Aid(aid: Uint8Array | null): AidMatch {
  if (aid === null) return 'none';
  if (equalBytes(aid, PKCS15_AID)) return 'exact';
  return startsWith(aid, PKCS15_AID) ? 'longer' : 'none';
}

/** A template to be written. `fids` is the path below the MF; none leaves tag 51 out. */
export interface DirTemplateSpec {
  readonly aid: Uint8Array;
  readonly label?: string;
  readonly fids?: readonly number[];
  readonly ddo?: DdoSpec;
}

/** The first template that leads to PKCS#15; undefined where no record does. */
export function pkcs15Template(records: readonly DirRecord[]): DirTemplate | undefined {
  return records.find(
    (record): record is DirTemplate => record.kind === 'template' && matchPkcs15Aid(record.aid) !== 'none',
  );
}

/** One EF(DIR) record, padded with FF to `recordLength`. */
export function encodeDirRecord(template: DirTemplateSpec, recordLength = 0): Uint8Array {
  const parts = [tlv(0x4f, template.aid)];
  if (template.label !== undefined) parts.push(tlv(0x50, utf8(template.label)));
  if (template.fids !== undefined)
    parts.push(tlv(0x51, concat(...[0x3f00, ...template.fids].map((fid) => Uint8Array.of(fid >> 8, fid & 0xff)))));
  if (template.ddo !== undefined) parts.push(encodeDdo(template.ddo));
  return padEnd(tlv(0x61, ...parts), recordLength, 0xff);
}

/** True when a record or file holds nothing at all: all FF or all 00. */
export function isBlank(bytes: Uint8Array): boolean {
  return isFilled(bytes, 0xff) || isFilled(bytes, 0x00);
}
