import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockCard } from '../../../electron/storage/card-lock.ts';

const ICCID = '89001010000000009001';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const place = () => join(folder, 'locks', `${ICCID}.lock`);

it('one process at a time has a card; others may have other cards', async () => {
  const first = await lockCard(folder, ICCID);
  if (!first.ok) throw new Error(first.error.code);
  const second = await lockCard(folder, ICCID);
  expect(second).toMatchObject({ ok: false, error: { code: 'card-held' } });
  expect((await lockCard(folder, '')).ok).toBe(true);
  await first.value.release();
  expect((await lockCard(folder, ICCID)).ok).toBe(true);
});

it('the lock of a process that was killed binds nobody', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  mkdirSync(join(folder, 'locks'));
  writeFileSync(place(), `${child.pid}\n`);
  const held = await lockCard(folder, ICCID);
  expect(held).toMatchObject({
    ok: false,
    error: { code: 'card-held', details: { holder: `Bootcard, process ${child.pid}` } },
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const taken = await lockCard(folder, ICCID);
  expect(taken.ok).toBe(true);
  expect(readdirSync(join(folder, 'locks'))).toEqual([`${ICCID}.lock`]);
});

it.each(['', 'nobody\n', '0\n', '-1\n'])('what is no lock (%j) binds nobody', async (text) => {
  mkdirSync(join(folder, 'locks'));
  writeFileSync(place(), text);
  const taken = await lockCard(folder, ICCID);
  if (!taken.ok) throw new Error(taken.error.code);
  await taken.value.release();
  expect(existsSync(place())).toBe(false);
});

it('of many that come at once one gets it', async () => {
  mkdirSync(join(folder, 'locks'));
  writeFileSync(place(), '0\n');
  const all = await Promise.all(Array.from({ length: 12 }, () => lockCard(folder, ICCID)));
  expect(all.filter(({ ok }) => ok)).toHaveLength(1);
});
