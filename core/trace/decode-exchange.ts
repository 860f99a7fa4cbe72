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
import type { TracedLine } from './trace-view.ts';
import { pathOf } from './traced-file.ts';
import type { TracedStep } from './track.ts';

export interface DecodedFile {
  /** `3F007F506421`; `7FFF6421` under an application without a known path; ids alone where nobody knows the DF. */
  readonly path: string;
  /** `EF(ODF)`; null where nothing names it. */
  readonly name: string | null;
  /** AID (hex) of the application it belongs to. */
  readonly aid: string | null;
}

/** One line of a trace, explained. */
export interface DecodedExchange {
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
  /** The header of a file, or what the bytes of a file mean. Places count from the first byte of the header, or of the file. */
  readonly tree: readonly StructureNode[];
}

function decodedFile({ line: _, step }: TracedLine): DecodedFile | null {
  const { file, state } = step;
  if (file === null || (file.base === 'unknown' && file.fids.length === 0)) return null;
  return { path: pathOf(file), name: fileName(file, roleOf(state, file)) ?? null, aid: file.aid };
}

/** The nodes that touch a stretch of the file, and of those only what touches it. */
function within(nodes: readonly StructureNode[], from: number, to: number): readonly StructureNode[] {
  return nodes
    .filter(({ span }) => span.offset < to && span.offset + span.length > from)
    .map((node) => ({ ...node, children: within(node.children, from, to) }));
}

/** Trees of whole files, made once for each. */
const TREES = new WeakMap<BookFile, readonly StructureNode[]>();

function treeOfPart(book: FileBook, { file, part }: TracedStep): readonly StructureNode[] {
  const entry = file === null ? undefined : book.find(file);
  if (entry === undefined || part === undefined) return [];
  const base = part.record === null ? part.offset : (part.record - 1) * entry.recordLength;
  // What was overwritten later means something else now: only the bytes that stand there at the end are explained.
  if (!stillHolds(entry, base, part.bytes)) return [];
  const whole = TREES.get(entry) ?? explainEntry(book, entry);
  TREES.set(entry, whole);
  return within(whole, base, base + part.bytes.length);
}

function treeOf(traced: TracedLine, book: FileBook | undefined): readonly StructureNode[] {
  const { header, part, asked } = traced.step;
  if (header !== undefined) {
    const tree = explainHeader(header.bytes, asked[0] === 0xa0 ? '2g' : '3g');
    return tree === undefined ? [] : [tree];
  }
  return book === undefined || part === undefined ? [] : treeOfPart(book, traced.step);
}

/**
 * Explains a line of a trace.
 * @param book the files of the whole trace; without it what files hold is not explained
 */
export function decodeExchange(traced: TracedLine, book?: FileBook): DecodedExchange {
  const { index, line, step } = traced;
  const { command, data, sw, channel, of } = step;
  const [cla = 0, ins = 0] = command;
  const cardClass = cardClassOf(cla);
  const reset = command.length === 0;
  return {
    index,
    kind: reset ? 'reset' : 'exchange',
    at: line.t,
    took: line.us,
    name: reset ? line.name : commandName(cla, ins),
    parameters: reset ? '' : parameterWords(apduParts(command)),
    channel,
    cardClass,
    command,
    data,
    sw: sw === null ? null : hexWord(sw),
    status: sw === null ? null : { ...explainStatus(sw, cardClass), outcome: statusOutcome(sw, cardClass) },
    file: reset ? null : decodedFile(traced),
    of,
    masked: { command: spansOf(line, 'c'), data: spansOf(line, 'r') },
    error: line.error ?? null,
    tree: reset ? [] : treeOf(traced, book),
  };
}
