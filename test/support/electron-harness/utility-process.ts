import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { PortMain } from './message-channel.ts';

/** Frames between the stand-in and `parent-port.ts` in the child. */
export type UtilityFrame =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown };

class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #ports = new Map<number, PortMain>();
  #nextPort = 0;

  constructor(file: string, args: readonly string[]) {
    super();
    this.#child = fork(file, [...args], {
      execArgv: ['--import', new URL('./parent-port.ts', import.meta.url).href],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (frame: UtilityFrame) => {
      if (frame.kind === 'message') this.emit('message', frame.data);
      else this.#ports.get(frame.port)?.postMessage(frame.data);
    });
    this.#child.once('spawn', () => this.emit('spawn'));
    this.#child.once('exit', (code) => this.emit('exit', code ?? 1));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  postMessage(data: unknown, transfer: readonly PortMain[] = []): void {
    const ports = transfer.map((port) => {
      const number = this.#nextPort++;
      this.#ports.set(number, port);
      port.on('message', (event: { data: unknown }) => this.#send({ kind: 'port', port: number, data: event.data }));
      return number;
    });
    this.#send({ kind: 'message', data, ports });
    for (const port of transfer) port.start();
  }

  kill(): boolean {
    return this.#child.kill('SIGKILL');
  }

  #send(frame: UtilityFrame): void {
    if (this.#child.connected) this.#child.send(frame, () => undefined);
  }
}

const running = new Set<UtilityProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

export const utilityProcess = {
  fork: (file: string, args: readonly string[] = []): UtilityProcess => {
    const child = new UtilityProcess(file, args);
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  },
};
