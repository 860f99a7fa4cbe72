import { ok, type Result } from '../base/result.ts';
import { clausesOf } from '../card/access-expression.ts';
import { announcesExtendedLength, readAtr } from '../card/atr.ts';
import type { FileCursor } from '../card/file-cursor.ts';
import { type KeySource, verifyGiven } from '../card/given-keys.ts';
import { type FileRead, readCurrentFile } from '../card/read-file.ts';
import type { CardTreeNode } from './card-tree.ts';

/** Bytes of a block where the card announces extended length: large enough, and small enough for any reader's buffer. */
const EXTENDED_BLOCK = 2048;

export interface NodeReadOptions {
  readonly iccid: string | null;
  /** Keys that a person gave: sent where the card refuses, through the retry guard. */
  readonly keys?: KeySource;
}

/**
 * Selects a file of the tree and reads the whole of it. Where the card refuses and the keys that it asks for were given, they
 * are verified and the file is read once more.
 * @returns undefined where SELECT did not lead to an EF; an error where the link broke or a key was not accepted.
 */
export async function readNode(
  cursor: FileCursor,
  node: CardTreeNode,
  { iccid, keys }: NodeReadOptions,
): Promise<Result<FileRead | undefined>> {
  const { link } = cursor;
  const { atr, protocol } = link.transport;
  const longest = protocol === 'T=1' && announcesExtendedLength(readAtr(atr)) ? EXTENDED_BLOCK : 256;
  const once = async (): Promise<Result<FileRead | undefined>> => {
    const selected = await cursor.select(node.place);
    if (!selected.ok) return selected;
    const { reach, header } = selected.value;
    if ((reach !== 'ok' && reach !== 'inactive') || header?.type !== 'ef') return ok(undefined);
    return readCurrentFile(link, cursor, header, { longest });
  };
  const first = await once();
  if (!first.ok || first.value?.reach !== 'refused' || node.access === null) return first;
  const { mode, channel } = cursor;
  const verified = await verifyGiven({ link, mode, channel, iccid, keys }, clausesOf(node.access.read));
  if (!verified.ok) return verified;
  return verified.value ? once() : first;
}
