import { hexWord, toHex } from '../base/bytes.ts';
import { ok } from '../base/result.ts';
import type { Span } from '../base/span.ts';
import { type DataObject, readDataObject, readDodf } from '../pkcs15/dodf.ts';
import type { DirTemplate } from '../pkcs15/ef-dir.ts';
import { type Odf, type OdfEntry, readOdf } from '../pkcs15/odf.ts';
import { OIDS, oidTitle, PROVISIONING_OIDS } from '../pkcs15/oids.ts';
import { type PaddedList, readPaddedList } from '../pkcs15/padded-list.ts';
import { fidsOf, type Pkcs15Path, type ResolvedPath, resolvePath, showPath } from '../pkcs15/path.ts';
import type { DeviceSession } from './device-session.ts';
import { type DeviceFile, placeOf, readByShortId, readDirectoryFile, type Stretch, selectFile } from './read-file.ts';
import { rejected, type Stop, type Taken } from './rejection.ts';
import { verifyHolder } from './verify-holder.ts';

/** The content that a record leads to. */
export interface FoundContent {
  readonly profile: 'dm' | 'cp';
  readonly file: DeviceFile;
  readonly stretch: Stretch;
  readonly flags: { readonly private: boolean; readonly modifiable: boolean };
  readonly authId: Uint8Array | null;
}

/** What the device knows once it has been through the directories. */
export interface FoundObjects {
  /** DM: the one object; Client Provisioning: its files in the order in which they are looked at. */
  readonly contents: readonly FoundContent[];
  /** Null where the device never read it. */
  readonly odf: Odf | null;
}

/** A record, and the file that it stands in. */
interface Record {
  readonly object: DataObject;
  readonly file: string;
}

const EF_ODF = 0x5031;
/** Short file id of EF(ODF) where tag 88 says nothing else: the low bits of 5031. */
const SFI_ODF = EF_ODF & 0x1f;

const untilPadding = (bytes: Uint8Array) => readPaddedList(bytes).padding.length > 0;

/** A device stops at the first record that does not decode. */
function before<T extends { readonly span: Span }>(items: readonly T[], { faults }: PaddedList): readonly T[] {
  const [fault] = faults;
  return fault === undefined ? items : items.filter((item) => item.span.offset < fault.span.offset);
}

function resolve(session: DeviceSession, path: Uint8Array): ResolvedPath | undefined {
  const { habits, application } = session;
  const fids = fidsOf(path);
  if (habits.relativePaths === 'mf' && fids !== undefined && fids[0] !== 0x3f00) return { from: 'mf', fids };
  return resolvePath(path, application?.fids ?? []);
}

function malformed(session: DeviceSession, file: string, path: Uint8Array, span: Span, sloppy?: 'half' | 'tag') {
  const [problem, problemZh] =
    sloppy === 'half'
      ? ['index and length stand together or not at all', '索引与长度必须同时出现或同时省略']
      : sloppy === 'tag'
        ? ['its length has tag 02 instead of 80', '长度的标签为 02 而不是 80']
        : ['it is no list of file ids', '不是文件标识列表'];
  const details = { path: showPath(path) || 'empty', problem, problemZh };
  return rejected(session.step, 'path-malformed', { file, offset: span.offset, length: span.length }, details);
}

/** Step 4: EF(ODF). */
export async function readDirectory(session: DeviceSession, template: DirTemplate): Promise<Taken<Odf>> {
  session.begin('odf');
  const given = session.habits.odfPath ? template.odfPath : undefined;
  const target = given === undefined ? undefined : resolve(session, given.path);
  const file = { name: 'EF(ODF)', target: target ?? { from: 'application', fids: [EF_ODF] } } as const;
  const byShortId = session.habits.shortIds && session.mode === '3g';
  const read = byShortId
    ? await readByShortId(session, file, SFI_ODF)
    : await readDirectoryFile(session, file, untilPadding);
  if (!read.ok) return read;
  const odf = readOdf(read.value);
  const entries = before(odf.entries, odf.list).filter((entry) => entry.kind === 'dataObjects');
  const where = { file: placeOf(session, file) };
  if (entries.length === 0) return rejected('odf', 'odf-no-dodf', where);
  const usable = entries.filter((entry) => entry.path !== undefined || (session.habits.odfInline && entry.inline));
  const [first] = entries;
  if (usable.length === 0) return rejected('odf', 'odf-inline', { ...where, ...first?.span });
  return ok(odf);
}

