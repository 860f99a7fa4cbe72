import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readerChecks } from '../../electron/card-host/reader-checks.ts';
import { createReaders } from '../../electron/card-host/readers.ts';
import { runCli } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'bootcard-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('doctor', () => {
  it('says of readers what the app says', async () => {
    const { hub } = createReaders();
    const state = await hub.list();
    await hub.close();
    const told = readerChecks(state);
    expect(told.map(({ id }) => id)).toContain('service');
    const run = await runCli(['doctor', '--json'], { env: { BOOTCARD_DATA: join(folder, 'data') } });
    const { checks } = JSON.parse(run.stdout) as { checks: { name: string; state: string; detail: string }[] };
    for (const { state: known, what, next } of told)
      expect(checks).toContainEqual(
        expect.objectContaining({
          state: known === 'ok' ? 'ok' : 'optional',
          detail: known === 'ok' ? expect.stringContaining(what.en) : `${what.en} ${next?.en}`,
        }),
      );
    // Virtual cards need no reader.
    expect([run.code, run.stderr]).toEqual([0, '']);
  });
});
