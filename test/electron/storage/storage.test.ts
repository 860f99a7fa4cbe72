import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import { Secret } from '../../../core/base/secret.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { bodyWithMessage } from '../../../core/plan/make-plan.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { type Backup, backupFile, keepBackup, readBackup } from '../../../electron/storage/backup.ts';
import { createKeptCards } from '../../../electron/storage/kept-cards.ts';
import { createRefusedKeys } from '../../../electron/storage/refused-keys.ts';
import { writeSafely } from '../../../electron/storage/safe-file.ts';
import { createWriteStore } from '../../../electron/storage/write-store.ts';
import { planOn, runOptions } from '../../support/plan-runs.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const BACKUP: Backup = {
  format: 'bootcard-backup/1',
  iccid: '89001010000000000018',
  created: '2026-01-01T00:00:00.000Z',
  files: [backupFile('3F007F506421', 'EF(DM_Bootstrap)', hex('02A4016A00'))],
};

/** Everything below the folder: path, permission bits, kind. */
function listing(place: string): { path: string; mode: string; folder: boolean }[] {
  return readdirSync(place, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return { path, mode: (statSync(path).mode & 0o777).toString(8), folder: entry.isDirectory() };
  });
}

function value<T>(result: { ok: true; value: T } | { ok: false; error: { code: string } }): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

const posix = process.platform !== 'win32';

describe('a run on the disk', () => {
  const clock = () => new Date('2026-01-02T03:04:05.678Z');
  const run = async (image: CardImage, message: Uint8Array, place = folder) => {
    const { card, read, plan } = await planOn(image, bodyWithMessage(message));
    const outcome = await runPlan(card.link, read, plan, runOptions(plan, createWriteStore(place, clock)));
    return { card, plan, outcome: value(outcome) };
  };

  it('leaves a backup that reads and a journal that tells every step and the end', async () => {
    const image = builtinCard('uicc-3g') as CardImage;
    const { plan, outcome } = await run(image, defaultMessage({ ...NORDTEL, name: 'Other' }));
    const backup = value(await readBackup(outcome.backup));
    expect(backup.iccid).toBe(image.iccid);
    expect(backup.files[0]?.sha256).toBe(plan.files[0]?.before?.sha256);
    const [journal] = listing(join(folder, 'journals'));
    const lines = readFileSync(journal?.path ?? '', 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const inside = outcome.backup.slice(folder.length + 1);
    expect(lines[0]).toMatchObject({ event: 'begin', format: 'bootcard-journal/1', plan, backup: inside });
    const steps = plan.steps.flatMap((step, i) => (step.data === '' ? [] : [i]));
    expect(lines.slice(1)).toMatchObject([
      ...steps.map((step) => ({ event: 'step', step })),
      { event: 'end', outcome: 'verified' },
    ]);
  });

  it('a cut run has a journal that says so', async () => {
    const faults = [{ kind: 'remove', at: 3, ins: 'D6', when: 'before' } as const];
    await run({ ...(builtinCard('sim') as CardImage), faults }, defaultMessage({ ...NORDTEL, name: 'Other' }));
    const [journal] = listing(join(folder, 'journals'));
    const lines = readFileSync(journal?.path ?? '', 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(1 + 2 + 1);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: 'end', outcome: 'interrupted' });
  });

  it.runIf(posix)('files are 0600 and folders 0700, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      await run(
        builtinCard('sim') as CardImage,
        defaultMessage({ ...NORDTEL, name: 'Other' }),
        join(folder, 'deep', 'er'),
      );
      await createRefusedKeys(join(folder, 'deep', 'er')).refuse('1', 1, new Secret(hex('00')));
    } finally {
      process.umask(before);
    }
    const entries = listing(folder);
    expect(entries.filter((entry) => !entry.folder).length).toBe(4);
    for (const entry of entries) expect([entry.path, entry.mode]).toEqual([entry.path, entry.folder ? '700' : '600']);
  });
});

