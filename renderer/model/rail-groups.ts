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

/** A built-in card has a plain name, an image its path. */
function isImage({ kind, name }: ReaderInfo): boolean {
  return kind === 'virtual' && /[/\\]|\.(json|zip)$/.test(name.slice('virtual:'.length));
}

export function railGroups(readers: readonly ReaderInfo[]): RailGroups {
  return {
    real: readers.filter(({ kind }) => kind === 'pcsc'),
    modems: readers.filter(({ kind }) => kind === 'at'),
    virtual: readers.filter((reader) => reader.kind === 'virtual' && !isImage(reader)),
    files: readers.filter((reader) => reader.kind === 'replay' || isImage(reader)),
  };
}
