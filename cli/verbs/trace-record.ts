import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import { modeOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import { type ConsentOptions, collectKey } from '../credentials.ts';
import { type KeyOptions, keyFileOptions, keySourceOf, readGivenKeys } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { counted, print, printJson } from '../output.ts';
import { traceRedactions } from '../trace-redactions.ts';

interface RecordOptions extends ConsentOptions, KeyOptions {
  readonly mode: 'auto' | '2g' | '3g';
  readonly all?: boolean;
  readonly strict?: boolean;
  readonly showSecrets?: boolean;
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
  const keys = await readGivenKeys(context, options);
  if (!keys.ok) return keys;
  const card = await context.open(reader);
  if (!card.ok) return card;
  const read = await readCard(card.value.link, {
    mode: options.mode,
    depth: options.all ? 'inspect' : 'device',
    strict: options.strict ?? false,
    keys: keySourceOf(context, keys.value, options),
  });
  await card.value.close(keys.value.any ? 'reset' : 'leave');
  const iccid = read.ok ? read.value.card.iccid : null;
  if (options.showSecrets) {
    const recorded = await context.secretsShown(iccid);
    if (!recorded.ok) return recorded;
  }
  const path = file ?? fileFor(iccid);
  // What a read that broke off has read is known to nobody: all that files hold is masked.
  const hidden = options.showSecrets ? [] : read.ok ? traceRedactions(read.value) : 'contents';
  const saved = await card.value.saveTrace(path, hidden);
  if (!saved.ok) return saved;
  const { count } = card.value.link.counters;
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
  keyFileOptions(trace.command('record <reader> [file]'))
    .description('read a card as a device does and keep every exchange; default file ICCID.trace.jsonl')
    .addOption(modeOption())
    .option('--strict', 'stop where no logical channel can be opened', false)
    .option('--all', 'read everything: all records, whole files, other objects, access', false)
    .option('--key <ref=value>', 'a PIN the card asks for: pin1=ascii:1234, pin1=env:NAME', collectKey, [])
    .option('--few-tries <iccid>', 'spend a try of this card though fewer than 3 are left')
    .option('--tries-unknown <iccid>', 'one attempt on this card though it does not tell its tries')
    .option('--show-secrets', 'do not mask secrets of the message')
    .option('--json', 'tell of it as JSON')
    .action(
      act((context, reader: string, file: string | undefined, options: RecordOptions) =>
        record(context, reader, file, options),
      ),
    );
}
