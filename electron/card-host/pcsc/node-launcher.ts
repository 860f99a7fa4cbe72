import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ChildLauncher, ChildLink, ChildRole } from './child-launcher.ts';
import { frameSplitter, prefixed } from './pipe-framing.ts';

export interface NodeLauncherOptions {
  /** The child's program; default the source beside this file, or the bundle beside the bundle that this file is in. */
  readonly entry?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

function defaultEntry(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith('.ts') ? './child-entry.ts' : './pcsc-child.js', here));
}

/** Children as processes of this Node. Frames go over descriptor 3; descriptor 4 closes when this process ends. */
export function nodeLauncher({ entry = defaultEntry(), env = {} }: NodeLauncherOptions = {}): ChildLauncher {
  return { start: (role) => startChild(role, entry, env) };
}

function startChild(role: ChildRole, entry: string, env: Readonly<Record<string, string>>): ChildLink {
  const child = spawn(process.execPath, [entry, role], {
    // Under Electron the program is Electron: this makes it behave as Node.
    env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'],
    windowsHide: true,
    // Ctrl C goes to all of a terminal's group: the child of a write that is finished first must not go before it.
    detached: true,
  });
  const pipe = child.stdio[3];
  const lifeline = child.stdio[4];
  let deliver: (frame: Uint8Array) => void = () => undefined;
  let ended = false;
  const exits: (() => void)[] = [];

  const end = () => {
    if (ended) return;
    ended = true;
    for (const listener of exits.splice(0)) listener();
  };
  child.once('exit', end);
  child.once('error', end);
  if (pipe instanceof Socket) {
    const split = frameSplitter((frame) => deliver(frame));
    pipe.on('data', split);
    pipe.on('error', () => pipe.destroy());
  }
  if (lifeline instanceof Socket) {
    lifeline.on('error', () => lifeline.destroy());
    lifeline.unref();
  }

  return {
    ...(child.pid === undefined ? {} : { pid: child.pid }),
    send: (frame) => {
      if (pipe instanceof Socket && !pipe.destroyed) pipe.write(prefixed(frame));
    },
    onFrame: (listener) => {
      deliver = listener;
    },
    onExit: (listener) => {
      if (ended) queueMicrotask(listener);
      else exits.push(listener);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
    hold: (on) => {
      if (on) child.ref();
      else child.unref();
      if (pipe instanceof Socket) {
        if (on) pipe.ref();
        else pipe.unref();
      }
    },
  };
}
