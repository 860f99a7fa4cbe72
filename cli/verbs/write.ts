import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { sha256 } from '../../core/base/sha256.ts';
import { bodyWithMessage, makePlan } from '../../core/plan/make-plan.ts';
import { allowFindingsOption, type CardOptions, cardOptions, dryRunOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import type { Act } from '../main.ts';
import { readMessage, readMessageFor } from '../message-input.ts';
import { counted, print, printJson } from '../output.ts';
import { printPlan, shownPlan } from '../print-plan.ts';
import { runWriting } from '../run-writing.ts';
import { writeOutput } from '../write-output.ts';
import { openForWriting, type WriteSession } from '../write-session.ts';

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

interface FlashOptions extends CardOptions {
  readonly allowFindings?: boolean;
}

interface PlanOptions extends FlashOptions {
  readonly output?: string;
}

async function plan(
  context: CliContext,
  reader: string,
  file: string,
  options: PlanOptions,
): Promise<Result<ExitCode>> {
  const show = options.showSecrets ?? false;
  // A plan that is kept has the real bytes: it could not be run otherwise.
  if (options.output === '-' && !show)
    return err(appError('usage-invalid', { what: 'A plan on standard output needs --show-secrets', verb: 'plan' }));
  const message = await readMessageFor(file, options);
  if (!message.ok) return message;
  return withCard(context, reader, options, async (session) => {
    const wanted = bodyWithMessage(message.value, options);
    const made = await makePlan(session.card.link, session.read, session.object, wanted);
    if (!made.ok) return made;
    if (options.output !== undefined) {
      const written = await writeOutput(options.output, `${JSON.stringify(made.value, null, 2)}\n`);
      if (!written.ok) return written;
    }
    const shown = shownPlan(session.read, made.value, show);
    // What stands on standard output already is one JSON document, and stays one.
    if (options.output !== '-') options.json ? printJson(shown) : printPlan(shown);
    return ok(EXIT.good);
  });
}

async function flash(
  context: CliContext,
  reader: string,
  file: string,
  options: FlashOptions,
): Promise<Result<ExitCode>> {
  const message = await readMessageFor(file, options);
  if (!message.ok) return message;
  return withCard(context, reader, options, (session) =>
    runWriting(context, session, options, bodyWithMessage(message.value, options)),
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
          ? `Equal: ${counted(message.value.length, 'byte')} in ${target.path}.`
          : `${target.path} differs from ${file}, first at offset ${firstDifference}.`,
      );
    return ok(different < 0 ? EXIT.good : EXIT.findings);
  });
}

/** `plan`, `flash` and `verify`. */
export function addWriteVerbs(program: Command, act: Act): void {
  cardOptions(
    program.command('plan <reader> <message>').description('show what writing a message would change; writes nothing'),
  )
    .addOption(allowFindingsOption())
    .option('-o, --output <file>', 'save the plan as JSON, secrets in clear; - for standard output with --show-secrets')
    .action(act((context, reader: string, file: string, options: PlanOptions) => plan(context, reader, file, options)));
  cardOptions(
    program
      .command('flash <reader> <message>')
      .description('write a message: backup, the bytes that differ, read-back'),
  )
    .addOption(dryRunOption())
    .addOption(allowFindingsOption())
    .action(
      act((context, reader: string, file: string, options: FlashOptions) => flash(context, reader, file, options)),
    );
  cardOptions(
    program.command('verify <reader> <message>').description('compare a message with what the card holds'),
  ).action(
    act((context, reader: string, file: string, options: CardOptions) => verify(context, reader, file, options)),
  );
}
