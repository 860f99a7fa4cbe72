import { hexByte, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { DirTemplate } from '../pkcs15/ef-dir.ts';
import { OIDS, oidTitle, oidToBytes, PROVISIONING_OIDS } from '../pkcs15/oids.ts';
import { showPath } from '../pkcs15/path.ts';
import type { Chain } from './chain.ts';
import { type LocatedObject, type ObjectList, readDodfFile, readInlineObjects } from './read-dodf.ts';
import { type OdfRead, readOdfFile } from './read-odf.ts';
import type { CardWalker } from './walker.ts';

/** What the directories of the application list. */
export interface ObjectsRead {
  /** In priority order. */
  readonly objects: readonly LocatedObject[];
  /** Index of the one a device uses; null where there is none. */
  readonly chosen: number | null;
  /** Null where EF(ODF) could not be read. */
  readonly odf: OdfRead | null;
}

/** Says why no DM object was found in the DODFs that could be read. */
function reportNoObject(chain: Chain, read: readonly ObjectList[]): void {
  const objects = read.flatMap((item) => item.objects.map((object, i) => ({ object, record: i + 1, file: item.file })));
  const [first] = objects;
  const [dodf] = read;
  if (first === undefined) {
    // A record that does not decode was told when it was read: such a DODF is not blank.
    const other = read.find((item) => item.unknown.length > 0);
    if (dodf === undefined || read.some((item) => item.faulty)) chain.fail('dodf');
    else if (other !== undefined) {
      const where = { file: other.file, ...other.unknown[0]?.span };
      chain.stop('dodf', 'dodf-oid-missing', where, { record: 1, name: '' });
    } else {
      const filler = hexByte(dodf.bytes[0] ?? 0xff);
      chain.stop('dodf', 'dodf-blank', { file: dodf.file }, { path: dodf.file, filler });
    }
  } else if (first.object.oid === null) {
    const name =
      first.object.applicationName === null ? '' : `; its applicationName is "${first.object.applicationName}"`;
    chain.stop('dodf', 'dodf-oid-missing', { file: first.file, ...first.object.span }, { record: first.record, name });
  } else {
    const where = { file: first.file, ...(first.object.oidSpan ?? first.object.span) };
    chain.stop('dodf', 'dodf-oid-wrong', where, { oid: first.object.oid, hex: toHex(oidToBytes(first.object.oid)) });
  }
}

/** Every list of data objects, in the order of the entries of EF(ODF) (D.1: the first has the highest priority). */
async function readLists(
  walker: CardWalker,
  chain: Chain,
  { file, odf, target, bytes }: OdfRead,
  application: readonly number[],
  inspect: boolean,
): Promise<Result<readonly ObjectList[]>> {
  const lists: ObjectList[] = [];
  for (const entry of odf.entries.filter((item) => item.kind === 'dataObjects')) {
    const where = { file, ...entry.span };
    if (entry.inline) {
      chain.note('odf', 'odf-inline-objects', where, { offset: entry.span.offset });
      lists.push(readInlineObjects(chain, entry, { file, target, application }, bytes));
    } else if (entry.path) {
      const list = await readDodfFile(walker, chain, entry.path.path, application, inspect);
      if (!list.ok) return list;
      if (list.value !== undefined) lists.push(list.value);
    } else if (entry.protected) {
      chain.note('odf', 'odf-protected', where, { kind: entry.kind, offset: entry.span.offset });
    }
  }
  return ok(lists);
}

/** The DM object that a device uses, with what may lead others astray. */
function reportChosen(chain: Chain, lists: readonly ObjectList[], dm: readonly LocatedObject[]): void {
  const [chosen] = dm;
  if (chosen === undefined) return;
  const { object } = chosen;
  const marks = [object.flags.private && 'private', object.flags.modifiable && 'modifiable'].filter(Boolean).join(', ');
  chain.reach('dodf', `${object.dodf.slice(-4)}, ${marks || 'no flags'} → ${object.path.slice(-4)}`);
  if (dm.length > 1)
    chain.note('dodf', 'dodf-duplicate-object', { file: object.dodf }, { count: dm.length, path: object.path });
  const before = lists.find((list) => list.file === object.dodf)?.objects ?? [];
  const [first] = before;
  if (first && first.oid !== null && first.oid !== OIDS.dmBootstrap) {
    const record = before.findIndex((item) => item.oid === OIDS.dmBootstrap) + 1;
    chain.note('dodf', 'dodf-other-object-first', { file: object.dodf, ...first.span }, { oid: first.oid, record });
  }
}

/** A card without DM objects: that of Client Provisioning which a device takes, else why there is nothing. */
function chooseOther(
  chain: Chain,
  lists: readonly ObjectList[],
  located: readonly LocatedObject[],
): LocatedObject | undefined {
  if (lists.some((list) => list.objects.some((object) => object.oid === OIDS.dmBootstrap))) {
    // What is wrong with its record was told when it was read.
    chain.fail('dodf');
    return located.find((item) => item.object.dm);
  }
  const provisioning = located.find((item) => PROVISIONING_OIDS.includes(item.object.oid));
  if (provisioning === undefined) {
    reportNoObject(chain, lists);
    return undefined;
  }
  const { object } = provisioning;
  const title = oidTitle(object.oid) ?? object.oid;
  chain.reach('dodf', `${object.dodf.slice(-4)}, ${title} → ${object.path.slice(-4)}`);
  chain.note('dodf', 'dodf-provisioning-only', { file: object.dodf, ...object.span }, { title });
  return provisioning;
}

/**
 * Steps 3 and 4: EF(ODF), then every DODF that it lists, in its order. Objects are found by their OID, never by a file id
 * (D.4.2).
 * @returns the objects in priority order; empty where the way ends, the chain says why.
 */
export async function readObjects(
  walker: CardWalker,
  chain: Chain,
  template: DirTemplate,
  inspect: boolean,
): Promise<Result<ObjectsRead>> {
  const application = template.fids ?? [];
  const odf = await readOdfFile(walker, chain, template, inspect);
  if (!odf.ok) return odf;
  if (odf.value === undefined) return ok({ objects: [], chosen: null, odf: null });
  const { entries } = odf.value.odf;
  const paths = entries.flatMap((entry) => (entry.kind === 'dataObjects' && entry.path ? [entry.path] : []));
  if (!entries.some((entry) => entry.kind === 'dataObjects')) {
    const tags = entries.map((entry) => hexByte(entry.node.tag)).join(' ') || 'none';
    chain.stop('odf', 'odf-no-dodf', {}, { tags });
    return ok({ objects: [], chosen: null, odf: odf.value });
  }
  const ways = paths.map((path) => showPath(path.path)).join(', ') || 'no path';
  chain.reach('odf', `5031, A7 → ${ways}`);
  const lists = await readLists(walker, chain, odf.value, application, inspect);
  if (!lists.ok) return lists;
  const objects = lists.value.flatMap((list) => list.located);
  // A value in the record itself is shown, and is no file that a device would read.
  const dm = objects.filter((item) => item.object.dm && !item.object.direct);
  reportChosen(chain, lists.value, dm);
  const chosen = dm[0] ?? chooseOther(chain, lists.value, objects);
  return ok({ objects, chosen: chosen === undefined ? null : objects.indexOf(chosen), odf: odf.value });
}
