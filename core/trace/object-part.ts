import { INS } from '../apdu/instructions.ts';
import { toHex } from '../base/bytes.ts';
import type { ApduParts, FilePart } from './apdu-parts.ts';
import type { OpenObject } from './selection.ts';

/** RETRIEVE DATA and SET DATA, on a data object of a BER-TLV file. */
export const isObjectCommand = (ins: number) => ins === INS.retrieveData || ins === INS.setData;

/** P2 b8 to b6: which block of the object (TS 102 221 tables 11.16, 11.18). */
const BLOCKS: Readonly<Record<number, 'first' | 'next' | 'again'>> = { 4: 'first', 0: 'next', 2: 'again' };

/** In words, for a person. */
export function blockWords({ p2, data }: ApduParts): string {
  const block = BLOCKS[p2 >> 5];
  const tag = block === 'first' ? tagAt(data) : '';
  const words = block === 'again' ? 'the last block again' : block === undefined ? `P2 ${p2}` : `${block} block`;
  return tag === '' ? words : `object ${tag}, ${words}`;
}

/** Hex of the tag that bytes begin with, of one to three bytes (ISO/IEC 7816-4 5.2.2.1). */
function tagAt(bytes: Uint8Array): string {
  let end = 1;
  if (((bytes[0] ?? 0) & 0x1f) === 0x1f) {
    while (end < bytes.length && ((bytes[end] as number) & 0x80) !== 0) end += 1;
    end += 1;
  }
  return toHex(bytes.subarray(0, Math.min(end, 3)));
}

/** Where the block that a command moves begins, and in which object; undefined where the trace does not tell. */
export function objectAbout({ p2, data }: ApduParts, open: OpenObject | undefined): OpenObject | undefined {
  const block = BLOCKS[p2 >> 5];
  if (block === 'first') return data.length === 0 ? undefined : { tag: tagAt(data), last: 0, next: 0 };
  if (open === undefined || block === undefined) return undefined;
  return block === 'next' ? { ...open, last: open.next } : open;
}

/** The stretch of an object that an exchange carries. @param about the object, with where the block begins in `last` */
export function objectPart({ ins, data }: ApduParts, answer: Uint8Array, about: OpenObject): FilePart {
  const written = ins === INS.setData;
  return { record: null, offset: about.last, bytes: written ? data : answer, written };
}

/** Where the content of an object begins, behind its tag and its length; all of it need not be there. */
export function contentStart(object: Uint8Array): number {
  const tag = tagAt(object).length / 2;
  const length = object[tag] ?? 0;
  return Math.min(object.length, tag + 1 + (length > 0x80 ? length & 0x7f : 0));
}
