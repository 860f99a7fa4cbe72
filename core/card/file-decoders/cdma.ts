import { toHex } from '../../base/bytes.ts';
import { alphaText, gsmText, unpackSeptets } from './alpha-text.ts';
import { type Decoded, FieldList } from './field.ts';

/** A number in bytes, the lowest first: the way of C.S0023. */
const littleEndian = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);

/**
 * Digits of an IMSI in CDMA: each is one less than itself and 0 counts as 10, as one decimal number (C.S0005 2.3.1.1).
 * Undefined where the number has too many digits.
 */
function minDigits(value: number, count: number): string | undefined {
  let left = value;
  let text = '';
  for (let i = 0; i < count; i++) {
    text = `${((left % 10) + 1) % 10}${text}`;
    left = Math.floor(left / 10);
  }
  return left > 0 ? undefined : text;
}

/** Seven digits: three in 10 bits, one in 4, three in 10 (C.S0005 2.3.1.1). */
function s1Digits(value: number): string | undefined {
  const first = minDigits(value >> 14, 3);
  const last = minDigits(value & 0x3ff, 3);
  const digit = (value >> 10) & 0x0f;
  if (first === undefined || last === undefined || digit < 1 || digit > 10) return undefined;
  return `${first}${digit % 10}${last}`;
}

/** EF(IMSI_M), EF(IMSI_T): class, MIN in parts, network code (C.S0023 3.4.2). */
export function decodeImsiM(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('class', 1, ([n = 0]) => `class ${n & 1}`);
  list.take('IMSI_S2', 2, (value) => minDigits(littleEndian(value) & 0x3ff, 3));
  list.take('IMSI_S1', 3, (value) => s1Digits(littleEndian(value)));
  list.take('IMSI_11_12', 1, ([n = 0]) => minDigits(n & 0x7f, 2));
  list.take('programmed', 1, ([n = 0]) => ((n & 0x80) !== 0 ? `yes, address number ${n & 0x07}` : 'no'));
  list.take('MCC', 2, (value) => minDigits(littleEndian(value) & 0x3ff, 3));
  return list;
}

/** EF(RUIMID), EF(ESN_MEID_ME), EF(SF_EUIMID): a length in the first one, then the identifier, its lowest byte first. */
export function decodeDeviceId(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  // SF_EUIMID is seven bytes and has no length (C.S0023 3.4).
  const length = bytes.length === 7 ? 7 : (bytes[0] ?? 0) & 0x0f;
  if (bytes.length !== 7) list.take('length', 1, () => `${length} bytes`, { kind: 'length' });
  if (length > 0) list.take('identifier', length, (id) => toHex(id.toReversed()));
  return list;
}

/** EF(CDMAHOME): system, network, band (C.S0023 3.4.8). */
export function decodeSidNid(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('SID', 2, (value) => String(littleEndian(value)));
  list.take('NID', 2, (value) => (littleEndian(value) === 0xffff ? 'any' : String(littleEndian(value))));
  if (list.left > 0) list.take('band class', 1, ([n = 0]) => String(n & 0x1f));
  return list;
}

/** EF(MDN): number of digits, digits with 0 as A, type and indicators (C.S0023 3.4.34). */
export function decodeMdn(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  const [count = 0] = list.take('number of digits', 1, ([n = 0]) => String(n & 0x0f), { kind: 'length' });
  list.take('number', 8, (digits) => cdmaDigits(digits).slice(0, count & 0x0f));
  list.take('type and plan', 1, (value) => toHex(value));
  list.take('presentation and screening', 1, (value) => toHex(value));
  return list;
}

/** DTMF digits of CDMA: A is 0, B is *, C is # (C.S0005 2.7.1.3.2.4). */
function cdmaDigits(bytes: Uint8Array): string {
  let digits = '';
  for (const byte of bytes) for (const nibble of [byte & 0x0f, byte >> 4]) digits += '?1234567890*#???'[nibble];
  return digits;
}

/** EF(SPN) of CDMA: condition, coding, language, name (C.S0023 3.4.31; codings of C.R1001 9.1). */
export function decodeSpnCdma(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('display condition', 1, ([flags = 0]) => ((flags & 1) === 1 ? 'shown at home' : 'not shown'));
  const [coding = 0] = list.take('coding', 1, ([n = 0]) => SPN_CODINGS[n & 0x1f] ?? String(n));
  list.take('language', 1, ([n]) => String(n));
  let end = bytes.length;
  while (end > list.at && bytes[end - 1] === 0xff) end -= 1;
  if (end > list.at) list.take('name', end - list.at, (name) => cdmaText(coding & 0x1f, name), { kind: 'text' });
  return list;
}

const SPN_CODINGS: Readonly<Record<number, string>> = {
  0: 'octets',
  2: 'ASCII',
  4: 'UCS2',
  8: 'Latin',
  9: 'GSM',
};

function cdmaText(coding: number, bytes: Uint8Array): string {
  if (coding === 4) return alphaText(Uint8Array.of(0x80, ...bytes));
  if (coding === 9) return gsmText(unpackSeptets(bytes, Math.floor((bytes.length * 8) / 7)));
  return String.fromCharCode(...bytes);
}

/** EF(USGIND): whose identifiers the network is told (C.S0023 3.4.32). */
export function decodeUsgind(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('usage', 1, ([flags = 0]) =>
    [
      (flags & 1) === 1 ? 'UIM_ID instead of the device’s ESN' : 'ESN of the device',
      (flags & 2) === 2 ? 'SF_EUIMID instead of the device’s MEID' : 'MEID of the device',
    ].join(', '),
  );
  return list;
}
