import { type AppError, type ErrorText, errorText } from '../../core/base/app-error.ts';
import type { Language } from '../../core/base/error-catalogue.ts';
import { coreReasons } from './core-words.ts';

/** Details that are words, not names or numbers. */
const WORDS: readonly string[] = ['reason', 'holder'];

/** The words of an error, with the reason in it said in the same language. */
export function errorWords(error: AppError, language: Language): ErrorText {
  const say = coreReasons(language);
  const details = Object.entries(error.details).map(([name, value]) => [
    name,
    typeof value === 'string' && WORDS.includes(name) ? say(value) : value,
  ]);
  return errorText({ ...error, details: Object.fromEntries(details) }, language);
}