describe('backups', () => {
  it('the same content is kept once, other content beside it', async () => {
    const first = value(await keepBackup(folder, BACKUP));
    const text = readFileSync(first, 'utf8');
    const again = value(await keepBackup(folder, { ...BACKUP, created: '2027-01-01T00:00:00.000Z' }));
    expect(again).toBe(first);
    expect(readFileSync(first, 'utf8')).toBe(text);
    const other = value(
      await keepBackup(folder, { ...BACKUP, files: [backupFile('3F007F506421', 'EF(DM_Bootstrap)', hex('03'))] }),
    );
    expect(other).not.toBe(first);
  });

  it('a damaged one is refused and not written over; the content is kept beside it', async () => {
    const path = value(await keepBackup(folder, BACKUP));
    const text = readFileSync(path, 'utf8').replace('02A4016A00', '02A4016A01');
    writeFileSync(path, text);
    expect(await readBackup(path)).toMatchObject({ ok: false, error: { code: 'backup-invalid' } });
    const second = value(await keepBackup(folder, BACKUP));
    expect(second).not.toBe(path);
    expect(value(await readBackup(second)).files).toEqual(BACKUP.files);
    expect(value(await keepBackup(folder, BACKUP))).toBe(second);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it.each([
    ['empty', ''],
    ['no JSON', '{'],
    ['another format', JSON.stringify({ ...BACKUP, format: 'bootcard-card/1' })],
    ['no file', JSON.stringify({ ...BACKUP, files: [] })],
    ['half a byte', JSON.stringify({ ...BACKUP, files: [{ ...BACKUP.files[0], data: '02A' }] })],
    ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
  ])('%s is refused', async (_title, text) => {
    const path = join(folder, 'x.json');
    writeFileSync(path, text);
    expect(await readBackup(path)).toMatchObject({ ok: false, error: { code: 'backup-invalid' } });
  });

  it('one that is not there is a file that cannot be read', async () => {
    const read = await readBackup(join(folder, 'none.json'));
    expect(read).toMatchObject({ ok: false, error: { code: 'file-unreadable', details: { reason: 'ENOENT' } } });
  });
});

describe('the memory of refused values', () => {
  const VALUE = utf8('Sec-ret!');

  it('knows a value again, for its card and its key only', async () => {
    const keys = createRefusedKeys(folder);
    expect(value(await keys.recall('1', 10, new Secret(VALUE))).refused).toBe(false);
    value(await keys.refuse('1', 10, new Secret(VALUE)));
    const other = createRefusedKeys(folder);
    expect(value(await other.recall('1', 10, new Secret(VALUE))).refused).toBe(true);
    expect(value(await other.recall('2', 10, new Secret(VALUE))).refused).toBe(false);
    expect(value(await other.recall('1', 11, new Secret(VALUE))).refused).toBe(false);
    expect(value(await other.recall('1', 10, new Secret(utf8('Sec-ret?')))).refused).toBe(false);
    // Digits that move from one part to the next make another line.
    expect(value(await other.recall('11', 0, new Secret(VALUE))).refused).toBe(false);
  });

  it('holds no secret, in no writing', async () => {
    value(await createRefusedKeys(folder).refuse('1', 10, new Secret(VALUE)));
    const all = listing(folder).filter((entry) => !entry.folder);
    expect(all.length).toBe(2);
    for (const { path } of all) {
      const bytes = readFileSync(path);
      for (const form of [
        Buffer.from(VALUE),
        toHex(VALUE),
        toHex(VALUE).toLowerCase(),
        Buffer.from(VALUE).toString('base64'),
      ])
        expect(bytes.includes(form)).toBe(false);
    }
  });

  it('two memories made at once share one key', async () => {
    const many = Array.from({ length: 8 }, () => createRefusedKeys(folder));
    await Promise.all(many.map((keys, i) => keys.refuse('1', i, new Secret(VALUE))));
    const fresh = createRefusedKeys(folder);
    for (let i = 0; i < many.length; i++)
      expect([i, value(await fresh.recall('1', i, new Secret(VALUE))).refused]).toEqual([i, true]);
  });

  it('a key file of the wrong size is no key: nothing is cleared, nothing is kept under it', async () => {
    writeFileSync(join(folder, 'refused.key'), '');
    const keys = createRefusedKeys(folder);
    expect((await keys.remember('1', 10, new Secret(VALUE), 3)).ok).toBe(false);
    expect(await keys.recall('1', 10, new Secret(VALUE))).toMatchObject({
      ok: false,
      error: { code: 'refused-memory', details: { path: join(folder, 'refused.key') } },
    });
  });

  it('a value that the card accepted is forgotten, others stay', async () => {
    const keys = createRefusedKeys(folder);
    const other = new Secret(utf8('Sec-ret?'));
    value(await keys.refuse('1', 10, new Secret(VALUE)));
    value(await keys.refuse('1', 10, other));
    value(await createRefusedKeys(folder).forget('1', 10, new Secret(VALUE)));
    expect(value(await keys.recall('1', 10, new Secret(VALUE)))).toEqual({ refused: false, values: 1 });
    expect(value(await keys.recall('1', 10, other))).toEqual({ refused: true, values: 1 });
  });

  it('a value that was sent and never answered is told from one that was refused', async () => {
    const keys = createRefusedKeys(folder);
    value(await keys.remember('1', 10, new Secret(VALUE), 3));
    expect(value(await createRefusedKeys(folder).recall('1', 10, new Secret(VALUE)))).toEqual({
      refused: false,
      unanswered: { tries: 3 },
      values: 1,
    });
    value(await keys.remember('1', 10, new Secret(VALUE), null));
    expect(value(await keys.recall('1', 10, new Secret(VALUE)))).toMatchObject({ unanswered: { tries: null } });
    value(await keys.refuse('1', 10, new Secret(VALUE)));
    expect(value(await keys.recall('1', 10, new Secret(VALUE)))).toEqual({ refused: true, values: 1 });
  });

  it('a list that cannot be read clears nothing', async () => {
    value(await createRefusedKeys(folder).refuse('1', 10, new Secret(VALUE)));
    rmSync(join(folder, 'refused.log'));
    mkdirSync(join(folder, 'refused.log'));
    expect(await createRefusedKeys(folder).recall('1', 11, new Secret(VALUE))).toMatchObject({
      ok: false,
      error: { code: 'refused-memory' },
    });
  });
});

describe('writing a file', () => {
  it('exclusive: the first of many wins whole, the others are told', async () => {
    const path = join(folder, 'one');
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) => writeSafely(path, String(i).repeat(5000), true)),
    );
    const winners = results.flatMap((result, i) => (result.ok ? [i] : []));
    expect(winners).toHaveLength(1);
    expect(readFileSync(path, 'utf8')).toBe(String(winners[0]).repeat(5000));
    expect(results.filter((result) => !result.ok && result.error.code === 'file-exists')).toHaveLength(7);
  });

  it('replaces in one step and leaves nothing beside it', async () => {
    const path = join(folder, 'one');
    value(await writeSafely(path, 'old'));
    value(await writeSafely(path, 'new'));
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['one']);
  });

  it.runIf(posix)('what others could read is the owner’s alone afterwards', async () => {
    const path = join(folder, 'one');
    writeFileSync(path, 'old', { mode: 0o644 });
    value(await writeSafely(path, 'new'));
    expect(listing(folder)).toEqual([{ path, mode: '600', folder: false }]);
  });

  it.runIf(posix)('a link keeps leading where it led, a pipe stays a pipe', async () => {
    const path = join(folder, 'one');
    writeFileSync(path, 'old');
    symlinkSync(path, join(folder, 'link'));
    value(await writeSafely(join(folder, 'link'), 'new'));
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [written, seen] = await Promise.all([writeSafely(pipe, 'through'), readFile(pipe, 'utf8')]);
    expect([written.ok, seen]).toEqual([true, 'through']);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it('into a folder that is not there: told, nothing left', async () => {
    for (const exclusive of [false, true]) {
      const written = await writeSafely(join(folder, 'none', 'one'), 'x', exclusive);
      expect(written).toMatchObject({ ok: false, error: { code: 'file-unwritable', details: { reason: 'ENOENT' } } });
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('of kept cards only their own files are deleted', async () => {
  const kept = createKeptCards(folder);
  const other = join(folder, 'other.card.json');
  writeFileSync(other, '{}');
  for (const path of [other, join(folder, 'cards', '..', 'other.card.json')])
    expect(await kept.remove(path)).toMatchObject({ ok: false, error: { code: 'virtual-not-kept' } });
  expect(existsSync(other)).toBe(true);
});
