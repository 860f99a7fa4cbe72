import type { TraceDetail } from '../../electron/ipc/trace-contract.ts';
import { AS_IT_IS, type CoreWords } from '../text/core-words.ts';

/** A type or field of a standard: `SyncHdr`, `opaqueDO`, `NodeName`. */
const OF_STANDARD = /[a-z][A-Z]|^[A-Z][a-z]/;
/** Parts that no standard names: they are words wherever they stand. */
const WORDS: ReadonlySet<string> = new Set(['header', 'padding', 'malformed', 'unknown']);

/** How the name of a part of an answer is said: in a structure that a standard names, every name is the standard's. */
export function carriedLabel(item: TraceDetail['carries'][number], of: TraceDetail['of'], say: CoreWords): string {
  const named = of === 'file' && !WORDS.has(item.label) && item.path.split('/').some((step) => OF_STANDARD.test(step));
  return (named ? AS_IT_IS : say)(item.label);
}

/** The name of what differs between two cards; in a record the way to it. */
export function aspectWords(aspect: string, say: CoreWords): string {
  return aspect.startsWith('record ') ? aspect.split('/').map(say).join('/') : say(aspect);
}

/** What an answer brought, in one line: of its values those that are words. */
export function broughtWords(meaning: string, say: CoreWords): string {
  const whole = say(meaning);
  if (whole !== meaning) return whole;
  const parts = meaning.split(', ');
  const said = parts.map(say);
  return said.some((part, at) => part !== parts[at]) ? said.join('，') : meaning;
}
