import { concat, hexByte, isFilled, padEnd, toHex } from '../../base/bytes.ts';
import { alphaLength, alphaText, encodeAlpha } from './alpha-text.ts';
import { bcdDigits, encodeBcd } from './digits.ts';
import { type Decoded, FieldList } from './field.ts';

/** Types of number and numbering plans (TS 24.008 10.5.4.7). */
const TYPES = [
  'unknown',
  'international',
  'national',
  'network specific',
  'subscriber',
  'alphanumeric',
  'abbreviated',
  'reserved',
] as const;
const PLANS: Readonly<Record<number, string>> = {
  0: 'unknown',
  1: 'telephone (E.164)',
  3: 'data (X.121)',
  4: 'telex',
  8: 'national',
  9: 'private',
  15: 'extension',
};

function typeWords([byte = 0]: Uint8Array): string {
  return `${TYPES[(byte >> 4) & 7]}, ${PLANS[byte & 0x0f] ?? `plan ${byte & 0x0f}`}`;
}

/** The dialled number: `+` in front of an international one. */
function numberText(type: number, digits: Uint8Array): string {
  return `${(type & 0x70) === 0x10 ? '+' : ''}${bcdDigits(digits)}`;
}

/** Bytes after the alpha identifier of a dialling number (TS 51.011 10.5.1). */
const FOOTER = 14;

function alphaField(list: FieldList, label: string, room: number): void {
  const used = Math.min(alphaLength(list.bytes.subarray(list.at, list.at + room)), room);
  const end = list.at + room;
  if (used > 0) list.take(label, used, alphaText, { kind: 'text' });
  list.skip(end - list.at);
}

const linkText = ([record = 0]: Uint8Array) => (record === 0xff ? 'none' : `record ${record}`);

/**
 * A dialling number: alpha identifier, length, type, ten bytes of digits, capability and extension records
 * (TS 51.011 10.5.1, TS 31.102 4.4.2.3).
 */
export function decodeAdn(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  if (bytes.length < FOOTER) {
    list.problem(`a dialling number has at least ${FOOTER} bytes`);
    return list;
  }
  alphaField(list, 'alpha identifier', bytes.length - FOOTER);
  if (isFilled(bytes.subarray(list.at), 0xff)) return list;
  const [length = 0] = list.take('length', 1, ([n]) => `${n} bytes`, { kind: 'length' });
  if (length > 11) list.problem('a number has up to 11 bytes', { offset: list.at - 1, length: 1 });
  const [type = 0] = list.take('type of number', 1, typeWords);
  const used = Math.min(Math.max(length - 1, 0), 10);
  const end = list.at + 10;
  if (used > 0) list.take('number', used, (digits) => numberText(type, digits));
  list.skip(end - list.at);
  list.take('capability record', 1, linkText);
  list.take('extension record', 1, linkText);
  return list;
}

export interface DiallingNumber {
  readonly name: string;
  /** Digits, `*` and `#`; `+` in front makes it international. */
  readonly number: string;
}

/** A record of EF(MSISDN) or EF(ADN). @throws RangeError where name or number does not fit */
export function encodeDiallingNumber({ name, number }: DiallingNumber, recordLength: number): Uint8Array {
  const alpha = encodeAlpha(name);
  const digits = encodeBcd(number.replace(/^\+/, ''));
  if (digits === undefined || digits.length > 10 || digits.length === 0)
    throw new RangeError(`no number of up to 20 digits: ${number}`);
  if (alpha.length > recordLength - FOOTER) throw new RangeError(`no room for the name in ${recordLength} bytes`);
  const type = number.startsWith('+') ? 0x91 : 0x81;
  return concat(
    padEnd(alpha, recordLength - FOOTER, 0xff),
    Uint8Array.of(digits.length + 1, type),
    padEnd(digits, 10, 0xff),
    Uint8Array.of(0xff, 0xff),
  );
}

