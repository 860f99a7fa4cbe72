/**
 * How long the WBXML document at the beginning of `bytes` is; null where there is none that is whole. Written for the tear
 * tests from the WBXML grammar (WBXML 1.3, clause 5.3) alone, with no table of tokens: what the product's own decoder does
 * wrong, this one does not repeat.
 */
export function documentLength(bytes: Uint8Array): number | null {
  try {
    return new Grammar(bytes).document();
  } catch (problem) {
    if (problem === NONE) return null;
    throw problem;
  }
}

/** Thrown where the bytes leave the grammar. */
const NONE = new Error('no WBXML document');

const STRINGS_INLINE = [0x03, 0x40, 0x41, 0x42];
const INDEXES = [0x02, 0x80, 0x81, 0x82, 0x83];
const SINGLES = [0xc0, 0xc1, 0xc2];

class Grammar {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  #byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw NONE;
    this.#at += 1;
    return value;
  }

  /** mb_u_int32: seven bits a byte, the top bit says that another one follows. */
  #number(): number {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = this.#byte();
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    throw NONE;
  }

  #skip(length: number): void {
    if (this.#at + length > this.#bytes.length) throw NONE;
    this.#at += length;
  }

  #string(): void {
    while (this.#byte() !== 0);
  }

  document(): number {
    const version = this.#byte();
    if (version < 0x01 || version > 0x03) throw NONE;
    if (this.#number() === 0) this.#number();
    this.#number();
    this.#skip(this.#number());
    let root = this.#byte();
    while (root === 0x00) {
      this.#byte();
      root = this.#byte();
    }
    this.#element(root);
    return this.#at;
  }

  #element(tag: number): void {
    if ((tag & 0x3f) === 0x04) this.#number();
    else if ((tag & 0x3f) < 0x05) throw NONE;
    if ((tag & 0x80) !== 0) this.#items(() => {});
    if ((tag & 0x40) !== 0) this.#items((inner) => this.#element(inner));
  }

  /** Content or attributes up to END. */
  #items(tag: (value: number) => void): void {
    for (let value = this.#byte(); value !== 0x01; value = this.#byte()) {
      if (value === 0x00) this.#byte();
      else if (STRINGS_INLINE.includes(value)) this.#string();
      else if (INDEXES.includes(value)) this.#number();
      else if (value === 0xc3) this.#skip(this.#number());
      else if (!SINGLES.includes(value)) tag(value);
    }
  }
}
