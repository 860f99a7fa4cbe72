import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isPause, runThrough, type Stepwise } from '../base/stepwise.ts';
import type { TraceLine } from '../transport/trace-file.ts';
import { NOTHING_KNOWN, type TraceState } from './selection.ts';
import type { TraceSource } from './trace-source.ts';
import { type TracedStep, trackLine } from './track.ts';

/** States are kept once in so many lines: one of them costs a few references, for what it shares with the one before. */
const SNAPSHOT_EVERY = 1024;

export interface TracedLine {
  readonly index: number;
  readonly line: TraceLine;
  readonly step: TracedStep;
  /** What was known before it. */
  readonly before: TraceState;
}

/**
 * Looks at single lines of a trace with what was selected when they went over the link. Opening it costs nothing; a line costs
 * the way from the last snapshot before it.
 */
export class TraceView {
  readonly source: TraceSource;
  /** `#snapshots[n]` is what is known before line n × SNAPSHOT_EVERY. */
  readonly #snapshots: TraceState[] = [NOTHING_KNOWN];
  #near: { readonly index: number; readonly state: TraceState } = { index: 0, state: NOTHING_KNOWN };

  constructor(source: TraceSource) {
    this.source = source;
  }

  /** @returns `trace-invalid` where this line, or one before it, does not decode */
  at(index: number): Result<TracedLine> {
    const found: TracedLine[] = [];
    const line = this.source.line(index);
    if (!line.ok) return line;
    const walked = this.each((traced) => found.push(traced), index, index + 1);
    if (!walked.ok) return walked;
    const [only] = found;
    return only === undefined
      ? err(appError('internal', { reason: `line ${index} of a trace was passed by` }))
      : ok(only);
  }

  #startFor(index: number): { readonly index: number; readonly state: TraceState } {
    if (this.#near.index <= index && index - this.#near.index < SNAPSHOT_EVERY) return this.#near;
    const at = Math.min(Math.floor(index / SNAPSHOT_EVERY), this.#snapshots.length - 1);
    return { index: at * SNAPSHOT_EVERY, state: this.#snapshots[at] as TraceState };
  }

  /** Every line from `from` to before `to`, in order. */
  each(visit: (line: TracedLine) => void, from = 0, to = this.source.count): Result<void> {
    return runThrough(this.walk(visit, from, to));
  }

  /** As `each`, step by step. */
  *walk(visit: (line: TracedLine) => void, from = 0, to = this.source.count): Stepwise<Result<void>> {
    let { index, state } = this.#startFor(from);
    for (; index < to; index++) {
      if (isPause(index)) yield;
      const line = this.source.line(index);
      if (!line.ok) return line;
      if (index === this.#snapshots.length * SNAPSHOT_EVERY) this.#snapshots.push(state);
      const step = trackLine(state, line.value, index);
      const before = state;
      state = step.state;
      this.#near = { index: index + 1, state };
      if (index >= from) visit({ index, line: line.value, step, before });
    }
    return ok(undefined);
  }
}
