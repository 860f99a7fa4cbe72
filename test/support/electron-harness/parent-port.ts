import { EventEmitter } from 'node:events';
import type { UtilityFrame } from './utility-process.ts';

/** Loaded before a utility process's own code: `process.parentPort`, over Node's channel to the parent. */
class ParentPort extends EventEmitter {
  #waiting: object[] | undefined = [];

  postMessage(data: unknown): void {
    send({ kind: 'message', data, ports: [] });
  }

  /** Messages wait until somebody listens, as in Electron. */
  deliver(event: object): void {
    if (this.#waiting === undefined) this.emit('message', event);
    else this.#waiting.push(event);
  }

  override on(name: string, listener: (event: never) => void): this {
    super.on(name, listener as () => void);
    const waiting = this.#waiting ?? [];
    if (name === 'message') this.#waiting = undefined;
    for (const event of waiting) if (name === 'message') this.emit('message', event);
    return this;
  }
}

class Port extends EventEmitter {
  readonly #number: number;
  #waiting: unknown[] | undefined = [];

  constructor(number: number) {
    super();
    this.#number = number;
  }

  postMessage(data: unknown): void {
    send({ kind: 'port', port: this.#number, data });
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const data of waiting) this.emit('message', { data, ports: [] });
  }

  deliver(data: unknown): void {
    if (this.#waiting === undefined) this.emit('message', { data, ports: [] });
    else this.#waiting.push(data);
  }

  close(): void {
    this.removeAllListeners();
  }
}

function send(frame: UtilityFrame): void {
  process.send?.(frame, () => undefined);
}

const ports = new Map<number, Port>();
const parentPort = new ParentPort();
Object.defineProperty(process, 'parentPort', { value: parentPort });

process.on('message', (frame: UtilityFrame) => {
  if (frame.kind === 'port') {
    ports.get(frame.port)?.deliver(frame.data);
    return;
  }
  const arrived = frame.ports.map((number) => {
    const port = new Port(number);
    ports.set(number, port);
    return port;
  });
  parentPort.deliver({ data: frame.data, ports: arrived });
});
process.once('disconnect', () => process.exit());
