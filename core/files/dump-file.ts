import { hexByte, hexWord, toHex } from '../base/bytes.ts';
import type { FileAccess } from '../card/file-header.ts';
import { bodyOf, type FileRead } from '../card/read-file.ts';
import { findTlv, isTlvFault, readTlv, readTlvs, type Tlv } from '../tlv/ber-tlv.ts';
import type { FileImage } from '../virtual-card/card-image.ts';
import type { CardTreeNode } from './card-tree.ts';

/** A file as one class or both showed it. */
export interface DumpedFile {
  readonly iso?: CardTreeNode;
  readonly gsm?: CardTreeNode;
  /** What was read of it, in whichever class gave more. */
  readonly read?: FileRead;
}

/** Objects of an FCP that the image has fields for; 8B, 8C and AB are its rules. */
const KNOWN_TAGS: readonly number[] = [0x82, 0x83, 0x84, 0xa5, 0x8a, 0x8b, 0x8c, 0xab, 0x80, 0x81, 0x88, 0xc6];
const RULE_TAGS = { 139: '8B', 140: '8C', 171: 'AB' } as const;

interface Fcp {
  readonly items: readonly Tlv[];
  /** Bytes of the objects that the image has no field for. */
  readonly rest: string;
}

function fcpOf(bytes: Uint8Array): Fcp | undefined {
  const template = readTlv(bytes, 0);
  if (isTlvFault(template)) return undefined;
  const { items } = readTlvs(bytes, template.valueSpan);
  const others = items.filter(({ tag }) => !KNOWN_TAGS.includes(tag));
  const rest = others.map(({ span }) => toHex(bytes.subarray(span.offset, span.offset + span.length))).join('');
  return { items, rest };
}

/** What the FCP of the ISO class tells and class A0 does not know. */
function isoFields(node: CardTreeNode): Partial<FileImage> {
  const { header, path, kind, aid } = node;
  const fcp = header === null ? undefined : fcpOf(header.bytes);
  if (header === null || fcp === undefined) return {};
  const { items, rest } = fcp;
  const objectValue = (tag: number) => findTlv(items, tag)?.value;
  const rule = items.find(({ tag }) => tag in RULE_TAGS);
  const life = objectValue(0x8a)?.[0] ?? 0x05;
  const proprietary = objectValue(0xa5);
  const name = header.aid ?? aid;
  return {
    ...(header.fid === null ? { fid: null } : hexWord(header.fid) !== path.slice(-4) && { fid: hexWord(header.fid) }),
    // Without an object 88 the low bits of the file id count, and the image says nothing either.
    ...(kind === 'ef' && objectValue(0x88) !== undefined && { sfi: header.sfi }),
    ...(kind !== 'ef' && name !== null && { aid: toHex(name) }),
    ...(life !== 0x05 && { lifeCycle: hexByte(life) }),
    ...(rule && { security: { tag: RULE_TAGS[rule.tag as keyof typeof RULE_TAGS], value: toHex(rule.value) } }),
    ...(proprietary && { proprietary: toHex(proprietary) }),
    ...(header.totalSize !== null && { totalSize: header.totalSize }),
    ...(rest !== '' && { fcp: rest }),
    ...(kind !== 'ef' && header.pins.length > 0 && { pins: header.pins.map(({ reference }) => hexByte(reference)) }),
  };
}

function nibblesOf(access: FileAccess): Partial<FileImage> {
  if (access.kind !== 'nibbles') return {};
  const { read, update, increase, rehabilitate, invalidate } = access;
  return { access2g: { read, update, increase, rehabilitate, invalidate } };
}

/** What class A0 tells; of a card that speaks the ISO class too only what that does not have. */
function gsmFields({ gsm, iso }: DumpedFile): Partial<FileImage> {
  if (gsm === undefined || gsm.header === null) return {};
  const { header, path } = gsm;
  const nibbles = nibblesOf(header.access);
  if (iso !== undefined) return nibbles;
  return {
    ...(header.fid !== null && hexWord(header.fid) !== path.slice(-4) && { fid: hexWord(header.fid) }),
    // Class A0 shows no AID: EF(DIR) has told whose folder it is.
    ...(gsm.kind !== 'ef' && gsm.aid !== null && { aid: toHex(gsm.aid) }),
    ...(gsm.kind === 'ef' && !header.active && { lifeCycle: '04' }),
    // Special file information C0: readable and updatable when invalidated (TS 102 221 11.1.1.4.6.10).
    ...(gsm.kind === 'ef' && header.worksWhenDeactivated && { proprietary: 'C00140' }),
    ...nibbles,
  };
}

const MAX_RECORDS = 254;
const MAX_SIZE = 0xffffff;

/** Structure, size and body. Where the header and what was read disagree, what was read counts. */
function bodyFields({ header }: CardTreeNode, read: FileRead | undefined): Partial<FileImage> {
  const { content } = read ?? {};
  const body = content === undefined ? new Uint8Array() : bodyOf(content);
  const complete = read?.complete ?? false;
  const told = header?.size ?? 0;
  const contentFields = (size: number) => ({
    size,
    data: toHex(body.subarray(0, size)),
    ...(!complete && size > 0 && { unreadFrom: Math.min(body.length, size) }),
  });
  const length =
    content?.kind === 'records' ? (content.records[0]?.length ?? header?.recordLength) : header?.recordLength;
  const structure = header?.structure;
  if ((structure === 'linear' || structure === 'cyclic') && length !== undefined && length > 0 && length <= 255) {
    const count = Math.min(
      complete ? body.length / length : Math.max(header?.records ?? 0, body.length / length),
      MAX_RECORDS,
    );
    return { structure, recordLength: length, ...contentFields(Math.floor(count) * length) };
  }
  const size = Math.min(Math.max(complete ? 0 : told, body.length, header?.use === 'ber-tlv' ? told : 0), MAX_SIZE);
  return { structure: header?.use === 'ber-tlv' ? 'ber-tlv' : 'transparent', ...contentFields(size) };
}

/** The file as a card image has it. */
export function fileImageFrom(file: DumpedFile): FileImage | undefined {
  const node = file.iso ?? file.gsm;
  if (node === undefined) return undefined;
  const { path, kind, known } = node;
  const symbol = kind === 'df' ? known?.symbol.replace(/^ADF_/, 'DF_') : known?.symbol;
  const name = symbol ?? node.label;
  return {
    path,
    type: kind,
    ...(name !== null && name !== undefined && { name }),
    ...(kind === 'ef' && bodyFields(node, file.read)),
    ...(file.iso && isoFields(file.iso)),
    ...gsmFields(file),
  };
}
