import { hexByte, hexWord, isFilled, toHex } from '../../base/bytes.ts';
import { alphaText, gsmText, unpackSeptets } from './alpha-text.ts';
import { bcdDigits, numberOf } from './digits.ts';
import { type Decoded, FieldList } from './field.ts';

/** Status of a stored message (TS 51.011 10.5.3): the low three bits, what is above them belongs to status reports. */
const STATUS: Readonly<Record<number, string>> = {
  0: 'free',
  1: 'received, read',
  3: 'received, to be read',
  5: 'sent',
  7: 'to be sent',
};

/** EF(SMS): status, service centre, TPDU (TS 31.102 4.2.25, TS 23.040 9.2). */
export function decodeSms(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  const [status = 0] = list.take('status', 1, ([n = 0]) => STATUS[n & 0x07] ?? `reserved ${hexByte(n)}`);
  if ((status & 0x01) === 0 || isFilled(bytes.subarray(list.at), 0xff)) return list;
  const [length = 0] = list.take('service centre length', 1, ([n]) => `${n} bytes`, { kind: 'length' });
  if (length > 0 && length <= 11)
    list.take('service centre', length, ([type = 0, ...digits]) => numberText(type, Uint8Array.from(digits)));
  else if (length > 11) {
    list.problem('a service centre has up to 11 bytes', { offset: 1, length: 1 });
    return list;
  }
  // Bits 2 and 1 are the message type: a stored message was delivered or is to be submitted.
  const [first = 0] = list.take('first octet', 1, ([n = 0]) =>
    (n & 3) === 0 ? 'SMS-DELIVER' : (n & 3) === 1 ? 'SMS-SUBMIT' : 'another type',
  );
  if ((first & 3) === 0) deliver(list, (first & 0x40) !== 0);
  else if ((first & 3) === 1) submit(list, first);
  return list;
}

function numberText(type: number, digits: Uint8Array): string {
  // 5: the number is a text in packed septets.
  if ((type & 0x70) === 0x50) return gsmText(unpackSeptets(digits, Math.floor((digits.length * 8) / 7)));
  return `${(type & 0x70) === 0x10 ? '+' : ''}${bcdDigits(digits)}`;
}

function addressField(list: FieldList, label: string): void {
  const digits = list.bytes[list.at] ?? 0;
  list.take(label, 2 + Math.ceil(digits / 2), ([, type = 0, ...value]) => numberText(type, Uint8Array.from(value)));
}

/** A time stamp of seven bytes, digits swapped; the last is quarters of an hour from GMT (TS 23.040 9.2.3.11). */
function timeStamp(bytes: Uint8Array): string {
  const [year, month, day, hour, minute, second] = Array.from(bytes, (byte) => `${byte & 0x0f}${byte >> 4}`);
  const zone = bytes[6] ?? 0;
  const quarters = (zone & 0x07) * 10 + (zone >> 4);
  const sign = (zone & 0x08) !== 0 ? '-' : '+';
  const offset = `${sign}${String(Math.floor(quarters / 4)).padStart(2, '0')}:${String((quarters % 4) * 15).padStart(2, '0')}`;
  return `20${year}-${month}-${day} ${hour}:${minute}:${second} ${offset}`;
}

const hexValue = ([n = 0]: Uint8Array) => hexByte(n);

function deliver(list: FieldList, header: boolean): void {
  addressField(list, 'TP-Originating-Address');
  list.take('TP-Protocol-Identifier', 1, hexValue);
  const [coding = 0] = list.take('TP-Data-Coding-Scheme', 1, hexValue);
  list.take('TP-Service-Centre-Time-Stamp', 7, timeStamp);
  userData(list, coding, header);
}

function submit(list: FieldList, first: number): void {
  list.take('TP-Message-Reference', 1, hexValue);
  addressField(list, 'TP-Destination-Address');
  list.take('TP-Protocol-Identifier', 1, hexValue);
  const [coding = 0] = list.take('TP-Data-Coding-Scheme', 1, hexValue);
  // Bits 5 and 4: no validity period, an enhanced or absolute one of seven bytes, or a relative one.
  const format = (first >> 3) & 3;
  if (format !== 0) list.take('TP-Validity-Period', format === 2 ? 1 : 7, (value) => toHex(value));
  userData(list, coding, (first & 0x40) !== 0);
}

/** Coding of the text (TS 23.038 clause 4): the default alphabet, eight bits, or UCS2. */
function codingOf(scheme: number): 'gsm' | 'data' | 'ucs2' {
  if ((scheme & 0xc0) === 0x00) return (scheme & 0x0c) === 0x08 ? 'ucs2' : (scheme & 0x0c) === 0x04 ? 'data' : 'gsm';
  if ((scheme & 0xf0) === 0xe0) return 'ucs2';
  return (scheme & 0xf4) === 0xf4 ? 'data' : 'gsm';
}

function userData(list: FieldList, scheme: number, header: boolean): void {
  const coding = codingOf(scheme);
  const unit = coding === 'gsm' ? 'characters' : 'bytes';
  const [length = 0] = list.take('TP-User-Data-Length', 1, ([n]) => `${n} ${unit}`, { kind: 'length' });
  const size = coding === 'gsm' ? Math.ceil((length * 7) / 8) : length;
  if (size === 0) return;
  list.take(
    'TP-User-Data',
    size,
    (data) => {
      // A header (concatenation, ports) makes the text begin within a byte: its bytes are shown as they are.
      if (header || coding === 'data') return toHex(data);
      return coding === 'gsm' ? gsmText(unpackSeptets(data, length)) : alphaText(Uint8Array.of(0x80, ...data));
    },
    { kind: 'text' },
  );
}

/** EF(SMSS): last reference used, and whether a message was refused for want of room (TS 51.011 10.5.7). */
export function decodeSmss(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('last TP-Message-Reference', 1, hexValue);
  list.take('memory capacity exceeded', 1, ([flag = 0]) => ((flag & 1) === 0 ? 'yes' : 'no'));
  return list;
}

const pair = (bytes: Uint8Array) => hexWord(numberOf(bytes));

/** EF(CBMI), EF(CBMID): message identifiers (TS 51.011 10.3.13). */
export function decodeCbmi(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  while (list.left >= 2) {
    if (isFilled(bytes.subarray(list.at, list.at + 2), 0xff)) list.skip(2);
    else list.take('message identifier', 2, pair);
  }
  return list;
}

/** EF(CBMIR): ranges of message identifiers (TS 51.011 10.3.28). */
export function decodeCbmir(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  while (list.left >= 4) {
    if (isFilled(bytes.subarray(list.at, list.at + 4), 0xff)) list.skip(4);
    else list.take('message identifiers', 4, (range) => `${pair(range.subarray(0, 2))} to ${pair(range.subarray(2))}`);
  }
  return list;
}
