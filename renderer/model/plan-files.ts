import { padEnd } from '../../core/base/bytes.ts';
import { type Span, shiftSpan, spansWithin } from '../../core/base/span.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import type { MessageField } from '../../core/bootstrap/message-model.ts';
import { readDodf } from '../../core/pkcs15/dodf.ts';
import { readLwm2mBootstrap } from '../../core/pkcs15/lwm2m.ts';
import { OIDS } from '../../core/pkcs15/oids.ts';
import { readPaddedList } from '../../core/pkcs15/padded-list.ts';
import { plannedBody } from '../../core/plan/plan-bodies.ts';
import { brokenFileSecrets, type FileSecrets, type KnownCard, planFileSecrets } from '../../core/plan/plan-secrets.ts';
import type { PlanFile, PlanStep, WritePlan } from '../../core/plan/write-plan.ts';
import { fieldName } from './field-groups.ts';
import { type PlanChange, planChanges } from './plan-changes.ts';

/** A value of the message that the plan changes. */
export interface FieldDiff {
  readonly path: string;
  readonly name: string;
  /** Place in the file: where the value stands now, or will. */
  readonly offset: number;
  /** null: there is no such value before, or after. */
  readonly before: string | null;
  readonly after: string | null;
  readonly secret: boolean;
}

/** A record of a directory file that the plan changes. */
export interface RecordDiff {
  readonly offset: number;
  /** Label of the object that it describes, where it has one. */
  readonly label: string | null;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  /** Places in either that must not be shown. */
  readonly secretBefore: readonly Span[];
  readonly secretAfter: readonly Span[];
}

/** A file of a plan as people review it. */
export interface PlanFileView {
  readonly file: PlanFile;
  readonly act: 'changed' | 'made' | 'enlarged' | 'shortened' | 'removed' | 'same';
  /** Bytes that it has, or had where it is removed. */
  readonly size: number;
  /** The body as it was when the plan was made; FF where there is none. */
  readonly body: Uint8Array;
  /** Where the message in it ends; 0 where there is none. */
  readonly used: number;
  readonly usedAfter: number;
  readonly fields: readonly FieldDiff[];
  /** True where no message is there before: `fields` say what it will be. */
  readonly fresh: boolean;
  readonly records: readonly RecordDiff[];
  readonly changes: readonly PlanChange[];
  /** Places that must not be shown, before or after. */
  readonly secrets: readonly Span[];
  readonly steps: readonly PlanStep[];
}

interface Decoded {
  readonly fields: readonly MessageField[];
  readonly end: number;
}

const NOTHING: Decoded = { fields: [], end: 0 };

/** The message in a body, its places counted from the start of the file. LwM2M content has no fields of one. */
function decoded(body: Uint8Array | null, start: number, lwm2m: boolean): Decoded {
  if (body === null || (body[start] ?? 0xff) === 0xff) return NOTHING;
  if (lwm2m) return { fields: [], end: start + readLwm2mBootstrap(body, start).span.length };
  const view = decodeMessage(body.subarray(start));
  return {
    fields: view.fields.map((field) => ({ ...field, span: shiftSpan(field.span, start) })),
    end: start + view.size,
  };
}

function fieldDiffs(before: Decoded, after: Decoded): readonly FieldDiff[] {
  const old = new Map(before.fields.map((field) => [field.path, field]));
  const now = new Map(after.fields.map((field) => [field.path, field]));
  const paths = [...new Set([...now.keys(), ...old.keys()])];
  return paths.flatMap((path): readonly FieldDiff[] => {
    const [was, is] = [old.get(path), now.get(path)];
    const field = is ?? was;
    if (field === undefined || (was?.value === is?.value && was !== undefined && is !== undefined)) return [];
    return [
      {
        path,
        name: fieldName(field),
        offset: (was ?? field).span.offset,
        before: was?.value ?? null,
        after: is?.value ?? null,
        secret: field.secret || was?.secret === true,
      },
    ];
  });
}

interface Record {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly label: string | null;
  readonly secrets: readonly Span[];
}

function recordsOf(
  { rule, recordLength }: PlanFile,
  body: Uint8Array | null,
  secrets: readonly Span[],
): readonly Record[] {
  if (body === null) return [];
  if (rule === 'records') {
    const count = recordLength === 0 ? 0 : Math.floor(body.length / recordLength);
    return Array.from({ length: count }, (_, at) => at * recordLength).map((offset) => ({
      offset,
      bytes: body.subarray(offset, offset + recordLength),
      label: null,
      secrets: spansWithin(secrets, { offset, length: recordLength }),
    }));
  }
  const labels = new Map(readDodf(body).objects.map((object) => [object.span.offset, object.label ?? null]));
  return readPaddedList(body).records.map(({ span: { offset, length } }) => ({
    offset,
    bytes: body.subarray(offset, offset + length),
    label: labels.get(offset) ?? null,
    secrets: spansWithin(secrets, { offset, length }),
  }));
}

