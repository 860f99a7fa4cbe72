import { utf8Length } from './byte-writer.ts';

/** Shorter stretches of a text cost more to point at than they take. */
const SHORTEST = 3;
/** What choosing may cost: beyond these sizes only whole texts are looked at, and only so many stretches are chosen. */
const MOST_CHARACTERS = 16_384;
const MOST_CHOSEN = 64;
const MOST_CANDIDATES = 128;
/** Stretches longer than this are compared no further. */
const LONGEST = 256;

/** Texts with the number of times that they occur. */
interface TextCounts {
  readonly texts: ReadonlyMap<string, number>;
  /** Those that must not stand in pieces. */
  readonly whole: ReadonlyMap<string, number>;
}

interface Candidates {
  /** Texts that occur more than once. */
  readonly whole: readonly string[];
  /** Stretches that several texts share. */
  readonly stretches: readonly string[];
}

/**
 * Strings worth trying in a string table, the likeliest first. A guess by rule of thumb: the exact count comes later.
 * @param names strings that stand in the table anyway.
 */
export function repeatedStretches({ texts, whole }: TextCounts, names: ReadonlySet<string>): Candidates {
  const chosen: string[] = [];
  for (const text of new Set([...texts.keys(), ...whole.keys()])) {
    const count = (texts.get(text) ?? 0) + (whole.get(text) ?? 0);
    if (!names.has(text) && (count - 1) * utf8Length(text) > 1) chosen.push(text);
  }
  const taken = new Set(chosen);
  const rest = [...texts.keys()].filter((text) => text.length >= SHORTEST && !taken.has(text));
  const characters = rest.reduce((sum, text) => sum + text.length, 0);
  return { whole: chosen, stretches: characters > MOST_CHARACTERS ? [] : sharedStretches(rest) };
}

/** Picks the stretch that saves most, takes it out of all texts, and looks again. */
function sharedStretches(texts: readonly string[]): string[] {
  const chosen: string[] = [];
  let pieces = [...texts];
  const candidates = candidatesIn(pieces);
  while (chosen.length < MOST_CHOSEN && candidates.size > 0) {
    let best = '';
    let bestGain = 0;
    for (const candidate of candidates) {
      const gain = gainOf(candidate, pieces);
      if (gain <= 0) candidates.delete(candidate);
      if (gain > bestGain) {
        best = candidate;
        bestGain = gain;
      }
    }
    if (best === '') break;
    chosen.push(best);
    candidates.delete(best);
    pieces = pieces.flatMap((piece) => piece.split(best)).filter((piece) => piece.length >= SHORTEST);
  }
  return chosen;
}

/** Bytes saved by a table string: at the edge of a piece a reference replaces it for two, inside one it splits it for four. */
function gainOf(candidate: string, pieces: readonly string[]): number {
  const bytes = utf8Length(candidate);
  let gain = -(bytes + 1);
  for (const piece of pieces) {
    for (let at = piece.indexOf(candidate); at >= 0; at = piece.indexOf(candidate, at + candidate.length)) {
      const end = at + candidate.length;
      const edges = (at === 0 ? 1 : 0) + (end === piece.length ? 1 : 0);
      gain += bytes - (edges === 2 ? 0 : edges === 1 ? 2 : 4);
    }
  }
  return gain;
}

/** Stretches that begin at two places of the texts and are as long as these agree. */
function candidatesIn(texts: readonly string[]): Set<string> {
  // Places sorted by what follows them: those that share most become neighbours.
  const places = texts.flatMap((text) =>
    Array.from({ length: Math.max(0, text.length - SHORTEST + 1) }, (_, at) => ({ text, at })),
  );
  const ends = places.map(({ text, at }) => text.slice(at, at + LONGEST));
  ends.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const counts = new Map<string, number>();
  for (let i = 1; i < ends.length; i++) {
    const shared = sharedStart(ends[i - 1] ?? '', ends[i] ?? '');
    if (shared.length >= SHORTEST) counts.set(shared, (counts.get(shared) ?? 1) + 1);
  }
  const ranked = [...counts].sort(([a, n], [b, m]) => b.length * m - a.length * n);
  return new Set(ranked.slice(0, MOST_CANDIDATES).map(([text]) => text));
}

function sharedStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  // Half a surrogate pair is no character.
  if (length > 0 && (a.charCodeAt(length - 1) & 0xfc00) === 0xd800) length--;
  const start = a.slice(0, length);
  return (start.charCodeAt(0) & 0xfc00) === 0xdc00 ? '' : start;
}
