import { type AppError, appError } from '../../core/base/app-error.ts';
import { fromUtf8, hexByte } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { runThrough, type Stepwise } from '../../core/base/stepwise.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { unhex, xmlText } from '../../core/bootstrap/message-input.ts';
import { messageFromSource } from '../../core/bootstrap/message-source.ts';
import { parseMessageSource } from '../../core/bootstrap/message-source-text.ts';
import { messageFromXml } from '../../core/bootstrap/message-xml.ts';
import { parsePlan } from '../../core/plan/saved-plan.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { captureKind } from '../../core/trace/capture-file.ts';
import { importing } from '../../core/trace/import-trace.ts';
import type { ImportedTrace } from '../../core/trace/imported-trace.ts';
import { BUNDLE_FORMAT } from '../../core/virtual-card/bundled-image.ts';
import { type CardImage, parseCardImage } from '../../core/virtual-card/card-image.ts';

/** A file that Bootcard opens, told by its content. */
export type KnownDocument =
  | { readonly kind: 'image' | 'bundle'; readonly image: CardImage }
  | { readonly kind: 'trace'; readonly trace: ImportedTrace }
  | { readonly kind: 'message'; readonly form: 'wbxml' | 'xml' | 'source'; readonly message: Uint8Array }
  | { readonly kind: 'plan'; readonly plan: WritePlan };

/** Files of Bootcard that are not opened in a window, and where they belong. */
const OTHERS: Readonly<Record<string, string>> = {
  'bootcard-keys': 'a key file: give it to --key-file',
  'bootcard-backup': 'a backup: it is offered where its card is open, under Write',
  'bootcard-journal': 'the journal of a write: it is used when its card is read again',
  'bootcard-admin-journal': 'the journal of administration',
  'bootcard-profile': 'a provisioning profile: bootcard provision takes it',
  'bootcard-admin': 'a command profile: give it to --profile',
  'bootcard-report': 'a report: its HTML form is for reading',
};

