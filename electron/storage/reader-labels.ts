import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../core/base/result.ts';
import { makeFolder, writeSafely } from './safe-file.ts';

const MOST_LENGTH = 60;

/** Names that the user gave to readers. */
export interface ReaderLabels {
  /** @returns undefined for a reader without one */
  of(reader: string): string | undefined;
  /** @param label empty takes it away */
  set(reader: string, label: string): Promise<Result<void>>;
}

function kept(path: string): Map<string, string> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(
      Object.entries(value).flatMap(([reader, label]) =>
        typeof label === 'string' ? [[reader, label.slice(0, MOST_LENGTH)] as const] : [],
      ),
    );
  } catch {
    // None were given yet.
    return new Map();
  }
}

/** @param folder the data folder */
export function createReaderLabels(folder: string): ReaderLabels {
  const path = join(folder, 'reader-labels.json');
  const labels = kept(path);
  return {
    of: (reader) => labels.get(reader),
    set: async (reader, label) => {
      const trimmed = label.trim().slice(0, MOST_LENGTH);
      if (trimmed === '') labels.delete(reader);
      else labels.set(reader, trimmed);
      const made = await makeFolder(folder);
      return made.ok ? writeSafely(path, `${JSON.stringify(Object.fromEntries(labels), null, 1)}\n`) : made;
    },
  };
}
