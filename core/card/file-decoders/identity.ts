import { concat, hexByte, padEnd, toHex } from '../../base/bytes.ts';
import { readIccid } from '../iccid.ts';
import { alphaLength, alphaText, encodeAlpha } from './alpha-text.ts';
import { type Decoded, FieldList } from './field.ts';

/** EF(ICCID): ten bytes of BCD (TS 102 221 13.2). */
export function decodeIccid(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  const digits = list.take('ICCID', 10, readIccid);
  if (digits.length === 10 && readIccid(digits) === undefined) list.problem('not a number of BCD digits');
  return list;
}

/** EF(IMSI): length, then a parity nibble and up to 15 digits (TS 31.102 4.2.2, TS 51.011 10.3.2). */
export function decodeImsi(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  const length = list.take('length', 1, ([n]) => `${n} bytes`, { kind: 'length' })[0] ?? 0;
  if (length > 8) list.problem(`a length of ${length}: an IMSI has up to 8 bytes`, { offset: 0, length: 1 });
  list.take('IMSI', Math.min(length, 8), imsiDigits);
  const field = list.fields[1];
  if (field !== undefined && field.preview === undefined) list.problem('not an IMSI of BCD digits', field.span);
  return list;
}

/** Digits of an IMSI: the first nibble tells that it is one and whether the number of digits is odd (TS 24.008 10.5.1.4). */
function imsiDigits(bytes: Uint8Array): string | undefined {
  let digits = '';
  for (const byte of bytes) digits += hexByte(((byte & 0x0f) << 4) | (byte >> 4));
  return /^[19]([0-9]+)F?$/.exec(digits)?.[1];
}

/** The nine bytes of EF(IMSI). @throws RangeError for anything but 6 to 15 digits */
export function encodeImsi(imsi: string): Uint8Array {
  if (!/^[0-9]{6,15}$/.test(imsi)) throw new RangeError('an IMSI has 6 to 15 digits');
  const odd = imsi.length % 2 === 1;
  const nibbles = `${odd ? 9 : 1}${imsi}${odd ? '' : 'F'}`;
  const digits = Uint8Array.from({ length: nibbles.length / 2 }, (_, i) =>
    Number.parseInt(`${nibbles[2 * i + 1]}${nibbles[2 * i]}`, 16),
  );
  return padEnd(concat(Uint8Array.of(digits.length), digits), 9, 0xff);
}

/** Two letters of ISO 639 a language, FF FF where there is none (TS 102 221 13.3, TS 31.102 4.2.1). */
export function decodeLanguages(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  while (list.left >= 2) {
    if (bytes[list.at] === 0xff && bytes[list.at + 1] === 0xff) list.skip(2);
    else
      list.take(
        'language',
        2,
        (code) => {
          const letters = String.fromCharCode(...code);
          return /^[A-Za-z]{2}$/.test(letters) ? letters : toHex(code);
        },
        { kind: 'text' },
      );
  }
  return list;
}

/** EF(PL) or EF(LI): languages in order of preference, filled with FF. @throws RangeError for what is no two letters */
export function encodeLanguages(languages: readonly string[], size: number): Uint8Array {
  const codes = languages.map((language) => {
    if (!/^[a-z]{2}$/.test(language)) throw new RangeError('a language is two small letters (ISO 639)');
    return Uint8Array.of(language.charCodeAt(0), language.charCodeAt(1));
  });
  if (2 * codes.length > size) throw new RangeError(`no room for ${codes.length} languages`);
  return padEnd(concat(...codes), size, 0xff);
}

/** Language codes of cell broadcast (TS 23.038 clause 5), as EF(LP) of a SIM has them. */
const CBS_LANGUAGES = [
  'de',
  'en',
  'it',
  'fr',
  'es',
  'nl',
  'sv',
  'da',
  'pt',
  'fi',
  'no',
  'el',
  'tr',
  'hu',
  'pl',
  'unspecified',
] as const;
const CBS_LANGUAGES_2 = ['cs', 'he', 'ar', 'ru', 'is'] as const;

/** EF(LP): a cell broadcast coding a byte (TS 51.011 10.3.1). */
export function decodeLanguagesSim(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  while (list.left > 0) {
    if (bytes[list.at] === 0xff) list.skip(1);
    else
      list.take('language', 1, ([code = 0]) => {
        const name =
          code < 0x10 ? CBS_LANGUAGES[code] : (code & 0xf0) === 0x20 ? CBS_LANGUAGES_2[code & 0x0f] : undefined;
        return name ?? hexByte(code);
      });
  }
  return list;
}

/** EF(SPN): display condition, then the name (TS 31.102 4.2.12, TS 51.011 10.3.11). */
export function decodeSpn(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('display condition', 1, ([flags = 0]) =>
    [
      (flags & 1) === 1 ? 'network name shown at home' : 'network name not shown at home',
      (flags & 2) === 2 ? 'provider name not shown abroad' : 'provider name shown abroad',
    ].join(', '),
  );
  const name = alphaLength(bytes.subarray(1));
  if (name > 0) list.take('name', name, alphaText, { kind: 'text' });
  return list;
}

