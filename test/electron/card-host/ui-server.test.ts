import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ok } from '../../../core/base/result.ts';
import type { CardService } from '../../../electron/card-host/card-service.ts';
import { startUiServer, type UiServer } from '../../../electron/card-host/ui-server/ui-server.ts';
import { CHUNK_LIMIT, DOCUMENT_LIMIT } from '../../../electron/ipc/document-contract.ts';
import { CLOSE_REFUSED, decodeFrame, encodeFrame } from '../../../electron/ipc/wire.ts';

let folder: string;
let server: UiServer;
let calls: string[];
let closedClients: number;

/** Answers every call with its name; counts who leaves. */
const service: CardService = {
  connect: () => ({
    call: async (name) => {
      calls.push(name);
      return ok([]);
    },
    close: () => {
      closedClients += 1;
    },
  }),
  close: async () => undefined,
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-ui-'));
  calls = [];
  closedClients = 0;
  mkdirSync(join(folder, 'page/assets'), { recursive: true });
  writeFileSync(join(folder, 'page/index.html'), '<script nonce="__CSP_NONCE__"></script>');
  writeFileSync(join(folder, 'page/assets/a.js'), 'export {};');
  writeFileSync(join(folder, 'outside.js'), 'secret');
  symlinkSync(join(folder, 'outside.js'), join(folder, 'page/assets/link.js'));
  const started = await startUiServer({ service, root: join(folder, 'page') });
  if (!started.ok) throw new Error(started.error.code);
  server = started.value;
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('error', reject).end();
  });
}

function dial(headers: Record<string, string> = {}, path = '/bridge'): Promise<WebSocket | number> {
  const own = { Origin: `http://127.0.0.1:${server.port}`, ...headers };
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers: own });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}

async function dialled(): Promise<WebSocket> {
  const socket = await dial();
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

/** A text frame as a message of bytes. */
function framed(text: string | Uint8Array): Uint8Array {
  const words = Buffer.from(text);
  const message = Buffer.alloc(4 + words.length);
  message.writeUInt32BE(words.length);
  words.copy(message, 4);
  return message;
}

const closing = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.on('close', resolve));
const token = (): string => new URL(server.url).hash.slice('#token='.length);

describe('pages of the browser server', () => {
  it('serves the page with a new nonce every time and a policy without unsafe-*', async () => {
    const [first, second] = [await get('/'), await get('/')];
    const nonce = /nonce="([^"]{20,})"/.exec(first.body)?.[1];
    expect(nonce).toBeDefined();
    expect(second.body).not.toContain(nonce);
    const policy = String(first.headers['content-security-policy']);
    expect(policy).toContain(`script-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port} ws://localhost:${server.port}`);
    expect(policy).not.toContain('unsafe');
    expect(first.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(first.headers['set-cookie']).toBeUndefined();
  });

  it('serves files of the build under localhost too', async () => {
    const reply = await get('/assets/a.js', { Host: `localhost:${server.port}` });
    expect(reply).toMatchObject({ status: 200, body: 'export {};' });
  });

  it.each([
    '/../outside.js',
    '/%2e%2e/outside.js',
    '/assets/..%2f..%2foutside.js',
    '/assets/link.js',
    '/assets/',
    '/assets/a.js%00.html',
    '/%zz.js',
    '/missing.js',
  ])('keeps %s to itself', async (path) => {
    const reply = await get(path);
    expect(reply.status).toBe(404);
    expect(reply.body).toBe('Not found\n');
  });

  it('answers no other host, no foreign page, no other method', async () => {
    expect((await get('/', { Host: 'evil.example' })).status).toBe(403);
    expect((await get('/', { Host: `evil.example:${server.port}` })).status).toBe(403);
    expect((await get('/', { Origin: 'http://evil.example' })).status).toBe(403);
    expect((await get('/', { Origin: 'null' })).status).toBe(403);
    expect((await get('/', {}, 'POST')).status).toBe(405);
  });
});

