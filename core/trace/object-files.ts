import { concat } from '../base/bytes.ts';
import { isTlvFault, readTlv } from '../tlv/ber-tlv.ts';
import type { BookFile, BookVersion } from './file-book.ts';
import { fileOfObject, keyOf } from './traced-file.ts';

/** The object that lists the tags of all others (TS 102 221 11.3.1): the card makes it, no file holds it. */
const TAG_LIST = '5C';

/** An object to its end; undefined where the trace does not show all of it, or shows that it was deleted. */
function wholeObject({ body, known }: BookFile): BookVersion | undefined {
  const object = readTlv(body, 0);
  if (isTlvFault(object) || object.valueSpan.length === 0) return undefined;
  const { length } = object.span;
  const seen = known.subarray(0, length);
  return seen.includes(0) ? undefined : { body: body.subarray(0, length), known: seen };
}

/**
 * The entries of a trace with the objects of a BER-TLV file put together: one entry for the file, its objects one after the other in
 * the order in which the trace came to them.
 */
export function withObjectFiles(entries: readonly BookFile[]): readonly BookFile[] {
  const files = new Map<string, BookFile>();
  const objects = new Map<string, BookVersion[]>();
  for (const entry of entries) {
    const file = fileOfObject(entry.file);
    const key = keyOf(file);
    const { object } = entry.file;
    if (object === undefined) files.set(key, entry);
    else if (!files.has(key)) files.set(key, { ...entry, file, body: new Uint8Array(0), known: new Uint8Array(0) });
    const whole = object === undefined || object === TAG_LIST ? undefined : wholeObject(entry);
    if (object !== undefined) objects.set(key, [...(objects.get(key) ?? []), ...(whole === undefined ? [] : [whole])]);
  }
  return [...files].map(([key, entry]) => {
    const own = objects.get(key);
    if (own === undefined) return entry;
    const body = concat(...own.map((object) => object.body));
    const known = concat(...own.map((object) => object.known));
    return { ...entry, body, known, recordLength: 0, objects: true as const };
  });
}
