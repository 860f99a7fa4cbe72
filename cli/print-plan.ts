import { hexWord } from '../core/base/bytes.ts';
import type { ReadResult } from '../core/bootstrap/read-result.ts';
import { type MaskedPlan, maskPlan } from '../core/plan/mask-plan.ts';
import { planFileSecrets } from '../core/plan/plan-secrets.ts';
import { rangeFields } from '../core/plan/range-fields.ts';
import type { PlanFile, PlanRange, WritePlan } from '../core/plan/write-plan.ts';
import { counted, print, table } from './output.ts';

/** A plan as it may be shown. */
export interface ShownPlan extends MaskedPlan {
  /** Of each of `ranges`, the fields of the message that it belongs to. */
  readonly fields: readonly (readonly string[])[];
}

/**
 * The plan as it may be shown: secrets of every file as it is and shall be masked, with the list of where; every range with its fields.
 * @param broken the write that broke off before, where the plan is the way out of it
 */
export function shownPlan(
  read: ReadResult,
  plan: WritePlan,
  show: boolean,
  broken: WritePlan | null = null,
): ShownPlan {
  const presentOf = (path: string) => read.files.find((item) => item.path === path)?.bytes ?? null;
  const fields = rangeFields(plan, presentOf);
  if (show) return { ...plan, masked: [], fields };
  const places = new Map(
    plan.files.map((file) => [file.path, planFileSecrets(plan, file, presentOf(file.path), read, broken)]),
  );
  return { ...maskPlan(plan, (path) => places.get(path) ?? { before: [], after: [], own: [] }), fields };
}

const cut = (text: string) => (text.length > 64 ? `${text.slice(0, 60)}… (${text.length / 2} bytes)` : text);

/** More than this on a screen helps nobody; --json has all of it. */
const SHOWN = 12;

function shownRows<T>(rows: readonly T[], line: (row: T, index: number) => string): void {
  for (const [i, row] of rows.slice(0, SHOWN).entries()) print(line(row, i));
  if (rows.length > SHOWN) print(`  … and ${rows.length - SHOWN} more (--json lists all)`);
}

const bytesIn = (ranges: readonly PlanRange[]) => ranges.reduce((sum, range) => sum + range.new.length / 2, 0);

/** What a plan does with a file. */
function changeOf({ before, after, path }: PlanFile, { ranges, steps }: WritePlan): string {
  if (after === null) return before === null ? 'not there' : 'taken off the card';
  const own = ranges.filter(({ file }) => file === path);
  const differing =
    own.length === 0 ? 'unchanged' : `${counted(bytesIn(own), 'byte')} in ${counted(own.length, 'range')}`;
  if (before === null) return steps.some(({ file }) => file === path) ? `made, ${differing}` : 'not there';
  return before.size === after.size ? differing : `${before.size} → ${after.size} bytes, ${differing}`;
}

/** The commands that go out for a plan, each as it is; keys and SELECTs in words. */
function printApdus({ steps, credentials, ranges: _, ...plan }: WritePlan): void {
  const refs = credentials.map(({ ref }) => ref);
  const rows = steps.flatMap(({ kind, file, offset, command }) => {
    if (kind === 'verify') return [['verify', refs.shift() ?? '', '', 'VERIFY with the key that is given']];
    if (command === undefined) return [];
    return [[kind, file, hexWord(offset), command]];
  });
  print(`Commands (class ${plan.mode === '2g' ? 'A0' : 'of the basic channel'}; each file is selected before):`);
  print(table(rows.map((row) => ['', ...row])));
}

function printRanges({ ranges, fields }: ShownPlan): void {
  let file = '';
  shownRows(ranges, (range, i) => {
    const head = range.file === file ? '' : `${range.file}\n`;
    file = range.file;
    const [first, ...others] = fields[i] ?? [];
    const name = first === undefined ? '' : `  ${first}${others.length === 0 ? '' : ` and ${others.length} more`}`;
    return `${head}  ${hexWord(range.offset)}${name}\n        - ${cut(range.old)}\n        + ${cut(range.new)}`;
  });
}

/** A plan as a person reads it. */
export function printPlan(plan: ShownPlan, { apdus = false }: { readonly apdus?: boolean } = {}): void {
  print(`Card ${plan.iccid || 'without ICCID'}, ${plan.mode}`);
  print(table(plan.files.map((file) => ['', file.path, file.name, changeOf(file, plan)])));
  if (plan.steps.length === 0) {
    print('Nothing to do: nothing will be written.');
    return;
  }
  printRanges(plan);
  for (const { kind, file } of plan.steps)
    if (kind === 'create' || kind === 'resize' || kind === 'activate' || kind === 'delete') print(`  ${kind} ${file}`);
  for (const { folder, needed, free } of plan.memory ?? [])
    print(
      free === null
        ? `  ${counted(needed, 'byte')} of memory in ${folder}, which does not tell what it has left: refused, nothing is written`
        : `  ${counted(needed, 'byte')} of memory in ${folder}, which has ${free} left`,
    );
  if (apdus) printApdus(plan);
  const keys = plan.credentials
    .map(({ ref, triesLeft }) => `${ref} (${triesLeft === null ? 'tries left not known' : triesText(triesLeft)})`)
    .join(', ');
  const updates = plan.steps.filter((step) => step.data !== '').length;
  const wear = `${counted(plan.bytes, 'byte')} in ${counted(updates, 'UPDATE')}, ${counted(plan.pages, 'page')} of memory`;
  print(
    `${wear}, about ${plan.exchanges} exchanges, at least ${plan.seconds} s${keys === '' ? '' : `; needs ${keys}`}`,
  );
}

/** `3 tries left`. */
export function triesText(left: number): string {
  return left === 1 ? '1 try left' : `${left} tries left`;
}
