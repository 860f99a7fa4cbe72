import { appError } from '../base/app-error.ts';
import { concat } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { NEW_FILE_STATES } from './life-cycle.ts';

/** What a new EF looks like. Sizes are those of the body, in bytes. */
export type NewEf =
  | { readonly structure: 'transparent'; readonly size: number }
  | { readonly structure: 'linear' | 'cyclic'; readonly recordLength: number; readonly records: number }
  /** `size` is the memory to keep for it, `maxSize` how far it may grow (tags 85 and 86 in A5). */
  | { readonly structure: 'ber-tlv'; readonly size: number; readonly maxSize?: number };

/** A file to be created, as TS 102 222 6.3.2.2 has its FCP. */
export interface FcpDraft {
  /** Absent: an ADF that its name alone leads to. */
  readonly fid?: number;
  readonly file:
    | ({ readonly kind: 'ef' } & NewEf)
    | {
        readonly kind: 'df';
        /** DF name: makes it an ADF. */
        readonly aid?: Uint8Array;
        /** Memory to keep for what it will hold (tag 81). */
        readonly totalSize?: number;
        /** PIN status template: which keys count in it, and which of them are on. */
        readonly pins?: readonly { readonly reference: number; readonly enabled: boolean; readonly usage?: number }[];
      };
  /** Default true. */
  readonly shareable?: boolean;
  readonly lifeCycle: keyof typeof NEW_FILE_STATES;
  /** 8B by reference to EF(ARR), 8C compact, AB expanded. */
  readonly security: { readonly tag: 0x8b | 0x8c | 0xab; readonly value: Uint8Array };
  /** 1 to 30; `none`; absent: the low bits of the file id, of which nothing is said (TS 102 221 11.1.1.4.8). */
  readonly sfi?: number | 'none';
  /** What A5 holds besides: special file information C0, filling patterns C1 (its last byte repeated) or C2 (repeated whole). */
  readonly special?: { readonly highUpdateActivity?: boolean; readonly worksWhenDeactivated?: boolean };
  readonly filling?: Uint8Array;
  readonly repeat?: Uint8Array;
}

/** What can stand in an order of objects: a tag, or `security` for the one of 8B, 8C and AB that is used. */
export const FCP_OBJECTS = ['82', '83', '84', '8A', 'security', '80', '81', '88', 'A5', 'C6'] as const;
type FcpObject = (typeof FCP_OBJECTS)[number];

/** How a card wants the template: which objects, in which order. */
export interface FcpStyle {
  /** Tag around the objects. */
  readonly template: number;
  readonly order: readonly FcpObject[];
  /** Descriptor of a record file: with the number of records behind their length, or without. */
  readonly recordNumber: boolean;
}

/** As TS 102 222 6.3.2.2 has it. */
const STANDARD: FcpStyle = { template: 0x62, order: FCP_OBJECTS, recordNumber: false };

/** Security attributes by reference: a record of an EF(ARR) (TS 102 221 9.2.7). */
export function arrReference(fid: number, record: number): FcpDraft['security'] {
  return { tag: 0x8b, value: Uint8Array.of(fid >> 8, fid & 0xff, record) };
}

const SHAREABLE = 0x40;
const DATA_CODING = 0x21;
const DESCRIPTORS = { transparent: 0x01, linear: 0x02, cyclic: 0x06, 'ber-tlv': 0x39 } as const;
const DF = 0x38;
const MOST_RECORDS = 254;

const word = (value: number) => Uint8Array.of(value >> 8, value & 0xff);

/** File sizes have two bytes, more where they need them (TS 102 221 11.1.1.4.1). */
function sizeBytes(size: number): Uint8Array {
  return size > 0xffff ? Uint8Array.of(size >> 16, (size >> 8) & 0xff, size & 0xff) : word(size);
}

const within = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most;

/** The first thing about a draft that no card could take; undefined where all is well. */
function fault({ fid, file, security, sfi, filling, repeat }: FcpDraft): { field: string; reason: string } | undefined {
  const wrong = (field: string, reason: string) => ({ field, reason });
  if (fid === undefined) {
    if (file.kind !== 'df' || file.aid === undefined) return wrong('fid', 'only a DF with a name can be without');
  } else if (!within(fid, 1, 0xfffe) || fid === 0x3f00 || fid === 0x3fff || fid === 0x7fff)
    return wrong('fid', 'it is reserved');
  if (!within(security.value.length, 1, 200)) return wrong('security', '1 to 200 bytes expected');
  if (sfi !== undefined && sfi !== 'none' && !within(sfi, 1, 30)) return wrong('sfi', '1 to 30 expected');
  if (filling !== undefined && repeat !== undefined) return wrong('filling', 'one pattern fills a file, not two');
  if (file.kind === 'df') {
    if (sfi !== undefined) return wrong('sfi', 'a DF has none');
    if (file.aid !== undefined && !within(file.aid.length, 5, 16)) return wrong('aid', '5 to 16 bytes expected');
    if (file.totalSize !== undefined && !within(file.totalSize, 1, 0xffffff))
      return wrong('totalSize', '1 to FFFFFF expected');
    const bad = file.pins?.find((pin) => !within(pin.reference, 1, 0xfe));
    return bad && wrong('pins', `${bad.reference} is no key reference`);
  }
  if (file.structure === 'transparent' || file.structure === 'ber-tlv') {
    if (!within(file.size, 1, 0xffffff)) return wrong('size', '1 to FFFFFF bytes expected');
    const { maxSize } = { maxSize: undefined, ...file };
    return maxSize !== undefined && !within(maxSize, file.size, 0xffffff)
      ? wrong('maxSize', 'no less than size expected')
      : undefined;
  }
  if (!within(file.recordLength, 1, 255)) return wrong('recordLength', '1 to 255 bytes expected');
  return within(file.records, 1, MOST_RECORDS) ? undefined : wrong('records', `1 to ${MOST_RECORDS} expected`);
}

