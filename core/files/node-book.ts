import { hexWord, toHex } from '../base/bytes.ts';
import type { FilePlace, Selected } from '../card/file-cursor.ts';
import type { PinState } from '../card/file-header.ts';
import { findKnownFile } from '../card/known-files.ts';
import { type CardTreeNode, type FoundBy, parentPath } from './card-tree.ts';

export const MF = '3F00';
/** Ids that an ADF without one of its own stands under: 7FF0 to 7FFE (the standards give DFs of the MF 7F00 up). */
const SPARE_FIDS = Array.from({ length: 15 }, (_, i) => 0x7ff0 + i);
/** Ids that stand for something else than a file of their own: current DF, current application, MF. */
export const RESERVED_FIDS: readonly number[] = [0x3f00, 0x3fff, 0x7fff];

/** A file whose access is not known yet. */
export type OpenNode = Omit<CardTreeNode, 'access'>;

/** The files that a browsing has found so far, by path; parents stand before what is in them. */
export class NodeBook {
  readonly open = new Map<string, OpenNode>();

  note(path: string, place: FilePlace, foundBy: FoundBy, selected: Selected, more: Partial<OpenNode> = {}): OpenNode {
    const { header, reach, sw } = selected;
    const known = findKnownFile(this.placeOf(path, more.aid)) ?? null;
    const kind = header?.type ?? (known?.structure === 'df' ? 'df' : 'ef');
    const node: OpenNode = {
      path,
      place,
      kind,
      foundBy,
      known,
      aid: header?.aid ?? null,
      label: null,
      reach,
      sw,
      header: header ?? null,
      ...more,
    };
    this.open.set(path, node);
    return node;
  }

  /** A place as the tables know it: below 7FFF where it is in an application. @param own AID of what stands at `path` itself */
  placeOf(path: string, own?: Uint8Array | null): { readonly path: string; readonly aid?: string } {
    for (let at = path; at.length > MF.length; at = parentPath(at)) {
      const aid = (at === path ? own : undefined) ?? this.open.get(at)?.aid;
      if (aid != null) return { path: `${MF}7FFF${path.slice(at.length)}`, aid: toHex(aid) };
    }
    return { path };
  }

  /** PIN states of the nearest folder that tells some. */
  pinsOf(node: OpenNode): readonly PinState[] {
    for (let at: OpenNode | undefined = node; at !== undefined; at = this.open.get(parentPath(at.path)))
      if (at.header !== null && at.header.pins.length > 0) return at.header.pins;
    return [];
  }

  /** An id under the MF that no file has: where an ADF stands in the tree that shows none of its own. */
  spareFid(shown: number | null | undefined): number {
    const free = (fid: number) => !RESERVED_FIDS.includes(fid) && !this.open.has(MF + hexWord(fid));
    return shown != null && free(shown) ? shown : (SPARE_FIDS.find(free) ?? 0x7ffe);
  }
}
