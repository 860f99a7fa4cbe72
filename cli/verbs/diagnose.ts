import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { KeySource } from '../../core/card/given-keys.ts';
import { simulateAll } from '../../core/device/simulate.ts';
import { diagnoseCard } from '../../core/diagnosis/diagnose-card.ts';
import { diagnoseMessage } from '../../core/diagnosis/diagnose-message.ts';
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts';
import { diagnosisJson } from '../../core/diagnosis/diagnosis-json.ts';
import { type CardInput, openCardInput } from '../card-input.ts';
import { modeOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import { type ConsentOptions, collectKey } from '../credentials.ts';
import { type KeyOptions, keyFileOptions, keySourceOf, readGivenKeys } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { print, printJson } from '../output.ts';
import { diagnosisLines } from '../print-diagnosis.ts';

interface DiagnoseVerbOptions extends ConsentOptions, KeyOptions {
  readonly mode: 'auto' | '2g' | '3g';
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
  name: string,
  options: DiagnoseVerbOptions,
  keys: KeySource,
  was: ReadResult | undefined,
): Promise<Result<Diagnosis>> {
  const { link, message } = input;
  let found: Result<Diagnosis>;
  if (message) found = await diagnoseMessage(link);
  else {
    const card = await diagnoseCard(link, { mode: options.mode, keys, was });
    found = card.ok ? ok(card.value.diagnosis) : card;
  }
  // A recording answers what was asked when it was made: no device can be switched on with it.
  if (!found.ok || !options.devices || name.startsWith('replay:')) return found;
  const devices = await simulateAll(link, { keys });
  return devices.ok ? ok({ ...found.value, devices: devices.value }) : devices;
}

async function runDiagnose(context: CliContext, name: string, options: DiagnoseVerbOptions): Promise<Result<ExitCode>> {
  const given = await readGivenKeys(context, options);
  if (!given.ok) return given;
  const keys = keySourceOf(context, given.value, options);
  const was = options.was === undefined ? ok(undefined) : await readFormer(context, options.was, keys);
  if (!was.ok) return was;
  const input = await openCardInput(context, name, given.value.any);
  if (!input.ok) return input;
  const diagnosis = await diagnosisOf(input.value, name, options, keys, was.value);
  await input.value.close();
  if (!diagnosis.ok) return diagnosis;
  if (options.json) printJson(diagnosisJson(diagnosis.value));
  else print(diagnosisLines(diagnosis.value).join('\n'));
  return ok(diagnosis.value.verdict === 'fail' ? EXIT.findings : EXIT.good);
}

/** `diagnose`: why a device does not bootstrap from this card, the cause first. */
export function addDiagnoseVerb(program: Command, act: Act): void {
  keyFileOptions(program.command('diagnose <card>'))
    .description('why a device does not bootstrap from a reader’s card, an image, a recording or a message')
    .addOption(modeOption())
    .option('--was <card>', 'the card or image that stood in the device before')
    .option('--no-devices', 'leave out which devices bootstrap from it')
    .option('--key <ref=value>', 'a PIN that the user knows: pin1=ascii:1234, pin1=env:NAME', collectKey, [])
    .option('--few-tries <iccid>', 'spend a try of this card though fewer than 3 are left')
    .option('--tries-unknown <iccid>', 'one attempt on this card though it does not tell its tries')
    .option('--json', 'as JSON')
    .action(act((context, name: string, options: DiagnoseVerbOptions) => runDiagnose(context, name, options)));
}
