import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;
let data: string;
let app: ChildProcess;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'bootcard-start-'));
});
afterEach(() => {
  app.kill('SIGKILL');
  rmSync(data, { recursive: true });
});

it('npm start opens the interface in the browser where Electron cannot, says why in one line, and stays until Ctrl C', async () => {
  // No display, as on a bench PC: Electron cannot start, and nothing is downloaded.
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  app = spawn(process.execPath, [join(ROOT, 'build/scripts/start.mjs'), '--browser'], {
    env: { ...env, BOOTCARD_NO_OPEN: '1', BOOTCARD_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  app.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    app.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const found = /http:\S+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
    app.once('exit', () => reject(new Error(errors)));
  });
  expect(errors.split('\n').filter((line) => line.startsWith('Opening Bootcard in the browser: '))).toHaveLength(1);
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('id="root"');
  app.kill('SIGINT');
  const [code] = await once(app, 'exit');
  expect(code).toBe(0);
});
