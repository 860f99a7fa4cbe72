import { ok, type Result } from '../../core/base/result.ts';
import { reconstructPhone } from '../../core/trace/reconstruct.ts';
import { cardFromTrace } from '../../core/trace/trace-card.ts';
import { sourceOf } from '../../core/trace/trace-source.ts';
import { TraceView } from '../../core/trace/trace-view.ts';
import type { PhoneInfo } from '../ipc/diagnose-contract.ts';
import type { CardCopy } from './card-copy.ts';
import { loadTrace } from './ports/replay-port.ts';

/** What a trace file tells of its card, and of the phone that talked to it. */

async function viewOf(reader: string): Promise<Result<TraceView>> {
  const trace = await loadTrace(reader.replace(/^replay:/, ''));
  return trace.ok ? ok(new TraceView(sourceOf(trace.value))) : trace;
}

/** A card made of what a recording shows of one. @param reader `replay:<file>` */
export async function recordedCard(reader: string): Promise<Result<CardCopy>> {
  const view = await viewOf(reader);
  if (!view.ok) return view;
  const card = cardFromTrace(view.value);
  if (!card.ok) return card;
  const { image, notes } = card.value;
  return ok({ image, from: 'recording', mode: image.modes === 'both' ? 'auto' : image.modes, notes });
}

/** What the phone in a trace did on its way to the message. */
export async function phoneIn(reader: string): Promise<Result<PhoneInfo>> {
  const view = await viewOf(reader);
  if (!view.ok) return view;
  const account = reconstructPhone(view.value);
  if (!account.ok) return account;
  const { mode, steps, reached, stopped, faults } = account.value;
  return ok({
    mode,
    steps: steps.map((step) => ({ ...step, lines: [...step.lines] })),
    reached,
    stopped,
    faults: faults.map((fault) => ({ ...fault, lines: [...fault.lines] })),
    lines: view.value.source.count,
  });
}
