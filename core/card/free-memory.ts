import { findTlv, isTlvFault, readTlv, readTlvs } from '../tlv/ber-tlv.ts';
import { type FileHeader, numberOf } from './file-header.ts';

/** Proprietary information, and in it the amount of available memory (TS 102 221 11.1.1.4.6). */
const PROPRIETARY = 0xa5;
const AVAILABLE_MEMORY = 0x83;

/** Bytes that an MF, DF or ADF has left for new files, as its FCP tells; null where it does not. */
export function freeMemoryOf({ bytes, type }: FileHeader): number | null {
  const template = type === 'ef' ? undefined : readTlv(bytes, 0);
  if (template === undefined || isTlvFault(template)) return null;
  const proprietary = findTlv(readTlvs(bytes, template.valueSpan).items, PROPRIETARY);
  if (proprietary === undefined) return null;
  const told = findTlv(readTlvs(bytes, proprietary.valueSpan).items, AVAILABLE_MEMORY)?.value;
  return told === undefined || told.length === 0 ? null : numberOf(told);
}
