import { hexWord, toHex } from '../base/bytes.ts';
import { numberOf, shortFileId } from './file-header.ts';
import { keyName } from './key-names.ts';
import { lifeCycleOf } from './life-cycle.ts';

/** A data object of a file header: its name, its clause, and its value in words. */
export interface HeaderObject {
  readonly label: string;
  readonly clause: string;
  readonly preview: (value: Uint8Array) => string;
}

const bytes = (value: Uint8Array) => toHex(value, ' ') || 'empty';
const size = (value: Uint8Array) => (value.length === 0 ? 'empty' : `${numberOf(value)} bytes`);
const first = (value: Uint8Array) => value[0] ?? 0;
const flags = (names: readonly (readonly [bit: number, name: string])[]) => (value: Uint8Array) =>
  names
    .filter(([bit]) => (first(value) & bit) !== 0)
    .map(([, name]) => name)
    .join(', ') || 'none';

const KINDS: Readonly<Record<number, string>> = {
  1: 'transparent',
  2: 'linear fixed',
  6: 'cyclic',
  9: 'internal, transparent',
  56: 'DF or ADF',
  57: 'BER-TLV',
};

function descriptor(value: Uint8Array): string {
  const fdb = first(value);
  const parts = [
    KINDS[fdb & 0x3f] ?? `descriptor ${toHex(value.subarray(0, 1))}`,
    (fdb & 0x40) !== 0 ? 'shareable' : 'not shareable',
  ];
  if (value.length >= 4) parts.push(`records of ${numberOf(value.subarray(2, 4))} bytes`);
  if (value.length >= 5) parts.push(`${value[4]} of them`);
  return parts.join(', ');
}

function shortId(value: Uint8Array): string {
  const sfi = shortFileId(value, null);
  return sfi === null ? 'none' : toHex(Uint8Array.of(sfi));
}

function reference(value: Uint8Array): string {
  if (value.length === 1) return `record ${value[0]} of the EF(ARR) of the folder`;
  const arr = `EF(ARR) ${hexWord(numberOf(value.subarray(0, 2)))}`;
  if (value.length <= 3) return `record ${value[2] ?? 0} of ${arr}`;
  const pairs: string[] = [];
  for (let at = 2; at + 1 < value.length; at += 2) pairs.push(`record ${value[at + 1]} in environment ${value[at]}`);
  return `${pairs.join(', ')} of ${arr}`;
}

/** Objects of the FCP template 62 (TS 102 221 11.1.1.3 and 11.1.1.4). */
export const FCP_TAGS: Readonly<Record<number, HeaderObject>> = {
  128: { label: 'fileSize', clause: 'TS 102 221 11.1.1.4.1', preview: size },
  129: { label: 'totalFileSize', clause: 'TS 102 221 11.1.1.4.2', preview: size },
  130: { label: 'fileDescriptor', clause: 'TS 102 221 11.1.1.4.3', preview: descriptor },
  131: { label: 'fileId', clause: 'TS 102 221 11.1.1.4.4', preview: bytes },
  132: { label: 'dfName', clause: 'TS 102 221 11.1.1.4.5', preview: bytes },
  165: { label: 'proprietary', clause: 'TS 102 221 11.1.1.4.6', preview: bytes },
  139: { label: 'securityReferenced', clause: 'TS 102 221 11.1.1.4.7.3', preview: reference },
  140: { label: 'securityCompact', clause: 'TS 102 221 11.1.1.4.7.1', preview: bytes },
  171: { label: 'securityExpanded', clause: 'TS 102 221 11.1.1.4.7.2', preview: bytes },
  136: { label: 'shortFileId', clause: 'TS 102 221 11.1.1.4.8', preview: shortId },
  138: { label: 'lifeCycle', clause: 'TS 102 221 11.1.1.4.9', preview: (value) => lifeCycleOf(first(value)) },
  198: { label: 'pinStatus', clause: 'TS 102 221 9.5.2', preview: bytes },
};

/** Objects in A5 (TS 102 221 11.1.1.4.6; C0 to C2: TS 102 222 6.3.2.2.2). Vendors add their own. */
export const PROPRIETARY_TAGS: Readonly<Record<number, HeaderObject>> = {
  128: { label: 'uiccCharacteristics', clause: 'TS 102 221 11.1.1.4.6.1', preview: bytes },
  129: { label: 'powerConsumption', clause: 'TS 102 221 11.1.1.4.6.2', preview: bytes },
  130: { label: 'minimumClock', clause: 'TS 102 221 11.1.1.4.6.3', preview: (value) => `${first(value) / 10} MHz` },
  131: { label: 'availableMemory', clause: 'TS 102 221 11.1.1.4.6.4', preview: size },
  132: { label: 'fileDetails', clause: 'TS 102 221 11.1.1.4.6.5', preview: bytes },
  133: { label: 'reservedFileSize', clause: 'TS 102 221 11.1.1.4.6.6', preview: size },
  134: { label: 'maximumFileSize', clause: 'TS 102 221 11.1.1.4.6.7', preview: size },
  135: { label: 'supportedCommands', clause: 'TS 102 221 11.1.1.4.6.8', preview: bytes },
  136: { label: 'environmentalConditions', clause: 'TS 102 221 11.1.1.4.6.9', preview: bytes },
  192: {
    label: 'specialFileInformation',
    clause: 'TS 102 222 6.3.2.2.2',
    preview: flags([
      [0x80, 'high update activity'],
      [0x40, 'works when deactivated'],
    ]),
  },
  193: { label: 'fillingPattern', clause: 'TS 102 222 6.3.2.2.2', preview: bytes },
  194: { label: 'repeatPattern', clause: 'TS 102 222 6.3.2.2.2', preview: bytes },
};

/** Objects in C6 (TS 102 221 9.5.2). */
export const PIN_STATUS_TAGS: Readonly<Record<number, HeaderObject>> = {
  144: { label: 'psDo', clause: 'TS 102 221 9.5.2', preview: bytes },
  149: {
    label: 'usageQualifier',
    clause: 'TS 102 221 9.5.2',
    preview: (value) => ((first(value) & 0x08) !== 0 ? 'stands in for PINs that are off' : 'does not stand in'),
  },
  131: { label: 'keyReference', clause: 'TS 102 221 9.5.2', preview: (value) => keyName(first(value), '3g') },
};
