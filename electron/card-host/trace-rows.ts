/** Numbers that ascend, added at the end: four bytes each. */
export class Ascending {
  #values = new Uint32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const grown = new Uint32Array(this.#values.length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.length] = value;
    this.length += 1;
  }

  pop(): void {
    this.length -= 1;
  }

  at(place: number): number | undefined {
    return place < this.length ? this.#values[place] : undefined;
  }

  /** How many stand before the first that is not below `value`. */
  placeOf(value: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#values[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * The rows of the table: a command with what was sent to fetch its answer, or again with the right length, is one. Lines of a row
 * stand one behind the other, for anything between them ends it.
 */
export class FoldedRows {
  readonly #starts = new Ascending();
  #lines = 0;

  /** @param goesOn with the line before it */
  add(goesOn: boolean): void {
    if (!goesOn || this.#starts.length === 0) this.#starts.push(this.#lines);
    this.#lines += 1;
  }

  get count(): number {
    return this.#starts.length;
  }

  /** The first line of a row, and the one after its last. */
  lines(row: number): { readonly from: number; readonly to: number } {
    return { from: this.#starts.at(row) ?? this.#lines, to: this.#starts.at(row + 1) ?? this.#lines };
  }

  /** The row that a line is in. */
  rowOf(line: number): number {
    return this.#starts.placeOf(line + 1) - 1;
  }
}
