import { hexWord } from '../base/bytes.ts';
import type { Language } from '../base/error-catalogue.ts';
import { STATUS_ADVICE, STATUS_COST } from './status-advice.ts';
import type { StatusOutcome, StatusRow } from './status-row.ts';
import { STATUS_WORDS_2G } from './status-words-2g.ts';
import { STATUS_WORDS_ISO } from './status-words-iso.ts';

export type CardClass = '2g' | 'iso';

function fits(pattern: string, sw: string): boolean {
  return [...pattern].every((digit, i) => digit === 'x' || digit === sw[i]);
}

/** Rows that were looked up, by status word: there are no more than 65536 of them, and a trace has few. */
const FOUND: Readonly<Record<CardClass, Map<number, StatusRow | undefined>>> = { '2g': new Map(), iso: new Map() };

function rowOf(sw: number, cardClass: CardClass): StatusRow | undefined {
  const found = FOUND[cardClass];
  if (found.has(sw)) return found.get(sw);
  const rows: readonly StatusRow[] = cardClass === '2g' ? STATUS_WORDS_2G : STATUS_WORDS_ISO;
  const text = hexWord(sw);
  const row = rows.find((one) => fits(one.sw, text));
  found.set(sw, row);
  return row;
}

/** What a status word means for its exchange; an unknown one is an error. */
export function statusOutcome(sw: number, cardClass: CardClass): StatusOutcome {
  return rowOf(sw, cardClass)?.outcome ?? 'error';
}

/** True where the tables have the status word. */
export function isKnownStatus(sw: number, cardClass: CardClass): boolean {
  return rowOf(sw, cardClass) !== undefined;
}

/** The status word in words; what the tables do not have is called unknown. */
export function statusText(sw: number, cardClass: CardClass, language: Language = 'en'): string {
  return rowOf(sw, cardClass)?.[language] ?? (language === 'en' ? 'unknown status word' : '未知状态字');
}

/** A status word with all that is said of it. */
export interface StatusExplanation {
  readonly meaning: string;
  /** What to do next, a sentence. */
  readonly next: string;
  /** What it cost, a sentence. */
  readonly cost: string;
}

/** The status word in words, with the next step and the cost. */
export function explainStatus(sw: number, cardClass: CardClass, language: Language = 'en'): StatusExplanation {
  const row = rowOf(sw, cardClass);
  return {
    meaning: statusText(sw, cardClass, language),
    next: STATUS_ADVICE[row?.next ?? 'unknown'][language],
    cost: STATUS_COST[row?.cost ?? 'unknown'][language],
  };
}

/** What an error says of a status word, in both languages (`…Zh`): its meaning and, as advice, next step and cost. */
export function statusDetails(sw: number, cardClass: CardClass) {
  const en = explainStatus(sw, cardClass);
  const zh = explainStatus(sw, cardClass, 'zh');
  return {
    sw: hexWord(sw),
    meaning: en.meaning,
    meaningZh: zh.meaning,
    advice: `${en.next} ${en.cost}`,
    adviceZh: `${zh.next}${zh.cost}`,
  };
}

/** The class that a CLA byte speaks: A0 is the SIM's, all else ISO's. */
export function cardClassOf(cla: number): CardClass {
  return cla === 0xa0 ? '2g' : 'iso';
}
