import { hexByte, hexWord, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { type DataObject, type Dodf, readDodf } from '../pkcs15/dodf.ts';
import { type DirTemplate, isBlank } from '../pkcs15/ef-dir.ts';
import { type Odf, readOdf } from '../pkcs15/odf.ts';
import { OIDS, oidToBytes } from '../pkcs15/oids.ts';
import { readPaddedList } from '../pkcs15/padded-list.ts';
import { pathName, type ResolvedPath, resolvePath, showPath } from '../pkcs15/path.ts';
import type { Chain } from './chain.ts';
import type { BootstrapObject } from './read-result.ts';
import type { CardWalker } from './walker.ts';

/** Default file id of EF(ODF) (PKCS#15 5.5.1, DM Bootstrap D.4.1). */
const EF_ODF = 0x5031;

/** A listed object with the way to its content. */
export interface LocatedObject {
  readonly object: BootstrapObject;
  readonly target: ResolvedPath;
}

/** A directory file is read until its padding begins. */
const untilPadding = (bytes: Uint8Array) => readPaddedList(bytes).padding.length > 0;

async function readOdfFile(
  walker: CardWalker,
  chain: Chain,
  template: DirTemplate,
  inspect: boolean,
): Promise<Result<Odf | undefined>> {
  const application = template.fids ?? [];
  const elsewhere = template.odfPath && resolvePath(template.odfPath.path, application);
  let path: ResolvedPath = { from: 'application', fids: [EF_ODF] };
  let read = await walker.readFile(path, { enough: untilPadding, header: inspect });
  if (!read.ok) return read;
  const exchanges = [...read.value.exchanges];
  if (read.value.reach === 'missing' && elsewhere !== undefined) {
    path = elsewhere;
    read = await walker.readFile(path, { enough: untilPadding, header: inspect });
    if (!read.ok) return read;
    exchanges.push(...read.value.exchanges);
    chain.note('odf', 'odf-elsewhere', { file: pathName(path, application) }, { path: pathName(path, application) });
  }
  const file = pathName(path, application);
  const body = read.value;
  chain.reach('odf', hexWord(path.fids.at(-1) ?? 0), exchanges, file);
  if (body.reach !== 'ok') {
    if (body.reach === 'structure') chain.stop('odf', 'odf-not-transparent', { file }, { structure: body.structure });
    else if (body.reach === 'refused')
      chain.stop('odf', 'access-pin-not-verified', { file }, { file: 'EF(ODF)', sw: hexWord(body.sw), refs: 'a PIN' });
    else chain.stop('odf', 'odf-missing', { file }, { path: file, sw: hexWord(body.sw) });
    return ok(undefined);
  }
  chain.addFile(file, 'EF(ODF)', 'odf', body);
  const odf = readOdf(body.bytes);
  const { list } = odf;
  for (const fault of list.faults)
    chain.note('odf', 'odf-truncated', { file, ...fault.span }, { offset: fault.span.offset, reason: fault.reason });
  if (list.hidden !== undefined) {
    chain.note(
      'odf',
      'odf-padding-hides',
      { file, ...list.padding },
      { filler: hexByte(body.bytes[list.padding.offset] ?? 0xff), offset: list.padding.offset, later: list.hidden },
    );
  }
  if (isBlank(body.bytes)) {
    chain.stop(
      'odf',
      'odf-blank',
      { file, offset: 0, length: body.bytes.length },
      { filler: hexByte(body.bytes[0] ?? 0xff) },
    );
    return ok(undefined);
  }
  return ok(odf);
}

function reportObject(chain: Chain, file: string, object: DataObject, record: number): void {
  const where = { file, offset: object.span.offset, length: object.span.length };
  const { path, label, flagsNode, oidSpan, node } = object;
  if (object.oidDoubleWrapped && oidSpan)
    chain.note(
      'dodf',
      'dodf-oid-double-wrapped',
      { file, ...oidSpan },
      { offset: oidSpan.offset, hex: toHex(oidToBytes(object.oid ?? OIDS.dmBootstrap)) },
    );
  if (label === null || label === '') chain.note('dodf', 'dodf-label-missing', where, { record });
  if (
    flagsNode &&
    flagsNode.value.length > 1 &&
    !object.flags.private &&
    !object.flags.modifiable &&
    flagsNode.value.subarray(1).some((byte) => byte !== 0)
  ) {
    chain.note(
      'dodf',
      'dodf-flags-bit-order',
      { file, ...flagsNode.span },
      { offset: flagsNode.span.offset, hex: toHex(flagsNode.value) },
    );
  }
  if (object.form === 'oid') chain.note('dodf', 'dodf-form-other', where, { record, tag: hexByte(node.tag) });
  if (path === undefined) return;
  const at = { file, ...path.span };
  if (path.lengthTagWrong) chain.note('dodf', 'dodf-length-tag', at, {});
  else if ((path.index === undefined) !== (path.length === undefined)) {
    chain.note(
      'dodf',
      'dodf-index-without-length',
      at,
      path.index === undefined ? { present: 'length', absent: 'index' } : { present: 'index', absent: 'length' },
    );
  }
  if ((path.index ?? 0) !== 0) chain.note('dodf', 'dodf-index-nonzero', at, { index: path.index ?? 0 });
}

/** An object that names no file a device could read. */
function reportValue(chain: Chain, file: string, object: DataObject): void {
  const where = { file, offset: object.span.offset, length: object.span.length };
  const type = object.node.children.find((child) => child.tag === 0xa1);
  const value = type?.children[0];
  if (object.value === 'url')
    chain.note('dodf', 'dodf-url-not-path', where, { url: value ? String.fromCharCode(...value.value) : '' });
  else if (object.value === 'direct')
    chain.note('dodf', 'dodf-direct-value', where, { length: value?.valueSpan.length ?? 0 });
  else chain.note('dodf', 'dodf-type-attributes-implicit', where, { offset: type?.span.offset ?? object.span.offset });
}

function locate(chain: Chain, file: string, dodf: Dodf, application: readonly number[]): readonly LocatedObject[] {
  const located: LocatedObject[] = [];
  for (const [i, object] of dodf.objects.entries()) {
    const dm = object.oid === OIDS.dmBootstrap;
    if (dm) reportObject(chain, file, object, i + 1);
    if (object.oid === null) continue;
    const target = object.path && resolvePath(object.path.path, application);
    if (object.path === undefined || target === undefined) {
      if (dm) reportValue(chain, file, object);
      continue;
    }
    located.push({
      target,
      object: {
        label: object.label,
        oid: object.oid,
        form: object.form === 'oid' ? 'oid' : 'opaque',
        path: pathName(target, application),
        dodf: file,
        span: object.span,
        offset: object.path.index ?? 0,
        length: object.path.length ?? null,
        flags: object.flags,
        dm,
      },
    });
  }
  return located;
}

interface DodfRead {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly dodf: Dodf;
  readonly located: readonly LocatedObject[];
}

async function readDodfFile(
  walker: CardWalker,
  chain: Chain,
  path: Uint8Array,
  application: readonly number[],
  inspect: boolean,
): Promise<Result<DodfRead | undefined>> {
  const target = resolvePath(path, application);
  if (target === undefined) {
    chain.note('dodf', 'dodf-missing', {}, { path: showPath(path), sw: 'nothing: it is no path' });
    return ok(undefined);
  }
  const file = pathName(target, application);
  const read = await walker.readFile(target, { enough: untilPadding, header: inspect });
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
  return ok({ file, bytes: body.bytes, dodf, located: locate(chain, file, dodf, application) });
}

/** Says why no DM object was found in the DODFs that could be read. */
function reportNoObject(chain: Chain, read: readonly DodfRead[]): void {
  const objects = read.flatMap((item) =>
    item.dodf.objects.map((object, i) => ({ object, record: i + 1, file: item.file })),
  );
  const [first] = objects;
  const [dodf] = read;
  if (first === undefined) {
    // A record that does not decode was told when it was read: such a DODF is not blank.
    const other = read.find((item) => item.dodf.unknown.length > 0);
    if (dodf === undefined || read.some((item) => item.dodf.list.faults.length > 0)) chain.fail('dodf');
    else if (other !== undefined) {
      const where = { file: other.file, ...other.dodf.unknown[0]?.span };
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

/**
 * Steps 3 and 4: EF(ODF), then every DODF that it lists, in its order (D.1: the first has the highest priority). The object is
 * found by its OID, never by a file id (D.4.2).
 * @returns the objects in priority order; empty where the way ends, the chain says why.
 */
export async function readObjects(
  walker: CardWalker,
  chain: Chain,
  template: DirTemplate,
  inspect: boolean,
): Promise<Result<readonly LocatedObject[]>> {
  const application = template.fids ?? [];
  const odf = await readOdfFile(walker, chain, template, inspect);
  if (!odf.ok) return odf;
  if (odf.value === undefined) return ok([]);
  const entries = odf.value.entries.filter((entry) => entry.kind === 'dataObjects');
  const paths = entries.flatMap((entry) => (entry.path ? [entry.path] : []));
  for (const entry of entries)
    if (entry.inline) chain.note('odf', 'odf-inline-objects', { ...entry.span }, { offset: entry.span.offset });
  if (entries.length === 0) {
    chain.stop(
      'odf',
      'odf-no-dodf',
      {},
      { tags: odf.value.entries.map((entry) => hexByte(entry.node.tag)).join(' ') || 'none' },
    );
    return ok([]);
  }
  chain.reach('odf', `5031, A7 → ${paths.map((path) => showPath(path.path)).join(', ')}`);
  const read: DodfRead[] = [];
  for (const path of paths) {
    const dodf = await readDodfFile(walker, chain, path.path, application, inspect);
    if (!dodf.ok) return dodf;
    if (dodf.value !== undefined) read.push(dodf.value);
  }
  const located = read.flatMap((item) => item.located);
  const dm = located.filter((item) => item.object.dm);
  const [chosen] = dm;
  if (chosen === undefined) {
    if (!read.some((item) => item.dodf.objects.some((object) => object.oid === OIDS.dmBootstrap)))
      reportNoObject(chain, read);
    else chain.fail('dodf');
    return ok(located);
  }
  const { flags } = chosen.object;
  const marks = [flags.private && 'private', flags.modifiable && 'modifiable'].filter(Boolean).join(', ') || 'no flags';
  chain.reach('dodf', `${chosen.object.dodf.slice(-4)}, ${marks} → ${chosen.object.path.slice(-4)}`);
  if (dm.length > 1)
    chain.note(
      'dodf',
      'dodf-duplicate-object',
      { file: chosen.object.dodf },
      { count: dm.length, path: chosen.object.path },
    );
  const before = read.find((item) => item.file === chosen.object.dodf)?.dodf.objects ?? [];
  const [first] = before;
  if (first && first.oid !== null && first.oid !== OIDS.dmBootstrap) {
    const record = before.findIndex((object) => object.oid === OIDS.dmBootstrap) + 1;
    chain.note(
      'dodf',
      'dodf-other-object-first',
      { file: chosen.object.dodf, ...first.span },
      { oid: first.oid, record },
    );
  }
  return ok(located);
}
