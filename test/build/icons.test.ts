import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ICNS_KINDS, ICO_SIZES, icnsFile, icoFile, LINUX_SIZES } from '../../build/packaging/icon-files.ts';

const FOLDER = new URL('../../build/packaging/', import.meta.url);
const PNG_MARK = '89504e470d0a1a0a';

/** Width and height of a PNG in pixels. */
function sides(png: Buffer): readonly number[] {
  expect(png.subarray(0, 8).toString('hex')).toBe(PNG_MARK);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

it('Linux has a picture of each size', () => {
  for (const size of LINUX_SIZES) {
    expect(sides(readFileSync(new URL(`icons/${size}x${size}.png`, FOLDER)))).toEqual([size, size]);
  }
});

it("Windows' icon has a picture of each size, at the place and of the length its table says", () => {
  const file = readFileSync(new URL('icon.ico', FOLDER));
  const pictures = ICO_SIZES.map((size, index) => {
    const entry = 6 + 16 * index;
    const start = file.readUInt32LE(entry + 12);
    const png = file.subarray(start, start + file.readUInt32LE(entry + 8));
    expect(sides(png)).toEqual([size, size]);
    return { size, png };
  });
  expect(Buffer.from(icoFile(pictures)).equals(file)).toBe(true);
});

it("Apple's icon has a picture of each kind, and nothing after", () => {
  const file = readFileSync(new URL('icon.icns', FOLDER));
  const pictures = new Map<number, Buffer>();
  let at = 8;
  for (const { kind, size } of ICNS_KINDS) {
    expect(file.toString('latin1', at, at + 4)).toBe(kind);
    const end = at + file.readUInt32BE(at + 4);
    const png = file.subarray(at + 8, end);
    expect(sides(png)).toEqual([size, size]);
    pictures.set(size, png);
    at = end;
  }
  expect(at).toBe(file.length);
  expect(Buffer.from(icnsFile((size) => pictures.get(size) ?? new Uint8Array())).equals(file)).toBe(true);
});