/** Records of one list that are not in the other, put together in their order. */
function recordDiffs(
  file: PlanFile,
  before: Uint8Array | null,
  after: Uint8Array | null,
  secrets: Pick<FileSecrets, 'before' | 'after'>,
): readonly RecordDiff[] {
  if (file.rule !== 'list' && file.rule !== 'records') return [];
  const [old, now] = [recordsOf(file, before, secrets.before), recordsOf(file, after, secrets.after)];
  if (file.rule === 'records')
    return Array.from({ length: Math.max(old.length, now.length) }, (_, at) => [old[at], now[at]] as const).flatMap(
      ([was, is]) => (was?.bytes.join() === is?.bytes.join() ? [] : [pair(was, is)]),
    );
  const known = (list: readonly Record[]) => new Set(list.map(({ bytes }) => bytes.join()));
  const [oldTexts, newTexts] = [known(old), known(now)];
  const gone = old.filter(({ bytes }) => !newTexts.has(bytes.join()));
  const come = now.filter(({ bytes }) => !oldTexts.has(bytes.join()));
  return Array.from({ length: Math.max(gone.length, come.length) }, (_, at) => pair(gone[at], come[at]));
}

function pair(was: Record | undefined, is: Record | undefined): RecordDiff {
  return {
    offset: (was ?? is)?.offset ?? 0,
    label: is?.label ?? was?.label ?? null,
    before: was?.bytes ?? null,
    after: is?.bytes ?? null,
    secretBefore: was?.secrets ?? [],
    secretAfter: is?.secrets ?? [],
  };
}

function actOf({ before, after }: PlanFile, touched: boolean): PlanFileView['act'] {
  if (before === null) return after === null ? 'same' : 'made';
  if (after === null) return 'removed';
  if (after.size !== before.size) return after.size > before.size ? 'enlarged' : 'shortened';
  return touched ? 'changed' : 'same';
}

/** Places where secrets of a write that broke off stand, or of what it replaced: in what is closed nothing tells them. */
export function brokenSecrets(
  broken: WritePlan,
  bodyOf: (path: string) => Uint8Array | undefined,
): ReadonlyMap<string, readonly Span[]> {
  return new Map(
    broken.files.map((file) => [file.path, brokenFileSecrets(broken, file, bodyOf(file.path) ?? new Uint8Array())]),
  );
}

function fileView(plan: WritePlan, file: PlanFile, present: Uint8Array | null, { broken, card }: Around): PlanFileView {
  const ranges = plan.ranges.filter((range) => range.file === file.path);
  const steps = plan.steps.filter((step) => step.file === file.path && step.command !== undefined);
  const size = Math.max(file.before?.size ?? 0, file.after?.size ?? 0);
  const before = file.before === null ? null : present;
  const after = plannedBody(plan, file, before);
  const body = padEnd(before ?? new Uint8Array(), size, 0xff);
  const isLwm2m = card.objects.some(({ path, oid }) => path === file.path && oid === OIDS.lwm2mBootstrap);
  const [was, is] =
    file.rule === 'message'
      ? [decoded(before, file.start, isLwm2m), decoded(after, file.start, isLwm2m)]
      : [NOTHING, NOTHING];
  const hidden = planFileSecrets(plan, file, present, card, broken);
  const secrets = [...hidden.before, ...hidden.after];
  return {
    file,
    act: actOf(file, steps.length > 0),
    size: file.after?.size ?? file.before?.size ?? 0,
    body,
    used: was.end || is.end,
    usedAfter: is.end,
    fields: file.after === null ? [] : fieldDiffs(was, is),
    fresh: was.fields.length === 0,
    records: recordDiffs(file, before, after, hidden),
    changes: planChanges(ranges, was.fields.length > 0 ? was.fields : is.fields, secrets),
    secrets,
    steps,
  };
}

/** What else is known where a plan is reviewed. */
interface Around {
  /** The write that broke off before, where the plan is the way out of it. */
  readonly broken: WritePlan | null;
  /** The card as it was read: its objects say what the files hold. */
  readonly card: KnownCard;
}

/**
 * A plan file by file, as people review it.
 * @param bodyOf what was read of a file; undefined where it was not
 */
export function planFiles(
  plan: WritePlan,
  bodyOf: (path: string) => Uint8Array | undefined,
  { broken = null, card = { files: [], objects: [] } }: Partial<Around> = {},
): readonly PlanFileView[] {
  return plan.files.map((file) => fileView(plan, file, bodyOf(file.path) ?? null, { broken, card }));
}
