import { appError } from '../base/app-error.ts';
import { concat, equalBytes, fromHex, hexWord } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import { err, ok, type Result } from '../base/result.ts';
import { templateOf } from '../bootstrap/application-template.ts';
import type { ReadResult } from '../bootstrap/read-result.ts';
import { readDodf } from '../pkcs15/dodf.ts';
import { encodeOdf, readOdf } from '../pkcs15/odf.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { readPaddedList } from '../pkcs15/padded-list.ts';
import { pathName, resolvePath } from '../pkcs15/path.ts';
import type { PlanCard } from './plan-card.ts';
import { listOf, recordBytes } from './provision-directory.ts';
import { PlanDraft } from './provision-draft.ts';
import type { WritePlan } from './write-plan.ts';

/** Faults of EF(ODF) that go when its entry for the DODF is written anew. */
export const ODF_FAULTS: ReadonlySet<string> = new Set([
  'odf-blank',
  'odf-no-dodf',
  'odf-truncated',
  'odf-padding-hides',
  'odf-path-absolute-dangling',
  'odf-path-relative',
]);

const EF_DODF = 0x6420;
const PATH_HEAD = [0x04, 0x02] as const;

/** File ids that stand in EF(ODF) in any form, whole or cut, then the one that most cards have. */
function candidates(body: Uint8Array): readonly number[] {
  const word = (at: number) => ((body[at] ?? 0) << 8) | (body[at + 1] ?? 0);
  const paths = readOdf(body).entries.flatMap(({ path }) => (path ? [path.path] : []));
  const named = paths.filter(({ length }) => length >= 2).map((path) => ((path.at(-2) ?? 0) << 8) | (path.at(-1) ?? 0));
  const heads = [...body.keys()].filter((at) => PATH_HEAD.every((byte, i) => body[at + i] === byte));
  return [...new Set([...named, ...heads.map((at) => word(at + PATH_HEAD.length)), EF_DODF])];
}

/** The DODF with a DM object that the application has; undefined where none was found. */
async function findDodf(card: PlanCard, body: Uint8Array): Promise<Result<number | undefined>> {
  for (const fid of candidates(body)) {
    const file = { path: `7FFF${hexWord(fid)}`, place: { from: 'application', fids: [fid] }, rule: 'list' } as const;
    const found = await card.read(file);
    if (!found.ok && found.error.code !== 'plan-no-object') return found;
    const objects = found.ok && found.value !== null ? readDodf(found.value.body).objects : [];
    if (objects.some(({ oid }) => oid === OIDS.dmBootstrap)) return ok(fid);
  }
  return ok(undefined);
}

/** The entries as they shall be: that of the finding exchanged for the new one, or the new one behind them. */
function entriesAfter(body: Uint8Array, finding: Finding, entry: Uint8Array, fids: readonly number[]) {
  const { entries } = readOdf(body);
  const bytes = ({ offset, length }: { offset: number; length: number }) => body.slice(offset, offset + length);
  const meant = entries.find(({ kind, path, span }) => {
    if (kind !== 'dataObjects' || path === undefined) return false;
    const way = resolvePath(path.path, fids);
    const name = way && pathName(way, fids);
    return finding.code === 'odf-path-relative' ? span.offset === finding.where.offset : name === finding.where.file;
  });
  const { records, hidden } = readPaddedList(body);
  const later = hidden === undefined ? [] : readPaddedList(body.subarray(hidden)).records;
  // What padding hides comes back as it is: the entry may be among it.
  const hiddenBytes = later.map(({ span }) =>
    body.slice((hidden ?? 0) + span.offset, (hidden ?? 0) + span.offset + span.length),
  );
  const kept = [...records.map(({ span }) => bytes(span)), ...hiddenBytes];
  if (meant !== undefined) {
    const old = bytes(meant.span);
    return kept.map((record) => (equalBytes(record, old) ? entry : record));
  }
  return kept.some((record) => equalBytes(record, entry)) ? kept : [...kept, entry];
}

/** What a fix is planned with. */
export interface Fixing {
  readonly card: PlanCard;
  readonly read: ReadResult;
  readonly iccid: string;
  readonly finding: Finding;
  /** See `makePlan`. */
  readonly pageSize: number;
}

/** EF(ODF) with an entry that leads to the DODF; what others have in it stays. Undefined where no DODF was found. */
export async function planOdf({
  card,
  read,
  iccid,
  finding,
  pageSize,
}: Fixing): Promise<Result<WritePlan> | undefined> {
  const template = templateOf(read);
  const fids = template?.fids ?? [];
  const path = read.files.find(({ role }) => role === 'odf')?.path;
  const place = path === undefined ? undefined : resolvePath(fromHex(path) ?? new Uint8Array(), fids);
  const absolute = finding.code === 'odf-path-relative';
  if (path === undefined || place === undefined || (absolute && fids.length === 0)) return undefined;
  const target = { path, place, rule: 'list' } as const;
  const present = await card.read(target);
  if (!present.ok) return present;
  if (present.value === null) return undefined;
  const { body, header } = present.value;
  const dodf = await findDodf(card, body);
  if (!dodf.ok) return dodf;
  if (dodf.value === undefined) return undefined;
  const way = fromHex((absolute ? ['3F00', ...fids.map(hexWord)] : []).join('') + hexWord(dodf.value));
  const entry = encodeOdf([{ kind: 'dataObjects', path: way ?? new Uint8Array() }]);
  const records = entriesAfter(body, finding, entry, fids);
  const { length } = concat(...records);
  if (length > body.length) {
    const excess = length - body.length;
    return err(appError('plan-too-long', { length, file: path, capacity: body.length, excess }));
  }
  const draft = new PlanDraft(card, iccid, { aid: template?.aid ?? null, fids: template?.fids ?? null }, {}, pageSize);
  const asked = await draft.ask(path, header, 'update');
  if (!asked.ok) return asked;
  const gone = recordBytes(body).filter((record) => !records.some((other) => equalBytes(other, record)));
  const wanted = listOf(records, body.length);
  draft.add({ ...target, name: 'EF(ODF)', own: [...gone, entry], present: body, wanted }, present.value);
  return draft.compose({ path, capacity: body.length });
}
