/** A data object of the toolkit: one byte of tag, a length in one to four bytes (TS 101 220 7.1.1, 7.1.2). */
interface Tlv {
  /** Without the bit that asks for comprehension. */
  readonly tag: number;
  readonly value: Uint8Array;
}

/** All objects of a string of bytes; undefined where they do not end with it. */
function objectsIn(bytes: Uint8Array): readonly Tlv[] | undefined {
  const out: Tlv[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] as number;
    const first = bytes[at + 1];
    if (first === undefined || first > 0x83 || first === 0x80) return undefined;
    const more = first > 0x80 ? first - 0x80 : 0;
    const long = bytes.subarray(at + 2, at + 2 + more).reduce((sum, byte) => 256 * sum + byte, 0);
    const from = at + 2 + more;
    const length = more > 0 ? long : first;
    if (from + length > bytes.length) return undefined;
    out.push({ tag, value: bytes.subarray(from, from + length) });
    at = from + length;
  }
  return out;
}

/** An alpha identifier whose coding needs no lengths of its own (TS 102 221 annex A). */
const isPlainText = (value: Uint8Array) =>
  value.length === 0 || value[0] === 0x80 || ((value[0] as number) < 0x80 && value.at(-1) !== 0x1b);

const any = () => true;
const least = (length: number) => (value: Uint8Array) => value.length >= length;
const ADDRESS_BYTES: Readonly<Record<number, number>> = { 33: 5, 87: 17 };

/**
 * Objects by their tag (TS 101 220 table 7.23) that Wireshark's dissector of the toolkit, as of 4.0, takes without running over
 * their end, and when.
 */
const READABLE: Readonly<Record<number, (value: Uint8Array) => boolean>> = {
  1: any, // command details
  2: any, // device identities
  3: least(2), // result, with additional information
  4: any, // duration
  5: isPlainText, // alpha identifier
  6: (value) => value.length > 0 && isPlainText(value.subarray(1)), // address
  8: isPlainText, // subaddress
  13: any, // text string
  14: any, // tone
  15: (value) => isPlainText(value.subarray(1)), // item
  16: least(1), // item identifier
  17: least(2), // response length
  25: any, // event list
  27: any, // location status
  36: least(1), // timer identifier
  37: least(3), // timer value
  38: least(7), // date, time and zone
  40: least(1), // AT command
  41: least(1), // AT response
  44: isPlainText, // DTMF string
  45: least(1), // language
  50: any, // bearer
  57: least(2), // buffer size
  60: any, // transport level
  62: (value) => value.length >= (ADDRESS_BYTES[value[0] ?? 0] ?? 1), // other address
  63: any, // access technology
};

/** Results that say more in a second byte (TS 102 223 8.12): without it the first one stands for itself. */
const WITH_MORE: ReadonlySet<number> = new Set([0x20, 0x26, 0x38, 0x39, 0x3a, 0x3c]);

function isReadable({ tag, value }: Tlv): boolean {
  const plain = tag & 0x7f;
  if (plain === 3 && value.length === 1) return !WITH_MORE.has(value[0] as number);
  return READABLE[plain]?.(value) === true;
}

/** Whether Wireshark reads the data of TERMINAL RESPONSE, a row of objects, to their end. */
export function isToolkitRow(bytes: Uint8Array): boolean {
  return objectsIn(bytes)?.every(isReadable) === true;
}

/** Whether Wireshark reads what FETCH answers or ENVELOPE carries, templates of objects, to their end. */
export function isToolkitTemplate(bytes: Uint8Array): boolean {
  return objectsIn(bytes)?.every(({ value }) => isToolkitRow(value)) === true;
}
