import { utf8Length } from './byte-writer.ts';
import { attributeStart, attributeValue, type Vocabulary, writableAttributes } from './code-pages.ts';
import type { AttributeDraft } from './draft.ts';

interface Way {
  readonly cost: number;
  readonly items: readonly AttributeDraft[];
  /** Attribute page where it ends. */
  readonly page: number;
}

/** Longer values are written as they came. */
const LONGEST = 1024;

/**
 * The same attributes with the tokens that make them smallest: a start token that says the first characters of the
 * value, value tokens for as much of the rest as pays, page switches counted. Attributes with opaque data, extensions or
 * tokens that the tables do not have stay as they are.
 */
export function smallestAttributes(
  attributes: readonly AttributeDraft[],
  vocabulary: Vocabulary,
  firstPage: number,
): readonly AttributeDraft[] {
  const out: AttributeDraft[] = [];
  let page = firstPage;
  for (let at = 0; at < attributes.length; ) {
    let next = at + 1;
    while (next < attributes.length && !begins(attributes[next])) next++;
    const given = attributes.slice(at, next);
    const plain = plainAttribute(given, vocabulary);
    const items = plain === undefined ? given : smallest(plain.name, plain.value, vocabulary, page);
    for (const item of items ?? given) {
      out.push(item);
      if (item.kind === 'start' || item.kind === 'value') page = item.page;
    }
    at = next;
  }
  return out;
}

function begins(item: AttributeDraft | undefined): boolean {
  return item?.kind === 'start' || item?.kind === 'name';
}

/** Name and value of an attribute that is known as a whole. */
function plainAttribute(
  items: readonly AttributeDraft[],
  vocabulary: Vocabulary,
): { readonly name: string; readonly value: string } | undefined {
  const [first, ...rest] = items;
  if (first?.kind !== 'start') return undefined;
  const row = attributeStart(vocabulary, first.page, first.token);
  if (row === undefined) return undefined;
  let value = row.prefix ?? '';
  for (const item of rest) {
    const text =
      item.kind === 'value'
        ? attributeValue(vocabulary, item.page, item.token)
        : item.kind === 'text' && item.bytes === undefined
          ? item.text
          : undefined;
    if (text === undefined) return undefined;
    value += text;
  }
  return value.length > LONGEST ? undefined : { name: row.name, value };
}

function smallest(
  name: string,
  value: string,
  vocabulary: Vocabulary,
  page: number,
): readonly AttributeDraft[] | undefined {
  const { starts, values } = writableAttributes(vocabulary);
  let best: Way | undefined;
  for (const start of starts) {
    const prefix = start.prefix ?? '';
    if (start.name !== name || !value.startsWith(prefix)) continue;
    const rest = restOf(value.slice(prefix.length), start.page, values);
    const cost = 1 + (start.page === page ? 0 : 2) + rest.cost;
    if (best === undefined || cost < best.cost) {
      best = { cost, page: rest.page, items: [{ kind: 'start', page: start.page, token: start.token }, ...rest.items] };
    }
  }
  return best?.items;
}

type ValueRow = ReturnType<typeof writableAttributes>['values'][number];

/** Value tokens and inline strings for `text`, by dynamic programming from its start; a state is a place and a page. */
function restOf(text: string, page: number, values: readonly ValueRow[]): Way {
  const ways: Map<number, Way>[] = Array.from({ length: text.length + 1 }, () => new Map());
  ways[0]?.set(page, { cost: 0, items: [], page });
  const offer = (at: number, way: Way): void => {
    const known = ways[at]?.get(way.page);
    if (known === undefined || way.cost < known.cost) ways[at]?.set(way.page, way);
  };
  const marks = values.flatMap((row) => occurrences(text, row.value).map((at) => ({ at, row })));
  // Strings begin and end where tokens could stand, and at the ends.
  const edges = [...new Set([0, text.length, ...marks.flatMap(({ at, row }) => [at, at + row.value.length])])].sort(
    (a, b) => a - b,
  );
  for (const from of edges) {
    for (const way of [...(ways[from]?.values() ?? [])]) {
      for (const { at, row } of marks) {
        if (at !== from) continue;
        const cost = way.cost + 1 + (row.page === way.page ? 0 : 2);
        const item = { kind: 'value', page: row.page, token: row.token } as const;
        offer(from + row.value.length, { cost, items: [...way.items, item], page: row.page });
      }
      for (const to of edges) {
        if (to <= from) continue;
        const piece = text.slice(from, to);
        const item = { kind: 'text', text: piece } as const;
        offer(to, { cost: way.cost + 2 + utf8Length(piece), items: [...way.items, item], page: way.page });
      }
    }
  }
  const ends = [...(ways[text.length]?.values() ?? [])];
  return ends.reduce((a, b) => (b.cost < a.cost ? b : a), ends[0] ?? { cost: 0, items: [], page });
}

function occurrences(text: string, value: string): number[] {
  const out: number[] = [];
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) out.push(at);
  return out;
}
