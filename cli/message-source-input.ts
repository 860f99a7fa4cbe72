import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { appError } from '../core/base/app-error.ts';
import { toHex } from '../core/base/bytes.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { pathText } from '../core/bootstrap/message-source.ts';
import type { MessageSource } from '../core/bootstrap/message-source-schema.ts';
import { parseMessageSource } from '../core/bootstrap/message-source-text.ts';
import { reasonOf } from '../electron/storage/error-reason.ts';

/** Bytes of a value that a source keeps in a file: far more than any has. */
const VALUE_LIMIT = 1 << 16;

type Path = readonly (string | number)[];

/** A value kept elsewhere: `env` and `file` look alike in a source and in `--set-secret`. */
export interface ValueReference {
  readonly kind: 'env' | 'file';
  readonly name: string;
}

function refuse(where: string, reason: string) {
  return err(appError('source-secret', { where, reason }));
}

/**
 * Looks a value up. A text file's last line end is no part of its value; `raw` takes every byte.
 * @param where names the place that asks, for the error; nothing of the value is ever told.
 */
export async function lookUp(
  { kind, name }: ValueReference,
  where: string,
  options: { readonly folder?: string; readonly raw?: boolean } = {},
): Promise<Result<Uint8Array>> {
  if (kind === 'env') {
    const text = process.env[name];
    return text === undefined ? refuse(where, `the environment has no ${name}`) : ok(new Uint8Array(Buffer.from(text)));
  }
  const path = resolve(options.folder ?? '.', name);
  try {
    if ((await stat(path)).size > VALUE_LIMIT) return refuse(where, `${name} has more than ${VALUE_LIMIT} bytes`);
    const bytes = await readFile(path);
    const end = options.raw ? 0 : /\r?\n$/.exec(bytes.subarray(-2).toString('latin1'))?.[0].length;
    return ok(new Uint8Array(bytes.subarray(0, bytes.length - (end ?? 0))));
  } catch (problem) {
    return refuse(where, `${name} cannot be read (${reasonOf(problem)})`);
  }
}

function referenceIn(item: object): ValueReference | undefined {
  const [[key, name] = []] = Object.entries(item);
  if (Object.keys(item).length !== 1 || typeof name !== 'string') return undefined;
  return key === 'env' || key === 'file' ? { kind: key, name } : undefined;
}

/** The item with every `{env}` and `{file}` replaced by its bytes. */
async function resolved(item: unknown, path: Path, folder: string): Promise<Result<unknown>> {
  if (typeof item !== 'object' || item === null) return ok(item);
  const reference = Array.isArray(item) ? undefined : referenceIn(item);
  if (reference !== undefined) {
    const found = await lookUp(reference, pathText(path), { folder, raw: path.at(-1) === 'data' });
    return found.ok ? ok({ hex: toHex(found.value) }) : found;
  }
  const out: [string, unknown][] = [];
  for (const [key, value] of Object.entries(item)) {
    const inner = await resolved(value, [...path, Array.isArray(item) ? Number(key) : key], folder);
    if (!inner.ok) return inner;
    out.push([key, inner.value]);
  }
  return ok(Array.isArray(item) ? out.map(([, value]) => value) : Object.fromEntries(out));
}

/** A message source from its text, values kept elsewhere looked up; their paths count from the folder of `path`. */
export async function readSource(text: string, path: string): Promise<Result<MessageSource>> {
  const source = parseMessageSource(text.replace(/^\uFEFF/, ''));
  if (!source.ok) return source;
  const found = await resolved(source.value, [], path === '-' ? '.' : dirname(path));
  return found.ok ? ok(found.value as MessageSource) : found;
}
