import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { appError } from '../core/base/app-error.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { FileBook } from '../core/trace/file-book.ts';
import { importTrace } from '../core/trace/import-trace.ts';
import type { ImportedTrace } from '../core/trace/imported-trace.ts';
import { traceSecrets } from '../core/trace/trace-secrets.ts';
import { sourceOf, traceOf } from '../core/trace/trace-source.ts';
import { TraceView } from '../core/trace/trace-view.ts';
import { redactTrace } from '../core/transport/trace-file.ts';
import { reasonOf } from '../electron/storage/error-reason.ts';

/** Opens a trace, a capture or a log; `-` is standard input. */
export async function openTrace(path: string): Promise<Result<ImportedTrace>> {
  let bytes: Uint8Array;
  try {
    bytes = await buffer(path === '-' ? process.stdin : createReadStream(path));
  } catch (problem) {
    return err(appError('file-unreadable', { path, reason: reasonOf(problem) }));
  }
  return importTrace(bytes, path === '-' ? 'standard input' : path);
}

/** A trace whose lines may be shown: secrets of messages and keys in files masked, unless the user wants them. */
export async function openShownTrace(path: string, showSecrets: boolean): Promise<Result<ImportedTrace>> {
  const opened = await openTrace(path);
  if (!opened.ok || showSecrets) return opened;
  const book = FileBook.of(new TraceView(opened.value.source));
  if (!book.ok) return book;
  const secrets = traceSecrets(book.value);
  if (secrets.length === 0) return opened;
  const trace = traceOf(opened.value.source);
  return trace.ok ? ok({ ...opened.value, source: sourceOf(redactTrace(trace.value, secrets)) }) : trace;
}
