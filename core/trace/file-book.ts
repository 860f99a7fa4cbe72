import { INS } from '../apdu/instructions.ts';
import { cardClassOf } from '../apdu/status-words.ts';
import { equalBytes } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { runThrough, type Stepwise } from '../base/stepwise.ts';
import type { FileHeader } from '../card/file-header.ts';
import { reachOf } from '../card/reach.ts';
import type { Redaction } from '../transport/trace-file.ts';
import type { FilePart } from './apdu-parts.ts';
import { roleOf } from './learn.ts';
import { channelState, type NamedFile, NOTHING_KNOWN, type TraceState } from './selection.ts';
import type { TracedLine, TraceView } from './trace-view.ts';
import { applicationFile, fileOfObject, keyOf, sameFile, type TracedFile } from './traced-file.ts';

/** Which line carried which bytes of a file. */
export interface Carried {
  readonly line: number;
  /** Its number among the exchanges, resets not counted. */
  readonly exchange: number;
  readonly in: 'command' | 'response';
  /** Where in the command or the answer the bytes begin. */
  readonly at: number;
  /** Where in the body they belong. */
  readonly offset: number;
  readonly length: number;
  /** Which version of the body it belongs to: an index into `older`; beyond them, the body itself. */
  readonly version: number;
}

/** A body as it was for a while. */
export interface BookVersion {
  readonly body: Uint8Array;
  /** For each byte of the body: 1 where the trace shows it, 2 where it shows a `*` in its place, 0 where it shows nothing. */
  readonly known: Uint8Array;
}

/** A file that changes more often is not kept in all its states. */
export const MOST_VERSIONS = 256;

/** All that a trace shows of one file. */
export interface BookFile {
  readonly file: TracedFile;
  /** Latest header of each class. */
  iso?: FileHeader;
  gsm?: FileHeader;
  /** Body as it was at the end; what was never read is 00. */
  body: Uint8Array;
  known: Uint8Array;
  /** What the body was before each change of bytes that had been seen. */
  older: BookVersion[];
  recordLength: number;
  /** In the order of their lines. */
  carried: Carried[];
  /** Set where the card let it be selected: as what, by all that the trace tells. */
  selected?: 'folder' | 'file';
  /** Set where the body is data objects, one after the other. */
  objects?: true;
  /** Status word of a READ that the card refused; undefined where none was. */
  refused?: number;
}

const NO_BYTES = new Uint8Array(0);

function grown(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length >= length) return bytes;
  const out = new Uint8Array(length);
  out.set(bytes);
  return out;
}

/** A body beyond this is none of a card's: 15-bit offsets and 254 records of 255 bytes end before. */
const MAX_BODY = 0x20000;

function changes({ body, known }: BookFile, offset: number, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++)
    if ((known[offset + at] ?? 0) !== 0 && body[offset + at] !== bytes[at]) return true;
  return false;
}

function put(
  entry: BookFile,
  part: FilePart,
  carried: Omit<Carried, 'offset' | 'length' | 'version'>,
  masked: readonly number[],
): void {
  if (part.record !== null && entry.recordLength === 0)
    entry.recordLength = (entry.iso ?? entry.gsm)?.recordLength || part.bytes.length;
  const offset = part.record === null ? part.offset : (part.record - 1) * entry.recordLength + part.offset;
  const end = offset + part.bytes.length;
  if (end > MAX_BODY || part.bytes.length === 0) return;
  // The first block of SET DATA begins a new object in the place of the old one (TS 102 221 11.3.2).
  const anew = entry.file.object !== undefined && part.written && offset === 0 && entry.body.length > 0;
  if ((anew || changes(entry, offset, part.bytes)) && entry.older.length < MOST_VERSIONS)
    entry.older.push({ body: entry.body.slice(), known: entry.known.slice() });
  if (anew) {
    entry.body = NO_BYTES;
    entry.known = NO_BYTES;
  }
  entry.body = grown(entry.body, end);
  entry.known = grown(entry.known, end);
  entry.body.set(part.bytes, offset);
  entry.known.fill(1, offset, end);
  for (const at of masked) entry.known[offset + at] = 2;
  entry.carried.push({ ...carried, offset, length: part.bytes.length, version: entry.older.length });
}