async function recordsOf(session: DeviceSession, entry: OdfEntry, odfFile: string): Promise<Taken<readonly Record[]>> {
  if (entry.inline !== undefined) {
    const objects = entry.inline.children.flatMap((node) => readDataObject(node) ?? []);
    return ok(objects.map((object) => ({ object, file: odfFile })));
  }
  if (entry.path === undefined) return ok([]);
  const target = resolve(session, entry.path.path);
  if (target === undefined) return malformed(session, odfFile, entry.path.path, entry.path.span);
  return recordsIn(session, { name: 'EF(DODF)', target });
}

async function recordsIn(session: DeviceSession, file: DeviceFile): Promise<Taken<readonly Record[]>> {
  const read = await readDodfFile(session, file);
  if (!read.ok) return read;
  const dodf = readDodf(read.value);
  const place = placeOf(session, file);
  return ok(before(dodf.objects, dodf.list).map((object) => ({ object, file: place })));
}

/** EF(DODF) may ask for the cardholder itself (D.4.2), and its flags stand behind that: the card's refusal says so. */
async function readDodfFile(session: DeviceSession, file: DeviceFile): Promise<Taken<Uint8Array>> {
  const read = await readDirectoryFile(session, file, untilPadding);
  const refused = !read.ok && read.error.kind === 'rejected' && read.error.rejection.code === 'file-refused';
  if (!refused || session.habits.pin === 'never') return read;
  const selected = await selectFile(session, file);
  if (!selected.ok) return selected;
  session.begin('pin');
  const { header } = selected.value;
  const verified = await verifyHolder(session, { file, header, authId: null, odf: null });
  if (!verified.ok) return verified;
  session.begin('dodf');
  return readDirectoryFile(session, file, untilPadding);
}

/** Step 5: every DODF in the order of EF(ODF) (D.1), and in them the records of the device's profile (D.4.2). */
export async function findObjects(session: DeviceSession, template: DirTemplate): Promise<Taken<FoundObjects>> {
  const { content, dodf } = session.habits.fixedFiles;
  if (content !== undefined) {
    session.begin('dodf');
    session.note(`goes to ${hexWord(content)} without looking into EF(ODF) and EF(DODF)`);
    return ok({ contents: [fixedContent(content)], odf: null });
  }
  if (dodf !== undefined) {
    session.begin('dodf');
    session.note(`goes to ${hexWord(dodf)} without looking into EF(ODF)`);
    const records = await recordsIn(session, fixedFile('EF(DODF)', dodf));
    return records.ok ? choose(session, records.value, null, undefined) : records;
  }
  const odf = await readDirectory(session, template);
  if (!odf.ok) return odf;
  session.begin('dodf');
  const records: Record[] = [];
  let problem: Stop | undefined;
  for (const entry of before(odf.value.entries, odf.value.list)) {
    if (entry.kind !== 'dataObjects' || (entry.inline !== undefined && !session.habits.odfInline)) continue;
    const read = await recordsOf(session, entry, 'EF(ODF)');
    if (read.ok) records.push(...read.value);
    else if (read.error.kind === 'broken') return read;
    // Another directory may still have the object: what is wrong with this one counts if none has.
    else problem ??= read.error;
    if (session.habits.records === 'first') break;
  }
  return choose(session, records, odf.value, problem);
}

function fixedFile(name: string, fid: number): DeviceFile {
  return { name, target: { from: 'application', fids: [fid] } };
}

function fixedContent(fid: number): FoundContent {
  return {
    profile: 'dm',
    file: fixedFile('EF(DM_Bootstrap)', fid),
    stretch: { offset: 0, length: null },
    flags: { private: false, modifiable: false },
    authId: null,
  };
}

