import { toHex } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import { makeFinding } from '../bootstrap/finding-rows.ts';
import { objectContent } from '../bootstrap/object-content.ts';
import { readOdf } from '../pkcs15/odf.ts';
import { type CardView, chosenOf } from './card-view.ts';

/** Bytes that one READ BINARY gives: P3 = FF in class A0, Le = 00 in the ISO class. */
const BLOCK = { '2g': 255, '3g': 256 } as const;

/** Paths of EF(ODF) that do not begin at the MF (PKCS#15 6.1.5). */
function relative({ read }: CardView): Finding[] {
  const odf = read.files.find(({ role }) => role === 'odf');
  if (odf === undefined) return [];
  const entry = readOdf(odf.bytes).entries.find(({ kind, path }) => kind === 'dataObjects' && path !== undefined);
  const path = entry?.path?.path;
  if (entry === undefined || path === undefined || toHex(path).startsWith('3F00')) return [];
  return [makeFinding('odf-path-relative', { file: odf.path, ...entry.span }, { path: toHex(path) })];
}

/** Index and length of the object's path against its file and its message. */
function stretch(view: CardView): Finding[] {
  const chosen = chosenOf(view);
  if (chosen?.file === undefined || chosen.object.direct) return [];
  const { object, file } = chosen;
  const content = objectContent(view.read, object);
  const size = chosen.probe?.header.size ?? file.size ?? file.bytes.length;
  const end = content?.message?.document ? object.offset + content.message.size : null;
  const out: Finding[] = [];
  const where = { file: object.dodf, ...object.span };
  const { length, offset } = object;
  if (length !== null && offset + length > size)
    out.push(makeFinding('dodf-length-long', where, { length, index: offset, size }));
  if (length !== null && end !== null && offset + length < end)
    out.push(makeFinding('dodf-length-short', where, { length, needed: `; it has ${end - offset}` }));
  const block = BLOCK[view.read.card.mode];
  if (end !== null && end > block) {
    const details = { size: end - offset, block };
    out.push(makeFinding('file-over-one-block', { file: object.path, offset, length: end - offset }, details));
  }
  return out;
}

/** Paths against what they lead to. */
export function pathRules(view: CardView): readonly Finding[] {
  return [...relative(view), ...stretch(view)];
}
