import { appError } from '../base/app-error.ts';
import { fromUtf8, utf8 } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { runThrough, type Stepwise } from '../base/stepwise.ts';
import { BUNDLE_FORMAT } from '../virtual-card/bundled-image.ts';
import { captureKind } from './capture-file.ts';
import { importCapture } from './import-capture.ts';
import { importLog } from './import-log.ts';
import type { ImportedTrace, TraceFormat } from './imported-trace.ts';
import { traceFromBundle, traceFromView } from './trace-json.ts';
import { markStars } from './trace-secrets.ts';
import { openTraceText, sourceOf } from './trace-source.ts';

/** Forms that say themselves which bytes are masked. */
const HAS_MARKS: ReadonlySet<TraceFormat> = new Set(['trace', 'view', 'bundle']);

/** How the formats that begin with JSON call themselves, in their first bytes. */
const HEAD = 4096;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function latin(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += HEAD) text += String.fromCharCode(...bytes.subarray(at, at + HEAD));
  return text;
}

/** UTF-16 with a byte order mark, as PowerShell writes what it redirects; undefined for anything else. */
function* utf16(bytes: Uint8Array): Stepwise<string | undefined> {
  const little = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (!little && !(bytes[0] === 0xfe && bytes[1] === 0xff)) return undefined;
  let text = '';
  for (let at = 2; at + 1 < bytes.length; at += 2) {
    if (at % HEAD === 0) yield;
    const [first, second] = [bytes[at] as number, bytes[at + 1] as number];
    text += String.fromCharCode(little ? (second << 8) | first : (first << 8) | second);
  }
  return text;
}

const LF = 0x0a;
/** Bytes of text that are decoded at once. */
const PIECE = 0x10000;

/** The lines of a text: UTF-8 as a whole, or Latin-1. A text that ends in a line end has an empty last line. */
function* rowsOf(bytes: Uint8Array, decode: (piece: Uint8Array) => string | undefined): Stepwise<string[] | undefined> {
  const rows: string[] = [];
  for (let from = 0; from <= bytes.length; ) {
    yield;
    const end = bytes.indexOf(LF, from + PIECE);
    const piece = decode(bytes.subarray(from, end < 0 ? bytes.length : end));
    if (piece === undefined) return undefined;
    // What ends the last line of a piece is the LF behind it, with the CR before that.
    for (const row of (end < 0 ? piece : piece.replace(/\r$/, '')).split(/\r\n|\n|\r/)) rows.push(row);
    if (end < 0) break;
    from = end + 1;
  }
  const [first = ''] = rows;
  rows[0] = first.replace(/^\uFEFF/, '');
  return rows;
}

/** Without what editors put in front of it: a byte order mark. */
function textOf(bytes: Uint8Array): string {
  return (fromUtf8(bytes) ?? latin(bytes)).replace(/^\uFEFF/, '');
}

/**
 * Opens whatever holds exchanges with a card, told by its content: a trace or decoded trace of Bootcard, a capture with GSMTAP, a log
 * of another program. Credentials are masked on the way in.
 * @param path what errors call it
 * @returns `trace-invalid` or `trace-import-invalid`, with the line or frame
 */
export function importTrace(bytes: Uint8Array, path: string): Result<ImportedTrace> {
  return runThrough(importing(bytes, path));
}

/** As `importTrace`, step by step: a capture of a day takes seconds. What is JSON as a whole is parsed in one. */
export function* importing(bytes: Uint8Array, path: string): Stepwise<Result<ImportedTrace>> {
  const read = yield* readTrace(bytes, path);
  if (!read.ok || HAS_MARKS.has(read.value.format)) return read;
  const source = yield* markStars(read.value.source);
  return source.ok ? ok({ ...read.value, source: source.value }) : source;
}

function* readTrace(bytes: Uint8Array, path: string): Stepwise<Result<ImportedTrace>> {
  const wrong = (reason: string) =>
    err(appError('trace-import-invalid', { path, place: 'line 1', placeZh: '第 1 行', reason }));
  if (bytes.length === 0) return wrong('it is empty');
  if (captureKind(bytes) !== undefined) return yield* importCapture(bytes, path);
  const wide = yield* utf16(bytes);
  if (wide !== undefined) return yield* readTrace(utf8(wide), path);
  const head = textOf(bytes.subarray(0, HEAD)).trimStart();
  if (head.startsWith('{') && head.includes('bootcard-trace-view/1')) {
    const trace = traceFromView(jsonOf(textOf(bytes)));
    return trace.ok ? ok({ source: sourceOf(trace.value), format: 'view', notes: [] }) : wrong(trace.error);
  }
  if (head.startsWith('{') && head.includes(BUNDLE_FORMAT)) {
    const trace = traceFromBundle(jsonOf(textOf(bytes)));
    return trace.ok ? ok({ source: sourceOf(trace.value), format: 'bundle', notes: [] }) : wrong(trace.error);
  }
  if (head.startsWith('{')) {
    const source = yield* openTraceText(bytes, path);
    return source.ok ? ok({ source: source.value, format: 'trace', notes: [] }) : source;
  }
  if (bytes.subarray(0, HEAD).includes(0)) return wrong('it is neither text nor a capture file');
  const rows = (yield* rowsOf(bytes, fromUtf8)) ?? (yield* rowsOf(bytes, latin)) ?? [];
  return yield* importLog(rows, path);
}