/** 82: descriptor byte, data coding byte, and for records their length; the number follows from the size (TS 102 222 6.3.2.2.3). */
function descriptor({ file, shareable = true }: FcpDraft, withNumber: boolean): Uint8Array {
  const share = shareable ? SHAREABLE : 0;
  if (file.kind === 'df') return tlv(0x82, Uint8Array.of(share | DF, DATA_CODING));
  const head = Uint8Array.of(share | DESCRIPTORS[file.structure], DATA_CODING);
  if (!('recordLength' in file)) return tlv(0x82, head);
  const number = withNumber ? Uint8Array.of(file.records) : new Uint8Array(0);
  return tlv(0x82, head, word(file.recordLength), number);
}

/** C6: PS_DO with a bit for each reference, the first in the highest bit (TS 102 221 9.5.2). */
function pinStatus(pins: NonNullable<Extract<FcpDraft['file'], { kind: 'df' }>['pins']>): Uint8Array {
  const bits = new Uint8Array(Math.ceil(pins.length / 8));
  for (const [index, pin] of pins.entries())
    if (pin.enabled) bits[index >> 3] = (bits[index >> 3] as number) | (0x80 >> (index & 7));
  const references = pins.map(({ reference, usage }) =>
    concat(
      usage === undefined ? new Uint8Array(0) : tlv(0x95, Uint8Array.of(usage)),
      tlv(0x83, Uint8Array.of(reference)),
    ),
  );
  return tlv(0xc6, tlv(0x90, bits), ...references);
}

function proprietary({ file, special = {}, filling, repeat }: FcpDraft): Uint8Array {
  const parts: Uint8Array[] = [];
  if (file.kind === 'ef' && file.structure === 'ber-tlv') {
    parts.push(tlv(0x85, sizeBytes(file.size)));
    if (file.maxSize !== undefined) parts.push(tlv(0x86, sizeBytes(file.maxSize)));
  }
  const bits = (special.highUpdateActivity ? 0x80 : 0) | (special.worksWhenDeactivated ? 0x40 : 0);
  if (bits !== 0) parts.push(tlv(0xc0, Uint8Array.of(bits)));
  if (filling !== undefined) parts.push(tlv(0xc1, filling));
  if (repeat !== undefined) parts.push(tlv(0xc2, repeat));
  return parts.length === 0 ? new Uint8Array(0) : tlv(0xa5, ...parts);
}

/** The objects that a file has, by their names in an order. */
function objectsOf(draft: FcpDraft, withNumber: boolean): Readonly<Partial<Record<FcpObject, Uint8Array>>> {
  const { fid, file, lifeCycle, security, sfi } = draft;
  const none = new Uint8Array(0);
  const common = {
    82: descriptor(draft, withNumber),
    ...(fid !== undefined && { 83: tlv(0x83, word(fid)) }),
    '8A': tlv(0x8a, Uint8Array.of(NEW_FILE_STATES[lifeCycle])),
    security: tlv(security.tag, security.value),
    ...(sfi !== undefined && { 88: tlv(0x88, sfi === 'none' ? none : Uint8Array.of(sfi << 3)) }),
    A5: proprietary(draft),
  };
  if (file.kind === 'ef') {
    const size = 'recordLength' in file ? file.recordLength * file.records : file.size;
    return { ...common, 80: tlv(0x80, sizeBytes(size)) };
  }
  return {
    ...common,
    ...(file.aid !== undefined && { 84: tlv(0x84, file.aid) }),
    ...(file.totalSize !== undefined && { 81: tlv(0x81, sizeBytes(file.totalSize)) }),
    ...(file.pins !== undefined && file.pins.length > 0 && { C6: pinStatus(file.pins) }),
  };
}

/**
 * The FCP template of CREATE FILE, by default with its objects in the order of TS 102 222 6.3.2.2 (82 83 84 8A 8B 80/81 88 A5
 * C6). Strict: what a card could not take is `fcp-invalid`, with the field and the reason.
 */
export function encodeFcp(draft: FcpDraft, style: FcpStyle = STANDARD): Result<Uint8Array> {
  const wrong = fault(draft);
  if (wrong !== undefined) return err(appError('fcp-invalid', wrong));
  const objects = objectsOf(draft, style.recordNumber);
  const template = tlv(style.template, ...style.order.flatMap((name) => objects[name] ?? []));
  return template.length <= 255
    ? ok(template)
    : err(
        appError('fcp-invalid', {
          field: 'the template',
          reason: `${template.length} bytes are more than one command takes`,
        }),
      );
}
