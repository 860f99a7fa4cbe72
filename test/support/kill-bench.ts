import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { type ServedCard, serveCard } from '../../electron/card-host/vpcd-client.ts';
import { untilSeen } from './pcsc/served-cards.ts';
import { type PcscStack, type StackReader, startPcscStack } from './pcsc/stack.ts';
import { type CardView, viewOf } from './tear-view.ts';

const CHILD = join(import.meta.dirname, 'kill-child.ts');
const KEY = ['--key', 'adm1=ascii:12345678'];

/** A `bootcard` that has loaded and waits. */
interface Waiting {
  readonly child: ChildProcess;
  readonly ready: Promise<unknown>;
}

export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** What is done to a run while it goes on. */
export type Meanwhile = (child: ChildProcess) => Promise<void>;
const nothing: Meanwhile = async () => {};

/**
 * A card in a reader of a pcscd of its own, and `bootcard` processes that write to it: one of two messages, whichever the card
 * does not hold.
 */
export class KillBench {
  readonly #folder: string;
  readonly #stack: PcscStack;
  readonly #slot: StackReader;
  readonly #card: VirtualCard;
  readonly #files: readonly string[];
  readonly #waiting: Waiting[] = [];
  #served: ServedCard;
  #onChange: (() => void) | undefined;
  /** Changes of the card's memory since the last run began. */
  changes = 0;

  private constructor(folder: string, stack: PcscStack, slot: StackReader, card: VirtualCard, served: ServedCard) {
    this.#folder = folder;
    this.#stack = stack;
    this.#slot = slot;
    this.#card = card;
    this.#served = served;
    card.onChange = () => {
      this.changes += 1;
      this.#onChange?.();
    };
    const messages = [
      defaultMessage(),
      defaultMessage({ ...NORDTEL, name: 'NordTel North', apn: 'a.nordtel.example' }),
    ];
    this.#files = messages.map((bytes, i) => {
      const path = join(folder, `${i}.wbxml`);
      writeFileSync(path, bytes);
      return path;
    });
    this.#warm();
    this.#warm();
  }

  static async open(): Promise<KillBench> {
    const stack = await startPcscStack(2);
    const [slot] = stack.readers;
    const image = builtinCard('uicc-3g');
    if (slot === undefined || image === undefined) throw new Error('no reader, or no card');
    // Answers take time: there is some between two of them to be killed in.
    const card = new VirtualCard({ ...image, link: { ...image.link, realTime: 0.3 } });
    const folder = mkdtempSync(join(tmpdir(), 'bootcard-kill-'));
    return new KillBench(folder, stack, slot, card, await served(card, stack, slot));
  }

  /** The data folder of the processes. */
  get data(): string {
    return join(this.#folder, 'data');
  }

  /** What a device finds on the card now. */
  view(): CardView {
    return viewOf(this.#card.image(), '3g');
  }

  #warm(): void {
    const env = { ...process.env, ...this.#stack.env, BOOTCARD_DATA: this.data };
    const child = fork(CHILD, [], { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const ready = Promise.race([once(child, 'message'), once(child, 'exit').then(() => false)]);
    this.#waiting.push({ child, ready });
  }

  async #run(argv: readonly string[], meanwhile: Meanwhile): Promise<Ended> {
    const next = this.#waiting.shift();
    if (next === undefined) throw new Error('no process waits');
    this.#warm();
    if ((await next.ready) === false) throw new Error('bootcard does not start');
    const { child } = next;
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
    const exited = once(child, 'exit');
    const closed = once(child, 'close');
    this.changes = 0;
    child.send([...argv]);
    await Promise.race([meanwhile(child), exited]);
    await exited;
    // Of a process that was killed, its own child may still hold the streams for a moment.
    if (child.signalCode === null) await closed;
    this.#onChange = undefined;
    return { code: child.exitCode, text };
  }

  /** @param message 0 or 1 */
  flash(message: number, meanwhile: Meanwhile = nothing): Promise<Ended> {
    return this.#run(['flash', `pcsc:${this.#slot.name}`, this.#files[message] ?? '', ...KEY, '--json'], meanwhile);
  }

  recover(way: string, meanwhile: Meanwhile = nothing): Promise<Ended> {
    return this.#run(['recover', `pcsc:${this.#slot.name}`, way, ...KEY, '--json'], meanwhile);
  }

  /** Answers when the memory has changed so often since the run began. */
  untilChanged(times: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onChange = () => {
        if (this.changes >= times) resolve();
      };
    });
  }

  /** A crash of pcscd, as long as `start` is not called. */
  async crash(): Promise<void> {
    await this.#stack.kill();
    this.#served.close();
  }

  async start(): Promise<void> {
    await this.#stack.start();
    this.#served = await served(this.#card, this.#stack, this.#slot);
  }

  async close(): Promise<void> {
    for (const { child, ready } of this.#waiting) {
      await ready;
      child.kill('SIGKILL');
    }
    this.#served.close();
    await this.#stack.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function served(card: VirtualCard, stack: PcscStack, { name, port }: StackReader): Promise<ServedCard> {
  const server = await serveCard(card, { host: '127.0.0.1', port });
  if (!server.ok) throw new Error(server.error.code);
  await untilSeen(stack, [name]);
  return server.value;
}
