import { commandName } from '../apdu/instructions.ts';
import type { StatusOutcome } from '../apdu/status-row.ts';
import { cardClassOf, explainStatus, type StatusExplanation, statusOutcome } from '../apdu/status-words.ts';
import { hexWord } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import type { StructureNode } from '../base/structure.ts';
import { explainHeader } from '../card/header-tree.ts';
import { spansOf } from '../transport/trace-file.ts';
import { apduParts } from './apdu-parts.ts';
import { parameterWords } from './command-words.ts';
import { explainEntry, fileName } from './explain-traced.ts';
import { type BookFile, type FileBook, stillHolds } from './file-book.ts';
import { roleOf } from './learn.ts';
import type { TraceState } from './selection.ts';
import type { TracedLine } from './trace-view.ts';
import { pathOf, type TracedFile } from './traced-file.ts';
import type { TracedStep } from './track.ts';

export interface DecodedFile {
  /** `3F007F506421`; `7FFF6421` under an application without a known path; ids alone where nobody knows the DF. */
  readonly path: string;
  /** `EF(ODF)`; null where nothing names it. */
  readonly name: string | null;
  /** AID (hex) of the application it belongs to. */
  readonly aid: string | null;
}

/** One line of a trace: what it is, and what it is about. */
export interface TraceRow {
  readonly index: number;
  readonly kind: 'exchange' | 'reset';
  /** Microseconds since the session began, and how long the answer took. */
  readonly at: number;
  readonly took: number;
  readonly name: string;
  /** What P1 and P2 ask for. */
  readonly parameters: string;
  readonly channel: number;
  readonly cardClass: '2g' | 'iso';
  readonly command: Uint8Array;
  /** Answer without its status word; of a reset the ATR. */
  readonly data: Uint8Array;
  /** Four hex digits; null where no answer came. */
  readonly sw: string | null;
  readonly status: (StatusExplanation & { readonly outcome: StatusOutcome }) | null;
  readonly file: DecodedFile | null;
  /** The line that this one goes on with: its answer is fetched, or it is sent again with the right length. */
  readonly of: number | null;
  readonly masked: { readonly command: readonly Span[]; readonly data: readonly Span[] };
  readonly error: string | null;
}

/** One line of a trace, explained. */
export interface DecodedExchange extends TraceRow {
  /** The header of a file, or what the bytes of a file mean. Places count from the first byte of the header, or of the file. */
  readonly tree: readonly StructureNode[];
}

/** What is told of a file, by all that is known of the card so far; null where nobody knows which file it is. */
export function decodedFile(file: TracedFile | null, state: TraceState): DecodedFile | null {
  if (file === null || (file.base === 'unknown' && file.fids.length === 0)) return null;
  return { path: pathOf(file), name: fileName(file, roleOf(state, file)) ?? null, aid: file.aid };
}

/** The nodes that touch a stretch of the file, and of those only what touches it. */
function within(nodes: readonly StructureNode[], from: number, to: number): readonly StructureNode[] {
  return nodes
    .filter(({ span }) => span.offset < to && span.offset + span.length > from)
    .map((node) => ({ ...node, children: within(node.children, from, to) }));
}

interface MadeTree {
  readonly pieces: number;
  readonly tree: readonly StructureNode[];
}

/** Trees of whole files, made once for each, and anew when more of the file came. */
const TREES = { shown: new WeakMap<BookFile, MadeTree>(), hidden: new WeakMap<BookFile, MadeTree>() };

function wholeTree(book: FileBook, entry: BookFile, hide: Hide | undefined): readonly StructureNode[] {
  const trees = hide === undefined ? TREES.shown : TREES.hidden;
  const made = trees.get(entry);
  if (made?.pieces === entry.carried.length) return made.tree;
  const tree = explainEntry(book, hide === undefined ? entry : { ...entry, body: hide(entry) });
  trees.set(entry, { pieces: entry.carried.length, tree });
  return tree;
}

function treeOfPart(book: FileBook, { file, part }: TracedStep, hide: Hide | undefined): readonly StructureNode[] {
  const entry = file === null ? undefined : book.find(file);
  if (entry === undefined || part === undefined) return [];
  const base = part.record === null ? part.offset : (part.record - 1) * entry.recordLength;
  // What was overwritten later means something else now: only the bytes that stand there at the end are explained.
  if (!stillHolds(entry, base, part.bytes)) return [];
  return within(wholeTree(book, entry, hide), base, base + part.bytes.length);
}

function treeOf({ step }: TracedLine, book: FileBook | undefined, hide: Hide | undefined): readonly StructureNode[] {
  const { header, part, asked, command } = step;
  if (command.length === 0) return [];
  if (header !== undefined) {
    const tree = explainHeader(header.bytes, asked[0] === 0xa0 ? '2g' : '3g');
    return tree === undefined ? [] : [tree];
  }
  return book === undefined || part === undefined ? [] : treeOfPart(book, step, hide);
}

/** What a row is made of. */
export interface RowParts
  extends Pick<TraceRow, 'index' | 'at' | 'took' | 'channel' | 'data' | 'file' | 'of' | 'masked' | 'error'> {
  /** Empty: a reset. */
  readonly command: Uint8Array;
  readonly resetName: string;
  readonly sw: number | null;
}

/** Puts what is said of a command, its parameters and its status word to a line. */
export function traceRow({ resetName, sw, ...parts }: RowParts): TraceRow {
  const { command, file } = parts;
  const [cla = 0, ins = 0] = command;
  const cardClass = cardClassOf(cla);
  const reset = command.length === 0;
  return {
    ...parts,
    kind: reset ? 'reset' : 'exchange',
    name: reset ? resetName : commandName(cla, ins),
    parameters: reset ? '' : parameterWords(apduParts(command)),
    cardClass,
    sw: sw === null ? null : hexWord(sw),
    status: sw === null ? null : { ...explainStatus(sw, cardClass), outcome: statusOutcome(sw, cardClass) },
    file: reset ? null : file,
  };
}

/** A file's body with what nobody may see as `*`. */
export type Hide = (entry: BookFile) => Uint8Array;

/**
 * Explains a line of a trace.
 * @param book the files of the whole trace; without it what files hold is not explained
 * @param hide where secrets are not masked in the trace itself
 */
export function decodeExchange(traced: TracedLine, book?: FileBook, hide?: Hide): DecodedExchange {
  const { index, line, step } = traced;
  const { command, data, sw, channel, of } = step;
  const masked = { command: spansOf(line, 'c'), data: spansOf(line, 'r') };
  const file = decodedFile(step.file, step.state);
  const { t: at, us: took, name: resetName, error = null } = line;
  return {
    ...traceRow({ index, at, took, resetName, command, data, sw, channel, file, of, masked, error }),
    tree: treeOf(traced, book, hide),
  };
}
