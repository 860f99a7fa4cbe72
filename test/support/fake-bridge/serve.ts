import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';

const ROOT = new URL('../../..', import.meta.url).pathname;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The fake host as one script, for `page.addInitScript`. */
export async function fakeBridgeScript(): Promise<string> {
  const output = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      lib: {
        entry: join(ROOT, 'test/support/fake-bridge/page.ts'),
        formats: ['iife'],
        name: 'fakeBridge',
        fileName: 'fake',
      },
    },
  });
  const [first] = Array.isArray(output) ? output : [output];
  const chunk =
    first !== undefined && 'output' in first ? first.output.find((item) => item.type === 'chunk') : undefined;
  if (chunk?.type !== 'chunk') throw new Error('the fake bridge was not built');
  return chunk.code;
}

/** Serves the built interface as the product's servers do: a nonce per answer, no unsafe-* in the policy. */
export async function serveRenderer(
  folder = join(ROOT, 'dist/renderer'),
): Promise<{ readonly server: Server; readonly address: string }> {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    const nonce = randomBytes(16).toString('base64');
    try {
      const body = await readFile(join(folder, path === '/' ? 'index.html' : path));
      response.setHeader(
        'content-type',
        TYPES[extname(path === '/' ? 'index.html' : path)] ?? 'application/octet-stream',
      );
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; img-src 'self' data:; connect-src 'self' ws:`,
      );
      response.end(path === '/' ? body.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = server.address();
  return { server, address: `http://127.0.0.1:${typeof port === 'object' && port !== null ? port.port : 0}/` };
}
