/** Says a phrase in another language; what it does not know is given back as it is. */
export type Say = (phrase: string) => string;

/** A phrase with places, and what it becomes. */
export type PhraseRow = readonly [from: string, to: string];

interface Pattern {
  readonly find: RegExp;
  readonly names: readonly string[];
  readonly to: string;
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

function compile([from, to]: PhraseRow): Pattern {
  const names: string[] = [];
  const parts = from.split(/(\{[a-z]+\d?\})/).map((part) => {
    const [, name, kind] = /^\{(([a-z]+)\d?)\}$/.exec(part) ?? [];
    if (name === undefined || kind === undefined) return part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(name);
    return PLACES[kind] ?? '';
  });
  return { find: new RegExp(`^${parts.join('')}$`, 's'), names, to };
}

/** What stands the same in every language: numbers, hex, paths, key names, and single names with a capital or a digit. */
const SAME = /^(?:[^a-z]*|(?:pin|chv|puk|adm)\d+|[^ ]*[A-Z0-9][^ ]*)$/;

/** What is longer is a value. */
const LONGEST = 600;
/** Phrases kept: those of a card are few, its numbers are many. */
const MOST = 4000;

/**
 * Exact phrases, patterns with places, and lists of both. `{n}` takes digits, `{hex}` bytes in hex, `{date}` a date, `{type}` a
 * type of ASN.1, `{name}` anything as it is; `{words}` what the book knows or what is the same in every language. The first
 * pattern that fits counts.
 */
export class Phrasebook {
  readonly #exact: ReadonlyMap<string, string>;
  readonly #patterns: readonly Pattern[];
  readonly #said = new Map<string, string>();

  constructor(exact: Readonly<Record<string, string>>, patterns: readonly PhraseRow[]) {
    this.#exact = new Map(Object.entries(exact));
    this.#patterns = patterns.map(compile);
  }

  say(phrase: string): string {
    if (phrase.length > LONGEST) return phrase;
    const kept = this.#said.get(phrase);
    if (kept !== undefined) return kept;
    if (this.#said.size >= MOST) this.#said.clear();
    const words = this.#known(phrase) ?? phrase;
    this.#said.set(phrase, words);
    return words;
  }

  #known(phrase: string): string | undefined {
    const exact = this.#exact.get(phrase);
    if (exact !== undefined) return exact;
    for (const pattern of this.#patterns) {
      const match = pattern.find.exec(phrase);
      const filled = match === null ? undefined : this.#fill(pattern, match.slice(1));
      if (filled !== undefined) return filled;
    }
    return this.#list(phrase, '; ', '；') ?? this.#list(phrase, ', ', '，');
  }

  /** A part of a phrase: words that are known, or what is the same in every language. */
  #part(phrase: string): string | undefined {
    return this.#known(phrase) ?? (SAME.test(phrase) ? phrase : undefined);
  }

  #fill({ names, to }: Pattern, values: readonly string[]): string | undefined {
    const filled = new Map<string, string>();
    for (const [at, name] of names.entries()) {
      const value = values[at] ?? '';
      const words = name.startsWith('words') ? this.#part(value) : value;
      if (words === undefined) return undefined;
      filled.set(name, words);
    }
    return to.replaceAll(/\{([a-z]+\d?)\}/g, (whole, name: string) => filled.get(name) ?? whole);
  }

  /** A list is known where each of its parts is, and one of them has words. */
  #list(phrase: string, between: string, joined: string): string | undefined {
    if (!phrase.includes(between)) return undefined;
    const items = phrase.split(between);
    const said = items.map((item) => this.#part(item));
    return said.every((item) => item !== undefined) && said.some((item, at) => item !== items[at])
      ? said.join(joined)
      : undefined;
  }
}
