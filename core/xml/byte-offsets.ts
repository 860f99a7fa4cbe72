/**
 * Where the characters of a text stand in its UTF-8 bytes: `offsets[i]` is the first byte of the code unit `i`,
 * `offsets[text.length]` the number of bytes. Both halves of a surrogate pair have the offset of the first.
 */
export function byteOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    offsets[i] = at;
    const code = text.codePointAt(i) ?? 0;
    if (code > 0xffff) {
      offsets[i + 1] = at;
      i++;
      at += 4;
    } else {
      at += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    }
  }
  offsets[text.length] = at;
  return offsets;
}
