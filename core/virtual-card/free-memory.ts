import type { CardNode, FileSystem } from './file-system.ts';

/** Bytes left for new files where the image does not say. */
const DEFAULT_FREE_MEMORY = 0x8000;

/** What a file takes of the memory it lies in: a DF with a size of its own takes that, whatever stands in it. */
export function footprint(node: CardNode): number {
  if (node.kind === 'ef') return node.body.length;
  return node.totalSize !== undefined && node.kind !== 'mf' ? node.totalSize : contentSize(node);
}

/** What the files of a DF take. */
export function contentSize(df: CardNode): number {
  return df.children.reduce((sum, child) => sum + footprint(child), 0);
}

/** The file memory of a card: its size never changes, so what is free follows from the files. */
export class FileMemory {
  readonly #fs: FileSystem;
  readonly #size: number;
  readonly #tells: boolean;

  /** @param free bytes left for new files when the card was made; undefined: a default that the card does not tell */
  constructor(fs: FileSystem, free: number | undefined) {
    this.#fs = fs;
    this.#size = (free ?? DEFAULT_FREE_MEMORY) + contentSize(fs.mf);
    this.#tells = free !== undefined;
  }

  /** Bytes left as the card tells them; undefined where it does not. */
  told(df: CardNode): number | undefined {
    return this.#tells ? this.freeIn(df) : undefined;
  }

  /** Bytes left for new files in `df`: what is set aside for it or for a DF above, else what the card has left. */
  freeIn(df: CardNode = this.#fs.mf): number {
    for (let at: CardNode | undefined = df; at !== undefined && at.kind !== 'mf'; at = at.parent) {
      if (at.totalSize !== undefined) return at.totalSize - contentSize(at);
    }
    return this.#size - contentSize(this.#fs.mf);
  }
}