describe('WebSocket of the browser server', () => {
  it('takes requests after the token', async () => {
    const socket = await dialled();
    const answer = new Promise<string>((resolve) => socket.on('message', (data) => resolve(String(data))));
    socket.send(encodeFrame({ kind: 'hello', token: token() }));
    socket.send(encodeFrame({ kind: 'request', id: 7, name: 'readers.list', params: {} }));
    expect(decodeFrame(await answer)).toEqual({ kind: 'response', id: 7, result: { ok: true, value: [] } });
    const closed = closing(socket);
    socket.close();
    await closed;
    await expect.poll(() => closedClients).toBe(1);
  });

  it.each([
    ['a foreign page', { Origin: 'http://evil.example' }],
    ['a page of another port', { Origin: 'http://127.0.0.1:1' }],
    ['a page under https', { Origin: 'https://127.0.0.1' }],
    ['a rebound name', { Host: 'evil.example', Origin: 'http://evil.example' }],
    ['an origin that is not the host asked for', { Host: 'localhost:1' }],
  ])('refuses %s', async (_who, headers) => {
    expect(await dial(headers)).toBe(403);
  });

  it('refuses an upgrade without Origin, and one at another path', async () => {
    const plain = new Promise<string>((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(
          `GET /bridge HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
            'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
        );
      });
      socket.on('data', (data) => resolve(String(data).split('\r\n')[0] ?? ''));
      socket.on('error', reject);
    });
    expect(await plain).toBe('HTTP/1.1 403 Forbidden');
    expect(await dial({}, '/other')).toBe(403);
  });

  it.each([
    ['a wrong token', () => encodeFrame({ kind: 'hello', token: 'A'.repeat(43) })],
    ['a request before the token', () => encodeFrame({ kind: 'request', id: 1, name: 'readers.list', params: {} })],
    ['no frame at all', () => 'hello'],
    ['a frame as deep as a stack', () => `{"kind":"hello","token":${'['.repeat(500_000)}${']'.repeat(500_000)}}`],
    ['the token in bytes', () => framed(encodeFrame({ kind: 'hello', token: token() }))],
    ['the token in a long message', () => `${encodeFrame({ kind: 'hello', token: token() })}${' '.repeat(1024)}`],
  ])('closes on %s', async (_what, text) => {
    const socket = await dialled();
    const closed = closing(socket);
    socket.send(text());
    expect(await closed).toBe(CLOSE_REFUSED);
    expect(calls).toEqual([]);
  });

  it('takes no frame as deep as a stack after the token either, and goes on for the others', async () => {
    const socket = await dialled();
    const closed = closing(socket);
    socket.send(encodeFrame({ kind: 'hello', token: token() }));
    socket.send('['.repeat(500_000) + ']'.repeat(500_000));
    expect(await closed).toBe(1008);
    expect((await get('/')).status).toBe(200);
  });

  it('closes a connection that never says the token', async () => {
    await server.close();
    const started = await startUiServer({ service, root: join(folder, 'page'), helloWithin: 1 });
    if (!started.ok) throw new Error(started.error.code);
    server = started.value;
    expect(await closing(await dialled())).toBe(CLOSE_REFUSED);
  });
});

describe('a chunk of a file', () => {
  const chunkFrame = (length: number) =>
    encodeFrame({
      kind: 'request',
      id: Number.MAX_SAFE_INTEGER,
      name: 'document.chunk',
      params: { upload: 'u'.repeat(64), offset: DOCUMENT_LIMIT, bytes: new Uint8Array(length).fill(0xff) },
    });

  it('fits into the largest message that is taken, at its longest', async () => {
    const socket = await dialled();
    const answer = new Promise<string>((resolve) => socket.on('message', (data) => resolve(String(data))));
    socket.send(encodeFrame({ kind: 'hello', token: token() }));
    socket.send(chunkFrame(CHUNK_LIMIT));
    expect(decodeFrame(await answer)).toMatchObject({ kind: 'response', result: { ok: true } });
    expect(calls).toEqual(['document.chunk']);
    socket.terminate();
  });

  it('that is much longer does not', async () => {
    const socket = await dialled();
    socket.on('error', () => undefined);
    const closed = closing(socket);
    socket.send(encodeFrame({ kind: 'hello', token: token() }));
    socket.send(chunkFrame(3 * CHUNK_LIMIT));
    expect(await closed).toBe(1009);
    expect(calls).toEqual([]);
  });
});

describe('starting the browser server', () => {
  it('says that the interface is not built', async () => {
    const started = await startUiServer({ service, root: join(folder, 'nothing') });
    expect(started).toMatchObject({ ok: false, error: { code: 'ui-not-built' } });
  });

  it('says that the port is taken', async () => {
    const started = await startUiServer({ service, root: join(folder, 'page'), port: server.port });
    expect(started).toMatchObject({ ok: false, error: { code: 'ui-port', details: { port: server.port } } });
  });
});
