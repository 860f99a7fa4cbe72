import { type CardClass, statusOutcome } from '../apdu/status-words.ts';
import { concat } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { Answer } from '../card/card-link.ts';
import type { FileRead } from './read-result.ts';
import type { Reach } from './walker.ts';

/** Sorts the status word of a SELECT or READ into what it means for the walk. */
export function reachOf(sw: number, cardClass: CardClass): Reach {
  const outcome = statusOutcome(sw, cardClass);
  if (sw === 0x6283 || sw === 0x6284 || sw === 0x6285 || sw === 0x6984 || sw === 0x9810) return 'inactive';
  if (outcome === 'ok' || outcome === 'more' || outcome === 'warning') return 'ok';
  if (outcome === 'refused') return 'refused';
  if (sw === 0x6a82 || sw === 0x9404) return 'missing';
  if (sw === 0x6981 || sw === 0x9408) return 'structure';
  return 'error';
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
  while (size === null ? offset < 0x8000 : offset < size) {
    const wanted = size === null ? 256 : Math.min(256, size - offset);
    const answer = await readBlock(offset, wanted);
    if (!answer.ok) return answer;
    exchanges.push(...answer.value.exchanges);
    const { data } = answer.value;
    const reach = reachOf(answer.value.sw, cardClass);
    if (reach !== 'ok' && data.length === 0) {
      // Past the end of a file whose size nobody told: not an error but the end.
      if (size === null && offset > 0 && reach === 'error') break;
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
