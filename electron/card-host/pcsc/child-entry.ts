import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { CardCommands } from './card-commands.ts';
import { decodeAsk, encodeReport, LENGTH_PREFIX, MAX_RESPONSE, type WatchReport } from './frames.ts';
import { frameSplitter, prefixed } from './pipe-framing.ts';
import { takeReport, watchReaders } from './watch-loop.ts';
import { loadWinscard, type Winscard } from './winscard.ts';

/**
 * A child of the PC/SC port: `child-entry card` or `child-entry watch`. Frames come over descriptor 3, or, in an Electron
 * utility process, over the port that comes with the first message. It ends when its parent does, even while it hangs
 * in a driver: nothing but SIGKILL ends it then.
 */
const FRAMES_FD = 3;
const LIFELINE_FD = 4;

/** The part of Electron's MessagePortMain that is used. */
interface Port {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
}
interface ParentPort {
  once(event: 'message', listener: (event: { ports: readonly Port[] }) => void): unknown;
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

/** Runs on a thread of its own: the descriptor ends when the parent lets go of it, willingly or not. */
function holdLifeline(): never {
  const byte = new Uint8Array(1);
  try {
    while (readSync(LIFELINE_FD, byte) > 0);
  } catch {
    // A broken pipe is as good as a closed one.
  }
  die();
}

async function openLibrary(): Promise<Winscard | string> {
  try {
    return await loadWinscard();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** One request after the other, without an event loop: that is what keeps the cost of an exchange low. */
function serveCardOnPipe(commands: CardCommands): never {
  const input = new Uint8Array(LENGTH_PREFIX + MAX_RESPONSE + 64);
  const prefix = new DataView(input.buffer);
  const answer = new DataView(commands.buffer.buffer);
  let filled = 0;
  const fill = (wanted: number) => {
    while (filled < wanted) {
      const count = readSync(FRAMES_FD, input, filled, input.length - filled, null);
      if (count === 0) die();
      filled += count;
    }
  };
  for (;;) {
    fill(LENGTH_PREFIX);
    const end = LENGTH_PREFIX + prefix.getUint32(0, true);
    if (end > input.length) die();
    fill(end);
    const length = commands.handle(input.subarray(LENGTH_PREFIX, end));
    // A command may have held a credential.
    input.copyWithin(0, end, filled);
    filled -= end;
    input.fill(0, filled, filled + end);
    answer.setUint32(0, length, true);
    for (let sent = 0; sent < LENGTH_PREFIX + length; ) {
      sent += writeSync(FRAMES_FD, commands.buffer, sent, LENGTH_PREFIX + length - sent);
    }
  }
}

function serveCardOnPort(commands: CardCommands, port: Port): void {
  port.on('message', ({ data }) => {
    if (!(data instanceof Uint8Array)) return;
    const length = commands.handle(data);
    port.postMessage(commands.buffer.slice(LENGTH_PREFIX, LENGTH_PREFIX + length));
  });
}

/** @returns what to do with a question */
function serveWatch(api: Winscard | string, send: (frame: Uint8Array) => unknown): (frame: Uint8Array) => void {
  const report = (value: WatchReport) => send(encodeReport(value));
  if (typeof api === 'string') {
    const missing = (ask: number) => report({ ask, rc: 0, readers: [], noLibrary: api });
    missing(0);
    return (frame) => missing(decodeAsk(frame));
  }
  void watchReaders(api, report);
  return (frame) => report(takeReport(api, decodeAsk(frame)));
}

function serveWatchOnPipe(api: Winscard | string): void {
  const pipe = new Socket({ fd: FRAMES_FD, readable: true, writable: true });
  const answer = serveWatch(api, (frame) => pipe.write(prefixed(frame)));
  pipe.on('data', frameSplitter(answer));
  pipe.on('error', die);
  pipe.on('close', die);
}

function onPort(parent: ParentPort, role: string | undefined, library: Promise<Winscard | string>): void {
  parent.once('message', async ({ ports: [port] }) => {
    if (port === undefined) die();
    const api = await library;
    if (role === 'card') {
      serveCardOnPort(new CardCommands(api), port);
    } else {
      const answer = serveWatch(api, (frame) => port.postMessage(frame));
      port.on('message', ({ data }) => {
        if (data instanceof Uint8Array) answer(data);
      });
    }
    port.on('close', die);
    port.start();
  });
}

async function main(): Promise<void> {
  process.title = 'bootcard-reader';
  const role = process.argv[2];
  const parent = (process as { parentPort?: ParentPort }).parentPort;
  if (parent !== undefined && parent !== null) {
    onPort(parent, role, openLibrary());
    return;
  }
  new Worker(fileURLToPath(import.meta.url));
  const api = await openLibrary();
  if (role === 'card') serveCardOnPipe(new CardCommands(api));
  serveWatchOnPipe(api);
}

if (isMainThread) await main();
else holdLifeline();
