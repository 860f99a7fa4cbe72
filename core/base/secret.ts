/**
 * A credential in memory. It shows itself as `[secret]` wherever a value is turned into text (template strings, JSON,
 * Node's inspect), so that it cannot reach a log by accident. The bytes come out only through `reveal`.
 */
export class Secret {
  #bytes: Uint8Array;

  /** Takes a copy: the caller may wipe its own. */
  constructor(bytes: Uint8Array) {
    // Not `slice`: that of Node's Buffer is a view of the same memory.
    this.#bytes = new Uint8Array(bytes);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Hands the bytes to `use`; do not keep them beyond it. */
  reveal<T>(use: (bytes: Uint8Array) => T): T {
    return use(this.#bytes);
  }

  /** Overwrites the bytes with zeros, as far as JavaScript allows (copies made by the engine are out of reach). */
  wipe(): void {
    this.#bytes.fill(0);
    this.#bytes = new Uint8Array(0);
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
