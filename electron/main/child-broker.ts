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

  function start(number: number, args: readonly string[]): void {
    const child = utilityProcess.fork(childFile, [...args], { serviceName: 'Bootcard reader' });
    const { port1, port2 } = new MessageChannelMain();
    children.set(number, child);
    child.postMessage({ kind: 'port' }, [port1]);
    child.once('spawn', () => {
      host.postMessage({ kind: 'child-port', child: number, pid: child.pid ?? null } satisfies ToHost, [port2]);
    });
    child.once('exit', () => {
      children.delete(number);
      host.postMessage({ kind: 'child-exit', child: number } satisfies ToHost);
    });
  }

  /** `UtilityProcess.kill` asks politely; a child that hangs in a driver does not hear that. */
  function kill(child: UtilityProcess): void {
    if (child.pid === undefined) child.kill();
    else process.kill(child.pid, 'SIGKILL');
  }

  return {
    handle: (message) => {
      const child = children.get(message.child);
      if (message.kind === 'child-start') start(message.child, message.args);
      else if (child !== undefined) kill(child);
    },
    killAll: () => {
      for (const child of children.values()) kill(child);
      children.clear();
    },
  };
}
