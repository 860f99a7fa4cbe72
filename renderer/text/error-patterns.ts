import { ERROR_ROWS } from '../../core/base/error-catalogue.ts';
import type { PhraseRow } from './phrasebook.ts';

/** Letters that a sentence must have besides its places, or it would take any phrase for its own. */
const FEWEST = 8;

/** Both as they stand inside another sentence: without their stop, their places named as a phrasebook has them. */
function rowOf(en: string, zh: string): PhraseRow {
  const names = [...new Set([...en.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))];
  const place = (name: string) => `{name${names.indexOf(name) + 1}}`;
  const placed = (text: string) =>
    text.replace(/[.。]$/, '').replaceAll(/\{(\w+)\}/g, (_, name: string) => place(name));
  return [placed(en), placed(zh)];
}

/** What went wrong as the reason of another error: the sentences of the catalogue, which the core gives in English. */
export const ERROR_PATTERNS: readonly PhraseRow[] = Object.values(ERROR_ROWS)
  .map(({ en, zh }) => rowOf(en.message, zh.message))
  .filter(([en]) => en.replaceAll(/\{\w+\}|[^A-Za-z]/g, '').length >= FEWEST);
