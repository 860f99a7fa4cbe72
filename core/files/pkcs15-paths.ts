import type { Asn1Node } from '../pkcs15/asn1.ts';
import { readDataObject } from '../pkcs15/dodf.ts';
import type { DirTemplate } from '../pkcs15/ef-dir.ts';
import { type OdfEntry, readOdf } from '../pkcs15/odf.ts';
import { readPaddedList } from '../pkcs15/padded-list.ts';
import { type ResolvedPath, readPath, resolvePath } from '../pkcs15/path.ts';

/** What a file of a PKCS#15 application holds: the ODF, a directory of objects of one kind, or an object's value. */
export type Pkcs15Role = 'odf' | 'dodf' | 'cdf' | 'aodf' | 'prkdf' | 'pukdf' | 'skdf' | 'objects' | 'value';

/** A data object whose value is a file, or a stretch of one. */
export interface NamedObject {
  readonly oid: string;
  readonly offset: number;
  /** Null: to the end of the file. */
  readonly length: number | null;
}

/** A file that a PKCS#15 directory names. */
export interface NamedDirectory {
  readonly path: ResolvedPath;
  readonly role: Pkcs15Role;
  /** For the value of a data object that has an OID. */
  readonly object?: NamedObject;
}

const DIRECTORY_ROLES: Readonly<Record<OdfEntry['kind'], Pkcs15Role>> = {
  privateKeys: 'prkdf',
  publicKeys: 'pukdf',
  trustedPublicKeys: 'pukdf',
  secretKeys: 'skdf',
  certificates: 'cdf',
  trustedCertificates: 'cdf',
  usefulCertificates: 'cdf',
  dataObjects: 'dodf',
  authObjects: 'aodf',
  unknown: 'objects',
};

/** Default file id of EF(ODF) (PKCS#15 5.5.1, DM Bootstrap D.4.1). */
export const ODF_PATH: ResolvedPath = { from: 'application', fids: [0x5031] };

/** The ODF that the discretionary template of EF(DIR) names. */
export function odfElsewhere(template: DirTemplate, application: readonly number[]): readonly NamedDirectory[] {
  const path = template.odfPath && resolvePath(template.odfPath.path, application);
  return path === undefined ? [] : [{ path, role: 'odf' }];
}

/** typeAttributes [1] of an object (PKCS#15 6.1.1): its paths stand in there. */
const TYPE_ATTRIBUTES = 0xa1;

/** Paths anywhere in a node: PKCS15Object has them at other depths for each of its kinds. */
function pathsIn(node: Asn1Node): readonly Uint8Array[] {
  const own = readPath(node);
  return own === undefined ? node.children.flatMap(pathsIn) : [own.path];
}

/** An object's own paths. The record of an oidDO has the tag of typeAttributes itself. */
function pathsOfObject(object: Asn1Node): readonly Uint8Array[] {
  if (object.tag === TYPE_ATTRIBUTES) return pathsIn(object);
  return object.children.filter((child) => child.tag === TYPE_ATTRIBUTES).flatMap(pathsIn);
}

interface Named extends Pick<NamedDirectory, 'role' | 'object'> {
  readonly bytes: Uint8Array;
}

/** The files of one object; that of a data object with what its OID says of it. */
function valuesOf(node: Asn1Node): readonly Named[] {
  const data = readDataObject(node);
  if (data?.value.kind !== 'path' || data.oid === null)
    return pathsOfObject(node).map((bytes) => ({ bytes, role: 'value' }));
  const { path, index = 0, length = null } = data.value.path;
  return [{ bytes: path, role: 'value', object: { oid: data.oid, offset: index, length } }];
}

/** Directories by path, and what objects that stand in the ODF itself name. */
function namedByOdf(body: Uint8Array): readonly Named[] {
  return readOdf(body).entries.flatMap((entry): readonly Named[] =>
    entry.path === undefined
      ? (entry.inline?.children ?? []).flatMap(valuesOf)
      : [{ bytes: entry.path.path, role: DIRECTORY_ROLES[entry.kind] }],
  );
}

/** The files that a directory's body names. */
export function namedPaths(
  body: Uint8Array,
  role: Pkcs15Role,
  application: readonly number[],
): readonly NamedDirectory[] {
  const found = role === 'odf' ? namedByOdf(body) : readPaddedList(body).records.flatMap(valuesOf);
  return found.flatMap((named) => {
    const path = resolvePath(named.bytes, application);
    return path === undefined ? [] : [{ path, role: named.role, ...(named.object && { object: named.object }) }];
  });
}
