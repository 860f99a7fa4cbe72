import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import { BRIDGE_PATH, CLOSE_REFUSED, decodeFrame, encodeFrame } from '../../ipc/wire.ts';
import type { CardService, ServiceClient } from '../card-service.ts';
import { pageResponse } from '../page/page-files.ts';
import { allowedHosts, isOwnRequest, isOwnUpgrade } from './request-origin.ts';

export interface UiServerOptions {
  /** The one card-host that all windows share. */
  readonly service: CardService;
  /** Folder of the built interface. */
  readonly root: string;
  /** TCP port on 127.0.0.1; 0 (default) takes a free one. */
  readonly port?: number;
  /** How long a connection may stay without saying the token, in milliseconds. Default 5,000. */
  readonly helloWithin?: number;
}

export interface UiServer {
  /** Address with the token in its fragment, which no browser sends anywhere. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** The largest frame taken: a chunk of a file with room to spare. */
const MAX_FRAME = 1 << 20;

/** The longest first message: a hello, and nothing else is looked at of one who has not said the token. */
const MAX_HELLO = 1024;

/** Headers of a refusal. */
const PLAIN = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };

/** Connections that have not said the token yet; more are refused. */
const MAX_STRANGERS = 16;

/**
 * Serves the interface and its WebSocket on 127.0.0.1. Errors: `ui-not-built` when the built page is missing,
 * `ui-port` when the port cannot be had.
 */
export async function startUiServer(options: UiServerOptions): Promise<Result<UiServer>> {
  if (!existsSync(join(options.root, 'index.html'))) return err(appError('ui-not-built', { folder: options.root }));
  const token = randomBytes(32).toString('base64url');
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  if (!port.ok) return port;

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME });
  const strangers = new Set<WebSocket>();
  server.on('request', (request, response) => void answerPage(options.root, port.value, request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer that resets the connection is no reason to stop serving the others.
    socket.on('error', () => socket.destroy());
    if (request.url !== BRIDGE_PATH || !isOwnUpgrade(request.headers, port.value) || strangers.size >= MAX_STRANGERS) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (connection) => {
      strangers.add(connection);
      greet(connection, token, options.helloWithin ?? 5000, () => {
        strangers.delete(connection);
        return options.service;
      });
      connection.on('close', () => strangers.delete(connection));
    });
  });

  return ok({
    url: `http://127.0.0.1:${port.value}/#token=${token}`,
    port: port.value,
    close: async () => {
      for (const connection of sockets.clients) connection.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

function listen(server: Server, port: number): Promise<Result<number>> {
  return new Promise((resolve) => {
    server.once('error', (cause) => resolve(err(appError('ui-port', { port, reason: cause.message }))));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      resolve(ok(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}

async function answerPage(
  root: string,
  port: number,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isOwnRequest(request.headers, port)) {
    response.writeHead(403, PLAIN).end('Forbidden\n');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...PLAIN, Allow: 'GET, HEAD' }).end('Method not allowed\n');
    return;
  }
  const pathname = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const page = await pageResponse(
    root,
    pathname,
    allowedHosts(port).map((host) => `ws://${host}`),
  );
  response.writeHead(page.status, { ...page.headers, 'Content-Length': page.body.length });
  response.end(request.method === 'HEAD' ? undefined : page.body);
}

/** Waits for the token; only then does the connection become a client of the card service. */
function greet(connection: WebSocket, token: string, within: number, admit: () => CardService): void {
  let client: ServiceClient | undefined;
  const refuse = (): void => connection.close(CLOSE_REFUSED, 'refused');
  const timer = setTimeout(refuse, within);
  connection.on('error', () => connection.terminate());
  connection.on('close', () => {
    clearTimeout(timer);
    client?.close();
  });
  connection.on('message', (data, isBinary) => {
    const message = plain(data);
    if (client === undefined) {
      clearTimeout(timer);
      const hello = isBinary || message.length > MAX_HELLO ? undefined : decodeFrame(String(data));
      if (hello?.kind !== 'hello' || !sameToken(hello.token, token)) {
        refuse();
        return;
      }
      client = admit().connect((event) => send(connection, encodeFrame(event)));
      return;
    }
    const frame = decodeFrame(isBinary ? message : String(data));
    if (frame?.kind !== 'request') {
      connection.close(1008, 'unexpected frame');
      return;
    }
    void client.call(frame.name, frame.params).then((result) => {
      send(connection, encodeFrame({ kind: 'response', id: frame.id, result }));
    });
  });
}

/** What a message holds, as bytes that are no `Buffer`: its `slice` does not copy. */
function plain(data: RawData): Uint8Array {
  const whole = Array.isArray(data) ? Buffer.concat(data) : data;
  return whole instanceof ArrayBuffer
    ? new Uint8Array(whole)
    : new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength);
}

function send(connection: WebSocket, message: string | Uint8Array): void {
  if (connection.readyState === connection.OPEN) connection.send(message);
}

/** Compares in a time that does not depend on where the two differ. */
function sameToken(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
