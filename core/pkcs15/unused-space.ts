import { concat, padEnd } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { type PaddedList, readPaddedList } from './padded-list.ts';
import { encodePath, type PathSpec, type Pkcs15Path, readPath } from './path.ts';

/*
 * UnusedSpace ::= SEQUENCE { path Path (WITH COMPONENTS {…, index PRESENT, length PRESENT}), authId OPTIONAL, … }
 * (PKCS#15 5.5.9): stretches of files that hold nothing and may be used again.
 */
export interface UnusedSpace {
  readonly path: Pkcs15Path;
  readonly authId?: Uint8Array;
  readonly span: Span;
}

export interface UnusedSpaceFile {
  readonly spaces: readonly UnusedSpace[];
  readonly list: PaddedList;
}

/** Decodes EF(UnusedSpace). Records without a path stay in the list. */
export function readUnusedSpace(bytes: Uint8Array): UnusedSpaceFile {
  const list = readPaddedList(bytes);
  const spaces = list.records.flatMap((node): readonly UnusedSpace[] => {
    const [first, ...rest] = node.children;
    const path = first && readPath(first);
    const authId = rest.find((item) => item.tag === 0x04)?.value;
    return path === undefined ? [] : [{ path, ...(authId && { authId }), span: node.span }];
  });
  return { spaces, list };
}

/** Encodes EF(UnusedSpace), padded with FF to `size`. */
export function encodeUnusedSpace(
  spaces: readonly { readonly path: PathSpec; readonly authId?: Uint8Array }[],
  size = 0,
): Uint8Array {
  const records = spaces.map(({ path, authId }) =>
    tlv(0x30, encodePath(path), ...(authId === undefined ? [] : [tlv(0x04, authId)])),
  );
  return padEnd(concat(...records), size, 0xff);
}
