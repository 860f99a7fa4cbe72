import type { Asn1Node } from '../pkcs15/asn1.ts';
import { readDataObject } from '../pkcs15/dodf.ts';
import { readOdf } from '../pkcs15/odf.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { readPaddedList } from '../pkcs15/padded-list.ts';
import type { ObjectPlace } from './object-content.ts';
import type { CardFile } from './read-result.ts';

/** The records of data objects in a directory file: those of EF(DODF), and those that stand in EF(ODF) itself. */
function dataRecords({ role, bytes }: CardFile): readonly Asn1Node[] {
  if (role === 'dodf') return readPaddedList(bytes).records;
  if (role !== 'odf') return [];
  return readOdf(bytes).entries.flatMap((entry) =>
    entry.kind === 'dataObjects' ? (entry.inline?.children ?? []) : [],
  );
}

/** Data objects whose value stands in the directory file itself (`direct [0]`, PKCS#15 6.1.4). */
export function directObjects(file: CardFile): readonly ObjectPlace[] {
  return dataRecords(file).flatMap((node): readonly ObjectPlace[] => {
    const object = readDataObject(node);
    if (object?.value.kind !== 'direct' || object.value.content.length === 0) return [];
    const { oid } = object;
    return [{ path: file.path, oid: oid ?? '', ...object.value.content, dm: oid === OIDS.dmBootstrap, direct: true }];
  });
}
