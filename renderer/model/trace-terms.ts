import { FILTER_KEYS } from '../../core/trace/trace-filter.ts';

/** The filter field: terms that are settled, and the one that is being typed. */
export interface FilterField {
  readonly terms: readonly string[];
  readonly typed: string;
}

export const NO_FILTER: FilterField = { terms: [], typed: '' };

/** The words of a text; a blank within quotes belongs to its word. */
function words(text: string): readonly string[] {
  return text.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? [];
}

const isOpen = (text: string) => (text.match(/"/g)?.length ?? 0) % 2 === 1;

/** What was typed: every word with a blank behind it is settled, unless its quotes are open. */
export function typedInto({ terms }: FilterField, text: string): FilterField {
  if (!/\s$/.test(text) || isOpen(text)) return { terms, typed: text };
  return { terms: [...terms, ...words(text)], typed: '' };
}

/** Enter: the last word is settled too. */
export function settled({ terms, typed }: FilterField): FilterField {
  return { terms: [...terms, ...words(typed)], typed: '' };
}

/** Backspace in an empty field: the last term is typed on. */
export function reopened({ terms, typed }: FilterField): FilterField {
  const last = terms.at(-1);
  return typed !== '' || last === undefined ? { terms, typed } : { terms: terms.slice(0, -1), typed: last };
}

export function without({ terms, typed }: FilterField, at: number): FilterField {
  return { terms: terms.filter((_, place) => place !== at), typed };
}

/** A term that is only a key so far says nothing yet. */
const UNFINISHED = new RegExp(`^[-!]?((${Object.keys(FILTER_KEYS).join('|')}|ch):|(ms|at):?[<>])$`, 'i');

/** The filter as the card-host reads it. A term that nobody could fit yet, as `sw:`, waits for its value. */
export function filterText({ terms, typed }: FilterField): string {
  const last = words(typed).filter((word) => !UNFINISHED.test(word) && word !== '-' && word !== '!');
  return [...terms, ...last.map((word) => (isOpen(word) ? `${word}"` : word))].join(' ');
}
