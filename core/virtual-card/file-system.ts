import { fromHex, isFilled, padEnd, toHex } from '../base/bytes.ts';
import { findTlv, readTlvs } from '../tlv/ber-tlv.ts';
import type { FileImage } from './card-image.ts';

/** A file of the running card. Bodies are changed in place. */
export interface CardNode {
  readonly image: FileImage;
  readonly path: string;
  /** File id from the path: what SELECT by id compares with. */
  readonly fid: number;
  /** File id in answers; undefined where the card does not tell. */
  readonly shownFid: number | undefined;
  readonly kind: 'mf' | 'df' | 'adf' | 'ef';
  readonly structure: NonNullable<FileImage['structure']>;
  readonly recordLength: number;
  readonly aid: Uint8Array | undefined;
  readonly parent: CardNode | undefined;
  readonly children: CardNode[];
  lifeCycle: number;
  /** Replaced by another array where RESIZE FILE changes its length. */
  body: Uint8Array;
  /** FCP tag 81: for a DF the memory set aside for it. */
  totalSize: number | undefined;
}

export interface FileSystem {
  readonly mf: CardNode;
  /** In the order of the image; files created since then follow. */
  readonly nodes: CardNode[];
}

function bytesOf(hexText: string | undefined): Uint8Array {
  return fromHex(hexText ?? '') ?? new Uint8Array(0);
}

function nodeOf(image: FileImage, parent: CardNode | undefined): CardNode {
  const path = image.path.toUpperCase();
  const fid = Number.parseInt(path.slice(-4), 16);
  const data = bytesOf(image.data);
  const isFile = image.type === 'ef';
  return {
    image,
    path,
    fid,
    shownFid: image.fid === undefined ? fid : image.fid === null ? undefined : Number.parseInt(image.fid, 16),
    kind: image.type,
    structure: image.structure ?? 'transparent',
    recordLength:
      isFile && (image.structure === 'linear' || image.structure === 'cyclic') ? (image.recordLength ?? 0) : 0,
    aid: image.aid === undefined ? undefined : bytesOf(image.aid),
    parent,
    children: [],
    lifeCycle: Number.parseInt(image.lifeCycle ?? '05', 16),
    body: isFile ? padEnd(data, image.size ?? data.length, 0xff) : new Uint8Array(0),
    totalSize: image.totalSize,
  };
}

/** Builds the tree. @throws RangeError where a parent is missing: `parseCardImage` lets no such image through. */
export function buildFileSystem(files: readonly FileImage[]): FileSystem {
  const byPath = new Map<string, CardNode>();
  const nodes: CardNode[] = [];
  for (const image of files) {
    const path = image.path.toUpperCase();
    const parent = byPath.get(path.slice(0, -4));
    if (parent === undefined && image.type !== 'mf') throw new RangeError(`no parent of ${path}`);
    const node = nodeOf(image, parent);
    parent?.children.push(node);
    byPath.set(path, node);
    nodes.push(node);
  }
  const mf = nodes[0];
  if (mf === undefined || mf.kind !== 'mf') throw new RangeError('the first file is not the MF');
  return { mf, nodes };
}

/** Puts a file into the running card. @param image its path leads into `parent` */
export function addFile(fs: FileSystem, parent: CardNode, image: FileImage): CardNode {
  const node = nodeOf(image, parent);
  parent.children.push(node);
  fs.nodes.push(node);
  return node;
}

/** True where `node` is `top` or lies below it. */
export function isWithin(node: CardNode | undefined, top: CardNode): boolean {
  for (let at = node; at !== undefined; at = at.parent) if (at === top) return true;
  return false;
}

/** Takes a file out of the running card, with all that lies below it. */
export function removeFile(fs: FileSystem, node: CardNode): void {
  const siblings = node.parent?.children ?? [];
  siblings.splice(siblings.indexOf(node), 1);
  const rest = fs.nodes.filter((other) => !isWithin(other, node));
  fs.nodes.splice(0, fs.nodes.length, ...rest);
}

