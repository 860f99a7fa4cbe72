import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { fromUtf8, hexByte } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { sha256 } from '../../core/base/sha256.ts';
import { fieldAt } from '../../core/bootstrap/field-at.ts';
import { bodyWithMessage, makePlan } from '../../core/plan/make-plan.ts';
import { parsePlan } from '../../core/plan/saved-plan.ts';
import { readAdminProfile } from '../admin-profile-input.ts';
import { iKnowOption } from '../arming.ts';
import { allowFindingsOption, type CardOptions, cardOptions, dryRunOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import { type GrowthOptions, growthOf, growthOptions } from '../growth.ts';
import type { Act } from '../main.ts';
import { readInput, readMessage, readMessageFor } from '../message-input.ts';
import { counted, print, printJson } from '../output.ts';
import { type PageOptions, pageSizeOf, pageSizeOption } from '../page-size.ts';
import { printPlan, shownPlan } from '../print-plan.ts';
import { progressOption } from '../progress.ts';
import { runWriting, type WritingOptions } from '../run-writing.ts';
import { writeOutput } from '../write-output.ts';
import { closing, openCard, openForWriting } from '../write-session.ts';

interface PlanOptions extends CardOptions, GrowthOptions, PageOptions {
  readonly allowFindings?: boolean;
  readonly output?: string;
  readonly apdus?: boolean;
}

interface FlashOptions extends WritingOptions, GrowthOptions, PageOptions {
  readonly allowFindings?: boolean;
  readonly plan?: string;
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
  const growth = await growthOf(options);
  if (!growth.ok) return growth;
  const page = pageSizeOf(options, 'plan');
  if (!page.ok) return page;
  return closing(await openForWriting(context, reader, options), async (session) => {
    const wanted = bodyWithMessage(message.value, options);
    const made = await makePlan(session.card.link, session.read, session.object, wanted, growth.value, page.value);
    if (!made.ok) return made;
    if (options.output !== undefined) {
      const written = await writeOutput(options.output, `${JSON.stringify(made.value, null, 2)}\n`);
      if (!written.ok) return written;
    }
    const shown = shownPlan(session.read, made.value, show);
    // What stands on standard output already is one JSON document, and stays one.
    if (options.output !== '-') options.json ? printJson(shown) : printPlan(shown, options);
    return ok(EXIT.good);
  });
}

async function flashMessage(
  context: CliContext,
  reader: string,
  file: string,
  options: FlashOptions,
): Promise<Result<ExitCode>> {
  const message = await readMessageFor(file, options);
  if (!message.ok) return message;
  const growth = await growthOf(options);
  if (!growth.ok) return growth;
  const page = pageSizeOf(options, 'flash');
  if (!page.ok) return page;
  return closing(await openForWriting(context, reader, options), async (session) => {
    const wanted = bodyWithMessage(message.value, options);
    const made = await makePlan(session.card.link, session.read, session.object, wanted, growth.value, page.value);
    if (!made.ok) return made;
    const written = await runWriting(context, session, options, made.value);
    return written.ok ? ok(written.value.exit) : written;
  });
}

/** A saved plan is run as it stands: on its card, and while that holds what the plan was made from. */
async function flashPlan(
  context: CliContext,
  reader: string,
  file: string,
  options: FlashOptions,
): Promise<Result<ExitCode>> {
  const bytes = await readInput(file);
  if (!bytes.ok) return bytes;
  const admin = await readAdminProfile(options.admin);
  if (!admin.ok) return admin;
  const saved = parsePlan(fromUtf8(bytes.value) ?? '', file, admin.value);
  if (!saved.ok) return saved;
  const { mode, iccid } = saved.value;
  const session = await openCard(context, reader, { ...options, mode, iccid });
  if (!session.ok && session.error.code === 'card-class') {
    // A card that does not speak so is most likely another one: then that is what there is to say.
    const other = await openCard(context, reader, { ...options, mode: 'auto', iccid });
    if (!other.ok) return other;
    await other.value.card.close('reset');
  }
  return closing(session, async (open) => {
    const written = await runWriting(context, open, options, saved.value, { saved: true });
    return written.ok ? ok(written.value.exit) : written;
  });
}

async function flash(
  context: CliContext,
  reader: string,
  message: string | undefined,
  options: FlashOptions,
): Promise<Result<ExitCode>> {
  const { plan: saved } = options;
  if (saved !== undefined && message === undefined) return flashPlan(context, reader, saved, options);
  if (message !== undefined && saved === undefined) return flashMessage(context, reader, message, options);
  const what = saved === undefined ? 'The message is missing' : 'A message and --plan exclude each other';
  return err(appError('usage-invalid', { what, verb: 'flash' }));
}

async function verify(
  context: CliContext,
  reader: string,
  file: string,
  options: CardOptions,
): Promise<Result<ExitCode>> {
  const message = await readMessage(file);
  if (!message.ok) return message;
  return closing(await openForWriting(context, reader, options), async ({ read, object }) => {
    const target = read.objects[object];
    const body = read.files.find((item) => item.path === target?.path)?.bytes;
    if (target === undefined || body === undefined)
      return err(appError('plan-no-object', { reason: 'its file was not read' }));
    const actual = body.subarray(target.offset, target.offset + message.value.length);
    const different = message.value.findIndex((byte, i) => actual[i] !== byte);
    const firstDifference = different < 0 ? null : target.offset + different;
    const field = different < 0 ? null : (fieldAt(message.value, 0, different) ?? null);
    if (options.json)
      printJson({
        result: different < 0 ? 'verified' : 'failed',
        firstDifference,
        field,
        file: target.path,
        sha256: sha256(actual),
      });
    else if (different < 0) print(`Equal: ${counted(message.value.length, 'byte')} in ${target.path}.`);
    else {
      const found = actual[different];
      const bytes = `${found === undefined ? 'nothing' : hexByte(found)} instead of ${hexByte(message.value[different] ?? 0)}`;
      // A byte of a secret is a part of it.
      const shown = options.showSecrets ? `: ${bytes}` : '';
      print(
        `${target.path} differs from ${file}, first at offset ${firstDifference} (${field ?? 'structure of the message'})${shown}.`,
      );
    }
    return ok(different < 0 ? EXIT.good : EXIT.findings);
  });
}

/** `plan`, `flash` and `verify`. */
export function addWriteVerbs(program: Command, act: Act): void {
  growthOptions(
    cardOptions(
      program
        .command('plan <reader> <message>')
        .description('show what writing a message would change; writes nothing'),
    ),
  )
    .addOption(iKnowOption())
    .addOption(allowFindingsOption())
    .addOption(pageSizeOption())
    .option('--apdus', 'list the commands as they go out')
    .option('-o, --output <file>', 'save the plan as JSON, secrets in clear; - for standard output with --show-secrets')
    .action(act((context, reader: string, file: string, options: PlanOptions) => plan(context, reader, file, options)));
  growthOptions(
    cardOptions(
      program
        .command('flash <reader> [message]')
        .description('write a message, or run a saved plan: backup, the bytes that differ, read-back'),
    ),
  )
    .option('--plan <file>', 'run this plan as it stands; refused on another card, and where its files changed')
    .option('--apdus', 'list the commands as they go out')
    .addOption(dryRunOption())
    .addOption(allowFindingsOption())
    .addOption(pageSizeOption())
    .addOption(iKnowOption())
    .addOption(progressOption())
    .action(
      act((context, reader: string, file: string | undefined, options: FlashOptions) =>
        flash(context, reader, file, options),
      ),
    );
  cardOptions(
    program.command('verify <reader> <message>').description('compare a message with what the card holds'),
  ).action(
    act((context, reader: string, file: string, options: CardOptions) => verify(context, reader, file, options)),
  );
}
