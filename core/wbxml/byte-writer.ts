const ENCODER = new TextEncoder();

/** A growing byte string. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  /** @param capacity bytes that it holds before it has to grow. */
  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  bytes(part: Uint8Array): void {
    if (this.#length + part.length > this.#bytes.length) this.#grow(part.length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /** An mb_u_int32 in the fewest bytes (WAP-192 5.1). */
  uint(value: number): void {
    if (value < 0x80) {
      this.byte(value);
      return;
    }
    let shift = 1;
    while (shift < 5 && value >= 128 ** shift) shift++;
    while (shift-- > 1) this.byte((Math.floor(value / 128 ** shift) & 0x7f) | 0x80);
    this.byte(value & 0x7f);
  }

  /** Characters in UTF-8. */
  text(text: string): void {
    const { length } = text;
    if (this.#length + length > this.#bytes.length) this.#grow(length);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this.bytes(ENCODER.encode(text));
        return;
      }
      bytes[at++] = code;
    }
    this.#length = at;
  }

  /** What was written so far, valid until more is. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  result(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(by: number): void {
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + by));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Bytes of `value` as mb_u_int32. */
export function uintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** Bytes of a text in UTF-8: a surrogate pair takes four, one that stands alone becomes U+FFFD and takes three. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) length += code < 0x800 ? 1 : 2;
    if ((code & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
  }
  return length;
}
