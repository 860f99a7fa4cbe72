import { type Command, Option } from 'commander';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { buildReport } from '../../core/report/build-report.ts';
import { reportHtml, reportJson } from '../../core/report/report-html.ts';
import { modeOption } from '../card-options.ts';
import type { CliContext } from '../context.ts';
import type { ConsentOptions } from '../credentials.ts';
import { examine, madeNow } from '../examine.ts';
import { type KeyOptions, keyOptions, keySourceOf, readGivenKeys } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { print } from '../output.ts';
import { writeOutput } from '../write-output.ts';

interface ReportVerbOptions extends ConsentOptions, KeyOptions {
  readonly mode: 'auto' | '2g' | '3g';
  readonly output: string;
  readonly lang: 'en' | 'zh';
  readonly showSecrets?: boolean;
}

async function runReport(context: CliContext, name: string, options: ReportVerbOptions): Promise<Result<ExitCode>> {
  const { mode, output, lang: language, showSecrets = false } = options;
  const given = await readGivenKeys(context, options);
  if (!given.ok) return given;
  const keys = keySourceOf(context, given.value, options);
  const examined = await examine(context, name, { mode, keys, keysGiven: given.value.any });
  if (!examined.ok) return examined;
  const report = buildReport({ ...examined.value, made: madeNow() }, { language, showSecrets });
  const written = await writeOutput(output, /\.html?$/i.test(output) ? reportHtml(report) : reportJson(report));
  if (!written.ok) return written;
  if (output !== '-') print(`${report.root ?? 'no fault'}, in ${output}`);
  return ok(EXIT.good);
}

/** `report`: all that can be said about a card, in one file for a ticket. */
export function addReportVerb(program: Command, act: Act): void {
  keyOptions(program.command('report <card>'), 'a PIN that the user knows: pin1=ascii:1234, pin1=env:NAME')
    .description('what is wrong with a reader’s card, an image, a trace or a message, with its evidence, in one file')
    .requiredOption('-o, --output <file>', 'FILE.html for people, any other name for JSON; - for standard output')
    .addOption(modeOption())
    .addOption(new Option('--lang <language>', 'language of the report').choices(['en', 'zh']).default('en'))
    .option('--show-secrets', 'do not mask secrets of the message')
    .action(act((context, name: string, options: ReportVerbOptions) => runReport(context, name, options)));
}
