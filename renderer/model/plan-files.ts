import { fromHex, padEnd } from '../../core/base/bytes.ts';
import { type Span, shiftSpan } from '../../core/base/span.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import type { MessageField } from '../../core/bootstrap/message-model.ts';
import { readDodf } from '../../core/pkcs15/dodf.ts';
import { readPaddedList } from '../../core/pkcs15/padded-list.ts';
import { plannedBody } from '../../core/plan/plan-bodies.ts';
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
  readonly secrets: readonly Span[];
  readonly end: number;
}

const NOTHING: Decoded = { fields: [], secrets: [], end: 0 };

/** The message in a body, its places counted from the start of the file. */
function decoded(body: Uint8Array | null, start: number): Decoded {
  if (body === null || (body[start] ?? 0xff) === 0xff) return NOTHING;
  const view = decodeMessage(body.subarray(start));
  return {
    fields: view.fields.map((field) => ({ ...field, span: shiftSpan(field.span, start) })),
    secrets: view.secrets.map((place) => shiftSpan(place, start)),
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
}

function recordsOf({ rule, recordLength }: PlanFile, body: Uint8Array | null): readonly Record[] {
  if (body === null) return [];
  if (rule === 'records') {
    const count = recordLength === 0 ? 0 : Math.floor(body.length / recordLength);
    return Array.from({ length: count }, (_, at) => at * recordLength).map((offset) => ({
      offset,
      bytes: body.subarray(offset, offset + recordLength),
      label: null,
    }));
  }
  const labels = new Map(readDodf(body).objects.map((object) => [object.span.offset, object.label ?? null]));
  return readPaddedList(body).records.map(({ span: { offset, length } }) => ({
    offset,
    bytes: body.subarray(offset, offset + length),
    label: labels.get(offset) ?? null,
  }));
}

/** Records of one list that are not in the other, put together in their order. */
function recordDiffs(file: PlanFile, before: Uint8Array | null, after: Uint8Array | null): readonly RecordDiff[] {
  if (file.rule !== 'list' && file.rule !== 'records') return [];
  const [old, now] = [recordsOf(file, before), recordsOf(file, after)];
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
  };
}

function actOf({ before, after }: PlanFile, touched: boolean): PlanFileView['act'] {
  if (before === null) return after === null ? 'same' : 'made';
  if (after === null) return 'removed';
  if (after.size !== before.size) return after.size > before.size ? 'enlarged' : 'shortened';
  return touched ? 'changed' : 'same';
}

/** What a plan that broke off wrote, or replaced: its secrets may stand in a body that decodes to nothing. */
function sidesOf(broken: WritePlan | null, path: string, body: Uint8Array): readonly Uint8Array[] {
  const ranges = broken?.ranges.filter((range) => range.file === path) ?? [];
  // A gate that is the same before and after is no range; the byte that opens it is in the step that does.
  const opening = broken?.steps.filter(({ kind, file }) => kind === 'commit' && file === path) ?? [];
  return (['old', 'new'] as const).map((side) => {
    const length = Math.max(body.length, ...ranges.map(({ offset, old }) => offset + old.length / 2));
    const whole = padEnd(body, length, 0xff).slice();
    for (const { offset, data } of opening) whole.set(fromHex(data) ?? new Uint8Array(), offset);
    for (const range of ranges) whole.set(fromHex(range[side]) ?? new Uint8Array(), range.offset);
    return whole;
  });
}

/** Places where secrets of a write that broke off stand, or of what it replaced: in a message that is closed nothing tells them. */
export function brokenSecrets(
  broken: WritePlan,
  bodyOf: (path: string) => Uint8Array | undefined,
): ReadonlyMap<string, readonly Span[]> {
  const messages = broken.files.filter(({ rule }) => rule === 'message');
  return new Map(
    messages.map(({ path, start }) => {
      const sides = sidesOf(broken, path, bodyOf(path) ?? new Uint8Array());
      return [path, sides.flatMap((side) => decoded(side, start).secrets)];
    }),
  );
}

function fileView(plan: WritePlan, file: PlanFile, present: Uint8Array | null, broken: WritePlan | null): PlanFileView {
  const ranges = plan.ranges.filter((range) => range.file === file.path);
  const steps = plan.steps.filter((step) => step.file === file.path && step.command !== undefined);
  const size = Math.max(file.before?.size ?? 0, file.after?.size ?? 0);
  const before = file.before === null ? null : present;
  const after = plannedBody(plan, file, before);
  const body = padEnd(before ?? new Uint8Array(), size, 0xff);
  const isMessage = file.rule === 'message';
  const [was, is] = isMessage ? [decoded(before, file.start), decoded(after, file.start)] : [NOTHING, NOTHING];
  const others = isMessage ? sidesOf(broken, file.path, body).map((side) => decoded(side, file.start)) : [];
  const secrets = [...was.secrets, ...is.secrets, ...others.flatMap((other) => other.secrets)];
  return {
    file,
    act: actOf(file, steps.length > 0),
    size: file.after?.size ?? file.before?.size ?? 0,
    body,
    used: was.end || is.end,
    usedAfter: is.end,
    fields: file.after === null ? [] : fieldDiffs(was, is),
    fresh: was.fields.length === 0,
    records: recordDiffs(file, before, after),
    changes: planChanges(ranges, was.fields.length > 0 ? was.fields : is.fields, secrets),
    secrets,
    steps,
  };
}

/**
 * A plan file by file, as people review it.
 * @param bodyOf what was read of a file; undefined where it was not
 * @param broken the write that broke off before, where the plan is the way out of it
 */
export function planFiles(
  plan: WritePlan,
  bodyOf: (path: string) => Uint8Array | undefined,
  broken: WritePlan | null = null,
): readonly PlanFileView[] {
  return plan.files.map((file) => fileView(plan, file, bodyOf(file.path) ?? null, broken));
}
