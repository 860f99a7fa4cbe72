/**
 * Gives every name once: the second `Item` is `Item[2]`. The search goes on where it ended before, so that ten thousand elements
 * of one name, which a message may well hold, take ten thousand looks and not fifty million.
 */
export class UniqueNames {
  readonly #taken: Set<string>;
  readonly #counts = new Map<string, number>();

  /** @param taken names that are given to none */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  give(name: string): string {
    let count = this.#counts.get(name) ?? 1;
    let unique = numbered(name, count);
    while (this.#taken.has(unique)) unique = numbered(name, ++count);
    this.#counts.set(name, count);
    this.#taken.add(unique);
    return unique;
  }
}

function numbered(name: string, count: number): string {
  return count === 1 ? name : `${name}[${count}]`;
}
