import { uintLength, utf8Length } from './byte-writer.ts';
import { tagToken } from './code-pages.ts';
import { type AttributeDraft, isWhole, type TextDraft, type WbxmlDraft, type WbxmlPart } from './draft.ts';
import { repeatedStretches } from './repeated-stretches.ts';
import { smallestAttributes } from './smallest-attributes.ts';
import { InlineStrings, type Segment, type Strings, segmentsLength, TableStrings } from './strings.ts';

/** Strings of a document. Embedded documents have tables of their own. */
interface Collected {
  readonly texts: Map<string, number>;
  /** Those that must not stand in pieces. */
  readonly whole: Map<string, number>;
  /** The FPI first, then the names without a token: these must stand in the table. */
  readonly names: Set<string>;
}

/** Rounds of looking at what a table is used for, throwing out what does not pay, and putting the busiest first. */
const ROUNDS = 6;
/** Strings of the best table that are left out on trial: those that pay least. */
const TRIALS = 8;

/**
 * The string table that makes a document smallest: texts that repeat, stretches that several texts share, and the ends
 * of others for nothing, each only where the exact count of bytes says so; no table where none pays.
 */
export function chooseStrings(draft: WbxmlDraft): Strings {
  const collected = collect(draft);
  const { names } = collected;
  const plain = new InlineStrings(draft.pinned);
  for (const name of names) plain.name(name);
  const inline: Ways = { texts: inlineSegments, whole: inlineSegments };
  const none = {
    cost: costOf(collected, plain.bytes().length, inline),
    strings: plain,
    table: [...names],
    uses: new Map(),
  };
  const { whole, stretches } = repeatedStretches(collected, names);
  const first = refined(collected, [...names, ...whole, ...stretches], draft.pinned);
  const second = stretches.length === 0 ? first : refined(collected, [...names, ...whole], draft.pinned);
  let best: Choice = [none, first, second].reduce((a, b) => (b.cost < a.cost ? b : a));
  const doubtful = best.table
    .filter((text) => !names.has(text))
    .sort((a, b) => (best.uses.get(a)?.saved ?? 0) - (best.uses.get(b)?.saved ?? 0));
  for (const text of doubtful.slice(0, TRIALS)) {
    const without = choiceOf(collected, withoutEnds(best.table.filter((other) => other !== text)), draft.pinned);
    if (without.cost < best.cost) best = without;
  }
  return best.strings;
}

interface Choice {
  readonly cost: number;
  readonly strings: Strings;
  readonly table: readonly string[];
  readonly uses: ReadonlyMap<string, Use>;
}

function choiceOf(collected: Collected, table: readonly string[], pinned: Uint8Array | undefined): Choice {
  const strings = new TableStrings(table, pinned);
  const ways: Ways = { texts: (text) => strings.segments(text), whole: (text) => strings.wholeSegment(text) };
  const cost = costOf(collected, strings.length, ways);
  return { cost, strings, table, uses: usesOf(collected, table, ways) };
}

/** The best of the tables that come from `start` by leaving out what does not pay. */
function refined(collected: Collected, start: readonly string[], pinned: Uint8Array | undefined): Choice {
  let choice = choiceOf(collected, withoutEnds(start), pinned);
  let best = choice;
  for (let round = 1; round < ROUNDS; round++) {
    const { uses, table } = choice;
    const next = table
      .filter((text) => collected.names.has(text) || (uses.get(text)?.saved ?? 0) > 0)
      .sort((a, b) => weight(b, uses) - weight(a, uses));
    if (next.length === table.length && next.every((text, index) => text === table[index])) break;
    choice = choiceOf(collected, withoutEnds(next), pinned);
    if (choice.cost < best.cost) best = choice;
  }
  return best;
}

/** How the two kinds of texts are written. */
type Ways = Readonly<Record<'texts' | 'whole', (text: string) => Segment[]>>;

function inlineSegments(text: string): Segment[] {
  return [{ text, index: -1 }];
}

/** Bytes of the table, its length field and all texts. */
function costOf(collected: Collected, table: number, ways: Ways): number {
  let cost = table + uintLength(table);
  for (const kind of ['texts', 'whole'] as const) {
    for (const [text, count] of collected[kind]) cost += count * segmentsLength(ways[kind](text));
  }
  return cost;
}

interface Use {
  readonly count: number;
  /** Bytes that the references save beyond what the string costs in the table. */
  readonly saved: number;
}

function usesOf(collected: Collected, table: readonly string[], ways: Ways): ReadonlyMap<string, Use> {
  const owner = new Map<string, string>();
  for (const text of table) {
    for (let from = 0; from < text.length; from++) {
      const end = text.slice(from);
      if (!owner.has(end)) owner.set(end, text);
    }
  }
  const uses = new Map<string, Use>();
  for (const text of table) uses.set(text, { count: 0, saved: -(utf8Length(text) + 1) });
  for (const kind of ['texts', 'whole'] as const) {
    for (const [text, count] of collected[kind]) {
      const segments = ways[kind](text);
      const inline = segmentsLength(inlineSegments(text)) - segmentsLength(segments);
      const references = segments.filter((segment) => segment.index >= 0);
      const characters = references.reduce((sum, reference) => sum + reference.text.length, 0);
      for (const { text: end } of references) {
        const string = owner.get(end) ?? end;
        const use = uses.get(string) ?? { count: 0, saved: 0 };
        const share = (inline * end.length) / characters;
        uses.set(string, { count: use.count + count, saved: use.saved + count * share });
      }
    }
  }
  return uses;
}

/** Strings that are pointed at most per byte come first, where an index takes one byte. */
function weight(text: string, uses: ReadonlyMap<string, Use>): number {
  return (uses.get(text)?.count ?? 0) / (text.length + 1);
}

/** A string that ends another one needs no place of its own. */
function withoutEnds(strings: readonly string[]): string[] {
  const all = [...new Set(strings)];
  return all.filter((text) => text !== '' && !all.some((other) => other !== text && other.endsWith(text)));
}

function collect(draft: WbxmlDraft): Collected {
  const collected: Collected = { texts: new Map(), whole: new Map(), names: new Set() };
  const { names } = collected;
  let attributePage = 0;
  const addText = (part: TextDraft, kind: 'texts' | 'whole'): void => {
    if (part.bytes !== undefined) return;
    const texts = collected[kind];
    for (const piece of part.text.split('\0')) if (piece !== '') texts.set(piece, (texts.get(piece) ?? 0) + 1);
  };
  const addAttributes = (attributes: readonly AttributeDraft[]): void => {
    for (const item of smallestAttributes(attributes, draft.vocabulary, attributePage)) {
      if (item.kind === 'start' || item.kind === 'value') attributePage = item.page;
      if (item.kind === 'name') names.add(item.text.replaceAll('\0', ''));
      if (item.kind === 'text') addText(item, 'texts');
    }
  };
  const walk = (part: WbxmlPart, kind: 'texts' | 'whole'): void => {
    if (part.kind === 'text') addText(part, kind);
    if (part.kind === 'instruction') addAttributes(part.attributes);
    if (part.kind !== 'element') return;
    if (part.token === undefined && tagToken(draft.vocabulary, part.page, part.name) === undefined)
      names.add(part.name.replaceAll('\0', ''));
    addAttributes(part.attributes ?? []);
    const inner = isWhole(part, draft.vocabulary) ? 'whole' : 'texts';
    for (const child of part.children) walk(child, inner);
  };
  if (typeof draft.publicId === 'string') names.add(draft.publicId);
  for (const part of draft.before ?? []) walk(part, 'texts');
  walk(draft.root, 'texts');
  return collected;
}
