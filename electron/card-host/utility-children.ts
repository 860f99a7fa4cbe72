import type { MessagePortMain } from 'electron';
import type { FromHost, ToHost } from '../ipc/shell-channels.ts';
import type { ChildLauncher, ChildLink, ChildRole } from './pcsc/child-launcher.ts';

export interface UtilityChildren {
  readonly launcher: ChildLauncher;
  /** Takes what main says of children. `port` comes with `child-port`. */
  handle(message: Extract<ToHost, { kind: 'child-port' | 'child-exit' }>, port: MessagePortMain | undefined): void;
}

/**
 * PC/SC children as Electron utility processes. A utility process cannot start another one, so main does it on request
 * and hands over a port to it. What is sent before the port is here waits for it.
 */
export function utilityChildren(tell: (message: FromHost) => void): UtilityChildren {
  const children = new Map<number, UtilityChild>();
  let nextChild = 0;

  return {
    launcher: {
      start: (role: ChildRole): ChildLink => {
        const child = nextChild++;
        const link = new UtilityChild(() => tell({ kind: 'child-kill', child }));
        children.set(child, link);
        tell({ kind: 'child-start', child, args: [role] });
        return link;
      },
    },
    handle: (message, port) => {
      const link = children.get(message.child);
      if (message.kind === 'child-exit') {
        children.delete(message.child);
        link?.exited();
      } else if (port !== undefined) {
        link?.connected(port, message.pid);
      }
    },
  };
}

class UtilityChild implements ChildLink {
  readonly kill: () => void;
  /** Absent until main has told it. */
  pid?: number;
  readonly #exits: (() => void)[] = [];
  #waiting: Uint8Array[] = [];
  #port: MessagePortMain | undefined;
  #deliver: (frame: Uint8Array) => void = () => undefined;
  #ended = false;

  constructor(kill: () => void) {
    this.kill = kill;
  }

  send(frame: Uint8Array): void {
    if (this.#port === undefined) this.#waiting.push(frame);
    else this.#port.postMessage(frame);
  }

  onFrame(listener: (frame: Uint8Array) => void): void {
    this.#deliver = listener;
  }

  onExit(listener: () => void): void {
    if (this.#ended) queueMicrotask(listener);
    else this.#exits.push(listener);
  }

  /** A utility process lives as long as main wants it to: nothing to hold. */
  hold(): void {}

  connected(port: MessagePortMain, pid: number | null): void {
    if (pid !== null) this.pid = pid;
    this.#port = port;
    port.on('message', ({ data }) => {
      if (data instanceof Uint8Array) this.#deliver(data);
    });
    port.start();
    for (const frame of this.#waiting) port.postMessage(frame);
    this.#waiting = [];
  }

  exited(): void {
    this.#ended = true;
    this.#port?.close();
    for (const listener of this.#exits.splice(0)) listener();
  }
}
