import { EventEmitter } from 'node:events';

/**
 * One end of a channel in main. Where an end is handed to a process, the messages of the other end are relayed to it: a
 * port cannot really travel to a child of Node.
 */
export class PortMain extends EventEmitter {
  peer: PortMain | undefined;
  #waiting: unknown[] | undefined = [];

  postMessage(data: unknown): void {
    this.peer?.deliver(data);
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
    this.peer?.emit('close');
  }
}

export class MessageChannelMain {
  readonly port1 = new PortMain();
  readonly port2 = new PortMain();

  constructor() {
    this.port1.peer = this.port2;
    this.port2.peer = this.port1;
  }
}
