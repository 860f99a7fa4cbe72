/**
 * Command and response APDUs (ISO/IEC 7816-4, TS 102 221 clause 10, TS 51.011 clause 9.2).
 * A command is a value; how it goes to the card depends on the protocol (see `toTpdu`).
 */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Command data, 1 to 255 bytes, in extended length 65535; absent in cases 1 and 2. */
  readonly data?: Uint8Array;
  /** Expected length, 1 to 256 (256 is sent as 00), in extended length 65536; absent in cases 1 and 3. */
  readonly le?: number;
}

export interface ResponseApdu {
  readonly data: Uint8Array;
  /** Status word SW1 SW2 as one 16-bit number. */
  readonly sw: number;
}

export type Protocol = 'T=0' | 'T=1';

/** Lc and Le of extended length: a zero byte before the first of them, two bytes each (ISO/IEC 7816-3 12.1.3). */
function extendedForm({ cla, ins, p1, p2, data, le }: CommandApdu): Uint8Array {
  const word = (value: number) => [(value >> 8) & 0xff, value & 0xff];
  const body = data === undefined ? [] : [...word(data.length), ...data];
  return Uint8Array.of(cla, ins, p1, p2, 0, ...body, ...(le === undefined ? [] : word(le)));
}

/**
 * The bytes of a command. On T=0 case 4 loses its Le and case 1 gains P3 = 00 (ISO/IEC 7816-3 12.2). What a byte cannot say
 * goes in extended length, which only T=1 carries as it is: for cards that announce it.
 * @throws RangeError for lengths that the protocol cannot say
 */
export function toTpdu(command: CommandApdu, protocol: Protocol): Uint8Array {
  const { cla, ins, p1, p2, data, le } = command;
  const most = protocol === 'T=1' ? 0xffff : 0xff;
  if (data !== undefined && (data.length < 1 || data.length > most))
    throw new RangeError(`command data: 1 to ${most} bytes`);
  if (le !== undefined && (le < 1 || le > most + 1)) throw new RangeError(`Le: 1 to ${most + 1}`);
  if ((data?.length ?? 0) > 255 || (le ?? 0) > 256) return extendedForm(command);
  const header = [cla, ins, p1, p2];
  if (data === undefined) {
    if (le !== undefined) return Uint8Array.of(...header, le & 0xff);
    return protocol === 'T=0' ? Uint8Array.of(...header, 0) : Uint8Array.of(...header);
  }
  const tail = le !== undefined && protocol === 'T=1' ? [le & 0xff] : [];
  return Uint8Array.of(...header, data.length, ...data, ...tail);
}

/** Logical channel of a class byte: 0X has 0 to 3, 4X has 4 to 19 (TS 102 221 10.1.1); class A0 knows the basic one only. */
export function channelOf(cla: number): number {
  if (cla === 0xa0) return 0;
  return cla & 0x40 ? 4 + (cla & 0x0f) : cla & 0x03;
}

/** Splits what a card answered. @returns undefined below 2 bytes: that is a broken link, not an answer. */
export function parseResponse(bytes: Uint8Array): ResponseApdu | undefined {
  if (bytes.length < 2) return undefined;
  const at = bytes.length - 2;
  return { data: bytes.subarray(0, at), sw: ((bytes[at] as number) << 8) | (bytes[at + 1] as number) };
}
