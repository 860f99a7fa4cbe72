import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { makeNonce, NONCE_MARK, pageHeaders } from './content-policy.ts';

export interface PageResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the build puts into the interface's folder; anything else is not served. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * Answers for one path of the built interface.
 *
 * @param root folder of the build; nothing outside it is read, not through `..`, encodings or links either.
 * @param pathname path part of the address, still percent-encoded.
 * @param sockets see `contentPolicy`.
 */
export async function pageResponse(root: string, pathname: string, sockets: readonly string[]): Promise<PageResponse> {
  const nonce = makeNonce();
  const headers = pageHeaders(nonce, sockets);
  const found = await findFile(root, pathname);
  if (found === undefined) {
    return {
      status: 404,
      headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' },
      body: new TextEncoder().encode('Not found\n'),
    };
  }
  const bytes = await readFile(found.file);
  const body = found.type.startsWith('text/html')
    ? new TextEncoder().encode(bytes.toString('utf8').replaceAll(NONCE_MARK, nonce))
    : new Uint8Array(bytes);
  return { status: 200, headers: { ...headers, 'Content-Type': found.type }, body };
}

async function findFile(root: string, pathname: string): Promise<{ file: string; type: string } | undefined> {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (!path.startsWith('/') || /[\0\\]/.test(path) || path.split('/').includes('..')) return undefined;
  const relative = path === '/' ? 'index.html' : path.slice(1);
  const type = MEDIA_TYPES[extname(relative)];
  if (type === undefined) return undefined;
  try {
    const base = await realpath(root);
    const file = await realpath(join(base, relative));
    return file.startsWith(base + sep) ? { file, type } : undefined;
  } catch {
    return undefined;
  }
}
