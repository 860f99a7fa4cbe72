import { Command, CommanderError } from 'commander';
import { type AppError, appError, exitCodeOf } from '../core/base/app-error.ts';
import { EXIT, type ExitCode } from '../core/base/exit-code.ts';
import { ok, type Result } from '../core/base/result.ts';
import { makePrivate } from '../electron/storage/private-folder.ts';
import { type CliContext, createContext } from './context.ts';
import { errorJson, printError, printJson } from './output.ts';
import { heedSignals } from './signals.ts';
import { guardStandardOutput } from './standard-output.ts';
import { addAdminVerb } from './verbs/admin.ts';
import { addApduVerb } from './verbs/apdu.ts';
import { addBackupVerbs } from './verbs/backup.ts';
import { addBundleVerb } from './verbs/bundle.ts';
import { addCardVerbs } from './verbs/card.ts';
import { addCheckVerb } from './verbs/check.ts';
import { addCompareVerb } from './verbs/compare.ts';
import { addDiagnoseVerb } from './verbs/diagnose.ts';
import { addDoctorVerb } from './verbs/doctor.ts';
import { addDumpVerb } from './verbs/dump.ts';
import { addEditVerb } from './verbs/edit.ts';
import { addExplainVerb } from './verbs/explain.ts';
import { addFilesVerb } from './verbs/files.ts';
import { addKeyVerb } from './verbs/key.ts';
import { addKeysVerb } from './verbs/keys.ts';
import { addMapVerb } from './verbs/map.ts';
import { addMessageVerbs } from './verbs/message.ts';
import { addNewVerb } from './verbs/new-message.ts';
import { addObjectsVerb } from './verbs/objects.ts';
import { addProvisionVerbs } from './verbs/provision.ts';
import { addReadVerb } from './verbs/read.ts';
import { addReadersVerb } from './verbs/readers.ts';
import { addRecoverVerb } from './verbs/recover.ts';
import { addReplayVerb } from './verbs/replay.ts';
import { addReportVerb } from './verbs/report.ts';
import { addSimulateVerb } from './verbs/simulate.ts';
import { addTraceVerbs } from './verbs/trace.ts';
import { addUiVerb } from './verbs/ui.ts';
import { addWriteVerbs } from './verbs/write.ts';
import { VERSION } from './version.ts';

/** What a verb does: its exit code, or why it could not. */
export type VerbResult = Promise<Result<ExitCode>>;

/** Registers a verb's action so that every outcome ends in one place. */
export type Act = <Args extends unknown[]>(
  verb: (context: CliContext, ...args: Args) => VerbResult,
) => (...args: Args) => Promise<void>;

/** A verb that is called wrongly, as an error like all others; commander has said it on standard error already. */
function usageError(problem: CommanderError, program: Command, [verb = '']: readonly string[]): AppError {
  // Asked for nothing, commander prints the help and names no error.
  const said = problem.code === 'commander.help' ? 'a verb is missing' : problem.message.replace(/^error: /, '');
  const what = said.charAt(0).toUpperCase() + said.slice(1);
  const known = program.commands.some((command) => command.name() === verb);
  return known ? appError('usage-invalid', { what, verb }) : appError('usage-verb', { what });
}

/** Secrets are shown only after that is on record. A verb that opens a card keeps the record itself: it names the card. */
async function recordShowing(context: CliContext, command: Command): Promise<Result<void>> {
  const [first] = command.registeredArguments;
  const shows = command.opts<{ showSecrets?: boolean }>().showSecrets ?? false;
  return shows && first?.name() !== 'reader' ? context.secretsShown() : ok(undefined);
}

/** Runs the command line. The process ends by itself with the exit code of the contract. */
export async function main(argv: readonly string[]): Promise<void> {
  const context = createContext();
  heedSignals(context);
  guardStandardOutput((error) => printError(error, false));
  const state: { outcome: Result<ExitCode> } = { outcome: ok(EXIT.good) };
  const json = argv.includes('--json');
  const act: Act =
    (verb) =>
    async (...args) => {
      await makePrivate(context.dataFolder);
      const command = args.at(-1);
      if (command instanceof Command) {
        context.verb = command.name();
        const recorded = await recordShowing(context, command);
        if (!recorded.ok) {
          state.outcome = recorded;
          return;
        }
      }
      state.outcome = await verb(context, ...args);
    };
  const program = new Command('bootcard')
    .description('Reads, explains, edits and writes OMA DM bootstrap data on SIM, R-UIM and UICC cards.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('Run "bootcard --help" for the verbs.')
    .configureOutput({ outputError: (text, write) => write(`bootcard: ${text}`) });
  addReadersVerb(program, act);
  addReadVerb(program, act);
  addDiagnoseVerb(program, act);
  addFilesVerb(program, act);
  addDumpVerb(program, act);
  addMessageVerbs(program, act);
  addCheckVerb(program, act);
  addEditVerb(program, act);
  addMapVerb(program, act);
  addCompareVerb(program, act);
  addSimulateVerb(program, act);
  addReportVerb(program, act);
  addBundleVerb(program, act);
  addNewVerb(program, act);
  addExplainVerb(program, act);
  addWriteVerbs(program, act);
  addProvisionVerbs(program, act);
  addObjectsVerb(program, act);
  addBackupVerbs(program, act);
  addRecoverVerb(program, act);
  addCardVerbs(program, act);
  addAdminVerb(program, act);
  addApduVerb(program, act);
  addKeyVerb(program, act);
  addKeysVerb(program, act);
  addTraceVerbs(program, act);
  addReplayVerb(program, act);
  addUiVerb(program, act);
  addDoctorVerb(program, act);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    const { outcome } = state;
    if (!outcome.ok) printError(outcome.error, json);
    process.exitCode = outcome.ok ? outcome.value : exitCodeOf(outcome.error);
  } catch (problem) {
    if (problem instanceof CommanderError) {
      process.exitCode = problem.exitCode === 0 ? EXIT.good : EXIT.usage;
      if (json && problem.exitCode !== 0) printJson(errorJson(usageError(problem, program, argv)));
    } else {
      printError(appError('internal', { reason: problem instanceof Error ? problem.message : 'unknown' }), json);
      process.exitCode = EXIT.cardError;
    }
  }
  await context.close();
}
