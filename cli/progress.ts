import { Option } from 'commander';
import { hexWord } from '../core/base/bytes.ts';
import type { RunOptions } from '../core/plan/run-plan.ts';
import type { WritePlan } from '../core/plan/write-plan.ts';

export interface ProgressOptions {
  readonly progress?: boolean;
  readonly json?: boolean;
}

/** `--progress` of the verbs that write. */
export function progressOption(): Option {
  return new Option('--progress', 'tell each step on standard error; with --json as one JSON object a line');
}

/** Tells the steps of a run as they begin. Standard output stays the verb's own. */
export interface Progress {
  readonly step: NonNullable<RunOptions['progress']>;
  /** Takes the last line of a terminal away. */
  end(): void;
}

const SILENT: Progress = { step: () => undefined, end: () => undefined };

function text(plan: WritePlan, step: number, offset: number): string {
  const row = plan.steps[step];
  const place = row === undefined || row.command === undefined ? '' : ` ${row.file} ${hexWord(offset)}`;
  return `${step + 1}/${plan.steps.length} ${row?.kind ?? ''}${place}`;
}

/** Lines where they were asked for; on a terminal one line that changes. */
export function progressOf(plan: WritePlan, { progress = false, json = false }: ProgressOptions): Progress {
  const write = (line: string) => void process.stderr.write(line);
  if (progress && json)
    return {
      step: (step, total, kind, offset) =>
        write(
          `${JSON.stringify({ event: 'progress', step: step + 1, total, kind, file: plan.steps[step]?.file, offset })}\n`,
        ),
      end: () => undefined,
    };
  if (progress)
    return { step: (step, _total, _kind, offset) => write(`${text(plan, step, offset)}\n`), end: SILENT.end };
  if (json || !process.stderr.isTTY) return SILENT;
  return {
    step: (step, _total, _kind, offset) => write(`\r\u001b[K${text(plan, step, offset)}`),
    end: () => write('\r\u001b[K'),
  };
}