/** What other programs write, by how it begins: named, so that nobody has to guess why it is not opened. */
const FOREIGN: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive; unpack it and open what is in it'],
  [[0x1f, 0x8b], 'compressed with gzip; unpack it and open what is in it'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed with zstd; unpack it and open what is in it'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x89, 0x50, 0x4e, 0x47], 'a picture'],
  [[0xff, 0xd8, 0xff], 'a picture'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program'],
  [[0x4d, 0x5a], 'a program'],
];

const HEAD = 4096;

/**
 * No message is longer, in whatever form: a card's file ends at 64 kB. What is longer is not taken apart as one, which would hold
 * the host, and with it a write that goes on, for many seconds.
 */
const LONGEST_MESSAGE = 4 << 20;
const LONGEST_SOURCE = 1 << 20;
const TOO_LONG = 'it is longer than any message';
const FORMAT = /"format"\s*:\s*"(bootcard-[a-z-]+)\/(\d+)"/;

function unknown(path: string, reason: string): { readonly ok: false; readonly error: AppError } {
  return err(appError('document-unknown', { path, reason }));
}

/**
 * Tells what a file is by what it holds, never by its name, and reads it whole.
 * @param path what errors call it
 * @returns `document-unknown` where it is nothing that Bootcard knows; the reader's own error, with its place, where it is
 * one of these and damaged
 */
export function recogniseFile(bytes: Uint8Array, path: string): Result<KnownDocument> {
  return runThrough(recognising(bytes, path));
}

/** As `recogniseFile`, step by step. */
export function* recognising(bytes: Uint8Array, path: string): Stepwise<Result<KnownDocument>> {
  if (bytes.length === 0) return unknown(path, 'it is empty');
  if (captureKind(bytes) !== undefined) return yield* traceIn(bytes, path);
  const foreign = FOREIGN.find(([magic]) => magic.every((byte, at) => bytes[at] === byte));
  if (foreign !== undefined) return unknown(path, `it is ${foreign[1]}`);
  const head = (fromUtf8(bytes.subarray(0, HEAD)) ?? latin(bytes.subarray(0, HEAD))).replace(/^\uFEFF/, '').trimStart();
  if (head.startsWith('{')) return yield* jsonDocument(bytes, head, path);
  if (head.startsWith('<')) return bytes.length > LONGEST_MESSAGE ? unknown(path, TOO_LONG) : xmlMessage(bytes, path);
  const plain = bytes.length > LONGEST_MESSAGE ? bytes : unhex(bytes);
  if (plain !== bytes && decodes(plain)) return ok({ kind: 'message', form: 'wbxml', message: plain });
  return bytes.subarray(0, HEAD).some((byte) => byte < 9)
    ? binaryMessage(bytes, path)
    : yield* textDocument(bytes, path);
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function* traceIn(bytes: Uint8Array, path: string): Stepwise<Result<KnownDocument>> {
  const trace = yield* importing(bytes, path);
  return trace.ok ? ok({ kind: 'trace', trace: trace.value }) : trace;
}

/** A file that says its format is that one, whatever is wrong with the rest of it. */
function* jsonDocument(bytes: Uint8Array, head: string, path: string): Stepwise<Result<KnownDocument>> {
  const [, format = '', version] = FORMAT.exec(head) ?? [];
  if (format === 'bootcard-trace' || format === 'bootcard-trace-view') return yield* traceIn(bytes, path);
  const text = fromUtf8(bytes)?.replace(/^\uFEFF/, '');
  if (text === undefined) return unknown(path, 'its text is not UTF-8');
  if (format === 'bootcard-card' || format === 'bootcard-bundle') {
    const image = parseCardImage(text, path);
    const kind = `${format}/${version}` === BUNDLE_FORMAT ? 'bundle' : 'image';
    return image.ok ? ok({ kind, image: image.value }) : image;
  }
  if (format === 'bootcard-plan') {
    const plan = parsePlan(text, path);
    return plan.ok ? ok({ kind: 'plan', plan: plan.value }) : plan;
  }
  const other = OTHERS[format];
  if (other !== undefined) return unknown(path, `it is ${other}`);
  return text.length > LONGEST_SOURCE ? unknown(path, TOO_LONG) : sourceMessage(text, path);
}

function xmlMessage(bytes: Uint8Array, path: string): Result<KnownDocument> {
  const xml = xmlText(bytes);
  if (xml === undefined) return unknown(path, 'its text is not UTF-8');
  const message = messageFromXml(xml);
  return message.ok ? ok({ kind: 'message', form: 'xml', message: message.value }) : message;
}

function sourceMessage(text: string, path: string): Result<KnownDocument> {
  const source = parseMessageSource(text);
  if (!source.ok) return source;
  const kept = valueElsewhere(source.value);
  if (kept !== undefined)
    return unknown(path, `its value "${kept}" is kept elsewhere, and only the command line looks that up`);
  const message = messageFromSource(source.value);
  return message.ok ? ok({ kind: 'message', form: 'source', message: message.value }) : message;
}

/** The name in the first `{env}` or `{file}`: a window looks nothing up on the machine for a file that came to it. */
function valueElsewhere(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  const entries = Object.entries(item);
  const [[key, name] = []] = entries;
  if (entries.length === 1 && (key === 'env' || key === 'file') && typeof name === 'string') return name;
  for (const [, inner] of entries) {
    const found = valueElsewhere(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

const decodes = (bytes: Uint8Array) => decodeMessage(bytes, 0, { expect: 'any' }).document !== null;

function binaryMessage(bytes: Uint8Array, path: string): Result<KnownDocument> {
  if (bytes.length > LONGEST_MESSAGE) return unknown(path, TOO_LONG);
  if (decodes(bytes)) return ok({ kind: 'message', form: 'wbxml', message: bytes });
  const first = [...bytes.subarray(0, 8)].map(hexByte).join(' ');
  return unknown(path, `it begins with ${first}, which is neither a message nor a capture`);
}

/** A text is a message source where it says so, else a log where bytes of a card stand in it. */
function* textDocument(bytes: Uint8Array, path: string): Stepwise<Result<KnownDocument>> {
  const text = fromUtf8(bytes)?.replace(/^\uFEFF/, '');
  const source = text === undefined || text.length > LONGEST_SOURCE ? undefined : sourceMessage(text, path);
  if (source?.ok) return source;
  const trace = yield* traceIn(bytes, path);
  if (trace.ok) return trace;
  if (
    source !== undefined &&
    text !== undefined &&
    /^(profile|accounts|naps|proxies|nodes|characteristics)\s*:/m.test(text)
  )
    return source;
  const { reason } = trace.error.details;
  return unknown(path, `no message, and as a log: ${String(reason)} (${String(trace.error.details.place)})`);
}
