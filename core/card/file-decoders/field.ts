import { type Span, shiftSpan } from '../../base/span.ts';
import type { ByteKind } from '../../base/structure.ts';

/** A field of a file, before its path is known. Places count from the start of the bytes that the decoder was given. */
export interface Field {
  readonly label: string;
  /** The value in one line. */
  readonly preview?: string | undefined;
  readonly span: Span;
  /** How its bytes are coloured; a field with children is coloured by them. */
  readonly kind?: ByteKind;
  /** What a hex view says of the bytes; absent: label and preview. */
  readonly meaning?: string;
  readonly secret?: boolean;
  readonly children?: readonly Field[];
  /** Meanings of single bits, shown below the field; the bytes stay one token. */
  readonly bits?: readonly { readonly label: string; readonly preview: string }[];
}

/** What does not agree with the standard, at a place; the bytes themselves stay in the tree. */
export interface FileProblem {
  readonly span: Span;
  readonly message: string;
}

/** What a decoder makes of the bytes of a transparent file or of one record. Bytes that no field covers are kept as unknown. */
export interface Decoded {
  readonly fields: readonly Field[];
  readonly problems: readonly FileProblem[];
}

/**
 * Decodes a body or one record. Never throws: bytes are what a card answered, of any length.
 * @param bytes the whole transparent body, or one record
 */
export type FieldDecoder = (bytes: Uint8Array) => Decoded;

/** Collects fields. Those that the bytes are too short for are told as a problem, not read. */
export class FieldList implements Decoded {
  readonly fields: Field[] = [];
  readonly problems: FileProblem[] = [];
  readonly bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.bytes.length - this.#at;
  }

  problem(message: string, span: Span = { offset: 0, length: this.bytes.length }): void {
    this.problems.push({ span, message });
  }

  /**
   * The next `length` bytes as a field. What is missing at the end is told once as a problem; the field then has what is there.
   * @param preview the value in words, or a function of the bytes that gives it
   */
  take(
    label: string,
    length: number,
    preview: (bytes: Uint8Array) => string | undefined,
    more: Pick<Field, 'kind' | 'secret' | 'bits'> = {},
  ): Uint8Array {
    const there = Math.min(length, this.left);
    const span = { offset: this.#at, length: there };
    const part = this.bytes.subarray(this.#at, this.#at + there);
    if (there < length) this.problem(`${label} has ${there} of its ${length} bytes`, span);
    if (there > 0) {
      const shown = there === length ? preview(part) : undefined;
      this.fields.push({ label, span, kind: 'binary', ...(shown !== undefined && { preview: shown }), ...more });
    }
    this.#at += there;
    return part;
  }

  /** The next `length` bytes as one field whose parts another decoder tells. */
  nest(label: string, length: number, decoder: FieldDecoder, preview?: string): void {
    const there = Math.min(length, this.left);
    const offset = this.#at;
    const inner = decoder(this.bytes.subarray(offset, offset + there));
    this.fields.push({
      label,
      span: { offset, length: there },
      ...(preview !== undefined && { preview }),
      children: inner.fields.map((field) => moved(field, offset)),
    });
    for (const { span, message } of inner.problems) this.problem(message, shiftSpan(span, offset));
    this.#at += there;
  }

  /** Goes over bytes that say nothing. */
  skip(length: number): void {
    this.#at = Math.min(this.bytes.length, this.#at + length);
  }
}

/** A field and what is in it, seen from a string that begins `by` bytes earlier. */
function moved(field: Field, by: number): Field {
  return {
    ...field,
    span: shiftSpan(field.span, by),
    ...(field.children !== undefined && { children: field.children.map((child) => moved(child, by)) }),
  };
}
