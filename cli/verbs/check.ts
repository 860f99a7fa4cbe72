import { type Command, Option } from 'commander';
import { showUtf8 } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { hasErrors, type Severity } from '../../core/base/finding.ts';
import { ok, type Result } from '../../core/base/result.ts';
import { messageInput } from '../../core/bootstrap/message-input.ts';
import { messageFromSource } from '../../core/bootstrap/message-source.ts';
import { loadDdf } from '../../core/mo/ddf.ts';
import type { MoTable } from '../../core/mo/mo-row.ts';
import { decodeInput, expectOption } from '../decode-input.ts';
import type { Act } from '../main.ts';
import { readInput } from '../message-input.ts';
import { readSource } from '../message-source-input.ts';
import { findingLines, print, printJson } from '../output.ts';

interface CheckOptions {
  readonly rules: '1.2' | '1.3';
  readonly ddf: readonly string[];
  readonly expect?: 'dm' | 'any';
  readonly json?: boolean;
}

/** A source is checked as the message it makes; XML as what it is: a card that holds it holds no message. */
async function bytesToCheck(file: string): Promise<Result<Uint8Array>> {
  const read = await readInput(file);
  if (!read.ok) return read;
  const input = messageInput(read.value);
  if (input.kind === 'xml') return read;
  if (input.kind === 'bytes') return ok(input.bytes);
  const source = await readSource(input.text, file);
  return source.ok ? messageFromSource(source.value) : source;
}

/** Management objects that the user described (DDF, XML). */
async function readDescriptions(files: readonly string[]): Promise<Result<readonly MoTable[]>> {
  const tables: MoTable[] = [];
  for (const file of files) {
    const xml = await readInput(file);
    if (!xml.ok) return xml;
    const table = loadDdf(showUtf8(xml.value));
    if (!table.ok) return table;
    tables.push(table.value);
  }
  return ok(tables);
}

async function check(file: string, options: CheckOptions): Promise<Result<ExitCode>> {
  const bytes = await bytesToCheck(file);
  if (!bytes.ok) return bytes;
  const tables = await readDescriptions(options.ddf);
  if (!tables.ok) return tables;
  const { profile, size, findings } = decodeInput(bytes.value, {
    rules: options.rules,
    tables: tables.value,
    ...(options.expect && { expect: options.expect }),
  });
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const counts = { errors: count('error'), warnings: count('warning'), infos: count('info') };
  if (options.json) printJson({ profile, size, rules: options.rules, ...counts, findings });
  else {
    if (findings.length > 0) print(findingLines(findings).join('\n'));
    const said = [`${counts.errors} errors`, `${counts.warnings} warnings`, `${counts.infos} notes`];
    print(findings.length === 0 ? `No findings: ${profile} message of ${size} bytes.` : said.join(', '));
  }
  return ok(hasErrors(findings) ? EXIT.findings : EXIT.good);
}

const collect = (file: string, files: readonly string[]) => [...files, file];

/** `check`: what is wrong with a message, and nothing else. */
export function addCheckVerb(program: Command, act: Act): void {
  program
    .command('check <file>')
    .description('say what is wrong with a message or a message source; - reads standard input')
    .addOption(
      new Option('--rules <release>', 'the DM Bootstrap release whose rules count')
        .choices(['1.2', '1.3'])
        .default('1.3'),
    )
    .addOption(expectOption())
    .option('--ddf <file>', 'a description of a management object to check against; may be given again', collect, [])
    .option('--json', 'as JSON')
    .action(act((_context, file: string, options: CheckOptions) => check(file, options)));
}
