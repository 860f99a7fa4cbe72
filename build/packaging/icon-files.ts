/** A square picture in PNG. */
export interface IconPicture {
  /** Side in pixels. */
  readonly size: number;
  readonly png: Uint8Array;
}

/** Sides of the pictures in each file, in pixels. */
export const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256] as const;
export const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512] as const;

/** Kinds of picture in an Apple icon file: plain ones, and ones for screens of double density. */
export const ICNS_KINDS = [
  { kind: 'icp4', size: 16 },
  { kind: 'icp5', size: 32 },
  { kind: 'ic07', size: 128 },
  { kind: 'ic08', size: 256 },
  { kind: 'ic09', size: 512 },
  { kind: 'ic10', size: 1024 },
  { kind: 'ic11', size: 32 },
  { kind: 'ic12', size: 64 },
  { kind: 'ic13', size: 256 },
  { kind: 'ic14', size: 512 },
] as const;

const ICO_HEADER = 6;
const ICO_ENTRY = 16;

/** Windows' icon file: a header, an entry a picture (little-endian; a side of 256 is written 0), then the pictures. */
export function icoFile(pictures: readonly IconPicture[]): Uint8Array {
  const header = Buffer.alloc(ICO_HEADER + ICO_ENTRY * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  pictures.forEach(({ size, png }, index) => {
    const at = ICO_HEADER + ICO_ENTRY * index;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** Apple's icon file: blocks of a kind and a length (big-endian, with their own 8 bytes), in one block `icns`. */
export function icnsFile(png: (size: number) => Uint8Array): Uint8Array {
  return block(
    'icns',
    ICNS_KINDS.map(({ kind, size }) => block(kind, [png(size)])),
  );
}

function block(kind: string, content: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.alloc(8);
  head.write(kind, 'latin1');
  head.writeUInt32BE(
    content.reduce((sum, part) => sum + part.length, head.length),
    4,
  );
  return Buffer.concat([head, ...content]);
}
