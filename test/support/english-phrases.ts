import { coreWords } from '../../renderer/text/core-words.ts';

const zh = coreWords('zh');

/** What stands in English on a Chinese screen because it is no English: names and values of the standards. */
const NAMES: readonly (readonly [pattern: RegExp, because: string])[] = [
  [/^[^a-z]*$/, 'numbers, hex, paths, names in capitals'],
  [/^(?:pin|chv|adm)\d+$/, 'names of keys'],
  [/^[\d.]+ MHz$/, 'units'],
  [/^(?:0x)?[0-9a-f]+$/i, 'hex in small letters'],
  [/^(?:EF|DF|ADF)[_ (]\S+$/, 'names of files'],
  [/^[A-Z]+[a-z]*[A-Z_]\w*$/, 'names in mixed capitals'],
  [
    /^(?:\d+ )?(?:eMLPP|MExE|(?:5G )?ProSe|Java|IPv6|WebRTC URI|HTTP Digest|cdma2000 \S+|EC-GSM-IoT|E-UTRAN.*)$/,
    'techniques',
  ],
  [/^[+*#\dpwe?]+$/, 'digits to dial'],
  [/^[\dx]{3}-[\dx]{2,3}$/, 'codes of networks'],
  [/^Kc$/, 'the key of TS 43.020'],
  [/^DM Bootstrap$/, 'the label of a token'],
  [/^hex:[0-9A-F]*$/, 'bytes of a value'],
  [/^[a-z]+\/[\w.+-]+$/, 'media types'],
  [/^Add → \S+$/, 'a command and its target'],
  [/^(?:TP|TS)-[A-Z][A-Za-z -]+$/, 'names of TS 23.040'],
  [/^(?:utf8|iso9564-1)$/, 'names of codings'],
  [/^(?:[\d.]+, )?(?:OMA DM bootstrap|LwM2M bootstrap|CP Bootstrap)(?: → \d+)?$/, 'titles of OIDs'],
  [/^[\w .-]+, (?:\[\d+\]|SEQUENCE|SET|OID|INTEGER|ENUMERATED|\w+ STRING|\w+String)$/, 'names and types of ASN.1'],
  [/^(?:SyncML|WBXML|PROV|DM-DDF|0x)[ \w./,-]*$/, 'document types and character sets'],
];

const isName = (phrase: string) => NAMES.some(([pattern]) => pattern.test(phrase));

/** The phrases that a Chinese reader would find in English. */
export function english(phrases: Iterable<string>): readonly string[] {
  return [...new Set(phrases)]
    .filter((phrase) => zh(phrase) === phrase && !isName(phrase) && !phrase.split(', ').every(isName))
    .sort();
}
