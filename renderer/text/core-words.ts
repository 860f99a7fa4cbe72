import type { Language } from '../../core/base/error-catalogue.ts';
import { FILE_WORDS } from './core-words-files.ts';
import { CORE_LABELS } from './core-words-labels.ts';
import { CORE_PATTERNS } from './core-words-patterns.ts';
import { REASON_PATTERNS, REASON_WORDS } from './core-words-reasons.ts';
import { SERVICE_WORDS } from './core-words-services.ts';
import { STANDARD_WORDS } from './core-words-standards.ts';
import { TRACE_PATTERNS, TRACE_WORDS } from './core-words-trace.ts';
import { XML_PATTERNS, XML_WORDS } from './core-words-xml.ts';
import { ERROR_PATTERNS } from './error-patterns.ts';
import { Phrasebook, type Say } from './phrasebook.ts';

/** Says a phrase of the core in the language of the window. What no table knows is given back as it is. */
export type CoreWords = Say;

/** The phrase as the core has it. */
export const AS_IT_IS: CoreWords = (phrase) => phrase;

const WORDS = { ...TRACE_WORDS, ...STANDARD_WORDS, ...FILE_WORDS, ...SERVICE_WORDS, ...CORE_LABELS };
const PATTERNS = [...TRACE_PATTERNS, ...CORE_PATTERNS];

const CARD = new Phrasebook(WORDS, PATTERNS);
const inChinese: CoreWords = (phrase) => CARD.say(phrase);

/** Sentences have places for any name: they are looked up only where the core gives a reason, never for what a card says. */
const REASONS = new Phrasebook({ ...WORDS, ...XML_WORDS, ...REASON_WORDS }, [
  ...REASON_PATTERNS,
  ...XML_PATTERNS,
  ...PATTERNS,
  ...ERROR_PATTERNS,
]);
const reasonInChinese: CoreWords = (phrase) => REASONS.say(phrase);

/** How the core's words are said in a language: the core speaks English, so that only Chinese changes them. */
export function coreWords(language: Language): CoreWords {
  return language === 'zh' ? inChinese : AS_IT_IS;
}

/** The same for why something is wrong, lost or left out. */
export function coreReasons(language: Language): CoreWords {
  return language === 'zh' ? reasonInChinese : AS_IT_IS;
}
