import { hexWord, toHex } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { ok } from '../base/result.ts';
import type { FileContent } from '../card/decode-known-file.ts';
import { type FileHeader, readFcp, readSelectResponse2g } from '../card/file-header.ts';
import type { KnownFile } from '../card/known-file.ts';
import type { FileImage } from '../virtual-card/card-image.ts';
import type { CardTreeNode } from './card-tree.ts';
import { fileImageFrom } from './dump-file.ts';

/** A file that another program read from a card. */
export interface ImportedFile {
  readonly path: string;
  /** As the card answered SELECT. */
  readonly header: FileHeader;
  /** Class A0: the answer of TS 51.011; otherwise an FCP. */
  readonly class2g: boolean;
  readonly known: KnownFile | undefined;
  /** What the source calls it, for files that no standard names. */
  readonly title: string;
  /** Undefined: not read. */
  readonly content: FileContent | undefined;
}

export interface ReadHeader {
  readonly header: FileHeader;
  readonly class2g: boolean;
  readonly kind: CardTreeNode['kind'];
}

/** An FCP or FCI begins with 62 or 6F; anything else is taken for the answer to SELECT in class A0. */
export function readHeader(bytes: Uint8Array): Result<ReadHeader> {
  const class2g = bytes[0] !== 0x62 && bytes[0] !== 0x6f;
  const header = class2g ? readSelectResponse2g(bytes) : readFcp(bytes);
  if (!header.ok) return header;
  const { type, aid } = header.value;
  return ok({ header: header.value, class2g, kind: type === 'df' && aid !== null ? 'adf' : type });
}

/** The file as a card image has it: made as a dump of the card itself would make it. */
export function imageOfImported(file: ImportedFile): FileImage | undefined {
  const { path, header, class2g, known, title, content } = file;
  const node: CardTreeNode = {
    path,
    place: { aid: null, fids: [] },
    kind: header.type === 'df' && header.aid !== null ? 'adf' : header.type,
    foundBy: 'request',
    known: known ?? null,
    aid: header.aid,
    label: title,
    reach: 'ok',
    sw: 0x9000,
    header,
    access: null,
  };
  return fileImageFrom({
    ...(class2g ? { gsm: node } : { iso: node }),
    ...(content !== undefined && { read: { content, complete: true, reach: 'ok', sw: 0x9000 } }),
  });
}

/** The file id that a header tells, as four digits. */
export function fidOf({ fid }: FileHeader): string | undefined {
  return fid === null ? undefined : hexWord(fid);
}

/** AID of a header as hex. */
export function aidOf({ aid }: FileHeader): string | undefined {
  return aid === null ? undefined : toHex(aid);
}
