type Numbers = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A column of numbers that grows at its end. */
export class Column<T extends Numbers> {
  #values: T;
  length = 0;
  readonly #sized: (length: number) => T;

  constructor(sized: (length: number) => T) {
    this.#sized = sized;
    this.#values = sized(1024);
  }

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow(this.length + 1);
    this.#values[this.length] = value;
    this.length += 1;
  }

  pushAll(values: ArrayLike<number>): void {
    const end = this.length + values.length;
    if (end > this.#values.length) this.#grow(end);
    this.#values.set(values, this.length);
    this.length = end;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  /** All values; what is pushed later may not show in it. */
  get values(): T {
    return this.#values;
  }

  #grow(least: number): void {
    const grown = this.#sized(Math.max(least, Math.ceil(this.#values.length * 1.5)));
    grown.set(this.#values);
    this.#values = grown;
  }
}

export const byteColumn = () => new Column((length) => new Uint8Array(length));
export const wordColumn = () => new Column((length) => new Uint32Array(length));
export const realColumn = () => new Column((length) => new Float64Array(length));
