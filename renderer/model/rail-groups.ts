import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';

/** The readers as the rail sorts them. */
export interface RailGroups {
  readonly real: readonly ReaderInfo[];
  /** Serial ports that may have a phone or module behind them. */
  readonly modems: readonly ReaderInfo[];
  readonly virtual: readonly ReaderInfo[];
  /** Card images and traces from this machine's disk. */
  readonly files: readonly ReaderInfo[];
}

/** A built-in card has a plain name, an image its path; those that are kept here are no files to their user. */
function isImage({ kind, name, virtual }: ReaderInfo): boolean {
  return kind === 'virtual' && virtual?.kept !== true && /[/\\]|\.(json|zip)$/.test(name.slice('virtual:'.length));
}

export function railGroups(readers: readonly ReaderInfo[]): RailGroups {
  return {
    real: readers.filter(({ kind }) => kind === 'pcsc'),
    modems: readers.filter(({ kind }) => kind === 'at'),
    // What somebody made is looked for more often than what is always there.
    virtual: readers
      .filter((reader) => reader.kind === 'virtual' && !isImage(reader))
      .sort((a, b) => Number(b.virtual?.kept ?? false) - Number(a.virtual?.kept ?? false)),
    files: readers.filter((reader) => reader.kind === 'replay' || isImage(reader)),
  };
}