/** A record of EF(EXT1) to EF(EXT8): more digits, or a subaddress (TS 51.011 10.5.10). */
export function decodeExt(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  const kinds: Readonly<Record<number, string>> = { 0: 'free', 1: 'subaddress', 2: 'additional digits' };
  const [type = 0] = list.take('record type', 1, ([n = 0]) => kinds[n] ?? hexByte(n));
  list.take('extension data', 11, (data) => (type === 2 ? bcdDigits(data.subarray(1)) : toHex(data)));
  list.take('next record', 1, linkText);
  return list;
}

/** Categories of emergency services, from b1 (TS 24.008 10.5.4.33). */
const EMERGENCIES = [
  'police',
  'ambulance',
  'fire brigade',
  'marine guard',
  'mountain rescue',
  'manual eCall',
  'automatic eCall',
] as const;

/** EF(ECC) of a USIM: code, name, category (TS 31.102 4.2.21). */
export function decodeEcc(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('code', 3, (digits) => bcdDigits(digits));
  const room = Math.max(0, bytes.length - 4);
  if (room > 0) alphaField(list, 'alpha identifier', room);
  if (list.left > 0)
    list.take('service category', 1, ([bits = 0]) => {
      const names = EMERGENCIES.filter((_, bit) => ((bits >> bit) & 1) === 1);
      return names.length === 0 ? 'not told' : names.join(', ');
    });
  return list;
}

/** EF(ECC) of a SIM or R-UIM: codes of three bytes (TS 51.011 10.3.27). */
export function decodeEccSim(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  while (list.left >= 3) {
    if (isFilled(bytes.subarray(list.at, list.at + 3), 0xff)) list.skip(3);
    else list.take('code', 3, (digits) => bcdDigits(digits));
  }
  return list;
}

/** An address in 12 bytes: length, type, digits. @param counts what the length counts */
function address(list: FieldList, label: string, counts: 'digits' | 'bytes'): void {
  list.nest(label, 12, (part) => {
    const fields = new FieldList(part);
    if (isFilled(part, 0xff)) return fields;
    const [length = 0] = fields.take('length', 1, ([n]) => `${n} ${counts}`, { kind: 'length' });
    const [type = 0] = fields.take('type of number', 1, typeWords);
    const used = Math.min(counts === 'digits' ? Math.ceil(length / 2) : Math.max(length - 1, 0), 10);
    if (used > 0) fields.take('number', used, (digits) => numberText(type, digits));
    return fields;
  });
}

/** Relative validity (TS 23.040 9.2.3.12.1). */
function validity(value: number): string {
  if (value <= 143) return `${(value + 1) * 5} minutes`;
  if (value <= 167) return `${12 + (value - 143) / 2} hours`;
  if (value <= 196) return `${value - 166} days`;
  return `${value - 192} weeks`;
}

/** EF(SMSP): name, then 28 bytes of which bits say what is present: 0 is present (TS 51.011 10.5.6). */
export function decodeSmsp(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  if (bytes.length < 28) {
    list.problem('a set of parameters has at least 28 bytes');
    return list;
  }
  alphaField(list, 'alpha identifier', bytes.length - 28);
  const [absent = 0xff] = list.take('parameter indicators', 1, ([bits = 0]) => {
    const names = ['destination', 'service centre', 'protocol', 'coding', 'validity'].filter(
      (_, bit) => ((bits >> bit) & 1) === 0,
    );
    return names.length === 0 ? 'nothing present' : `present: ${names.join(', ')}`;
  });
  address(list, 'TP-Destination Address', 'digits');
  address(list, 'TS-Service Centre Address', 'bytes');
  list.take('TP-Protocol Identifier', 1, ([n = 0]) => hexByte(n));
  list.take('TP-Data Coding Scheme', 1, ([n = 0]) => hexByte(n));
  list.take('TP-Validity Period', 1, ([n = 0]) => ((absent & 0x10) === 0 ? validity(n) : 'not present'));
  return list;
}