/** The image of a file as it is now. */
export function fileImageOf(node: CardNode): FileImage {
  const image: FileImage = { ...node.image };
  if (node.kind === 'ef') {
    image.size = node.body.length;
    const end = readableEnd(node);
    // What was written into the unknown part is kept; an unknown part that nobody wrote to is not made up.
    image.data = toHex(isFilled(node.body.subarray(end), 0xff) ? node.body.subarray(0, end) : node.body);
  }
  if (node.totalSize !== undefined) image.totalSize = node.totalSize;
  if (image.lifeCycle !== undefined || node.lifeCycle !== 0x05) {
    image.lifeCycle = node.lifeCycle.toString(16).padStart(2, '0').toUpperCase();
  }
  return image;
}

/** Short file id (TS 102 221 11.1.1.4.8): absent means the low five bits of the file id. */
export function sfiOf(node: CardNode): number | undefined {
  if (node.image.sfi === null) return undefined;
  return node.image.sfi ?? node.fid & 0x1f;
}

/** Life cycle states as masks: bits 3 to 1 of 0000 01x1 and 0000 01x0 (TS 102 221 table 11.7b). */
export function isDeactivated(node: CardNode): boolean {
  return (node.lifeCycle & 0xfd) === 0x04;
}

export function isTerminated(node: CardNode): boolean {
  return (node.lifeCycle & 0xfc) === 0x0c;
}

/** True where a DF above the file is deactivated or terminated: nothing in it can be used (TS 102 222 6.6, 6.9). */
export function isShutAway(node: CardNode): boolean {
  for (let df = node.parent; df !== undefined; df = df.parent) if (isDeactivated(df) || isTerminated(df)) return true;
  return false;
}

/** An object of the proprietary information A5 (TS 102 221 11.1.1.4.6). */
export function proprietaryOf(node: CardNode, tag: number): Uint8Array | undefined {
  const { proprietary } = node.image;
  return proprietary === undefined ? undefined : findTlv(readTlvs(bytesOf(proprietary)).items, tag)?.value;
}

/** Readable and updatable when invalidated: special file information C0, bit 7 (TS 102 221 11.1.1.4.6.10). */
export function worksWhenDeactivated(node: CardNode): boolean {
  return ((proprietaryOf(node, 0xc0)?.[0] ?? 0) & 0x40) !== 0;
}

/** How far a BER-TLV file may grow: maximum file size 86 (TS 102 222 6.3.2.2.2), else the size it has. */
export function maximumSize(node: CardNode): number {
  const maximum = proprietaryOf(node, 0x86);
  if (maximum === undefined) return node.body.length;
  const told = maximum.reduce((value, byte) => value * 256 + byte, 0);
  return Math.max(node.body.length, Math.min(told, 0xffffff));
}

/**
 * What SELECT by file id may reach from `df` (TS 51.011 6.5, TS 102 221 8.4.1): the MF, the current DF, its children,
 * its parent, and the DFs beside it. An ADF is reached by its name alone.
 */
export function reachable(fs: FileSystem, df: CardNode, fid: number): CardNode | undefined {
  if (fid === 0x3f00) return fs.mf;
  const child = df.children.find((node) => node.fid === fid && node.kind !== 'adf');
  if (child !== undefined) return child;
  if (df.kind !== 'adf' && df.fid === fid) return df;
  const parent = df.parent;
  if (parent === undefined) return undefined;
  if (parent.kind !== 'adf' && parent.fid === fid) return parent;
  return parent.children.find((node) => node.fid === fid && node.kind === 'df');
}

/** Where the known part of a body ends: a dump does not know what its card did not let be read. */
export function readableEnd(node: CardNode): number {
  return Math.min(node.image.unreadFrom ?? node.body.length, node.body.length);
}

/** Number of records of a record file. */
export function recordCount(node: CardNode): number {
  return node.recordLength === 0 ? 0 : Math.floor(node.body.length / node.recordLength);
}

/** The bytes of record `number` (from 1), or undefined beyond the last. */
export function recordOf(node: CardNode, number: number): Uint8Array | undefined {
  if (number < 1 || number > recordCount(node)) return undefined;
  return node.body.subarray((number - 1) * node.recordLength, number * node.recordLength);
}
