import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { dumpCard } from '../../core/files/dump.ts';
import { buildReport } from '../../core/report/build-report.ts';
import { type BundleInput, makeBundle, serializeBundle } from '../../core/report/bundle.ts';
import { cardFromTrace } from '../../core/trace/trace-card.ts';
import { traceOf } from '../../core/trace/trace-source.ts';
import { TraceView } from '../../core/trace/trace-view.ts';
import type { TraceFile } from '../../core/transport/trace-file.ts';
import { BUNDLE_ENDING } from '../../core/virtual-card/bundled-image.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { writeSafely } from '../../electron/storage/safe-file.ts';
import { isRecording, openImage } from '../card-input.ts';
import type { CliContext } from '../context.ts';
import type { ConsentOptions } from '../credentials.ts';
import { type Examined, type ExamineOptions, examineCard, examineOpened, madeNow, sourceOfCard } from '../examine.ts';
import { type KeyOptions, keyOptions, keySourceOf, readGivenKeys } from '../given-keys.ts';
import { loadImage } from '../load-image.ts';
import type { Act } from '../main.ts';
import { counted, print } from '../output.ts';
import { openTrace } from '../trace-input.ts';
import { tellTrying } from './files.ts';

interface BundleVerbOptions extends ConsentOptions, KeyOptions {
  readonly output: string;
  readonly trace?: string;
  readonly keepIdentity?: boolean;
}

interface Gathered {
  readonly image: CardImage;
  readonly examined: Examined;
  /** What went over the link meanwhile; null for an image. */
  readonly session: TraceFile | null;
}

async function fromImage(name: string, options: ExamineOptions): Promise<Result<Gathered>> {
  const loaded = await loadImage(name);
  if (!loaded.ok) return loaded;
  const { image } = loaded.value;
  const opened = await openImage(image);
  if (!opened.ok) return opened;
  const seen = await examineCard(opened.value.link, options);
  await opened.value.close();
  return seen.ok ? ok({ image, examined: { source: sourceOfCard(name), ...seen.value }, session: null }) : seen;
}

/** What a recording shows of its card, and the recording itself. */
async function fromTrace(path: string, options: ExamineOptions): Promise<Result<Gathered>> {
  const trace = await openTrace(path);
  if (!trace.ok) return trace;
  const session = traceOf(trace.value.source);
  if (!session.ok) return session;
  const card = cardFromTrace(new TraceView(trace.value.source));
  if (!card.ok) return card;
  const { image, notes } = card.value;
  const opened = await openImage(image, { recorded: image.modes, notes });
  if (!opened.ok) return opened;
  const examined = await examineOpened(opened.value, `replay:${path}`, options);
  await opened.value.close();
  return examined.ok ? ok({ image, examined: examined.value, session: session.value }) : examined;
}

async function fromReader(context: CliContext, reader: string, options: ExamineOptions): Promise<Result<Gathered>> {
  const { keys } = options;
  const card = await context.open(reader);
  if (!card.ok) return card;
  const { link, close, trace } = card.value;
  const seen = await examineCard(link, options);
  const dumped = seen.ok ? await dumpCard(link, { mode: options.mode, keys, trying: tellTrying }) : seen;
  await close('reset');
  if (!seen.ok) return seen;
  if (!dumped.ok) return dumped;
  const { image } = dumped.value;
  return ok({ image, examined: { source: sourceOfCard(reader), ...seen.value }, session: trace() });
}

async function gather(context: CliContext, name: string, options: ExamineOptions): Promise<Result<Gathered>> {
  if (/^(pcsc|at):/.test(name)) return fromReader(context, name, options);
  const recording = name.replace(/^replay:/, '');
  if (recording !== name || (!name.startsWith('virtual:') && (await isRecording(name))))
    return fromTrace(recording, options);
  return fromImage(name, options);
}

async function givenTrace(path: string): Promise<Result<TraceFile>> {
  const opened = await openTrace(path);
  return opened.ok ? traceOf(opened.value.source) : opened;
}

async function runBundle(context: CliContext, name: string, options: BundleVerbOptions): Promise<Result<ExitCode>> {
  const { output, keepIdentity = false } = options;
  if (!output.endsWith(BUNDLE_ENDING))
    return err(appError('usage-invalid', { what: `A bundle ends in ${BUNDLE_ENDING}`, verb: context.verb }));
  const given = await readGivenKeys(context, options);
  if (!given.ok) return given;
  const keys = keySourceOf(context, given.value, options);
  const trace = options.trace === undefined ? ok(null) : await givenTrace(options.trace);
  if (!trace.ok) return trace;
  const how = { mode: 'auto', keys, keysGiven: given.value.any } as const;
  const gathered = await gather(context, name, how);
  if (!gathered.ok) return gathered;
  const { image, examined, session } = gathered.value;
  const input: BundleInput = {
    image,
    reads: examined.reads,
    trace: trace.value ?? session,
    report: buildReport({ ...examined, made: madeNow() }, { language: 'en', showSecrets: false }),
    keepIdentity,
  };
  const bundle = makeBundle(input);
  if (!bundle.ok) return bundle;
  const written = await writeSafely(output, serializeBundle(bundle.value));
  if (!written.ok) return written;
  const { masked } = bundle.value;
  print(`${counted(masked.length, 'place')} masked. Open it as virtual:${output}`);
  return ok(EXIT.good);
}

/** `bundle`: a card with its trace and report in one file that can be given away. */
export function addBundleVerb(program: Command, act: Act): void {
  keyOptions(program.command('bundle <card>'), 'a PIN that the user knows: pin1=ascii:1234, pin1=env:NAME')
    .description(
      'keep a reader’s card, an image or a recording, its trace and its report in one file for support, without PINs, keys, secrets and what is about a person',
    )
    .requiredOption('-o, --output <file>', `where to: FILE${BUNDLE_ENDING}`)
    .option('--trace <file>', 'the trace that goes with it; default what this reading of a reader’s card recorded')
    .option('--keep-identity', 'leave IMSI, numbers, places and telephone books in it')
    .action(act((context, name: string, options: BundleVerbOptions) => runBundle(context, name, options)));
}
