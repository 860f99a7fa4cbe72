import type { Asn1Node } from '../pkcs15/asn1.ts';
import type { DirTemplate } from '../pkcs15/ef-dir.ts';
import { readOdf } from '../pkcs15/odf.ts';
import { readPaddedList } from '../pkcs15/padded-list.ts';
import { type ResolvedPath, readPath, resolvePath } from '../pkcs15/path.ts';

/** A file that a PKCS#15 directory names. */
export interface NamedDirectory {
  readonly path: ResolvedPath;
  /** What it holds: the ODF, a directory of objects (DODF, CDF, AODF …), or an object's value. */
  readonly role: 'odf' | 'objects' | 'content';
}

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

/** Directories by path, and what objects that stand in the ODF itself name. */
function pathsOfOdf(body: Uint8Array): readonly Uint8Array[] {
  return readOdf(body).entries.flatMap((entry) =>
    entry.path === undefined ? (entry.inline?.children ?? []).flatMap(pathsOfObject) : [entry.path.path],
  );
}

/** The files that a directory's body names. */
export function namedPaths(
  body: Uint8Array,
  role: NamedDirectory['role'],
  application: readonly number[],
): readonly NamedDirectory[] {
  const found = role === 'odf' ? pathsOfOdf(body) : readPaddedList(body).records.flatMap(pathsOfObject);
  return found.flatMap((bytes) => {
    const path = resolvePath(bytes, application);
    return path === undefined ? [] : [{ path, role: role === 'odf' ? 'objects' : 'content' } as const];
  });
}
