import type { Language } from '../../core/base/error-catalogue.ts';
import { FILE_WORDS } from './core-words-files.ts';
import { CORE_LABELS } from './core-words-labels.ts';
import { CORE_PATTERNS } from './core-words-patterns.ts';
import { SERVICE_WORDS } from './core-words-services.ts';
import { STANDARD_WORDS } from './core-words-standards.ts';
import { TRACE_PATTERNS, TRACE_WORDS } from './core-words-trace.ts';

/** Says a phrase of the core in the language of the window. What no table knows is given back as it is. */
export type CoreWords = (phrase: string) => string;

/** The phrase as the core has it. */
export const AS_IT_IS: CoreWords = (phrase) => phrase;

const EXACT: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...TRACE_WORDS, ...STANDARD_WORDS, ...FILE_WORDS, ...SERVICE_WORDS, ...CORE_LABELS }),
);

interface Pattern {
  readonly find: RegExp;
  readonly names: readonly string[];
  readonly zh: string;
}

/** What a place of a pattern takes, by the letters of its name. */
const PLACES: Readonly<Record<string, string>> = {
  n: '(-?\\d+)',
  hex: '((?:[0-9A-F]{2})+)',
  date: '(\\d{4}-\\d\\d-\\d\\d\\S*|no date)',
  type: '(\\[\\d+\\]|SEQUENCE|SET|OID|NULL|INTEGER|BOOLEAN|ENUMERATED|(?:BIT|OCTET) STRING|\\w+String|\\w+Time)',
  name: '(.+?)',
  words: '(.+?)',
};

function compile([en, zh]: readonly [en: string, zh: string]): Pattern {
  const names: string[] = [];
  const parts = en.split(/(\{[a-z]+\d?\})/).map((part) => {
    const [, name, kind] = /^\{(([a-z]+)\d?)\}$/.exec(part) ?? [];
    if (name === undefined || kind === undefined) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(name);
    return PLACES[kind] ?? '';
  });
  return { find: new RegExp(`^${parts.join('')}$`, 's'), names, zh };
}

const PATTERNS: readonly Pattern[] = [...TRACE_PATTERNS, ...CORE_PATTERNS].map(compile);

/** What stands the same in every language: numbers, hex, paths, key names, and single names with a capital or a digit. */
const SAME = /^(?:[^a-z]*|(?:pin|chv|puk|adm)\d+|[^ ]*[A-Z0-9][^ ]*)$/;

/** The words in Chinese; undefined where they are not known. */
function known(phrase: string): string | undefined {
  const exact = EXACT.get(phrase);
  if (exact !== undefined) return exact;
  for (const { find, names, zh } of PATTERNS) {
    const match = find.exec(phrase);
    const filled = match && fill(zh, names, match.slice(1));
    if (filled != null) return filled;
  }
  return listOf(phrase, '; ', '；') ?? listOf(phrase, ', ', '，');
}

/** A part of a phrase: words that are known, or what is the same in every language. */
function part(phrase: string): string | undefined {
  return known(phrase) ?? (SAME.test(phrase) ? phrase : undefined);
}

function fill(template: string, names: readonly string[], values: readonly string[]): string | null {
  const said = new Map<string, string>();
  for (const [at, name] of names.entries()) {
    const value = values[at] ?? '';
    const words = name.startsWith('words') ? part(value) : value;
    if (words === undefined) return null;
    said.set(name, words);
  }
  return template.replaceAll(/\{([a-z]+\d?)\}/g, (whole, name: string) => said.get(name) ?? whole);
}

/** A list is known where each of its parts is, and one of them has words. */
function listOf(phrase: string, between: string, joined: string): string | undefined {
  if (!phrase.includes(between)) return undefined;
  const items = phrase.split(between);
  const said = items.map(part);
  return said.every((item) => item !== undefined) && said.some((item, at) => item !== items[at])
    ? said.join(joined)
    : undefined;
}

const said = new Map<string, string>();
/** What is longer is a value. */
const LONGEST = 600;
/** Phrases kept: those of a card are few, its numbers are many. */
const MOST = 4000;

function inChinese(phrase: string): string {
  if (phrase.length > LONGEST) return phrase;
  const kept = said.get(phrase);
  if (kept !== undefined) return kept;
  if (said.size >= MOST) said.clear();
  const words = known(phrase) ?? phrase;
  said.set(phrase, words);
  return words;
}

/** How the core's words are said in a language: the core speaks English, so that only Chinese changes them. */
export function coreWords(language: Language): CoreWords {
  return language === 'zh' ? inChinese : AS_IT_IS;
}
