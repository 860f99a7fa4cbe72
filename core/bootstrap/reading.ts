import { type CardClass, isKnownStatus, statusOutcome, statusText } from '../apdu/status-words.ts';
import { type AppError, appError } from '../base/app-error.ts';
import { concat, hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Answer } from '../card/card-link.ts';
import type { FileRead } from './read-result.ts';
import type { Reach } from './walker.ts';

/**
 * Sorts the status word of a SELECT or READ into what it means for the walk. `failed` says nothing about the card's content:
 * memory or technical problems, a busy toolkit, and what no table knows.
 */
export function reachOf(sw: number, cardClass: CardClass): Reach {
  const outcome = statusOutcome(sw, cardClass);
  if (sw === 0x6283 || sw === 0x6284 || sw === 0x6285 || sw === 0x6984 || sw === 0x9810) return 'inactive';
  if (outcome === 'ok' || outcome === 'more' || outcome === 'warning') return 'ok';
  if (outcome === 'refused') return 'refused';
  if (sw === 0x6a82 || sw === 0x9404) return 'missing';
  if (sw === 0x6981 || sw === 0x9408) return 'structure';
  const sw1 = sw >> 8;
  const technical =
    sw1 === 0x64 ||
    sw1 === 0x65 ||
    sw1 === 0x6f ||
    sw === 0x9240 ||
    outcome === 'busy' ||
    !isKnownStatus(sw, cardClass);
  return technical ? 'failed' : 'error';
}

/** Past the end of a file (TS 102 221 10.2.1.5: 6B00; TS 51.011 9.4.4: 9402) or of its records (6A83). */
export function isPastEnd(sw: number): boolean {
  return sw >> 8 === 0x6b || sw === 0x9402 || sw === 0x6a83;
}

/** The card failed to do what it was asked; what it holds is not known. */
export function cardFailure(what: string, sw: number, cardClass: CardClass): AppError {
  return appError('card-error', {
    what,
    sw: hexWord(sw),
    meaning: statusText(sw, cardClass),
    advice: 'Take the card out, clean its contacts, put it back and read it again.',
  });
}

export interface Collected {
  readonly bytes: Uint8Array;
  readonly reads: readonly FileRead[];
  readonly exchanges: readonly number[];
  readonly sw: number;
  readonly reach: Reach;
}

/**
 * Reads a transparent file from offset 0 in blocks until it is enough or the file ends.
 *
 * @param readBlock one READ BINARY; `wanted` is 256 where the size is unknown.
 * @param size body size, null where unknown: then the end shows itself by a short block or an offset refused (6Bxx, 9402).
 */
export async function collect(
  readBlock: (offset: number, wanted: number) => Promise<Result<Answer>>,
  size: number | null,
  enough: (bytes: Uint8Array) => boolean,
  cardClass: CardClass,
): Promise<Result<Collected>> {
  const blocks: Uint8Array[] = [];
  const reads: FileRead[] = [];
  const exchanges: number[] = [];
  let offset = 0;
  let sw = 0x9000;
  // P1 has 7 bits of the offset in the ISO class, b8 would name a short file id (TS 102 221 11.1.3); 8 bits in class A0.
  const reachable = cardClass === 'iso' ? 0x8000 : 0x10000;
  const end = Math.min(size ?? reachable, reachable);
  while (offset < end) {
    const wanted = Math.min(256, size === null ? 256 : end - offset);
    const answer = await readBlock(offset, wanted);
    if (!answer.ok) return answer;
    exchanges.push(...answer.value.exchanges);
    const { data } = answer.value;
    const reach = reachOf(answer.value.sw, cardClass);
    if (reach !== 'ok' && data.length === 0) {
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
    if (data.length < wanted && size === null) break;
    if (enough(concat(...blocks))) break;
  }
  return ok({ bytes: concat(...blocks), reads, exchanges, sw, reach: 'ok' });
}
