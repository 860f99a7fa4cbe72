/**
 * The offset that a person types: hex (`20D`, `0x20D`, `20Dh`), or so many bytes on or back (`+10`, `-1F`).
 * @returns null where it is no offset of the file
 */
export function askedOffset(text: string, cursor: number, length: number): number | null {
  const match = /^([+-])?(?:0x)?([0-9a-f]{1,6})h?$/i.exec(text.trim());
  if (match === null) return null;
  const value = Number.parseInt(match[2] ?? '', 16);
  const offset = match[1] === '+' ? cursor + value : match[1] === '-' ? cursor - value : value;
  return offset >= 0 && offset < length ? offset : null;
}
