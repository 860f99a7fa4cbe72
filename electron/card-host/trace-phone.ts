import { ok, type Result } from '../../core/base/result.ts';
import { reconstructPhone } from '../../core/trace/reconstruct.ts';
import { TraceView } from '../../core/trace/trace-view.ts';
import type { PhoneStory } from '../ipc/trace-contract.ts';
import type { HostTrace } from './host-trace.ts';

/** Lines told with a step or a fault: the first ones say where to look. */
const MOST_LINES = 100;

/** What a device in a trace did on its way to the bootstrap message, and who broke a rule. */
export async function phoneStory(trace: HostTrace): Promise<Result<PhoneStory>> {
  await trace.settled();
  const account = reconstructPhone(new TraceView(trace.index));
  if (!account.ok) return account;
  const { mode, steps, stopped, faults } = account.value;
  const some = (lines: readonly number[]) => lines.slice(0, MOST_LINES);
  return ok({
    mode,
    steps: steps.map((step) => ({ ...step, lines: some(step.lines) })),
    stopped,
    faults: faults.slice(0, MOST_LINES).map((fault) => ({ ...fault, lines: some(fault.lines) })),
  });
}