function choose(
  session: DeviceSession,
  all: readonly Record[],
  odf: Odf | null,
  problem: Stop | undefined,
): Taken<FoundObjects> {
  const { habits } = session;
  const seen = habits.records === 'first' ? all.slice(0, 1) : all;
  const named = seen.filter(({ object }) => habits.sloppyRecords || !object.oidDoubleWrapped);
  const dm = habits.messages.includes('dm') ? named.filter(({ object }) => object.oid === OIDS.dmBootstrap) : [];
  const cp = habits.messages.includes('cp')
    ? PROVISIONING_OIDS.flatMap((oid) => named.filter(({ object }) => object.oid === oid))
    : [];
  const wanted = dm.length > 0 ? dm : cp;
  const usable = wanted.filter(({ object }) => habits.forms.includes(object.form));
  const [first] = wanted;
  if (first === undefined) return noObject(session, all, problem);
  if (usable.length === 0) {
    const { span, form } = first.object;
    return rejected('dodf', 'object-form', { file: first.file, ...span }, { form });
  }
  if (dm.length > 1 && habits.choice === 'only')
    return rejected('dodf', 'object-ambiguous', { file: first.file, ...dm[1]?.object.span }, { count: dm.length });
  const taken = dm.length === 0 ? usable : [(habits.choice === 'last' ? usable.at(-1) : usable[0]) ?? first];
  const contents: FoundContent[] = [];
  for (const record of taken) {
    const content = contentOf(session, record, dm.length > 0 ? 'dm' : 'cp');
    if (!content.ok) return content;
    contents.push(content.value);
  }
  return ok({ contents, odf });
}

function noObject(session: DeviceSession, all: readonly Record[], problem: Stop | undefined): Taken<FoundObjects> {
  if (problem !== undefined) return { ok: false, error: problem };
  const [first] = all;
  const oids = [...new Set(all.map(({ object }) => object.oid ?? 'none'))];
  const seen = oids.map((oid) => (oidTitle(oid) === undefined ? oid : `${oid} (${oidTitle(oid)})`)).join(', ');
  if (session.habits.records === 'first' && first !== undefined && all.length > 1) {
    const shown = first.object.oid ?? 'none';
    return rejected('dodf', 'object-not-first', { file: first.file, ...first.object.span }, { seen: shown });
  }
  const wanted = session.habits.messages.includes('dm') ? 'DM bootstrap' : 'Client Provisioning';
  return rejected('dodf', 'object-missing', first === undefined ? {} : { file: first.file }, {
    wanted,
    seen: seen || 'none',
  });
}

function contentOf(session: DeviceSession, { object, file }: Record, profile: 'dm' | 'cp'): Taken<FoundContent> {
  const { habits } = session;
  const { value, span } = object;
  if (habits.label && (object.label ?? '') === '') return rejected('dodf', 'object-label', { file, ...span });
  const path = pathOf(session, object);
  if (path === undefined) return rejected('dodf', 'object-value', { file, ...span }, { kind: value.kind });
  const half = (path.index === undefined) !== (path.length === undefined);
  if (!habits.sloppyRecords && path.lengthTagWrong) return malformed(session, file, path.path, path.span, 'tag');
  if (!habits.sloppyRecords && half) return malformed(session, file, path.path, path.span, 'half');
  const target = resolve(session, path.path);
  if (target === undefined) return malformed(session, file, path.path, path.span);
  const { flags, authId } = object;
  session.note(`${object.label ?? 'no label'} → ${showPath(path.path)}`);
  return ok({
    profile,
    file: { name: profile === 'dm' ? 'EF(DM_Bootstrap)' : (oidTitle(object.oid ?? '') ?? 'the CP file'), target },
    stretch: {
      offset: habits.stretch.index ? (path.index ?? 0) : 0,
      length: habits.stretch.length ? (path.length ?? null) : null,
    },
    flags,
    authId: authId ?? null,
  });
}

/** The path of a record's value; of a sloppy device also one under an implicit tag. */
function pathOf(session: DeviceSession, { value }: DataObject): Pkcs15Path | undefined {
  if (value.kind === 'path') return value.path;
  if (value.kind !== 'implicit' || !session.habits.sloppyRecords) return undefined;
  session.note(`takes ${toHex(value.node.value)} for the path`);
  return { path: value.node.value, span: value.node.span, pathSpan: value.node.valueSpan };
}
