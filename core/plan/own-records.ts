import type { Span } from '../base/span.ts';
import { readDodf } from '../pkcs15/dodf.ts';
import { matchPkcs15Aid, readTransparentDir } from '../pkcs15/ef-dir.ts';
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
