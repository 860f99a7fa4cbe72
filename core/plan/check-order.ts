import { appError } from '../base/app-error.ts';
import { hex, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Span } from '../base/span.ts';
import { readDodf } from '../pkcs15/dodf.ts';
import { hidingByte, listedSpans } from './file-update.ts';
import type { PlanFile, PlanStep, WritePlan } from './write-plan.ts';

/**
 * Can a plan be cut anywhere, and the card does not lie (docs/write-safety.md)? A plan that was saved may have been put in another
 * order by hand, and its commands go out as they stand. Nothing here knows how this tool makes its plans: only what a reader would
 * find after each step, and in the middle of it.
 */

interface Fault {
  /** Index of the step. */
  readonly step: number;
  readonly reason: string;
}

interface Update {
  readonly step: number;
  readonly offset: number;
  readonly data: Uint8Array;
}

/** A file on its way from one body to another. */
interface Way {
  readonly file: PlanFile;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly updates: readonly Update[];
}

const FILLER = 0xff;

const equalAt = (a: Uint8Array, b: Uint8Array, { offset, length }: Span) => {
  for (let at = offset; at < offset + length; at++) if (a[at] !== b[at]) return false;
  return true;
};
const whole = (body: Uint8Array): Span => ({ offset: 0, length: body.length });
const textAt = (body: Uint8Array, { offset, length }: Span) => body.subarray(offset, offset + length).join();

function applied(body: Uint8Array, { offset, data }: Update): Uint8Array {
  const next = body.slice();
  next.set(data, offset);
  return next;
}

/** What is wrong with an UPDATE of a file, from the body that it finds. */
type Judge = (way: Way, body: Uint8Array, update: Update) => string | undefined;

/** A message: while its first byte is open, it is the old one whole, or the new one. */
const judgeMessage: Judge = ({ file: { start }, before, after }, body, update) => {
  const { offset, data } = update;
  const overGate = offset <= start && start < offset + data.length;
  if (overGate && data.length > 1) return 'it runs over the first byte of the message';
  const next = applied(body, update);
  const shown = (now: Uint8Array) => (now[start] ?? FILLER) !== FILLER;
  const isWhole = (now: Uint8Array) => equalAt(now, before, whole(now)) || equalAt(now, after, whole(now));
  if (shown(next) && !isWhole(next)) return 'the message is open and not whole after it';
  // Torn, an UPDATE of more bytes than one leaves some of them.
  return data.length > 1 && shown(body) ? 'the message is open while it is written' : undefined;
};

/** A record of EF(DIR): old and new bytes never stand together. */
const judgeRecords: Judge = ({ before, after }, body, { offset, data }) => {
  const span = { offset, length: data.length };
  const empty = (bytes: Uint8Array) => (bytes[0] ?? FILLER) === FILLER || bytes[0] === 0x00;
  const blank = data.every((byte) => byte === FILLER) || data.every((byte) => byte === 0x00);
  if (blank || empty(body.subarray(offset, offset + data.length))) return undefined;
  return equalAt(before, after, span) || textAt(body, span) === data.join()
    ? undefined
    : 'the record is not empty before';
};

/** The place of the byte that hides a data object; undefined where its record has none. */
function hidingPlace(body: Uint8Array, record: Span): number | undefined {
  const object = readDodf(body).objects.find(({ span }) => span.offset === record.offset);
  return object?.oidSpan === undefined ? undefined : object.oidSpan.offset + object.oidSpan.length - 1;
}

/** Records that nobody takes notice of: their OID is one that no device looks for. */
function isHidden({ before, after }: Way, body: Uint8Array, record: Span): boolean {
  const place = hidingPlace(body, record);
  if (place === undefined) return false;
  return [before, after].some((side) => body[place] === hidingByte(side[place] ?? 0));
}

const endOf = (spans: readonly Span[]) => spans.reduce((end, { offset, length }) => Math.max(end, offset + length), 0);

/** What is wrong with a list as it stands: a record that is neither old nor new, or one of others that is not found. */
function listFault(way: Way, body: Uint8Array): string | undefined {
  const { before, after, file } = way;
  const old = new Set(listedSpans(before).map((span) => textAt(before, span)));
  const wanted = new Set(listedSpans(after).map((span) => textAt(after, span)));
  const ours = new Set(file.own.map((record) => hex(record).join()));
  const spans = listedSpans(body);
  const there = new Set(spans.map((span) => textAt(body, span)));
  for (const record of old)
    if (!ours.has(record) && wanted.has(record) && !there.has(record)) return 'a record of others is lost after it';
  const strange = spans.some((span) => {
    const text = textAt(body, span);
    return !old.has(text) && !wanted.has(text) && !isHidden(way, body, span);
  });
  return strange ? 'a record is a mixture after it' : undefined;
}

/** A list: what is written stands behind its end, or in a record that is hidden; or it is one byte. */
const judgeList: Judge = (way, body, update) => {
  const { offset, data } = update;
  const fault = listFault(way, applied(body, update));
  if (fault !== undefined || data.length === 1) return fault;
  const spans = listedSpans(body);
  // The byte that ends the list has to stay as it is, else what is torn could be found.
  const end = endOf(spans);
  if (offset > end) return undefined;
  const record = spans.find((span) => span.offset <= offset && offset + data.length <= span.offset + span.length);
  if (record === undefined || !isHidden(way, body, record)) return 'what it writes is found while it is written';
  const place = hidingPlace(body, record) ?? offset;
  return offset <= place && place < offset + data.length ? 'it runs over the byte that hides its record' : undefined;
};

const JUDGES = { message: judgeMessage, list: judgeList, records: judgeRecords } as const;

