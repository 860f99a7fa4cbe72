import { equalBytes, fromHex, isFilled } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { type Span, shiftSpan } from '../base/span.ts';
import { isPause, runThrough, type Stepwise } from '../base/stepwise.ts';
import { fileSecrets, unnamedSecrets } from '../bootstrap/file-secrets.ts';
import { secretSpans } from '../card/decode-known-file.ts';
import { MASK } from '../transport/redaction.ts';
import { type Redaction, redactTrace } from '../transport/trace-file.ts';
import { cardFileOf, explainEntry, fileRole, objectsIn } from './explain-traced.ts';
import { type BookFile, type BookVersion, type Carried, FileBook, MOST_VERSIONS } from './file-book.ts';
import { contentStart } from './object-part.ts';
import { readTraceOf, sourceOf, type TraceSource } from './trace-source.ts';
import { TraceView } from './trace-view.ts';
import { knownOf } from './traced-file.ts';

/** A data object of a BER-TLV file: all of it where a standard calls the file's content a secret, else what a message in it hides. */
function objectSecrets({ file, body }: BookFile): readonly Span[] {
  const start = contentStart(body);
  if (knownOf(file)?.secret === true) return [{ offset: start, length: body.length - start }];
  return unnamedSecrets(body.subarray(start)).map((span) => shiftSpan(span, start));
}

/** Secrets of a body, in places of the body. What stands behind bytes that nobody read is not decoded, but looked through. */
function secretsOf(book: FileBook, entry: BookFile): readonly Span[] {
  if (entry.file.object !== undefined) return objectSecrets(entry);
  const role = fileRole(entry.file, book.role(entry.file));
  const whole = unnamedSecrets(entry.body);
  if (role !== undefined) {
    const file = cardFileOf(book, entry);
    return [...fileSecrets(file, objectsIn(entry.file, book.role(entry.file))), ...whole];
  }
  return knownOf(entry.file) === undefined ? whole : [...secretSpans(explainEntry(book, entry)), ...whole];
}

/** What a piece carried is still there in a version of the body: the secrets of that version are those of the piece. */
function holds(version: BookVersion, own: BookVersion, { offset, length }: Carried): boolean {
  const of = ({ body }: BookVersion) => body.subarray(offset, offset + length);
  return equalBytes(of(version), of(own));
}

/** Where in a trace the places of a body stand that a piece carried. */
export function redactionsOf(piece: Carried, secrets: readonly Span[]): readonly Redaction[] {
  const { exchange, at, offset, length } = piece;
  const part = piece.in;
  return secrets.flatMap((secret): readonly Redaction[] => {
    const from = Math.max(secret.offset, offset);
    const to = Math.min(secret.offset + secret.length, offset + length);
    return from < to ? [{ exchange, part, offset: at + from - offset, length: to - from }] : [];
  });
}

/**
 * The secrets that files carried through a trace: those of bootstrap messages, keys in files that a standard calls keys, and the
 * session keys that AUTHENTICATE answers. A file that changed is looked at as it was each time.
 */
export function traceSecrets(book: FileBook): readonly Redaction[] {
  return runThrough(findSecrets(book));
}

function* findSecrets(book: FileBook): Stepwise<readonly Redaction[]> {
  const out: Redaction[] = [...book.sessionKeys];
  for (const entry of book.everyFile) {
    yield;
    const secrets = versionSecrets(book, entry);
    for (const [i, piece] of entry.carried.entries()) {
      if (isPause(i)) yield;
      out.push(...pieceSecrets(entry, secrets, piece));
    }
  }
  return yield* distinct(out);
}

/** Secrets of a file in each of its states, those of the last one behind those of `older`. */
export function versionSecrets(book: FileBook, entry: BookFile): readonly (readonly Span[])[] {
  if (entry.older.length >= MOST_VERSIONS) return [];
  return [...entry.older, entry].map(({ body, known }) => secretsOf(book, { ...entry, body, known }));
}

/**
 * Where in the trace a piece of a file carried secrets.
 * @param secrets of the file, as `versionSecrets` tells them
 */
export function pieceSecrets(
  entry: BookFile,
  secrets: readonly (readonly Span[])[],
  piece: Carried,
): readonly Redaction[] {
  const versions: readonly BookVersion[] = [...entry.older, entry];
  // A file that changed too often to be kept in all its states: nobody can tell what its pieces were.
  if (entry.older.length >= MOST_VERSIONS) return redactionsOf(piece, [piece]);
  const own = versions[piece.version] ?? entry;
  const found = versions.flatMap((version, at) =>
    at >= piece.version && holds(version, own, piece) ? (secrets[at] ?? []) : [],
  );
  return redactionsOf(piece, found);
}

/**
 * A trace that comes from a form without marks for what is masked: secrets that are stars all through were masked before it was
 * written, and are marked again.
 */
export function* markStars(source: TraceSource): Stepwise<Result<TraceSource>> {
  const book = new FileBook();
  /** The line of each exchange: the lines themselves would fill the memory. */
  const places: number[] = [];
  const walked = yield* new TraceView(source).walk((traced) => {
    book.take(traced);
    if (traced.line.c !== '') places.push(traced.index);
  });
  if (!walked.ok) return walked;
  const starred: Redaction[] = [];
  for (const [i, one] of (yield* findSecrets(book)).entries()) {
    if (isPause(i)) yield;
    const { exchange, part, offset, length } = one;
    const line = source.line(places[exchange] ?? -1);
    if (!line.ok) return line;
    const bytes = fromHex(part === 'command' ? line.value.c : line.value.r) ?? new Uint8Array(0);
    if (length > 0 && isFilled(bytes.subarray(offset, offset + length), MASK)) starred.push(one);
  }
  if (starred.length === 0) return ok(source);
  const trace = yield* readTraceOf(source);
  return trace.ok ? ok(sourceOf(redactTrace(trace.value, starred))) : trace;
}

/** Several versions name the same place. */
function* distinct(redactions: readonly Redaction[]): Stepwise<readonly Redaction[]> {
  const seen = new Map<string, Redaction>();
  for (const [i, one] of redactions.entries()) {
    if (isPause(i)) yield;
    seen.set(`${one.exchange} ${one.part} ${one.offset} ${one.length}`, one);
  }
  return [...seen.values()].sort((a, b) => a.exchange - b.exchange || a.offset - b.offset);
}
