import type { Span } from '../base/span.ts';
import { readDodf } from '../pkcs15/dodf.ts';
import { matchPkcs15Aid, PKCS15_AID, readDirRecord, readTransparentDir } from '../pkcs15/ef-dir.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { readPaddedList } from '../pkcs15/padded-list.ts';

const bytesOf = (body: Uint8Array, { offset, length }: Span) => body.slice(offset, offset + length);

/** Records of a directory file that are about bootstrap: DM objects of an EF(DODF), the PKCS#15 template of an EF(DIR). */
function bootstrapRecords(body: Uint8Array): readonly Uint8Array[] {
  const objects = readDodf(body).objects.filter(({ oid }) => oid === OIDS.dmBootstrap);
  const templates = readTransparentDir(body).filter(
    (record) => record.kind === 'template' && matchPkcs15Aid(record.aid) !== 'none',
  );
  return [...objects, ...templates].map(({ span }) => bytesOf(body, span));
}

/**
 * The records of a directory file that may go while it is put back: those about bootstrap, those that are to come, and what does
 * not decode. A record of somebody else that can be read on the card now is not among them: it stays reachable.
 */
export function restorableRecords(present: Uint8Array, wanted: Uint8Array): readonly Uint8Array[] {
  const now = readPaddedList(present);
  const bootstrap = [...bootstrapRecords(present), ...bootstrapRecords(wanted)];
  const readable = new Set(now.records.map(({ span }) => bytesOf(present, span).join()));
  const coming = readPaddedList(wanted)
    .records.map(({ span }) => bytesOf(wanted, span))
    .filter((record) => !readable.has(record.join()));
  return [...bootstrap, ...coming, ...now.faults.map(({ span }) => bytesOf(present, span))];
}

/** True for a record of EF(DIR) that leads to somebody else's application; one of ours that was torn (FF in its AID) is none. */
function isOthers(record: Uint8Array): boolean {
  const read = readDirRecord(record);
  if (read.kind !== 'template' || read.aid === null) return false;
  return read.aid.some((byte, i) => i < PKCS15_AID.length && byte !== PKCS15_AID[i] && byte !== 0xff);
}

/**
 * The body that a linear EF(DIR) gets when it is put back: records of others' applications stay as the card has them, whatever
 * the backup has in their place.
 * @returns undefined where the application of the backup has its record where somebody else's stands now
 */
export function restoredRecords(present: Uint8Array, wanted: Uint8Array, recordLength: number): Uint8Array | undefined {
  const body = wanted.slice();
  for (let offset = 0; offset + recordLength <= body.length; offset += recordLength) {
    const now = present.subarray(offset, offset + recordLength);
    if (!isOthers(now)) continue;
    const kept = readDirRecord(wanted.subarray(offset, offset + recordLength));
    if (kept.kind === 'template' && matchPkcs15Aid(kept.aid) !== 'none') return undefined;
    body.set(now, offset);
  }
  return body;
}
