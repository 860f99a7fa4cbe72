import type { Command } from 'commander';
import type { ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { openLink } from '../../core/card/card-link.ts';
import { cardFromTrace } from '../../core/trace/trace-card.ts';
import type { TraceSource } from '../../core/trace/trace-source.ts';
import { traceOf } from '../../core/trace/trace-source.ts';
import { TraceView } from '../../core/trace/trace-view.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import { replayTransport } from '../../core/transport/replay.ts';
import { createVirtualPort } from '../../electron/card-host/ports/virtual-port.ts';
import { modeOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { print, printJson } from '../output.ts';
import { openTrace } from '../trace-input.ts';
import { exitOfRead, printRead, readJson } from './read.ts';

interface ReplayOptions {
  readonly mode: 'auto' | '2g' | '3g';
  readonly strict?: boolean;
  readonly all?: boolean;
  readonly card?: boolean;
  readonly hex?: boolean;
  readonly showSecrets?: boolean;
  readonly json?: boolean;
}

interface Replayed {
  readonly read: ReadResult;
  /** The recorded answers as they came, or a card made of them. */
  readonly from: 'record' | 'card';
  readonly notes: readonly string[];
}

function readOver(transport: CardTransport, options: ReplayOptions): Promise<Result<ReadResult>> {
  const { mode, all, strict = false } = options;
  return readCard(openLink(transport), { mode, depth: all ? 'inspect' : 'device', strict });
}

async function fromCard(source: TraceSource, options: ReplayOptions): Promise<Result<Replayed>> {
  const card = cardFromTrace(new TraceView(source));
  if (!card.ok) return card;
  const name = 'trace';
  const port = createVirtualPort({ builtin: (own) => (own === name ? card.value.image : undefined), list: [] });
  try {
    const connected = await port.connect(`virtual:${name}`);
    if (!connected.ok) return connected;
    const read = await readOver(connected.value, options);
    return read.ok ? ok({ read: read.value, from: 'card', notes: card.value.notes }) : read;
  } finally {
    await port.close();
  }
}

async function replayed(source: TraceSource, file: string, options: ReplayOptions): Promise<Result<Replayed>> {
  if (options.card) return fromCard(source, options);
  const trace = traceOf(source);
  if (!trace.ok) return trace;
  // A recording of a whole read holds no answers to a device's read, nor the other way round.
  for (const all of [options.all ?? false, !options.all]) {
    const read = await readOver(replayTransport(trace.value, `replay:${file}`), { ...options, all });
    if (read.ok) return ok({ read: read.value, from: 'record', notes: [] });
    if (read.error.code !== 'replay-diverged') return read;
  }
  // Whoever recorded it asked in another order, or for less: what is known of the card is asked instead.
  return fromCard(source, options);
}

async function replay(_context: CliContext, file: string, options: ReplayOptions): Promise<Result<ExitCode>> {
  const opened = await openTrace(file);
  if (!opened.ok) return opened;
  const done = await replayed(opened.value.source, file, options);
  if (!done.ok) return done;
  const { read, from, notes } = done.value;
  if (options.json) printJson({ ...readJson(read, options.showSecrets ?? false), replay: { from, notes } });
  else {
    if (from === 'card')
      print('The trace asks in another way than Bootcard does. This is the card that its answers show:');
    for (const note of notes) print(`  ${note}`);
    printRead(read, options);
  }
  return ok(exitOfRead(read));
}

/** `replay`: the read of a card that is here as a trace alone. */
export function addReplayVerb(program: Command, act: Act): void {
  program
    .command('replay <file>')
    .description('read the card behind a trace, a capture or a log, as read does with a card')
    .addOption(modeOption())
    .option('--card', 'ask the card that the trace shows, not the record itself')
    .option('--strict', 'stop where no logical channel can be opened', false)
    .option('--all', 'read everything that the trace has', false)
    .option('--hex', 'dump the bytes as well')
    .option('--show-secrets', 'do not mask secrets of the message')
    .option('--json', 'as JSON')
    .action(act((context, file: string, options: ReplayOptions) => replay(context, file, options)));
}
