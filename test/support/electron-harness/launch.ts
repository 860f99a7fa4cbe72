import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface HarnessApp {
  /** Process id of main. */
  readonly pid: number;
  /** Has the app's `app` emit an event, with an event object before the arguments. */
  emit(name: string, ...args: readonly unknown[]): void;
  /** Ends the app as its user would by quitting. */
  close(): Promise<void>;
}

export interface HarnessOptions {
  /** Built main bundle; it is run unmodified. */
  readonly main: string;
  /** What the app is started with on its command line. */
  readonly args?: readonly string[];
  /** DevTools address of the Chromium that plays Electron's. */
  readonly devtools: string;
  /** Folder that the app takes for its user data. */
  readonly userData: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a built main bundle under Node with the stand-in for `electron`; its window is a page of the given Chromium. */
export function launchHarness({ main, args = [], devtools, userData, env = {} }: HarnessOptions): HarnessApp {
  const child = fork(main, [...args], {
    execArgv: ['--import', new URL('./register.ts', import.meta.url).href],
    env: { ...process.env, ...env, BOOTCARD_HARNESS_DEVTOOLS: devtools, BOOTCARD_HARNESS_USER_DATA: userData },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    pid: child.pid ?? -1,
    emit: (name, ...args) => void child.send({ emit: [name, ...args] }),
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
