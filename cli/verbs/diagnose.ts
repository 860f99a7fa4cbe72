import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import { MESSAGE_PROFILES } from '../../core/device/message-card.ts';
import { simulateAll } from '../../core/device/simulate.ts';
import { diagnoseCard } from '../../core/diagnosis/diagnose-card.ts';
import { diagnoseMessage } from '../../core/diagnosis/diagnose-message.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import { diagnosisJson } from '../../core/diagnosis/diagnosis-json.ts';
import { planFix } from '../../core/plan/plan-fix.ts';
import { type CardInput, openCardInput } from '../card-input.ts';
import { dryRunOption, modeOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import { keyOptions, keySourceOf, readGivenKeys } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { print, printJson } from '../output.ts';
import { type PageOptions, pageSizeOf, pageSizeOption } from '../page-size.ts';
import { diagnosisLines } from '../print-diagnosis.ts';
import { progressOption } from '../progress.ts';
import { runWriting, type WritingOptions } from '../run-writing.ts';
import { closing, openCard } from '../write-session.ts';

interface DiagnoseVerbOptions extends WritingOptions, PageOptions {
  /** Number of the fault to be fixed; true: the first. */
  readonly fix?: string | true;
  readonly was?: string;
  readonly devices: boolean;
  readonly json?: boolean;
}

/** The card that stood in the device before, as a device reads it. */
async function readFormer(context: CliContext, name: string, keys: KeySource): Promise<Result<ReadResult>> {
  const former = await openCardInput(context, name, false);
  if (!former.ok) return former;
  const read = await readCard(former.value.link, { mode: 'auto', depth: 'device', keys });
  await former.value.close();
  return read;
}

async function diagnosisOf(
  input: CardInput,
  options: DiagnoseVerbOptions,
  keys: KeySource,
  was: ReadResult | undefined,
): Promise<Result<Diagnosis>> {
  const { link, message, recorded } = input;
  let found: Result<Diagnosis>;
  if (message) found = await diagnoseMessage(link);
  else {
    // A recording shows a card as far as it was asked: another class, or more than a device reads, says nothing.
    const mode = recorded === undefined || recorded === 'both' ? options.mode : recorded;
    const depth = recorded === undefined ? 'inspect' : 'device';
    const card = await diagnoseCard(link, { mode, depth, keys, was });
    found = card.ok ? ok(card.value.diagnosis) : card;
  }
  if (!found.ok || !options.devices) return found;
  const devices = await simulateAll(link, { keys, ...(message && { profiles: MESSAGE_PROFILES }) });
  return devices.ok ? ok({ ...found.value, devices: devices.value }) : devices;
}

async function runDiagnose(context: CliContext, name: string, options: DiagnoseVerbOptions): Promise<Result<ExitCode>> {
  if (options.fix !== undefined) return fixFault(context, name, options, options.fix);
  const given = await readGivenKeys(context, options);
  if (!given.ok) return given;
  const keys = keySourceOf(context, given.value, options);
  const was = options.was === undefined ? ok(undefined) : await readFormer(context, options.was, keys);
  if (!was.ok) return was;
  const input = await openCardInput(context, name, given.value.any);
  if (!input.ok) return input;
  const diagnosis = await diagnosisOf(input.value, options, keys, was.value);
  await input.value.close();
  if (!diagnosis.ok) return diagnosis;
  const { notes } = input.value;
  if (options.json) printJson({ ...diagnosisJson(diagnosis.value), notes });
  else print([...diagnosisLines(diagnosis.value), ...notes.map((note) => `\nNote: ${note}`)].join('\n'));
  return ok(diagnosis.value.verdict === 'fail' ? EXIT.findings : EXIT.good);
}

/**
 * Runs the plan that makes a fault go, or tries it on a clone.
 * @param wanted its number from 1 in the order in which `diagnose` shows them; true: the first
 */
async function fixFault(
  context: CliContext,
  name: string,
  options: DiagnoseVerbOptions,
  wanted: string | true,
): Promise<Result<ExitCode>> {
  const number = wanted === true ? 1 : Number(wanted);
  if (!Number.isInteger(number) || number < 1)
    return err(appError('usage-invalid', { what: `"${wanted}" is no number of a fault`, verb: 'diagnose' }));
  const page = pageSizeOf(options, 'diagnose');
  if (!page.ok) return page;
  return closing(await openCard(context, name, options), async (session) => {
    const { link } = session.card;
    const found = await diagnoseCard(link, { mode: options.mode, keys: session.source });
    if (!found.ok) return found;
    const causes = found.value.diagnosis.findings.filter(({ under, kind }) => under === null && kind !== 'context');
    const finding = causes[number - 1];
    if (finding === undefined) {
      const reason = causes.length === 0 ? 'nothing is wrong' : `there are ${causes.length} findings`;
      return err(appError('fix-none', { code: `finding ${number}`, reason }));
    }
    if (!options.json) print(`Fixing ${finding.code}: ${finding.message}`);
    const plan = await planFix(link, session.read, finding, page.value);
    if (!plan.ok) return plan;
    const written = await runWriting(context, session, options, plan.value);
    return written.ok ? ok(written.value.exit) : written;
  });
}

/** `diagnose`: why a device does not bootstrap from this card, the cause first. */
export function addDiagnoseVerb(program: Command, act: Act): void {
  keyOptions(
    program.command('diagnose <card>'),
    'a key that the card asks for: pin1=ascii:1234, adm1=hex:…, adm1=env:NAME',
  )
    .description('why a device does not bootstrap from a reader’s card, an image, a recording or a message')
    .addOption(modeOption())
    .option('--was <card>', 'the card or image that stood in the device before')
    .option('--fix [n]', 'write what makes the first finding go, or the n-th of those that are no symptoms')
    .addOption(dryRunOption())
    .addOption(pageSizeOption())
    .option('--iccid <iccid>', 'refuse any other card')
    .option('--apdus', 'list the commands as they go out')
    .addOption(progressOption())
    .option('--no-devices', 'leave out which devices bootstrap from it')
    .option('--json', 'as JSON')
    .action(act((context, name: string, options: DiagnoseVerbOptions) => runDiagnose(context, name, options)));
}
