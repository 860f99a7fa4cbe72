import { type CardClass, isKnownStatus, statusDetails, statusOutcome } from '../apdu/status-words.ts';
import { type AppError, appError } from '../base/app-error.ts';

/** How a step into the card ended, short of a broken link. */
export type Reach = 'ok' | 'missing' | 'refused' | 'inactive' | 'structure' | 'error' | 'failed';

/**
 * Sorts the status word of a SELECT or READ into what it means for who walks the card. `failed` says nothing about the card's
 * content: memory or technical problems, a busy toolkit, and what no table knows.
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
  return appError('card-error', { what, ...statusDetails(sw, cardClass) });
}
