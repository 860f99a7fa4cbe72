import { hexByte, hexWord } from '../../core/base/bytes.ts';
import type { Span } from '../../core/base/span.ts';
import { AS_IT_IS, type CoreWords } from '../text/core-words.ts';
import type { CardModel } from './card-model.ts';
import { labelWords, previewWords } from './node-words.ts';
import { everyNode } from './tree-model.ts';

/** What the palette finds besides acts. */
export interface PaletteEntry {
  readonly kind: 'action' | 'node' | 'finding' | 'clause' | 'bytes' | 'file' | 'reader';
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** Other words under which it is found: those of the standards, where the window speaks another language. */
  readonly also?: string;
}

/** Offset that a query names: `0x20D`, `20Dh`, or four hex digits. */
export function queriedOffset(query: string): number | null {
  const match = /^(?:0x([0-9a-f]{1,4})|([0-9a-f]{1,4})h|([0-9a-f]{4}))$/i.exec(query.trim());
  const digits = match?.[1] ?? match?.[2] ?? match?.[3];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

/** Bytes that a query names: two or more in hex, in groups or not. */
export function queriedBytes(query: string): Uint8Array | null {
  const digits = query.replaceAll(/\s/g, '');
  if (!/^([0-9a-f]{2}){2,}$/i.test(digits)) return null;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export interface BytePlace {
  readonly file: string;
  readonly offset: number;
}

const overlaps = (places: readonly Span[], offset: number, length: number) =>
  places.some((place) => place.offset < offset + length && offset < place.offset + place.length);

/** Places of these bytes in the files of a card, at most so many; what lies in a secret is never found. */
export function findBytes(model: CardModel, wanted: Uint8Array, most: number): readonly BytePlace[] {
  const found: BytePlace[] = [];
  for (const [file, { file: body, secrets }] of model.files) {
    const { bytes } = body;
    for (let at = bytes.indexOf(wanted[0] ?? 0); at >= 0; at = bytes.indexOf(wanted[0] ?? 0, at + 1)) {
      if (!wanted.every((byte, i) => bytes[at + i] === byte) || overlaps(secrets, at, wanted.length)) continue;
      found.push({ file, offset: at });
      if (found.length === most) return found;
    }
  }
  return found;
}

/** `0368 74…` as the palette names found bytes. */
export function bytesLabel(wanted: Uint8Array): string {
  const shown = [...wanted.subarray(0, 8)].map(hexByte).join(' ');
  return wanted.length > 8 ? `${shown} …` : shown;
}

/** Nodes, findings and clauses of a card. A secret's value is in none of them. */
export function cardEntries(model: CardModel, say: CoreWords = AS_IT_IS): readonly PaletteEntry[] {
  const nodes = [...everyNode(model.root)].map((node): PaletteEntry => {
    const value = node.secret ? '' : (previewWords(node, say) ?? '');
    const kind = node.kind === 'file' ? 'file' : 'node';
    const hint = value === '' ? node.mark : `${value} · ${node.mark}`;
    const also = node.secret ? node.label : `${node.label} ${node.preview ?? ''}`;
    return { kind, id: node.id, label: labelWords(node, say), hint, also };
  });
  const findings = model.findings.map(
    ({ code, message, clause, where }, at): PaletteEntry => ({
      kind: 'finding',
      id: `finding:${at}`,
      label: message,
      hint: [code, clause, where.offset === undefined ? '' : hexWord(where.offset)].filter(Boolean).join(' · '),
    }),
  );
  const clauses = model.findings.flatMap(({ clause, message }, at): PaletteEntry[] =>
    clause === null || model.findings.findIndex((finding) => finding.clause === clause) !== at
      ? []
      : [{ kind: 'clause', id: `clause:${at}`, label: clause, hint: message }],
  );
  return [...findings, ...clauses, ...nodes];
}

/** An entry with what is searched, made once for all queries. */
export interface Indexed {
  readonly entry: PaletteEntry;
  readonly label: string;
  readonly text: string;
}

export function indexEntries(entries: readonly PaletteEntry[]): readonly Indexed[] {
  return entries.map((entry) => {
    const label = entry.label.toLowerCase();
    return { entry, label, text: `${label} ${entry.hint} ${entry.also ?? ''}`.toLowerCase() };
  });
}

/** How well an entry fits: its label is it, begins so, has a word that does, or it only stands there. */
function rankOf({ label, text }: Indexed, words: readonly string[]): number {
  if (!words.every((word) => text.includes(word))) return -1;
  const [first = ''] = words;
  if (label === first) return 0;
  if (label.startsWith(first)) return 1;
  if (label.includes(` ${first}`)) return 2;
  return label.includes(first) ? 3 : 4;
}

/**
 * The entries that hold every word of a query, the nearest first; all of them where there is none.
 * @returns at most so many, and how many fit
 */
export function findEntries(
  entries: readonly Indexed[],
  query: string,
  most: number,
): { readonly shown: readonly PaletteEntry[]; readonly count: number } {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  // One list a rank: nothing is sorted.
  const ranks: PaletteEntry[][] = [[], [], [], [], []];
  let count = 0;
  for (const indexed of entries) {
    const rank = words.length === 0 ? 0 : rankOf(indexed, words);
    if (rank < 0) continue;
    count += 1;
    const list = ranks[rank];
    if (list !== undefined && list.length < most) list.push(indexed.entry);
  }
  return { shown: ranks.flat().slice(0, most), count };
}
