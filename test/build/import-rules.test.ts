import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bootcard-rules-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Plants modules in an empty house and checks it by the project's own rules. */
function check(files: Readonly<Record<string, string>>): { readonly code: number | null; readonly out: string } {
  const house = mkdtempSync(join(folder, 'house-'));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  };
  put(
    'tsconfig.json',
    '{ "compilerOptions": { "module": "ESNext", "moduleResolution": "Bundler", "allowImportingTsExtensions": true, "noEmit": true } }',
  );
  put('build/import-rules.tsconfig.json', '{ "extends": "../tsconfig.json", "include": [".."] }');
  copyFileSync(join(ROOT, 'build/import-rules.cjs'), join(house, 'build/rules.cjs'));
  for (const [path, text] of Object.entries(files)) put(path, text);
  const tool = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const run = spawnSync(process.execPath, [tool, '--config', 'build/rules.cjs', '.'], { cwd: house, encoding: 'utf8' });
  return { code: run.status, out: run.stdout + run.stderr };
}

describe('the import rules', () => {
  it('let a floor import from a lower one', () => {
    const { code, out } = check({
      'core/base/low.ts': 'export const low = 1;\n',
      'core/plan/high.ts': "import { low } from '../base/low.ts';\nexport const high = low;\n",
    });
    expect(out).toMatch(/no dependency violations/);
    expect(code).toBe(0);
  });

  it.each([
    [
      'core-floor-base',
      {
        'core/base/low.ts': "import { high } from '../plan/high.ts';\nexport const low = high;\n",
        'core/plan/high.ts': 'export const high = 1;\n',
      },
    ],
    [
      'credentials-through-the-guard',
      {
        'core/card/credential-channel.ts': 'export const open = 1;\n',
        'core/card/other.ts': "import { open } from './credential-channel.ts';\nexport const other = open;\n",
      },
    ],
    [
      'core-floor-pkcs15',
      {
        'core/pkcs15/a.ts': "import type { B } from '../bootstrap/b.ts';\nexport type A = B;\n",
        'core/bootstrap/b.ts': 'export type B = 1;\n',
      },
    ],
    [
      'core-is-pure',
      {
        'core/base/a.ts': "import { b } from '../../electron/main/b.ts';\nexport const a = b;\n",
        'electron/main/b.ts': 'export const b = 1;\n',
      },
    ],
    [
      'core-has-no-node',
      { 'core/base/a.ts': "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n" },
    ],
    [
      'renderer-outside',
      {
        'renderer/a.ts': "import { b } from '../electron/card-host/b.ts';\nexport const a = b;\n",
        'electron/card-host/b.ts': 'export const b = 1;\n',
      },
    ],
    [
      'renderer-services-only',
      {
        'renderer/views/a.ts': "import { b } from '../../electron/ipc/b.ts';\nexport const a = b;\n",
        'electron/ipc/b.ts': 'export const b = 1;\n',
      },
    ],
    [
      'one-serial-file',
      {
        'electron/card-host/a.ts': "import { SerialPort } from 'serialport';\nexport const a = SerialPort;\n",
        'node_modules/serialport/package.json': '{ "name": "serialport", "main": "index.js" }',
        'node_modules/serialport/index.js': 'exports.SerialPort = 1;\n',
      },
    ],
    [
      'no-tests-in-product',
      { 'cli/a.ts': "import { b } from '../test/b.ts';\nexport const a = b;\n", 'test/b.ts': 'export const b = 1;\n' },
    ],
    [
      'no-circular',
      {
        'core/base/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
        'core/base/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
      },
    ],
  ])('%s bites', (rule, files) => {
    const { code, out } = check(files);
    expect(out).toContain(`error ${rule}`);
    expect(code).not.toBe(0);
  });
});
