import { hexWord, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { CardMode } from '../card/identify.ts';
import { exchangeEtu } from '../virtual-card/link-timing.ts';
import { type FileChange, fileSteps, planFile, rangesOf } from './file-change.ts';
import type { ApplicationPlace } from './plan-card.ts';
import type { PlanKeys } from './plan-keys.ts';
import { etuOf, PAGE_MICROS, type WriteCost } from './write-cost.ts';
import type { PlanMemory, PlanStep, WritePlan } from './write-plan.ts';

/** TPDUs that a run spends beside its keys and its commands, and bytes that it reads. */
export interface Overhead {
  /** Opening the card, looking whether the files are as they were, leaving it. */
  readonly idle: number;
  /** Selecting files for their commands, and reading them back. */
  readonly writing: number;
  readonly read: number;
}

/** What a plan is made of, when all reading is done. */
export interface PlanParts {
  readonly iccid: string;
  readonly mode: CardMode;
  readonly atr: Uint8Array;
  readonly application: ApplicationPlace;
  /** The content file that it is about. */
  readonly content: { readonly path: string; readonly capacity: number; readonly start: number };
  /** In the order in which they are done: what is pointed to before what points to it; the other way round to take it off. */
  readonly changes: readonly FileChange[];
  readonly keys: PlanKeys;
  readonly cost: WriteCost;
  /** What new and larger files take. */
  readonly memory?: readonly PlanMemory[];
  readonly overhead: Overhead;
}

/**
 * A floor for the time of a run, in seconds to three places: the characters on the contacts at the speed that the ATR offers,
 * and the time to program the pages. What the card's operating system takes comes on top.
 */
function secondsOf(atr: Uint8Array, exchanges: number, bytes: number, pages: number): number {
  const average = exchanges === 0 ? 0 : Math.round(bytes / exchanges);
  const micros = exchanges * exchangeEtu(5, 2 + average) * etuOf(atr) + pages * PAGE_MICROS;
  return Math.round(micros / 1000) / 1000;
}

function pagesOf({ offset, data }: PlanStep, { pageSize }: WriteCost): number {
  const length = data.length / 2;
  if (length === 0) return 0;
  return pageSize === 0 ? 1 : Math.floor((offset + length - 1) / pageSize) - Math.floor(offset / pageSize) + 1;
}

/** Puts a plan together. A plan with nothing to do has no steps. */
export function composePlan(parts: PlanParts): Result<WritePlan> {
  const { mode, application, content, changes, keys, cost, overhead, memory = [] } = parts;
  const making: PlanStep[] = [];
  const writing: PlanStep[] = [];
  for (const change of changes) {
    const steps = fileSteps(change, mode, cost);
    if (!steps.ok) return steps;
    making.push(...steps.value.making);
    writing.push(...steps.value.writing);
  }
  // What a card without memory refuses comes before the first UPDATE: all that was there is whole then.
  const writes = [...making, ...writing];
  const touched = changes.filter(({ path }) => writes.some(({ file }) => file === path));
  const fixed = (kind: PlanStep['kind'], file: string): PlanStep => ({ kind, file, offset: 0, data: '' });
  const steps =
    writes.length === 0
      ? []
      : [
          fixed('backup', content.path),
          fixed('journal', content.path),
          ...keys.credentials.map(() => fixed('verify', content.path)),
          ...writes,
          // A file is read, and one that was deleted looked for.
          ...touched
            .filter(({ wanted, rule }) => wanted === null || rule !== 'folder')
            .map(({ path }) => fixed('readBack', path)),
        ];
  const bytes = writes.reduce((sum, { data }) => sum + data.length / 2, 0);
  const pages = writes.reduce((sum, step) => sum + pagesOf(step, cost), 0);
  const exchanges = overhead.idle + (writes.length === 0 ? 0 : keys.exchanges + overhead.writing + writes.length);
  return ok({
    format: 'bootcard-plan/2',
    iccid: parts.iccid,
    mode,
    application: {
      aid: application.aid === null ? null : toHex(application.aid),
      fids: application.fids?.map(hexWord) ?? null,
    },
    file: content.path,
    capacity: content.capacity,
    start: content.start,
    // A file that is right already is looked at all the same: the plan is bound to what it holds.
    files: changes.map(planFile),
    ranges: touched.flatMap(rangesOf),
    steps,
    exchanges,
    bytes,
    pages,
    seconds: secondsOf(parts.atr, exchanges, overhead.read + bytes, pages),
    credentials: keys.credentials,
    ...(memory.length > 0 && { memory }),
  });
}
