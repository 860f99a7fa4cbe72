import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { sha256 } from '../../core/base/sha256.ts';
import { bodyWithMessage, makePlan } from '../../core/plan/make-plan.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { readMessage } from '../message-input.ts';
import { modeOption } from '../mode-option.ts';
import { print, printJson } from '../output.ts';
import { bodyAfter, type FlashOptions, printPlan, runWriting, shownPlan } from '../run-writing.ts';
import { writeOutput } from '../write-output.ts';
import { type CardOptions, openForWriting, type WriteSession } from '../write-session.ts';
import { collectKey } from './read.ts';

/** Opens the card, does `work`, and takes away what was verified whatever comes of it. */
async function withCard(
  context: CliContext,
  reader: string,
  options: CardOptions,
  work: (session: WriteSession) => Promise<Result<ExitCode>>,
): Promise<Result<ExitCode>> {
  const session = await openForWriting(context, reader, options);
  if (!session.ok) return session;
  const done = await work(session.value);
  await session.value.card.close('reset');
  return done;
}

interface PlanOptions extends CardOptions {
  readonly output?: string;
}

async function plan(
  context: CliContext,
  reader: string,
  file: string,
  options: PlanOptions,
): Promise<Result<ExitCode>> {
  const message = await readMessage(file);
  if (!message.ok) return message;
  return withCard(context, reader, options, async (session) => {
    const made = await makePlan(session.card.link, session.read, session.object, bodyWithMessage(message.value));
    if (!made.ok) return made;
    if (options.output !== undefined) {
      // A plan that is kept has the real bytes: it could not be run otherwise.
      const written = await writeOutput(options.output, `${JSON.stringify(made.value, null, 2)}\n`);
      if (!written.ok) return written;
    }
    const shown = shownPlan(session, made.value, bodyAfter(session, made.value), options.showSecrets ?? false);
    if (options.json) printJson(shown);
    else if (options.output !== '-') printPlan(shown);
    return ok(EXIT.good);
  });
}

async function flash(
  context: CliContext,
  reader: string,
  file: string,
  options: FlashOptions,
): Promise<Result<ExitCode>> {
  const message = await readMessage(file);
  if (!message.ok) return message;
  return withCard(context, reader, options, (session) =>
    runWriting(context, session, options, bodyWithMessage(message.value)),
  );
}

async function verify(
  context: CliContext,
  reader: string,
  file: string,
  options: CardOptions,
): Promise<Result<ExitCode>> {
  const message = await readMessage(file);
  if (!message.ok) return message;
  return withCard(context, reader, options, async ({ read, object }) => {
    const target = read.objects[object];
    const body = read.files.find((item) => item.path === target?.path)?.bytes;
    if (target === undefined || body === undefined)
      return err(appError('plan-no-object', { reason: 'its file was not read' }));
    const actual = body.subarray(target.offset, target.offset + message.value.length);
    const different = message.value.findIndex((byte, i) => actual[i] !== byte);
    const firstDifference = different < 0 ? null : target.offset + different;
    if (options.json)
      printJson({
        result: different < 0 ? 'verified' : 'failed',
        firstDifference,
        file: target.path,
        sha256: sha256(actual),
      });
    else
      print(
        different < 0
          ? `Equal: ${message.value.length} bytes in ${target.path}.`
          : `${target.path} differs from ${file}, first at offset ${firstDifference}.`,
      );
    return ok(different < 0 ? EXIT.good : EXIT.findings);
  });
}

/** Options of every verb that goes to a card's file. */
export function cardOptions(command: Command): Command {
  return command
    .addOption(modeOption())
    .option(
      '--key <ref=value>',
      'a key the card asks for: adm1=hex:…, adm1=ascii:…, adm1=file:PATH, adm1=env:NAME',
      collectKey,
      [],
    )
    .option('--object <n>', 'which object, counted from 1 (default: the one a device uses)')
    .option('--iccid <iccid>', 'refuse any other card')
    .option('--few-tries <iccid>', 'spend a try of this card though fewer than 3 are left')
    .option('--tries-unknown <iccid>', 'one attempt on this card though it does not tell its tries')
    .option('--show-secrets', 'do not mask secrets of the message')
    .option('--json', 'as JSON');
}

/** `plan`, `flash` and `verify`. */
export function addWriteVerbs(program: Command, act: Act): void {
  cardOptions(
    program.command('plan <reader> <message>').description('show what writing a message would change; writes nothing'),
  )
    .option('-o, --output <file>', 'save the plan as JSON')
    .action(act((context, reader: string, file: string, options: PlanOptions) => plan(context, reader, file, options)));
  cardOptions(
    program
      .command('flash <reader> <message>')
      .description('write a message: backup, the bytes that differ, read-back'),
  )
    .option('--dry-run', 'try the plan on a virtual clone; nothing is sent to the card and no file is written')
    .action(
      act((context, reader: string, file: string, options: FlashOptions) => flash(context, reader, file, options)),
    );
  cardOptions(
    program.command('verify <reader> <message>').description('compare a message with what the card holds'),
  ).action(
    act((context, reader: string, file: string, options: CardOptions) => verify(context, reader, file, options)),
  );
}
