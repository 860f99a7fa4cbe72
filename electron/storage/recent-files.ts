import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fromUtf8 } from '../../core/base/bytes.ts';
import { makeFolder, readBytes, writeSafely } from './safe-file.ts';

/** A file that was opened, as it is remembered: never what it holds. */
export interface RecentEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** ISO 8601. */
  readonly when: string;
  /** Where it stands; null where it came without a place. */
  readonly path: string | null;
}

const MOST = 20;

export interface RecentFiles {
  list(): Promise<readonly RecentEntry[]>;
  /** Puts a file at the head of the list; the one of that name and place is no longer behind it. */
  add(file: Omit<RecentEntry, 'id' | 'when'>): Promise<void>;
  clear(): Promise<void>;
}

function isEntry(value: unknown): value is RecentEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Record<string, unknown>;
  const texts = [entry.id, entry.name, entry.kind, entry.when].every((item) => typeof item === 'string');
  return texts && (entry.path === null || typeof entry.path === 'string');
}

/** Names of files opened before, in this user's folder. A list that cannot be read or written is no list: nothing else depends on it. */
export function createRecentFiles(folder: string, clock: () => Date = () => new Date()): RecentFiles {
  const path = join(folder, 'recent-files.json');
  let turn: Promise<unknown> = Promise.resolve();

  async function list(): Promise<readonly RecentEntry[]> {
    const bytes = await readBytes(path);
    try {
      const value: unknown = bytes.ok ? JSON.parse(fromUtf8(bytes.value) ?? '[]') : [];
      return Array.isArray(value) ? value.filter(isEntry).slice(0, MOST) : [];
    } catch {
      return [];
    }
  }

  async function write(entries: readonly RecentEntry[]): Promise<void> {
    if ((await makeFolder(folder)).ok) await writeSafely(path, `${JSON.stringify(entries, null, 1)}\n`);
  }

  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = turn.then(act);
    turn = done.catch(() => undefined);
    return done;
  }

  return {
    list: () => inTurn(list),
    add: (file) =>
      inTurn(async () => {
        const others = (await list()).filter((entry) => entry.name !== file.name || entry.path !== file.path);
        const entry = {
          id: randomUUID(),
          name: file.name,
          kind: file.kind,
          when: clock().toISOString(),
          path: file.path,
        };
        await write([entry, ...others].slice(0, MOST));
      }),
    clear: () => inTurn(() => write([])),
  };
}
