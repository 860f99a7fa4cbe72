import type { Language } from '../../core/base/error-catalogue.ts';
import { EN, ZH } from './catalogue.ts';

export type TextCode = keyof typeof EN;
export type Texts = Readonly<Record<TextCode, string>>;
export type TextValues = Readonly<Record<string, string | number>>;

/** Gives the words of a code, with `{name}` filled in. */
export type Translate = (code: TextCode, values?: TextValues) => string;

/** What stands between two sentences: a full-width stop brings its own room. */
export function sentenceGap(language: Language): string {
  return language === 'zh' ? '' : ' ';
}

/** What stands between the parts of a list. */
export function listGap(language: Language): string {
  return language === 'zh' ? '，' : ', ';
}

const CATALOGUES: Readonly<Record<Language, Texts>> = { en: EN, zh: ZH };

function fill(template: string, values: TextValues): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The catalogue of a language. Numbers are grouped by the caller (`formatCount`), so that hex never is. */
export function translator(language: Language): Translate {
  const texts = CATALOGUES[language];
  return (code, values = {}) => fill(texts[code], values);
}

/** `21 Nov 2026, 09:12`: in the time of this machine. */
export function formatTime(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(iso));
}

const COUNT = new Intl.NumberFormat('en-US');

/** `1,392`: both languages group the same way. */
export function formatCount(count: number): string {
  return COUNT.format(count);
}
