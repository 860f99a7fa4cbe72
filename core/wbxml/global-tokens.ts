/** Global tokens (WAP-192 7.1): the same on every page, in tag and in attribute state. */
export const GLOBAL = {
  switchPage: 0x00,
  end: 0x01,
  entity: 0x02,
  strI: 0x03,
  literal: 0x04,
  extI0: 0x40,
  extI2: 0x42,
  pi: 0x43,
  extT0: 0x80,
  extT2: 0x82,
  strT: 0x83,
  ext0: 0xc0,
  ext2: 0xc2,
  opaque: 0xc3,
} as const;

/** Bits of a tag byte beside its identity. */
export const TAG_CONTENT = 0x40;
export const TAG_ATTRIBUTES = 0x80;
export const TAG_IDENTITY = 0x3f;

/** What stands after an extension token, or undefined when the byte is none. */
export function extensionForm(byte: number): 'string' | 'integer' | 'nothing' | undefined {
  if (byte >= GLOBAL.extI0 && byte <= GLOBAL.extI2) return 'string';
  if (byte >= GLOBAL.extT0 && byte <= GLOBAL.extT2) return 'integer';
  if (byte >= GLOBAL.ext0 && byte <= GLOBAL.ext2) return 'nothing';
  return undefined;
}
