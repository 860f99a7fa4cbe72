import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HarnessApp {
  /** DevTools of the browser that shows the window; connect before `go`. */
  readonly devtools: string;
  /** Lets Electron become ready. */
  go(): void;
  close(): Promise<void>;
}

/**
 * Runs a built main bundle, unmodified, under Node with the stand-in for `electron`.
 *
 * @param chromium executable that plays Electron's Chromium.
 */
export async function launchHarness(
  main: string,
  chromium: string,
  env: Readonly<Record<string, string>> = {},
): Promise<HarnessApp> {
  const userData = mkdtempSync(join(tmpdir(), 'bootcard-user-'));
  const child = fork(main, [], {
    execArgv: ['--import', new URL('./register.ts', import.meta.url).href],
    env: { ...process.env, ...env, BOOTCARD_CHROMIUM: chromium, BOOTCARD_HARNESS_USER_DATA: userData },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const devtools = await devtoolsOf(child);
  return {
    devtools,
    go: () => child.send({ go: true }),
    close: async () => {
      if (child.exitCode === null) {
        child.disconnect();
        await once(child, 'exit');
      }
      rmSync(userData, { recursive: true, force: true });
    },
  };
}

function devtoolsOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { devtools?: string }) => {
      if (message.devtools !== undefined) resolve(message.devtools);
    });
    child.once('exit', (code) => reject(new Error(`main ended with ${code}`)));
  });
}
