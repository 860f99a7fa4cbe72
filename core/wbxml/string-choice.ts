import { tagToken } from './code-pages.ts';
import type { AttributeDraft, TextDraft, WbxmlDraft, WbxmlPart } from './draft.ts';
import { repeatedStretches } from './repeated-stretches.ts';
import { smallestAttributes } from './smallest-attributes.ts';
import { InlineStrings, type Segment, type Strings, segmentsLength, TableStrings } from './strings.ts';

/** Texts of a document with the number of times that they occur. Embedded documents have tables of their own. */
interface Collected {
  readonly texts: Map<string, number>;
  /** The FPI first, then the names without a token: these must stand in the table. */
  readonly names: Set<string>;
}

/** Rounds of looking at what a table is used for, throwing out what does not pay, and putting the busiest first. */
const ROUNDS = 6;

/**
 * The string table that makes a document smallest: texts that repeat, stretches that several texts share, and the ends
 * of others for nothing, each only where the exact count of bytes says so; no table where none pays.
 */
export function chooseStrings(draft: WbxmlDraft): Strings {
  const { texts, names } = collect(draft);
  const plain = new InlineStrings(draft.pinned);
  for (const name of names) plain.name(name);
  let best: { cost: number; strings: Strings } = {
    cost: costOf(texts, plain.bytes().length, inlineSegments),
    strings: plain,
  };
  let table = withoutEnds([...names, ...repeatedStretches(texts, names)]);
  for (let round = 0; round < ROUNDS && table.length > 0; round++) {
    const strings = new TableStrings(table, draft.pinned);
    const uses = usesOf(texts, table, strings);
    const cost = costOf(texts, strings.length, (text) => strings.segments(text));
    if (cost < best.cost) best = { cost, strings };
    const next = table
      .filter((text) => names.has(text) || (uses.get(text)?.saved ?? 0) > 0)
      .sort((a, b) => weight(b, uses) - weight(a, uses));
    if (next.length === table.length && next.every((text, index) => text === table[index])) break;
    table = withoutEnds(next);
  }
  return best.strings;
}

function inlineSegments(text: string): Segment[] {
  return [{ text, index: -1 }];
}

/** Bytes of the table, its length field and all texts. */
function costOf(texts: ReadonlyMap<string, number>, table: number, segments: (text: string) => Segment[]): number {
  let cost = table + (table >= 0x4000 ? 3 : table >= 0x80 ? 2 : 1);
  for (const [text, count] of texts) cost += count * segmentsLength(segments(text));
  return cost;
}

interface Use {
  readonly count: number;
  /** Bytes that the references save beyond what the string costs in the table. */
  readonly saved: number;
}

function usesOf(
  texts: ReadonlyMap<string, number>,
  table: readonly string[],
  strings: TableStrings,
): ReadonlyMap<string, Use> {
  const owner = new Map<string, string>();
  for (const text of table) {
    for (let from = 0; from < text.length; from++) {
      const end = text.slice(from);
      if (!owner.has(end)) owner.set(end, text);
    }
  }
  const uses = new Map<string, Use>();
  for (const text of table) uses.set(text, { count: 0, saved: -(text.length + 1) });
  for (const [text, count] of texts) {
    const segments = strings.segments(text);
    const inline = segmentsLength(inlineSegments(text)) - segmentsLength(segments);
    const references = segments.filter((segment) => segment.index >= 0);
    for (const { text: end } of references) {
      const string = owner.get(end) ?? end;
      const use = uses.get(string) ?? { count: 0, saved: 0 };
      const share = (inline * end.length) / references.reduce((sum, other) => sum + other.text.length, 0);
      uses.set(string, { count: use.count + count, saved: use.saved + count * share });
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
  const texts = new Map<string, number>();
  const names = new Set<string>();
  let attributePage = 0;
  const addText = (part: TextDraft): void => {
    if (part.bytes !== undefined) return;
    for (const piece of part.text.split('\0')) if (piece !== '') texts.set(piece, (texts.get(piece) ?? 0) + 1);
  };
  const addAttributes = (attributes: readonly AttributeDraft[]): void => {
    for (const item of smallestAttributes(attributes, draft.vocabulary, attributePage)) {
      if (item.kind === 'start' || item.kind === 'value') attributePage = item.page;
      if (item.kind === 'name') names.add(item.text.replaceAll('\0', ''));
      if (item.kind === 'text') addText(item);
    }
  };
  const walk = (part: WbxmlPart): void => {
    if (part.kind === 'text') addText(part);
    if (part.kind === 'instruction') addAttributes(part.attributes);
    if (part.kind !== 'element') return;
    if (part.token === undefined && tagToken(draft.vocabulary, part.page, part.name) === undefined)
      names.add(part.name.replaceAll('\0', ''));
    addAttributes(part.attributes ?? []);
    for (const child of part.children) walk(child);
  };
  if (typeof draft.publicId === 'string') names.add(draft.publicId);
  for (const part of draft.before ?? []) walk(part);
  walk(draft.root);
  return { texts, names };
}