export interface SpnValue {
  readonly name: string;
  /** Bit 1: the registered network's name is shown as well, at home. */
  readonly showNetwork: boolean;
  /** Bit 2: the provider's name is not shown outside the home network. */
  readonly hideAbroad: boolean;
}

/** The 17 bytes of EF(SPN). @throws RangeError where the name does not fit */
export function encodeSpn({ name, showNetwork, hideAbroad }: SpnValue): Uint8Array {
  const text = encodeAlpha(name);
  if (text.length > 16) throw new RangeError('a provider name has up to 16 bytes');
  return concat(Uint8Array.of((showNetwork ? 1 : 0) | (hideAbroad ? 2 : 0)), padEnd(text, 16, 0xff));
}

/** Modes of operation (TS 31.102 4.2.18, TS 51.011 10.3.18). */
const AD_MODES: Readonly<Record<number, string>> = {
  0: 'normal operation',
  128: 'type approval',
  1: 'normal operation and specific facilities',
  129: 'type approval and specific facilities',
  2: 'maintenance (off line)',
  4: 'cell test',
};

function decodeAdWith(bytes: Uint8Array, mnc: boolean): Decoded {
  const list = new FieldList(bytes);
  list.take('mode', 1, ([mode = 0]) => AD_MODES[mode] ?? `reserved ${hexByte(mode)}`);
  list.take('additional information', 2, ([, low = 0]) => {
    const told = [
      ...((low & 1) === 1 ? ['ciphering indicator on'] : []),
      ...((low & 2) === 2 ? ['CSG lists shown as the operator says'] : []),
    ];
    return told.length === 0 ? toHex(bytes.subarray(1, 3)) : told.join(', ');
  });
  if (mnc && list.left > 0) {
    const digits = list.take('MNC length', 1, ([n = 0]) => `${n & 0x0f} digits`)[0] ?? 0;
    if ((digits & 0x0f) !== 2 && (digits & 0x0f) !== 3)
      list.problem('an MNC has 2 or 3 digits', { offset: 3, length: 1 });
  }
  return list;
}

export const decodeAd = (bytes: Uint8Array): Decoded => decodeAdWith(bytes, true);
/** EF(AD) of an ISIM, HPSIM or R-UIM: no MNC in it (TS 31.103 4.2.5, C.S0023 3.4.33). */
export const decodeAdAlone = (bytes: Uint8Array): Decoded => decodeAdWith(bytes, false);

export interface AdValue {
  readonly mode: number;
  readonly ciphering: boolean;
  readonly mncLength: 2 | 3;
}

/** Four bytes of EF(AD). @throws RangeError for a mode that is no byte */
export function encodeAd({ mode, ciphering, mncLength }: AdValue): Uint8Array {
  if (!Number.isInteger(mode) || mode < 0 || mode > 0xff) throw new RangeError('a mode is one byte');
  return Uint8Array.of(mode, 0, ciphering ? 1 : 0, mncLength);
}

/** EF(GID1), EF(GID2): bytes that the operator gives a meaning (TS 31.102 4.2.10). */
export function decodeGid(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0xff) end -= 1;
  list.take('group identifier', end, (value) => toHex(value));
  return list;
}

/** EF(ACC): one bit a class, 15 in the highest; bit 10 is for emergency calls (TS 31.102 4.2.15, TS 22.011 4.3). */
export function decodeAcc(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('access control classes', 2, ([high = 0, low = 0]) => {
    const bits = (high << 8) | low;
    const classes = Array.from({ length: 16 }, (_, i) => i).filter((i) => ((bits >> i) & 1) === 1);
    return classes.length === 0 ? 'none' : classes.join(', ');
  });
  return list;
}

/** EF(Phase) (TS 51.011 10.3.19). */
export function decodePhase(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  const names: Readonly<Record<number, string>> = { 0: 'phase 1', 2: 'phase 2', 3: 'phase 2 with PROFILE DOWNLOAD' };
  list.take('phase', 1, ([phase = 0]) => names[phase] ?? `reserved ${hexByte(phase)}`);
  return list;
}

/** A file of one text in a data object of tag 80: an address or identity in UTF-8 (TS 31.103 4.2.2 to 4.2.4). */
export function decodeNaiUri(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  if (bytes[0] !== 0x80) {
    if (bytes.length > 0) list.problem('no data object of tag 80', { offset: 0, length: 1 });
    return list;
  }
  list.take('tag', 1, () => '80', { kind: 'tag' });
  const first = bytes[1] ?? 0;
  const wide = first === 0x81 ? 2 : 1;
  list.take('length', wide, (length) => `${length[wide - 1]} bytes`, { kind: 'length' });
  const length = bytes[wide] ?? 0;
  list.take('value', length, (text) => new TextDecoder().decode(text), { kind: 'text' });
  return list;
}
