import { MessageChannelMain, type UtilityProcess, utilityProcess } from 'electron';
import type { FromHost, ToHost } from '../ipc/shell-channels.ts';

export interface ChildBroker {
  handle(message: Extract<FromHost, { kind: 'child-start' | 'child-kill' }>): void;
  killAll(): void;
}

/**
 * Starts and kills PC/SC children for the card-host: a utility process cannot start another one. The two then talk over
 * a port of their own, past main.
 */
export function createChildBroker(host: UtilityProcess, childFile: string): ChildBroker {
  const children = new Map<number, UtilityProcess>();

  function start(child: number, args: readonly string[]): void {
    const process = utilityProcess.fork(childFile, [...args], { serviceName: 'Bootcard reader' });
    const { port1, port2 } = new MessageChannelMain();
    children.set(child, process);
    process.postMessage({ kind: 'port' }, [port1]);
    host.postMessage({ kind: 'child-port', child } satisfies ToHost, [port2]);
    process.once('exit', () => {
      children.delete(child);
      host.postMessage({ kind: 'child-exit', child } satisfies ToHost);
    });
  }

  return {
    handle: (message) => {
      if (message.kind === 'child-start') start(message.child, message.args);
      else children.get(message.child)?.kill();
    },
    killAll: () => {
      for (const process of children.values()) process.kill();
    },
  };
}
