import { type DecodedFile, decodedFile } from './decode-exchange.ts';
import type { NamedFile, TraceState } from './selection.ts';
import { keyOf, type TracedFile } from './traced-file.ts';

/** The files of a trace, each with a number from 1 on. A file that gets another name on the way gets another number. */
export class FileTable {
  readonly #traced: TracedFile[] = [];
  readonly #decoded: (DecodedFile | null)[] = [];
  readonly #numbers = new Map<string, number>();
  /** Numbers of the same objects again, as long as nothing new was learned of what files are. */
  #again = new WeakMap<TracedFile, number>();
  #named: ReadonlyMap<string, NamedFile> | undefined;

  /** Numbers go up to this. */
  get count(): number {
    return this.#decoded.length;
  }

  /** 0: no file. */
  numberOf(file: TracedFile | null, state: TraceState): number {
    if (file === null) return 0;
    if (this.#named !== state.named) {
      this.#named = state.named;
      this.#again = new WeakMap();
    }
    const again = this.#again.get(file);
    if (again !== undefined) return again;
    const number = this.#made(file, state);
    this.#again.set(file, number);
    return number;
  }

  #made(file: TracedFile, state: TraceState): number {
    const decoded = decodedFile(file, state);
    const key = `${keyOf(file)} ${decoded?.aid ?? ''} ${decoded?.name ?? ''}`;
    const own = this.#numbers.get(key);
    if (own !== undefined) return own;
    this.#traced.push(file);
    this.#decoded.push(decoded);
    this.#numbers.set(key, this.#decoded.length);
    return this.#decoded.length;
  }

  fileOf(number: number): TracedFile | null {
    return this.#traced[number - 1] ?? null;
  }

  /** Null, too, for one that nobody knows. */
  decoded(number: number): DecodedFile | null {
    return this.#decoded[number - 1] ?? null;
  }
}
