import { type AppError, type ErrorText, errorText } from '../../core/base/app-error.ts';
import type { Language } from '../../core/base/error-catalogue.ts';
import { coreReasons } from './core-words.ts';

/** Details that are words, not names or numbers. */
const WORDS: readonly string[] = ['reason', 'holder', 'tries', 'place', 'file'];

/** A key as the core names it; on screen it stands in capitals. */
const KEY = /^(pin|chv|puk|adm)\d+$/;

/** The words of an error, with the reason in it said in the same language. */
export function errorWords(error: AppError, language: Language): ErrorText {
  const say = coreReasons(language);
  const shown = (name: string, value: string) =>
    WORDS.includes(name) ? say(value) : KEY.test(value) ? value.toUpperCase() : value;
  const details = Object.entries(error.details).map(([name, value]) => [
    name,
    typeof value === 'string' ? shown(name, value) : value,
  ]);
  return errorText({ ...error, details: Object.fromEntries(details) }, language);
}
