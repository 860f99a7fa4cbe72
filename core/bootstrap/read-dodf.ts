import { hexWord, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { Asn1Node } from '../pkcs15/asn1.ts';
import { type DataObject, readDataObject, readDodf } from '../pkcs15/dodf.ts';
import type { OdfEntry } from '../pkcs15/odf.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { pathName, type ResolvedPath, resolvePath, showPath } from '../pkcs15/path.ts';
import type { Chain } from './chain.ts';
import { reportForeignObject, reportObject, reportValue } from './object-findings.ts';
import { endsInside, untilPadding } from './read-odf.ts';
import type { BootstrapObject } from './read-result.ts';
import type { CardWalker } from './walker.ts';

/** A listed object with the way to its content. */
export interface LocatedObject {
  readonly object: BootstrapObject;
  /** The content file; the directory file itself where the value stands in the record. */
  readonly target: ResolvedPath;
  readonly source: DataObject;
  /** Number of the record in its directory, from 1. */
  readonly record: number;
}

/** The objects of one entry of EF(ODF): of the DODF that it names, or those in the entry itself. */
export interface ObjectList {
  /** Path of the file that they stand in. */
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly objects: readonly DataObject[];
  readonly unknown: readonly Asn1Node[];
  readonly faulty: boolean;
  readonly located: readonly LocatedObject[];
}

/** Where a list of objects stands. */
interface ListPlace {
  readonly file: string;
  readonly target: ResolvedPath;
  readonly application: readonly number[];
}

function locateOne(chain: Chain, place: ListPlace, source: DataObject, record: number): LocatedObject | undefined {
  const { file, application } = place;
  const { oid, value } = source;
  const dm = oid === OIDS.dmBootstrap;
  if (dm) reportObject(chain, file, source, record);
  else reportForeignObject(chain, file, source, record);
  const way = value.kind === 'path' ? resolvePath(value.path.path, application) : undefined;
  const direct = value.kind === 'direct';
  if (dm && way === undefined) reportValue(chain, file, source, record);
  if (oid === null || (way === undefined && !direct)) return undefined;
  const target = way ?? place.target;
  const stretch = value.kind === 'path' ? value.path : undefined;
  const object: BootstrapObject = {
    label: source.label,
    oid,
    form: source.form === 'oid' ? 'oid' : 'opaque',
    path: direct ? file : pathName(target, application),
    dodf: file,
    span: source.span,
    offset: direct ? value.content.offset : (stretch?.index ?? 0),
    length: direct ? value.content.length : (stretch?.length ?? null),
    flags: source.flags,
    dm,
    ...(direct && { direct }),
    ...(source.authId && { authId: toHex(source.authId) }),
  };
  return { object, target, source, record };
}

function locate(chain: Chain, place: ListPlace, objects: readonly DataObject[]): readonly LocatedObject[] {
  return objects.flatMap((source, i) => {
    const located = locateOne(chain, place, source, i + 1);
    return located === undefined ? [] : [located];
  });
}

/** The objects that stand in EF(ODF) itself (`objects [0]`). Spans are places in `bytes`, the whole file. */
export function readInlineObjects(chain: Chain, entry: OdfEntry, place: ListPlace, bytes: Uint8Array): ObjectList {
  const objects: DataObject[] = [];
  const unknown: Asn1Node[] = [];
  for (const node of entry.inline?.children ?? []) {
    const object = readDataObject(node);
    if (object) objects.push(object);
    else unknown.push(node);
  }
  return { file: place.file, bytes, objects, unknown, faulty: false, located: locate(chain, place, objects) };
}

/** Step 4 for one DODF. Undefined where it cannot be read; the chain says why. */
export async function readDodfFile(
  walker: CardWalker,
  chain: Chain,
  path: Uint8Array,
  application: readonly number[],
  inspect: boolean,
): Promise<Result<ObjectList | undefined>> {
  const target = resolvePath(path, application);
  if (target === undefined) {
    chain.note('dodf', 'dodf-missing', {}, { path: showPath(path), sw: 'nothing: it is no path' });
    return ok(undefined);
  }
  const file = pathName(target, application);
  const read = await walker.readFile(target, { enough: untilPadding, cut: endsInside, header: inspect });
  if (!read.ok) return read;
  const body = read.value;
  chain.reach('dodf', hexWord(target.fids.at(-1) ?? 0), body.exchanges, file);
  if (body.reach !== 'ok') {
    const sw = hexWord(body.sw);
    if (body.reach === 'refused')
      chain.note('dodf', 'access-pin-not-verified', { file }, { file: 'EF(DODF)', sw, refs: 'a PIN' });
    else if (target.from === 'mf') chain.note('dodf', 'odf-path-absolute-dangling', { file }, { path: file, sw });
    else chain.note('dodf', 'dodf-missing', { file }, { path: file, sw });
    return ok(undefined);
  }
  chain.addFile(file, 'EF(DODF)', 'dodf', body);
  const dodf = readDodf(body.bytes);
  for (const { span, reason } of dodf.list.faults)
    chain.note('dodf', 'dodf-truncated', { file, ...span }, { path: file, offset: span.offset, reason });
  const { objects, unknown, list } = dodf;
  const located = locate(chain, { file, target, application }, objects);
  return ok({ file, bytes: body.bytes, objects, unknown, faulty: list.faults.length > 0, located });
}
