import type { CardClass } from '../apdu/status-words.ts';
import { concat, hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Answer, CardLink } from './card-link.ts';
import { gsm, uicc } from './commands.ts';
import { cardFailure, isPastEnd, type Reach, reachOf } from './reach.ts';

/** One READ that gave bytes of a file. */
export interface BlockRead {
  /** Index of the exchange that carried them. */
  readonly exchange: number;
  readonly offset: number;
  readonly length: number;
}

export interface BlockOptions {
  /** Bytes of a block, default 256; beyond that the command becomes one of extended length. */
  readonly longest?: number;
  /** True where what was read so far is broken off: a short block then is what the card can send, not the file's end. */
  readonly cut?: (bytes: Uint8Array) => boolean;
}

export interface Collected {
  readonly bytes: Uint8Array;
  readonly reads: readonly BlockRead[];
  readonly exchanges: readonly number[];
  readonly sw: number;
  readonly reach: Reach;
}

/** Who is spoken to: the class of a card, and the channel on which the file is current. */
export interface Speech {
  readonly mode: '2g' | '3g';
  /** 0 in class A0. */
  readonly channel: number;
}

export const cardClassOfMode = (mode: Speech['mode']): CardClass => (mode === '2g' ? '2g' : 'iso');

/** The first offset that P1 P2 cannot say: b8 of P1 names a short file id in the ISO class (TS 102 221 11.1.3). */
export const FAR_OFFSET = 0x8000;
/** Offset data objects of 3 bytes at most; class A0 has 16 bits. */
const REACHABLE = { '2g': 0x1_0000, iso: 0x100_0000 } as const;

/**
 * The content of the discretionary data object 53, or 73, that the odd READ BINARY answers with (ISO/IEC 7816-4 7.2.2). A card
 * that leaves the object out is taken at its word.
 */
function unwrapped(data: Uint8Array): Uint8Array {
  const [tag, first = 0] = data;
  if (tag !== 0x53 && tag !== 0x73) return data;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 3 || data.length < 2 + lengthBytes) return data;
  const length =
    lengthBytes === 0 ? first : data.subarray(2, 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
  return data.subarray(2 + lengthBytes, 2 + lengthBytes + length);
}

/** Tag and length of a data object around `length` bytes. */
const wrapping = (length: number) => (length < 0x80 ? 2 : length < 0x100 ? 3 : 4);

/**
 * READ BINARY of the current file at any offset: beyond 7FFF in the ISO class with the odd instruction B1, which names the
 * offset in its data.
 */
export function binaryReader(
  link: CardLink,
  { mode, channel }: Speech,
): (offset: number, wanted: number) => Promise<Result<Answer>> {
  if (mode === '2g') return (offset, wanted) => link.send(gsm.readBinary(offset, wanted));
  return async (offset, wanted) => {
    if (offset < FAR_OFFSET) return link.send(uicc.readBinary(channel, offset, wanted));
    const le = wanted <= 256 ? Math.min(256, wanted + wrapping(wanted)) : wanted;
    const answer = await link.send(uicc.readBinaryFar(channel, offset, le));
    return answer.ok ? ok({ ...answer.value, data: unwrapped(answer.value.data) }) : answer;
  };
}

/** A shorter block to try where the card did not like the length; undefined where there is none. */
function shorter(sw: number, wanted: number): number | undefined {
  // Announced or not: a card that refuses extended length is asked in short form.
  if (wanted > 256) return 256;
  if (sw >> 8 !== 0x67 || wanted <= 1) return undefined;
  // In class A0 67xx names the right length (TS 51.011 9.4.5).
  const told = sw & 0xff;
  if (told > 0 && told < wanted) return told;
  // P3 = 00 is 256 bytes; some readers and cards stop at 255.
  return wanted === 256 ? 255 : Math.floor(wanted / 2);
}

/**
 * Reads a transparent file from offset 0 in blocks until it is enough or the file ends. Blocks become as short as the card
 * wants them: after 67xx where the size is known, and after an answer that was cut.
 *
 * @param readBlock one READ BINARY; `wanted` is 256 where the size is unknown.
 * @param size body size, null where unknown: then the end shows itself by a short block or an offset refused (6Bxx, 9402).
 */
export async function collect(
  readBlock: (offset: number, wanted: number) => Promise<Result<Answer>>,
  size: number | null,
  enough: (bytes: Uint8Array) => boolean,
  cardClass: CardClass,
  { longest = 256, cut = () => false }: BlockOptions = {},
): Promise<Result<Collected>> {
  const blocks: Uint8Array[] = [];
  const reads: BlockRead[] = [];
  const exchanges: number[] = [];
  let offset = 0;
  let sw = 0x9000;
  let most = longest;
  const end = Math.min(size ?? REACHABLE[cardClass], REACHABLE[cardClass]);
  while (offset < end) {
    const wanted = Math.min(most, size === null ? most : end - offset);
    const answer = await readBlock(offset, wanted);
    if (!answer.ok) return answer;
    exchanges.push(...answer.value.exchanges);
    const data = size === null ? answer.value.data : answer.value.data.subarray(0, end - offset);
    const reach = reachOf(answer.value.sw, cardClass);
    if (reach !== 'ok' && data.length === 0) {
      const next = size === null && cardClass === 'iso' ? undefined : shorter(answer.value.sw, wanted);
      if (next !== undefined) {
        most = next;
        continue;
      }
      // Not every card knows the odd instruction: what it let be read before stays.
      if (offset >= FAR_OFFSET && cardClass === 'iso') {
        ({ sw } = answer.value);
        break;
      }
      // Past the end of a file whose size nobody told, or that is shorter than its header says: not an error but the end.
      if (offset > 0 && isPastEnd(answer.value.sw)) break;
      if (reach === 'failed') return err(cardFailure(`READ BINARY at ${hexWord(offset)}`, answer.value.sw, cardClass));
      return ok({ bytes: concat(...blocks), reads, exchanges, sw: answer.value.sw, reach });
    }
    sw = answer.value.sw;
    if (data.length === 0) break;
    blocks.push(data);
    reads.push({ exchange: answer.value.exchanges.at(-1) as number, offset, length: data.length });
    offset += data.length;
    if (data.length < wanted && size === null && !cut(concat(...blocks))) break;
    // The card named a length of its own (6Cxx): it is spared the question from now on.
    if (data.length < wanted && answer.value.exchanges.length > 1 && offset < end) most = data.length;
    if (enough(concat(...blocks))) break;
  }
  return ok({ bytes: concat(...blocks), reads, exchanges, sw, reach: 'ok' });
}
