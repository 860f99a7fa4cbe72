import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { bodyWithMessage } from '../../../core/plan/make-plan.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { readBackup } from '../../../electron/storage/backup.ts';
import { readJournals } from '../../../electron/storage/journals.ts';
import { makePrivate } from '../../../electron/storage/private-folder.ts';
import { createWriteStore } from '../../../electron/storage/write-store.ts';
import { planOn, runOn } from '../../support/plan-runs.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bootcard-private-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const mode = (path: string) => statSync(path).mode & 0o777;

describe.skipIf(process.platform === 'win32')('a data folder that others could look into', () => {
  it('is its owner’s alone after it was opened, and what is not the product’s stays', async () => {
    const folder = join(root, 'data');
    const card = join(folder, 'backups', '8949');
    for (const path of [folder, join(folder, 'journals'), join(folder, 'backups'), card, join(folder, 'mine')])
      mkdirSync(path, { recursive: true });
    const files = [
      join(card, 'a.backup.json'),
      join(folder, 'journals', 'b.journal.jsonl'),
      join(folder, 'refused.key'),
    ];
    const notOurs = [join(folder, 'mine', 'c.txt'), join(root, 'outside.txt')];
    for (const path of [...files, ...notOurs]) writeFileSync(path, 'x');
    for (const path of [...files, ...notOurs]) chmodSync(path, 0o644);
    for (const path of [folder, join(folder, 'journals'), join(folder, 'backups'), card]) chmodSync(path, 0o755);
    symlinkSync(join(root, 'outside.txt'), join(card, 'link'));
    await makePrivate(folder);
    expect([folder, join(folder, 'journals'), join(folder, 'backups'), card].map(mode)).toEqual(Array(4).fill(0o700));
    expect(files.map(mode)).toEqual(Array(3).fill(0o600));
    expect(notOurs.map(mode)).toEqual([0o644, 0o644]);
  });

  it('that is not there is not made', async () => {
    await makePrivate(join(root, 'none'));
    expect(readdirSync(root)).toEqual([]);
  });
});

describe('the backup that a journal names', () => {
  async function written(folder: string): Promise<string> {
    const planned = await planOn(
      builtinCard('sim') as CardImage,
      bodyWithMessage(defaultMessage({ ...NORDTEL, name: 'Other' })),
    );
    await runOn(planned, { store: createWriteStore(folder) });
    return join(folder, 'journals', readdirSync(join(folder, 'journals'))[0] ?? '');
  }
  async function backupOf(folder: string): Promise<string> {
    for await (const { backup } of readJournals(folder, '')) return backup;
    return 'no journal';
  }

  it('is found after the data folder was moved', async () => {
    const journal = await written(join(root, 'old'));
    expect(JSON.parse(readFileSync(journal, 'utf8').split('\n')[0] ?? '').backup).toMatch(/^backups\/\d+\//);
    renameSync(join(root, 'old'), join(root, 'new'));
    const backup = await backupOf(join(root, 'new'));
    expect(backup.startsWith(join(root, 'new', 'backups'))).toBe(true);
    expect(await readBackup(backup)).toMatchObject({ ok: true });
  });

  it('is found where an earlier version wrote its whole path', async () => {
    const folder = join(root, 'old');
    const journal = await written(folder);
    const backup = await backupOf(folder);
    const text = readFileSync(journal, 'utf8').replace(/"backup":"[^"]*"/, `"backup":${JSON.stringify(backup)}`);
    writeFileSync(journal, text);
    expect(await backupOf(folder)).toBe(backup);
  });
});
