import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const HERE = import.meta.dirname;

export interface StackReader {
  /** The reader's name in PC/SC, without scheme. */
  readonly name: string;
  /** The port of 127.0.0.1 that its virtual card connects to. */
  readonly port: number;
}

/** A pcscd of a test's own, with virtual readers and nothing else. */
export interface PcscStack {
  readonly readers: readonly StackReader[];
  /** Variables that lead a PC/SC client to this pcscd. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts pcscd again, on the same socket and the same ports. */
  start(): Promise<void>;
  /** SIGKILL: what a crash of pcscd looks like. */
  kill(): Promise<void>;
  /** Stops pcscd and removes its files. */
  stop(): Promise<void>;
}

/**
 * Starts pcscd with `count` virtual readers (2 to 16). Each block of two loads a driver file of its own: the driver keeps
 * its two slots in static variables, so that blocks that share one file would share their cards.
 */
export async function startPcscStack(count: number): Promise<PcscStack> {
  const folder = mkdtempSync(join(tmpdir(), 'bootcard-pcscd-'));
  const blocks = Math.ceil(count / 2);
  const base = await freePorts(blocks * 2);
  mkdirSync(join(folder, 'readers'));
  mkdirSync('/run/pcscd', { recursive: true });
  execFileSync('gcc', ['-shared', '-fPIC', '-o', join(folder, 'preload.so'), join(HERE, 'pcscd-preload.c'), '-ldl']);
  writeFileSync(join(folder, 'readers', 'vpcd'), readerBlocks(folder, base, blocks));
  const readers = Array.from({ length: count }, (_, index) => ({
    name: `Bootcard Test ${index >> 1} 00 0${index & 1}`,
    port: base + index,
  }));
  const socket = join(folder, 'pcscd.comm');
  let process: ChildProcess | undefined;

  const halt = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const running = process;
    process = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill(signal);
    const late = setTimeout(() => running.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(late);
  };

  const start = async () => {
    process = spawnPcscd(folder, socket);
    await listening(process, base + blocks * 2 - 1, folder);
  };

  await start();
  return {
    readers,
    env: { PCSCLITE_CSOCK_NAME: socket },
    start,
    kill: () => halt('SIGKILL'),
    stop: async () => {
      await halt('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function readerBlocks(folder: string, base: number, blocks: number): string {
  return Array.from({ length: blocks }, (_, block) => {
    const driver = join(folder, `vpcd-${block}.so`);
    copyFileSync(DRIVER, driver);
    const port = `0x${(base + block * 2).toString(16)}`;
    return [
      `FRIENDLYNAME "Bootcard Test ${block}"`,
      `DEVICENAME /dev/null:${port}`,
      `LIBPATH ${driver}`,
      `CHANNELID ${port}`,
      '',
      '',
    ].join('\n');
  }).join('');
}

function spawnPcscd(folder: string, socket: string): ChildProcess {
  const log = openSync(join(folder, 'pcscd.log'), 'a');
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  const helper = join(HERE, 'socket-activation.py');
  return spawn(python, [helper, socket, 'pcscd', '--foreground', '--config', join(folder, 'readers')], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LD_PRELOAD: join(folder, 'preload.so') },
    stdio: ['ignore', log, log],
  });
}

/** The socket exists before pcscd is ready: the last reader's port is the sign. */
async function listening(pcscd: ChildProcess, port: number, folder: string): Promise<void> {
  const wanted = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (let attempt = 0; attempt < 400; attempt++) {
    if (pcscd.exitCode !== null) break;
    const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n');
    if (rows.some((row) => row.includes(` ${wanted} `) && / 0A /.test(row))) return;
    await delay(25);
  }
  throw new Error(`pcscd did not get ready:\n${readFileSync(join(folder, 'pcscd.log'), 'utf8')}`);
}

/** The first of `count` neighbouring ports that are free now; each process looks in a place of its own first. */
async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const base = 20_000 + ((process.pid * 16 + attempt * 1616) % 12_000);
    const free = await Promise.all(Array.from({ length: count }, (_, index) => isFree(base + index)));
    if (free.every(Boolean)) return base;
  }
  throw new Error(`no ${count} neighbouring ports are free`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
