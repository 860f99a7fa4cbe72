import { hexByte, isFilled, toHex } from '../../base/bytes.ts';
import { findTlv, readTlvs } from '../../tlv/ber-tlv.ts';
import { alphaText, gsmText, unpackSeptets } from './alpha-text.ts';
import { numberOf, plmnOf } from './digits.ts';
import { type Decoded, FieldList } from './field.ts';
import { decodeTlvs } from './tlv-fields.ts';

const network = (bytes: Uint8Array) => plmnOf(bytes) ?? toHex(bytes);

/** Networks of three bytes, FF FF FF where there is none (TS 31.102 4.2.16, TS 51.011 10.3.4). */
export function decodePlmns(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  while (list.left >= 3) {
    if (isFilled(bytes.subarray(list.at, list.at + 3), 0xff)) list.skip(3);
    else list.take('PLMN', 3, network);
  }
  return list;
}

/** Access technologies, the first byte in the high half (TS 31.102 4.2.5). */
const TECHNOLOGIES = [
  { bit: 0x8000, name: 'UTRAN' },
  { bit: 0x0800, name: 'NG-RAN' },
  { bit: 0x0400, name: 'satellite NG-RAN' },
  { bit: 0x0080, name: 'GSM' },
  { bit: 0x0040, name: 'GSM COMPACT' },
  { bit: 0x0020, name: 'cdma2000 HRPD' },
  { bit: 0x0010, name: 'cdma2000 1xRTT' },
  { bit: 0x0008, name: 'EC-GSM-IoT' },
] as const;

/** Bits 7 to 5 of the first byte: E-UTRAN, and which of its modes; both or none of them set means both. */
function eutran(bits: number): readonly string[] {
  if ((bits & 0x4000) === 0) return [];
  const modes = bits & 0x3000;
  return [modes === 0x2000 ? 'E-UTRAN (WB-S1)' : modes === 0x1000 ? 'E-UTRAN (NB-S1)' : 'E-UTRAN'];
}

function technologies(bytes: Uint8Array): string {
  const bits = numberOf(bytes);
  const names = [...eutran(bits), ...TECHNOLOGIES.filter(({ bit }) => (bits & bit) !== 0).map(({ name }) => name)];
  return names.length === 0 ? 'none' : names.join(', ');
}

/** Networks with their access technologies, five bytes each (TS 31.102 4.2.5, TS 51.011 10.3.35). */
export function decodePlmnAct(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  while (list.left >= 5) {
    const entry = bytes.subarray(list.at, list.at + 5);
    if (isFilled(entry.subarray(0, 3), 0xff)) {
      // Technologies of no network: 00 00 as a rule.
      list.take('padding', 5, () => 'unused entry', { kind: 'padding' });
      continue;
    }
    list.nest(
      'entry',
      5,
      (part) => {
        const fields = new FieldList(part);
        fields.take('PLMN', 3, network);
        fields.take('access technologies', 2, technologies);
        return fields;
      },
      `${network(entry.subarray(0, 3))}: ${technologies(entry.subarray(3))}`,
    );
  }
  return list;
}

/** EF(HPPLMN): minutes in steps of six; 0: no search (TS 31.102 4.2.6). */
export function decodeHpplmn(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('search period', 1, ([n = 0]) => (n === 0 ? 'no search' : `${n * 6} minutes`));
  return list;
}

type StatusNames = Readonly<Record<number, string>>;
const CS_STATUS: StatusNames = {
  0: 'updated',
  1: 'not updated',
  2: 'PLMN not allowed',
  3: 'location area not allowed',
};
const PS_STATUS: StatusNames = { 0: 'updated', 1: 'not updated', 2: 'PLMN not allowed', 3: 'routing area not allowed' };
const EPS_STATUS: StatusNames = { 0: 'updated', 1: 'not updated', 2: 'roaming not allowed' };

function status(list: FieldList, names: StatusNames): void {
  list.take('update status', 1, ([value = 0]) => names[value & 0x07] ?? `reserved ${hexByte(value)}`);
}

/** EF(LOCI): TMSI, LAI, an unused byte (TMSI TIME in phase 1), status (TS 31.102 4.2.17, TS 51.011 10.3.17). */
export function decodeLoci(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('TMSI', 4, toHexOf);
  list.take('LAI network', 3, network);
  list.take('LAC', 2, toHexOf);
  list.take('RFU', 1, toHexOf);
  status(list, CS_STATUS);
  return list;
}

const toHexOf = (bytes: Uint8Array) => toHex(bytes);

/** EF(PSLOCI) and EF(LOCIGPRS): P-TMSI, its signature, RAI, status (TS 31.102 4.2.23, TS 51.011 10.3.33). */
export function decodePsLoci(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('P-TMSI', 4, toHexOf);
  list.take('P-TMSI signature', 3, toHexOf);
  list.take('RAI network', 3, network);
  list.take('LAC', 2, toHexOf);
  list.take('RAC', 1, toHexOf);
  status(list, PS_STATUS);
  return list;
}

/** EF(EPSLOCI): GUTI as an information element of TS 24.301, last tracking area, status (TS 31.102 4.2.91). */
export function decodeEpsLoci(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('GUTI', 12, toHexOf);
  list.take('TAI network', 3, network);
  list.take('TAC', 2, toHexOf);
  status(list, EPS_STATUS);
  return list;
}

/** EF(OPL): which network and areas show which name of EF(PNN) (TS 31.102 4.2.59). */
export function decodeOpl(bytes: Uint8Array): Decoded {
  const list = new FieldList(bytes);
  list.take('PLMN', 3, network);
  list.take('LAC from', 2, toHexOf);
  list.take('LAC to', 2, toHexOf);
  list.take('name', 1, ([record = 0]) => (record === 0 ? 'from other sources' : `record ${record} of EF(PNN)`));
  return list;
}

/** A network name (TS 24.008 10.5.3.5a): bits 7 to 5 the coding, 3 to 1 the unused bits of the last byte. */
function networkName(bytes: Uint8Array): string {
  const [first = 0] = bytes;
  const text = bytes.subarray(1);
  if ((first & 0x70) === 0x10) return alphaText(Uint8Array.of(0x80, ...text));
  if ((first & 0x70) !== 0x00) return toHex(text);
  const septets = Math.floor((text.length * 8 - (first & 0x07)) / 7);
  return gsmText(unpackSeptets(text, Math.max(0, septets)));
}

/** EF(PNN): full and short name of a network (TS 31.102 4.2.58). */
export function decodePnn(bytes: Uint8Array): Decoded {
  return decodeTlvs(bytes, {
    67: { label: 'full name', show: networkName, kind: 'text' },
    69: { label: 'short name', show: networkName, kind: 'text' },
    128: { label: 'additional information', show: (value) => toHex(value) },
  });
}

/** EF(SPDI): networks that are shown by the provider's name (TS 31.102 4.2.66). */
export function decodeSpdi(bytes: Uint8Array): Decoded {
  return decodeTlvs(bytes, {
    163: {
      label: 'service provider display information',
      show: (value) => {
        const names = findTlv(readTlvs(value).items, 0x80)?.value ?? new Uint8Array();
        const plmns: string[] = [];
        for (let at = 0; at + 3 <= names.length; at += 3) {
          const plmn = plmnOf(names.subarray(at, at + 3));
          if (plmn !== undefined) plmns.push(plmn);
        }
        return plmns.join(', ');
      },
    },
  });
}
