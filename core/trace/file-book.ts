import { equalBytes } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { FileHeader } from '../card/file-header.ts';
import type { FilePart } from './apdu-parts.ts';
import { roleOf } from './learn.ts';
import { type NamedFile, NOTHING_KNOWN, type TraceState } from './selection.ts';
import type { TracedLine, TraceView } from './trace-view.ts';
import { applicationFile, keyOf, type TracedFile } from './traced-file.ts';

/** Which line carried which bytes of a file. */
export interface Carried {
  readonly line: number;
  /** Its number among the exchanges, resets not counted. */
  readonly exchange: number;
  readonly in: 'command' | 'response';
  /** Where in the command or the answer the bytes begin; null where they came in several answers. */
  readonly at: number | null;
  /** Where in the body they belong. */
  readonly offset: number;
  readonly length: number;
}

/** All that a trace shows of one file. */
export interface BookFile {
  readonly file: TracedFile;
  /** Latest header of each class. */
  iso?: FileHeader;
  gsm?: FileHeader;
  /** Body as it was at the end; what was never read is 00. */
  body: Uint8Array;
  /** For each byte of the body: 1 where the trace shows it, 2 where it shows a `*` in its place. */
  known: Uint8Array;
  recordLength: number;
  carried: Carried[];
  /** Status word of a READ that the card refused; undefined where none was. */
  refused?: number;
}

const OF_FILES = new Uint8Array(0);

function grown(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return bytes;
  const out = new Uint8Array(length);
  out.set(bytes);
  return out;
}

/** A body beyond this is none of a card's: 15-bit offsets and 254 records of 255 bytes end before. */
const MAX_BODY = 0x20000;

function put(
  entry: BookFile,
  part: FilePart,
  carried: Omit<Carried, 'offset' | 'length'>,
  masked: readonly number[],
): void {
  if (part.record !== null && entry.recordLength === 0)
    entry.recordLength = (entry.iso ?? entry.gsm)?.recordLength || part.bytes.length;
  const offset = part.record === null ? part.offset : (part.record - 1) * entry.recordLength + part.offset;
  const end = offset + part.bytes.length;
  if (end > MAX_BODY || part.bytes.length === 0) return;
  entry.body = grown(entry.body, end);
  entry.known = grown(entry.known, end);
  entry.body.set(part.bytes, offset);
  entry.known.fill(1, offset, end);
  for (const at of masked) entry.known[offset + at] = 2;
  entry.carried.push({ ...carried, offset, length: part.bytes.length });
}

/** Places in `part.bytes` that the line says are masked. */
function maskedIn({ line }: TracedLine, part: FilePart, at: number | null): readonly number[] {
  const of = part.written ? 'c' : 'r';
  if (at === null) return [];
  const out: number[] = [];
  for (const place of line.masked ?? []) {
    if (place.of !== of) continue;
    const from = Math.max(0, place.offset - at);
    const to = Math.min(part.bytes.length, place.offset + place.length - at);
    for (let byte = from; byte < to; byte++) out.push(byte);
  }
  return out;
}

/** The files of a whole trace. */
export class FileBook {
  readonly #files = new Map<string, BookFile>();
  #state: TraceState = NOTHING_KNOWN;
  #exchanges = 0;

  static of(view: TraceView): Result<FileBook> {
    const book = new FileBook();
    const walked = view.each((line) => book.#take(line));
    if (!walked.ok) return walked;
    book.#settle();
    return ok(book);
  }

  /** In the order in which the trace came to them. */
  get files(): readonly BookFile[] {
    return [...this.#files.values()];
  }

  /** All that the trace tells, at its end. */
  get state(): TraceState {
    return this.#state;
  }

  find(file: TracedFile): BookFile | undefined {
    return this.#files.get(keyOf(this.#settled(file)));
  }

  /** What PKCS#15 says of a file. */
  role(file: TracedFile): NamedFile | undefined {
    return roleOf(this.#state, this.#settled(file));
  }

  #entry(file: TracedFile): BookFile {
    const key = keyOf(file);
    const own = this.#files.get(key);
    if (own !== undefined) return own;
    const made: BookFile = { file, body: OF_FILES, known: OF_FILES, recordLength: 0, carried: [] };
    this.#files.set(key, made);
    return made;
  }

  #take(traced: TracedLine): void {
    const { line, step, index } = traced;
    const exchange = this.#exchanges;
    if (line.c !== '') this.#exchanges += 1;
    this.#state = step.state;
    const { file, header, part, sw } = step;
    if (file === null || (file.base === 'unknown' && file.fids.length === 0)) return;
    if (header !== undefined) {
      const entry = this.#entry(file);
      if (step.asked[0] === 0xa0) entry.gsm = header;
      else entry.iso = header;
      if (header.recordLength > 0) entry.recordLength = header.recordLength;
    }
    if (part === undefined) {
      if (sw !== null && refusesRead(step.asked[1] ?? 0, sw)) this.#entry(file).refused = sw;
      return;
    }
    const whole = part.written ? step.command : step.data;
    const sameBuffer = part.bytes.buffer === whole.buffer;
    const at = sameBuffer ? part.bytes.byteOffset - whole.byteOffset : null;
    const place = { line: index, exchange, in: part.written ? 'command' : 'response', at } as const;
    put(this.#entry(file), part, place, maskedIn(traced, part, at));
  }

  /** The application's path may have become known after files in it were seen. */
  #settled(file: TracedFile): TracedFile {
    if (file.base !== 'adf' || file.aid === null) return file;
    const application = applicationFile(file.aid, this.#state.applications);
    return application.base === 'adf' ? file : { ...application, fids: [...application.fids, ...file.fids] };
  }

  #settle(): void {
    for (const [key, entry] of [...this.#files]) {
      const file = this.#settled(entry.file);
      const settled = keyOf(file);
      if (settled === key) continue;
      this.#files.delete(key);
      const other = this.#files.get(settled);
      this.#files.set(settled, other === undefined ? { ...entry, file } : merged(other, entry));
    }
  }
}

const READS: ReadonlySet<number> = new Set([0xb0, 0xb1, 0xb2]);
/** Security status, blocked, referenced data invalidated (TS 102 221 10.2.1.5); access condition, CHV (TS 51.011 9.4.5). */
const REFUSALS: ReadonlySet<number> = new Set([0x6982, 0x6983, 0x6984, 0x6985, 0x9804, 0x9802, 0x9810, 0x9840]);
const refusesRead = (ins: number, sw: number) => READS.has(ins) && REFUSALS.has(sw);

/** Two views of one file, the first counting where both show a byte. */
function merged(first: BookFile, second: BookFile): BookFile {
  const length = Math.max(first.body.length, second.body.length);
  const body = grown(second.body, length).slice();
  const known = grown(second.known, length).slice();
  first.known.forEach((kind, at) => {
    if (kind === 0) return;
    body[at] = first.body[at] as number;
    known[at] = kind;
  });
  return { ...second, ...first, body, known, carried: [...first.carried, ...second.carried] };
}

/** The bytes of a file from `offset` on, where the trace still shows the same ones at its end. */
export function stillHolds(entry: BookFile, offset: number, bytes: Uint8Array): boolean {
  return equalBytes(entry.body.subarray(offset, offset + bytes.length), bytes);
}
