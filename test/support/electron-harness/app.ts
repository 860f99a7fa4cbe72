import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { browser } from './browser.ts';

const VERSION = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

class App extends EventEmitter {
  #quitting = false;

  requestSingleInstanceLock(): boolean {
    return true;
  }

  getVersion(): string {
    return VERSION;
  }

  getLocale(): string {
    return 'en-US';
  }

  getPath(name: string): string {
    const folder = process.env.BOOTCARD_HARNESS_USER_DATA;
    if (name !== 'userData' || folder === undefined) throw new Error(`no folder ${name} in the harness`);
    return folder;
  }

  async whenReady(): Promise<void> {
    await browser();
  }

  quit(): void {
    if (this.#quitting) return;
    this.#quitting = true;
    let prevented = false;
    this.emit('will-quit', {
      preventDefault: () => {
        prevented = true;
        this.#quitting = false;
      },
    });
    if (!prevented) this.exit();
  }

  exit(): void {
    process.exit();
  }
}

export const app = new App();

// What the system would tell the app, the test does.
process.on('message', ({ emit }: { emit: readonly [string, ...unknown[]] }) => {
  const [name, ...args] = emit;
  app.emit(name, { preventDefault: () => undefined }, ...args);
});
// The test ends the app by hanging up.
process.once('disconnect', () => app.quit());
process.once('SIGTERM', () => app.quit());
