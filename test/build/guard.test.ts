import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { obstacle } from '../../build/scripts/guard.mjs';

const ROOT = new URL('../..', import.meta.url).pathname;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-guard-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function install(...names: string[]): void {
  for (const name of names) {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', name), '');
  }
}

describe('the guard of the entry points', () => {
  it('asks for npm ci where nothing is installed, whatever the Node', () => {
    expect(obstacle('24.21.0', folder)).toMatch(/run "npm ci"/);
    expect(obstacle('12.0.0', folder)).toMatch(/run "npm ci"/);
  });

  it('names the blocked install script where only the bundled Node is missing', () => {
    install('zod');
    expect(obstacle('20.20.2', folder)).toMatch(/npm ci --ignore-scripts=false/);
  });

  it('points to the commands that use the bundled Node', () => {
    install('zod', 'node/bin/node');
    expect(obstacle('23.11.0', folder)).toMatch(/npx bootcard/);
  });

  it('lets Node 24 and later through, also without the bundled one', () => {
    install('zod');
    expect(obstacle('24.0.0', folder)).toBeUndefined();
    expect(obstacle('26.1.0', folder)).toBeUndefined();
  });

  it.each(['start.mjs', 'build.mjs', 'ensure-built.mjs'])(
    '%s says one line and exits 2 in a bare checkout',
    (script) => {
      cpSync(join(ROOT, 'build/scripts'), join(folder, 'build/scripts'), { recursive: true });
      const run = spawnSync(process.execPath, [join(folder, 'build/scripts', script)], { encoding: 'utf8' });
      expect(run.status).toBe(2);
      expect(run.stderr.trim().split('\n')).toHaveLength(1);
      expect(run.stdout).toBe('');
    },
  );

  it('is written so that an old Node can parse it', () => {
    for (const script of ['guard.mjs', 'start.mjs', 'build.mjs', 'ensure-built.mjs']) {
      const text = readFileSync(join(ROOT, 'build/scripts', script), 'utf8').replaceAll(/\/\/.*/g, '');
      // Optional chaining, nullish and logical assignment, private fields, top-level await, node: imports came after Node 12.0.
      expect(text, script).not.toMatch(/\?\.|\?\?|\|\|=|&&=|#[a-z]+\b.*=|^await |from 'node:/m);
    }
  });

  const old = '/usr/bin/node';
  it.runIf(existsSync(old) && Number(spawnSync(old, ['-p', 'process.versions.node.split(".")[0]']).stdout) < 24)(
    'stops an older Node of this machine',
    () => {
      const run = spawnSync(old, [join(ROOT, 'build/scripts/start.mjs')], { encoding: 'utf8' });
      expect(run.status).toBe(2);
      expect(run.stderr).toMatch(/^bootcard: Node .* is too old/);
    },
  );
});
