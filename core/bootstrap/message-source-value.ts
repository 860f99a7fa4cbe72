import { fromHex, fromUtf8, utf8 } from '../base/bytes.ts';
import { fromBase64 } from '../syncml/base64.ts';
import type { SourceValue } from './message-source-schema.ts';

/** Why a source makes no message, and where in it. */
export interface SourceFault {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** Collects faults while a message is made: what is built after the first is thrown away. */
export class SourceFaults {
  readonly all: SourceFault[] = [];

  add(path: readonly (string | number)[], reason: string): void {
    this.all.push({ path, reason });
  }

  /** Bytes of a value: of a text in UTF-8. */
  bytes(path: readonly (string | number)[], value: SourceValue): Uint8Array {
    if (typeof value === 'string') return utf8(value);
    if ('base64' in value) return fromBase64(value.base64) ?? this.#none([...path, 'base64'], 'base64 is expected');
    if ('hex' in value) return fromHex(value.hex) ?? this.#none([...path, 'hex'], 'hex digits are expected');
    const [what] = Object.keys(value);
    return this.#none(path, `what ${what} names was not looked up; give the value itself`);
  }

  /** Text of a value that the message can only carry as text. */
  text(path: readonly (string | number)[], value: SourceValue): string {
    const bytes = this.bytes(path, value);
    const text = fromUtf8(bytes);
    if (text !== undefined && isWritable(text)) return text;
    this.add(path, 'these bytes are no text, and the node holds text');
    return '';
  }

  #none(path: readonly (string | number)[], reason: string): Uint8Array {
    this.add(path, reason);
    return new Uint8Array();
  }
}

/** False for texts with controls that XML has no way to write. */
export function isWritable(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/u.test(text);
}
