import { mkdtempSync, rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { appendLine, makeFolder } from '../../../electron/storage/safe-file.ts';

/** Paths in the order in which they were synced to the disk. */
const synced: string[] = [];

vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof import('node:fs/promises')>();
  const open = async (...args: Parameters<typeof files.open>): Promise<FileHandle> => {
    const handle = await files.open(...args);
    const sync = handle.sync.bind(handle);
    handle.sync = async () => {
      synced.push(String(args[0]));
      await sync();
    };
    return handle;
  };
  return { ...files, open };
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-sync-'));
  synced.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(process.platform === 'win32')(
  'a new file is on the disk with its name, an old one needs no more',
  async () => {
    const path = join(folder, 'one');
    expect((await appendLine(path, 'begin')).ok).toBe(true);
    expect(synced).toEqual([path, folder]);
    expect((await appendLine(path, 'end')).ok).toBe(true);
    expect(synced).toEqual([path, folder, path]);
  },
);

it.skipIf(process.platform === 'win32')('new folders are on the disk, each in the one above it', async () => {
  const deep = join(folder, 'a', 'b');
  expect((await makeFolder(deep)).ok).toBe(true);
  expect(synced).toEqual([join(folder, 'a'), folder]);
  expect((await makeFolder(deep)).ok).toBe(true);
  expect(synced).toHaveLength(2);
});