/** Places in `part.bytes` that the line says are masked. */
function maskedIn({ line }: TracedLine, part: FilePart, at: number): readonly number[] {
  const of = part.written ? 'c' : 'r';
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
  /** Set where a path of an application became known since the files were settled. */
  #unsettled = false;
  readonly #sessionKeys: Redaction[] = [];
  readonly #verified = new Set<number>();
  /** Classes that were answered with more than that they are not known. */
  #spoke = { iso: false, gsm: false };

  static of(view: TraceView): Result<FileBook> {
    return runThrough(FileBook.building(view));
  }

  /** As `of`, step by step. */
  static *building(view: TraceView): Stepwise<Result<FileBook>> {
    const book = new FileBook();
    const walked = yield* view.walk((line) => book.take(line));
    return walked.ok ? ok(book) : walked;
  }

  /** In the order in which the trace came to them. */
  get files(): readonly BookFile[] {
    return this.everyFile.filter(({ file }) => !isNobody(file));
  }

  /** With what was read where nobody knows which file it was. */
  get everyFile(): readonly BookFile[] {
    this.#settle();
    return [...this.#files.values()];
  }

  /** Key references that a VERIFY with a value was sent for, with success. */
  get verified(): ReadonlySet<number> {
    return this.#verified;
  }

  /** True where the card understood a command of the ISO class. */
  get spokeIso(): boolean {
    return this.#spoke.iso;
  }

  /** True where the card understood a command of class A0. */
  get spokeGsm(): boolean {
    return this.#spoke.gsm;
  }

  /** Places of session keys in the answers to AUTHENTICATE. */
  get sessionKeys(): readonly Redaction[] {
    return this.#sessionKeys;
  }

  /** All that the trace tells, at its end. */
  get state(): TraceState {
    return this.#state;
  }

  find(file: TracedFile): BookFile | undefined {
    this.#settle();
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
    const made: BookFile = { file, body: NO_BYTES, known: NO_BYTES, older: [], recordLength: 0, carried: [] };
    this.#files.set(key, made);
    return made;
  }

  /** The next line of the trace. */
  take(traced: TracedLine): void {
    const { line, step, index } = traced;
    const exchange = this.#exchanges;
    if (line.c !== '') this.#exchanges += 1;
    if (step.state.applications !== this.#state.applications) this.#unsettled = true;
    this.#state = step.state;
    const { file, header, part, sw } = step;
    if (sw !== null && sw !== CLASS_UNKNOWN) this.#spoke[step.command[0] === 0xa0 ? 'gsm' : 'iso'] = true;
    if (step.command[1] === INS.verify && step.command.length > 5 && sw === 0x9000)
      this.#verified.add(step.command[3] ?? 0);
    if (AUTHENTICATE.has(step.asked[1] ?? 0) && step.data.length > 0)
      this.#sessionKeys.push({ exchange, part: 'response', offset: 0, length: step.data.length });
    if (file === null) return;
    if (header !== undefined) {
      const entry = this.#entry(file);
      if (step.asked[0] === 0xa0) entry.gsm = header;
      else entry.iso = header;
      if (header.recordLength > 0) entry.recordLength = header.recordLength;
    }
    if (step.command[1] === INS.select && sw !== null && isReached(sw, step.command[0] ?? 0)) {
      const now = channelState(step.state, step.channel);
      this.#entry(file).selected = sameFile(now.df, file) && now.ef === null ? 'folder' : 'file';
    }
    if (part === undefined) {
      if (sw !== null && refusesRead(step.asked[1] ?? 0, sw)) this.#entry(fileOfObject(file)).refused = sw;
      return;
    }
    const whole = part.written ? step.command : step.data;
    const at = part.bytes.byteOffset - whole.byteOffset;
    const place = { line: index, exchange, in: part.written ? 'command' : 'response', at } as const;
    put(this.#entry(file), part, place, maskedIn(traced, part, at));
  }

  /** The application's path may have become known after files in it were seen. */
  #settled(file: TracedFile): TracedFile {
    if (file.base !== 'adf' || file.aid === null) return file;
    const application = applicationFile(file.aid, this.#state.applications);
    return application.base === 'adf' ? file : { ...file, ...application, fids: [...application.fids, ...file.fids] };
  }

  #settle(): void {
    if (!this.#unsettled) return;
    this.#unsettled = false;
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

/** RUN GSM ALGORITHM and AUTHENTICATE: Kc, CK, IK are in the answer (TS 51.011 8.16, TS 31.102 7.1.2). */
const AUTHENTICATE: ReadonlySet<number> = new Set([0x88, 0x89]);
const CLASS_UNKNOWN = 0x6e00;
function isReached(sw: number, cla: number): boolean {
  const reach = reachOf(sw, cardClassOf(cla));
  return reach === 'ok' || reach === 'inactive';
}
const isNobody = (file: TracedFile) => file.base === 'unknown' && file.fids.length === 0;
const READS: ReadonlySet<number> = new Set([0xb0, 0xb1, 0xb2, INS.retrieveData]);
/** Security status, blocked, referenced data invalidated (TS 102 221 10.2.1.5); access condition, CHV (TS 51.011 9.4.5). */
const REFUSALS: ReadonlySet<number> = new Set([0x6982, 0x6983, 0x6984, 0x6985, 0x9804, 0x9802, 0x9810, 0x9840]);
const refusesRead = (ins: number, sw: number) => READS.has(ins) && REFUSALS.has(sw);

const versionOf = ({ body, known }: BookFile): BookVersion => ({ body, known });

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
  const older = [...first.older, versionOf(first), ...second.older, versionOf(second)];
  const shift = first.older.length + 1;
  const moved = second.carried.map((piece) => ({ ...piece, version: piece.version + shift }));
  const carried = [...first.carried, ...moved].sort((a, b) => a.line - b.line);
  return { ...second, ...first, body, known, older, carried };
}

/** The bytes of a file from `offset` on, where the trace still shows the same ones at its end. */
export function stillHolds(entry: BookFile, offset: number, bytes: Uint8Array): boolean {
  return equalBytes(entry.body.subarray(offset, offset + bytes.length), bytes);
}
