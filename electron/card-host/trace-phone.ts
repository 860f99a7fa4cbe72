import { ok, type Result } from '../../core/base/result.ts';
import { PhoneWatch } from '../../core/trace/reconstruct.ts';
import type { PhoneStory } from '../ipc/trace-contract.ts';
import type { HostTrace } from './host-trace.ts';
import { breathe, sliceEnd } from './time-slice.ts';

/** Lines told with a step or a fault: the first ones and the last say where to look. */
const MOST_LINES = 100;

function some(lines: readonly number[]): number[] {
  const last = lines.at(-1);
  return last === undefined || lines.length <= MOST_LINES ? [...lines] : [...lines.slice(0, MOST_LINES - 1), last];
}

/** What was told of a trace with so many lines. */
const TOLD = new WeakMap<HostTrace, { readonly lines: number; readonly story: PhoneStory }>();

/** What a device in a trace did on its way to the bootstrap message, and who broke a rule. Others get their turn meanwhile. */
export async function phoneStory(trace: HostTrace): Promise<Result<PhoneStory>> {
  await trace.settled();
  const { index } = trace;
  const lines = index.count;
  const told = TOLD.get(trace);
  if (told?.lines === lines) return ok(told.story);
  const watch = new PhoneWatch(index.book, index.header);
  let end = sliceEnd();
  for (let line = 0; line < lines; line++) {
    const traced = index.traced(line);
    if (!traced.ok) return traced;
    watch.take(traced.value);
    if (performance.now() < end) continue;
    await breathe();
    end = sliceEnd();
  }
  const { mode, steps, stopped, faults } = watch.account();
  const story: PhoneStory = {
    mode,
    steps: steps.map((step) => ({ ...step, lines: some(step.lines) })),
    stopped,
    faults: faults.slice(0, MOST_LINES).map((fault) => ({ ...fault, lines: some(fault.lines) })),
  };
  TOLD.set(trace, { lines, story });
  return ok(story);
}
