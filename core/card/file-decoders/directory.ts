import { fromUtf8, hexByte, toHex } from '../../base/bytes.ts';
import { tlv } from '../../tlv/ber-tlv.ts';
import { whoMay } from '../access-rule.ts';
import { accessWords } from '../access-words.ts';
import { readFcp } from '../file-header.ts';
import { alphaText } from './alpha-text.ts';
import { type Decoded, FieldList } from './field.ts';
import { decodeTlvs } from './tlv-fields.ts';

const fids = (value: Uint8Array) => (toHex(value).match(/.{1,4}/g) ?? []).join(' ');
const labelText = (value: Uint8Array) => (value[0] === 0x80 ? alphaText(value) : (fromUtf8(value) ?? alphaText(value)));

/** EF(DIR): application templates (TS 102 221 13.1, ISO/IEC 7816-4 8.2.1). */
export function decodeDir(bytes: Uint8Array): Decoded {
  return decodeTlvs(bytes, {
    97: {
      label: 'application template',
      show: (value) => templateLabel(value),
      parts: {
        79: { label: 'AID' },
        80: { label: 'label', show: labelText, kind: 'text' },
        81: { label: 'path', show: fids },
        82: { label: 'command to perform' },
        83: { label: 'discretionary data' },
        115: { label: 'discretionary template' },
        24400: { label: 'URL', show: (value) => fromUtf8(value), kind: 'text' },
      },
    },
  });
}

/** The label of a template, else its AID. */
function templateLabel(value: Uint8Array): string | undefined {
  const parts = decodeTlvs(value, { 79: { label: 'AID' }, 80: { label: 'label', show: labelText } }).fields;
  return (parts.find(({ label }) => label === 'label') ?? parts.find(({ label }) => label === 'AID'))?.preview;
}

/** Acts that a rule is asked about, in the order in which people do. */
const ACTS = ['read', 'update', 'deactivate', 'activate', 'delete'] as const;

/** EF(ARR): a record holds the rules of the files that refer to it (TS 102 221 13.4, 9.2.7). */
export function decodeArr(bytes: Uint8Array): Decoded {
  // The rules are asked as a file would ask that carries them itself, in AB of its FCP.
  const header = readFcp(tlv(0x62, tlv(0x82, Uint8Array.of(0x41, 0x21)), tlv(0xab, bytes)));
  if (!header.ok) return { fields: [], problems: [] };
  const words = ACTS.map((act) => `${act}: ${accessWords(whoMay(header.value, act))}`).join('; ');
  const rules = decodeTlvs(bytes, {
    128: { label: 'access mode', show: ([mode = 0]) => modeWords(mode) },
    144: { label: 'always' },
    151: { label: 'never' },
    164: {
      label: 'key',
      parts: {
        131: { label: 'key reference', show: ([key = 0]) => hexByte(key) },
        149: { label: 'usage qualifier', show: ([usage = 0]) => hexByte(usage) },
      },
    },
    160: { label: 'any of' },
    167: { label: 'not' },
    175: { label: 'all of' },
  });
  const last = rules.fields.at(-1)?.span;
  if (last === undefined) return rules;
  const span = { offset: 0, length: last.offset + last.length };
  return { fields: [{ label: 'rules', preview: words, span, children: rules.fields }], problems: rules.problems };
}

/** Bits of the access mode byte of an EF, from b1 (ISO/IEC 7816-4 5.4.3.1). */
const MODES = ['read', 'update', 'write', 'deactivate', 'activate', 'terminate', 'delete'] as const;

function modeWords(mode: number): string {
  const acts = MODES.filter((_, bit) => ((mode >> bit) & 1) === 1);
  return acts.length === 0 ? 'nothing' : acts.join(', ');
}

/** EF(ATR): data objects about the card (ISO/IEC 7816-4 8.2.1.1). */
export function decodeAtrFile(bytes: Uint8Array): Decoded {
  return decodeTlvs(bytes, {
    67: { label: 'card service data' },
    70: { label: 'pre-issuing data' },
    71: { label: 'card capabilities' },
    24402: { label: 'historical bytes' },
    224: { label: 'largest input and output' },
    32614: { label: 'extended length information' },
  });
}

/** EF(UMPC): milliamperes, seconds, flags (TS 102 221 13.6). */
export function decodeUmpc(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('maximum consumption', 1, ([n = 0]) => `${n} mA`);
  list.take('operator’s time-out', 1, ([n = 0]) => `${n} s`);
  list.take('additional information', 1, ([flags = 0]) =>
    [
      (flags & 1) === 1 ? 'increased idle current needed' : 'no increased idle current',
      (flags & 2) === 2 ? 'suspension supported' : 'no suspension',
    ].join(', '),
  );
  return list;
}
