import type { Span } from '../base/span.ts';
import { maskSpans } from '../transport/redaction.ts';
import type { Redaction } from '../transport/trace-file.ts';
import type { BookFile, Carried, FileBook } from './file-book.ts';
import { firstFrom } from './first-from.ts';
import { pieceSecrets, versionSecrets } from './trace-secrets.ts';
import type { TracedFile } from './traced-file.ts';

/** Where in a line secrets stand. */
export type LineSecrets = readonly Pick<Redaction, 'part' | 'offset' | 'length'>[];

interface Found {
  /** What it was found by: more of the file, or another name for it, make it stale. */
  readonly pieces: number;
  readonly role: unknown;
  readonly secrets: readonly (readonly Span[])[];
}

/** The secrets of single lines: a file is looked at when a line of it is asked for, and again when more of it came. */
export class RowSecrets {
  readonly #book: FileBook;
  readonly #found = new WeakMap<BookFile, Found>();

  constructor(book: FileBook) {
    this.#book = book;
  }

  #of(entry: BookFile): readonly (readonly Span[])[] {
    const made = this.#found.get(entry);
    const role = this.#book.role(entry.file);
    if (made?.pieces === entry.carried.length && made.role === role) return made.secrets;
    const secrets = versionSecrets(this.#book, entry);
    this.#found.set(entry, { pieces: entry.carried.length, role, secrets });
    return secrets;
  }

  /** @param exchange number of the line among the exchanges, resets not counted */
  at(line: number, exchange: number, file: TracedFile | null): LineSecrets {
    const keys = this.#book.sessionKeys;
    const key = keys[firstFrom(keys, exchange, (one) => one.exchange)];
    const own = key?.exchange === exchange ? [key] : [];
    const entry = file === null ? undefined : this.#book.find(file);
    if (entry === undefined) return own;
    const piece: Carried | undefined = entry.carried[firstFrom(entry.carried, line, (one) => one.line)];
    return piece?.line === line ? [...own, ...pieceSecrets(entry, this.#of(entry), piece)] : own;
  }

  /** A file's body as it was at the end, with its secrets as `*`. */
  hidden(entry: BookFile): Uint8Array {
    return maskSpans(entry.body, this.#of(entry).at(-1) ?? [{ offset: 0, length: entry.body.length }]);
  }
}
