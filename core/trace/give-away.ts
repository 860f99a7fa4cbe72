import { fromHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { isDirectory, occurrencesOf } from '../bootstrap/redact-image.ts';
import { isPersonal } from '../card/personal-files.ts';
import { matchPkcs15Aid } from '../pkcs15/ef-dir.ts';
import { exchangesOf, type Redaction, redactTrace, type TraceFile } from '../transport/trace-file.ts';
import { type BookFile, FileBook } from './file-book.ts';
import { redactionsOf, traceSecrets } from './trace-secrets.ts';
import { sourceOf } from './trace-source.ts';
import { TraceView } from './trace-view.ts';
import { knownOf, pathOf } from './traced-file.ts';

export interface GiveAwayOptions {
  /** Files about a person stay as they are. */
  readonly keepIdentity?: boolean;
  /** Secrets that are known from elsewhere: masked wherever they stand. */
  readonly values?: readonly Uint8Array[];
}

/** The PKCS#15 application, by its name or by the file id that DM Bootstrap gives it (D.2.1). */
function isBootstrap({ file }: BookFile): boolean {
  const aid = file.aid === null ? null : (fromHex(file.aid) ?? null);
  return matchPkcs15Aid(aid) !== 'none' || pathOf(file).startsWith('3F007F50');
}

/** What no standard names may hold anything, but for directories of the application and what they lead to. */
function isPrivate(book: FileBook, entry: BookFile, keepIdentity: boolean): boolean {
  const known = knownOf(entry.file);
  if (known === undefined) {
    const role = book.role(entry.file);
    // What a directory of keys leads to is a key; what a DODF leads to has an OID.
    const isTold = role !== undefined && (role.role !== 'value' || role.oid !== undefined);
    return !isTold && !(isBootstrap(entry) && isDirectory(entry.body));
  }
  return known.secret || (!keepIdentity && isPersonal(known));
}

function privatePieces(book: FileBook, keepIdentity: boolean): readonly Redaction[] {
  const entries = book.everyFile.filter((entry) => isPrivate(book, entry, keepIdentity));
  return entries.flatMap(({ carried }) =>
    carried.flatMap((piece) => redactionsOf(piece, [{ offset: piece.offset, length: piece.length }])),
  );
}

/** FETCH, TERMINAL RESPONSE and ENVELOPE carry short messages, places and the number of the telephone (TS 102 223). */
const TOOLKIT: ReadonlySet<number> = new Set([0x12, 0x14, 0xc2]);

/** Header and length of a command; the status word of an answer. */
const HEADER = 5;
const STATUS = 2;

function redactionsIn(trace: TraceFile, { keepIdentity = false, values = [] }: GiveAwayOptions): readonly Redaction[] {
  return exchangesOf(trace).flatMap(({ index: exchange, command, response }) => {
    const isToolkit = !keepIdentity && TOOLKIT.has(command[1] ?? 0);
    const whole = [
      { part: 'command', offset: HEADER, length: command.length - HEADER },
      { part: 'response', offset: 0, length: response.length - STATUS },
    ] as const;
    const found = [
      ...occurrencesOf(values, command).map((span) => ({ part: 'command' as const, ...span })),
      ...occurrencesOf(values, response).map((span) => ({ part: 'response' as const, ...span })),
    ];
    const all = [...(isToolkit ? whole : []), ...found].filter(({ length }) => length > 0);
    return all.map((place) => ({ exchange, ...place }));
  });
}

/**
 * A trace that can be given away: secrets of messages and keys masked, what is about a person, what stands in files that no
 * standard names, and what toolkit commands carry. Credentials are masked already.
 * @returns `trace-invalid` where a line does not decode
 */
export function traceToGiveAway(trace: TraceFile, options: GiveAwayOptions = {}): Result<TraceFile> {
  const book = FileBook.of(new TraceView(sourceOf(trace)));
  if (!book.ok) return book;
  const { keepIdentity = false } = options;
  const redactions = [
    ...traceSecrets(book.value),
    ...privatePieces(book.value, keepIdentity),
    ...redactionsIn(trace, options),
  ];
  const redacted = redactTrace(trace, redactions);
  const nameOnly = (reader: string) => reader.replace(/^(\w+:)?.*[/\\]/, '$1');
  return ok({
    header: { ...redacted.header, reader: nameOnly(redacted.header.reader) },
    lines: redacted.lines.map((line) => ({ ...line, reader: nameOnly(line.reader) })),
  });
}
