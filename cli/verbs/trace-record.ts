import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { modeOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import { keyOptions } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { counted, print, printJson } from '../output.ts';
import { type TracedReadOptions, tracedRead } from '../traced-read.ts';

interface RecordOptions extends TracedReadOptions {
  readonly json?: boolean;
}

/** Where a recording goes that nobody named a file for. */
const fileFor = (iccid: string | null) => `${iccid ?? 'card'}.trace.jsonl`;

async function record(
  context: CliContext,
  reader: string,
  file: string | undefined,
  options: RecordOptions,
): Promise<Result<ExitCode>> {
  const done = await tracedRead(context, reader, options);
  if (!done.ok) return done;
  const { card, read, hidden } = done.value;
  const iccid = read.ok ? read.value.card.iccid : null;
  const path = file ?? fileFor(iccid);
  const saved = await card.saveTrace(path, hidden);
  if (!saved.ok) return saved;
  const { count } = card.link.counters;
  if (path !== '-') {
    if (options.json) printJson({ trace: path, iccid, exchanges: count });
    else
      print(
        `${path}: ${counted(count, 'exchange')} with ${iccid ?? 'a card without ICCID'}. Read it again as replay:${path}`,
      );
  }
  // What broke the read off is on record as well; it stays the verb's outcome.
  return read.ok ? ok(EXIT.good) : read;
}

/** `trace record`: what a device's read of a card sends and hears. */
export function addTraceRecord(trace: Command, act: Act): void {
  keyOptions(trace.command('record <reader> [file]'), 'a PIN the card asks for: pin1=ascii:1234, pin1=env:NAME')
    .description('read a card as a device does and keep every exchange; default file ICCID.trace.jsonl')
    .addOption(modeOption())
    .option('--strict', 'stop where no logical channel can be opened', false)
    .option('--all', 'read everything: all records, whole files, other objects, access', false)
    .option('--show-secrets', 'do not mask secrets of the message')
    .option('--json', 'tell of it as JSON')
    .action(
      act((context, reader: string, file: string | undefined, options: RecordOptions) =>
        record(context, reader, file, options),
      ),
    );
}
