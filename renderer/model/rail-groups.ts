import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { isOpened, shownName } from './reader-name.ts';

/** The readers as the rail sorts them. */
export interface RailGroups {
  readonly real: readonly ReaderInfo[];
  /** Serial ports that may have a phone or module behind them. */
  readonly modems: readonly ReaderInfo[];
  readonly virtual: readonly ReaderInfo[];
  /** Card images, messages and traces that were opened. */
  readonly files: readonly ReaderInfo[];
}

export function railGroups(readers: readonly ReaderInfo[]): RailGroups {
  return {
    real: readers.filter(({ kind }) => kind === 'pcsc'),
    modems: readers.filter(({ kind }) => kind === 'at'),
    // What somebody made is looked for more often than what is always there.
    virtual: readers
      .filter((reader) => reader.kind === 'virtual' && !isOpened(reader))
      .sort((a, b) => Number(b.virtual?.kept ?? false) - Number(a.virtual?.kept ?? false)),
    files: readers.filter(isOpened),
  };
}

/** The readers whose name, number or holder holds every word. */
export function findReaders(readers: readonly ReaderInfo[], query: string): readonly ReaderInfo[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return readers;
  return readers.filter((reader) => {
    const text = `${shownName(reader)} ${reader.title} ${reader.holder ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