/** Nothing is known of a file that is yet to be made; what a longer one gains counts as padding, see `longerList`. */
function wayOf(plan: WritePlan, file: PlanFile, present: Uint8Array | null): Way | undefined {
  if (file.after === null || file.rule === 'folder' || present === null) return undefined;
  const size = Math.max(file.after.size, present.length);
  const before = padEnd(present, size, FILLER);
  const updates = plan.steps.flatMap(({ file: path, data, offset }, step) =>
    path === file.path && data !== '' ? [{ step, offset, data: hex(data) }] : [],
  );
  const after = updates.reduce(applied, before);
  return { file, before, after, updates };
}

function faultOnTheWay(way: Way): Fault | undefined {
  const judge = JUDGES[way.file.rule as keyof typeof JUDGES];
  let body = way.before;
  for (const update of way.updates) {
    const reason = judge(way, body, update);
    if (reason !== undefined) return { step: update.step, reason };
    body = applied(body, update);
  }
  return undefined;
}

const isLast = (steps: readonly PlanStep[], from: number, path: string) =>
  !steps.some(({ file, data, kind }, i) => i > from && file === path && (data !== '' || kind === 'create'));

/** Files that the plan makes: nothing may lead to one before it is whole. */
function faultBetween(plan: WritePlan, present: (path: string) => Uint8Array | null): Fault | undefined {
  const { files, steps } = plan;
  const made = files.filter(({ before, after, rule }) => before === null && after !== null && rule !== 'folder');
  for (const { path } of made) {
    const name = path.slice(-4);
    const leads = files.filter(
      (file) => file.path !== path && file.rule === 'list' && pointsTo(plan, file, present(file.path), name),
    );
    for (const list of leads) {
      const first = steps.findIndex(
        ({ file, kind, data }) => file === list.path && (kind === 'commit' || (data !== '' && list.before === null)),
      );
      if (first >= 0 && !isLast(steps, first, path))
        return { step: first, reason: `it leads to ${path}, which is not whole yet` };
    }
  }
  return undefined;
}

/** True where a list names a file at the end of the plan that it did not name before. */
function pointsTo({ ranges }: WritePlan, list: PlanFile, present: Uint8Array | null, fid: string): boolean {
  if (list.after === null) return false;
  const after = padEnd(present ?? new Uint8Array(), Math.max(list.after.size, present?.length ?? 0), FILLER).slice();
  for (const { file, offset, new: text } of ranges) if (file === list.path) after.set(hex(text), offset);
  const names = (body: Uint8Array) =>
    listedSpans(body).some((span) => namesFile(body.subarray(span.offset, span.offset + span.length), fid));
  return names(after) && (present === null || !names(present));
}

/** A path (OCTET STRING) that ends with a file id, somewhere in a record. */
function namesFile(record: Uint8Array, fid: string): boolean {
  const [high, low] = hex(fid);
  for (let at = 0; at + 1 < record.length; at++) {
    const length = record[at + 1] ?? 0;
    const end = at + 2 + length;
    if (record[at] === 0x04 && length >= 2 && length % 2 === 0 && record[end - 2] === high && record[end - 1] === low)
      return true;
  }
  return false;
}

/** What stands around the commands: kept before, verified before, read back after; nothing is made after the first UPDATE. */
function faultAround({ steps, files }: WritePlan): Fault | undefined {
  const commands = steps.flatMap(({ command }, i) => (command === undefined ? [] : [i]));
  const [first] = commands;
  const last = commands.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const at = (step: number, reason: string): Fault => ({ step, reason });
  for (const [step, { kind, file, data }] of steps.entries()) {
    if (['backup', 'journal', 'verify'].includes(kind) && step > first)
      return at(step, `${kind} comes after a command`);
    if (kind === 'readBack' && step < last) return at(step, 'it reads back before all is written');
    const makes = kind === 'create' && steps.slice(0, step).some((item) => item.file === file && item.data !== '');
    if (makes) return at(step, 'it makes a file after writing to it');
    const gone = steps.slice(0, step).some((item) => item.file === file && item.kind === 'delete');
    if (data !== '' && gone) return at(step, 'it writes to a file after deleting it');
  }
  const unread = files.find(
    ({ path, after, rule }) =>
      after !== null &&
      rule !== 'folder' &&
      steps.some(({ file, data }) => file === path && data !== '') &&
      !steps.some(({ file, kind }) => file === path && kind === 'readBack'),
  );
  return unread === undefined ? undefined : at(last, `${unread.path} is not read back after it`);
}

function refusal({ step, reason }: Fault) {
  return err(appError('plan-order', { place: `steps.${step}`, reason }));
}

/** `plan-order` where what stands around a plan's commands does not stand there: told without a card. */
export function checkFrame(plan: WritePlan): Result<void> {
  const fault = faultAround(plan);
  return fault === undefined ? ok(undefined) : refusal(fault);
}

/**
 * `plan-order` where a cut after some step, or in the middle of it, could leave what decodes and was never meant, or lose somebody
 * else's record.
 * @param present body of a file as it is on the card; null where it is not there
 */
export function checkOrder(plan: WritePlan, present: (path: string) => Uint8Array | null): Result<void> {
  const framed = checkFrame(plan);
  if (!framed.ok) return framed;
  for (const file of plan.files) {
    const way = wayOf(plan, file, present(file.path));
    const fault = way === undefined ? undefined : faultOnTheWay(way);
    if (fault !== undefined) return refusal(fault);
  }
  const fault = faultBetween(plan, present);
  return fault === undefined ? ok(undefined) : refusal(fault);
}
