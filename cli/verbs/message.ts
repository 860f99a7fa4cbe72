import { type Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'yaml';
import { appError } from '../../core/base/app-error.ts';
import { toHex } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { hasErrors } from '../../core/base/finding.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { type EncodeMessageOptions, type EncodeStyle, encodeMessage } from '../../core/bootstrap/encode-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { messageInput } from '../../core/bootstrap/message-input.ts';
import type { MessageView } from '../../core/bootstrap/message-model.ts';
import { messageFromSource } from '../../core/bootstrap/message-source.ts';
import { sourceFromMessage } from '../../core/bootstrap/message-source-back.ts';
import { maskSource } from '../../core/bootstrap/message-source-mask.ts';
import { messageFromXml, messageToXml } from '../../core/bootstrap/message-xml.ts';
import { decodeInput, expectOption } from '../decode-input.ts';
import type { Act } from '../main.ts';
import { readInput, readMessageBytes } from '../message-input.ts';
import { readSource } from '../message-source-input.ts';
import { findingLines, print, printJson } from '../output.ts';
import { decodeJson } from '../present-message.ts';
import { writeOutput } from '../write-output.ts';

interface DecodeOptions {
  readonly json?: boolean;
  readonly output?: string;
  readonly source?: boolean;
  readonly expect?: 'dm' | 'any';
  readonly showSecrets?: boolean;
}

interface EncodeOptions {
  readonly json?: boolean;
  readonly output?: string;
  readonly style?: EncodeStyle;
  readonly tnds?: EncodeMessageOptions['tnds'];
  readonly capacity?: number;
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a number of bytes is expected.');
  return value;
}

export const styleOption = () =>
  new Option('--style <style>', 'how strings and trees are written').choices(['compatible', 'canonical', 'smallest']);

/** A message as a source in YAML, secrets left to the environment unless they are to be shown. */
async function decodeToSource(view: MessageView, options: DecodeOptions): Promise<Result<ExitCode>> {
  const reading = sourceFromMessage(view);
  if (!reading.ok) return reading;
  const { source, notExpressed } = reading.value;
  const { variables, ...masked } = options.showSecrets ? { source, variables: [] } : maskSource(source);
  if (options.json) {
    printJson({ source: masked.source, variables, notExpressed });
    return ok(hasErrors(view.findings) ? EXIT.findings : EXIT.good);
  }
  const comments = [
    ...(variables.length === 0 ? [] : [`# Its secrets are left out: ${variables.join(', ')} have to be set.`]),
    ...notExpressed.map((note) => `# Not said here: ${note.replace(/\s+/g, ' ')}`),
  ];
  const head = comments.map((line) => `${line}\n`).join('');
  const written = await writeOutput(
    options.output ?? '-',
    head + stringify(masked.source, { lineWidth: 0, aliasDuplicateObjects: false }),
  );
  return written.ok ? ok(hasErrors(view.findings) ? EXIT.findings : EXIT.good) : written;
}

async function decode(file: string, options: DecodeOptions): Promise<Result<ExitCode>> {
  const bytes = await readMessageBytes(file);
  if (!bytes.ok) return bytes;
  const view = decodeInput(bytes.value, options.expect && { expect: options.expect });
  const exit = hasErrors(view.findings) ? EXIT.findings : EXIT.good;
  const show = options.showSecrets ?? false;
  if (options.source) return decodeToSource(view, options);
  if (options.json) {
    printJson(decodeJson(view, show));
    return ok(exit);
  }
  if (view.document !== null) {
    const xml = messageToXml(view, { secrets: show ? 'show' : 'mask' });
    const written = await writeOutput(options.output ?? '-', xml);
    if (!written.ok) return written;
  }
  // The XML is the product; what is wrong with it goes beside it.
  if (view.findings.length > 0) process.stderr.write(`${findingLines(view.findings).join('\n')}\n`);
  return ok(exit);
}

interface Encoding {
  readonly bytes: Uint8Array;
  readonly style: EncodeStyle;
  /** Null where nothing was chosen: the bytes are those that the input makes. */
  readonly saved: number | null;
}

/** The bytes of whatever the file holds, in the style that the options, else the source ask for. */
async function encoded(file: string, options: EncodeOptions): Promise<Result<Encoding>> {
  const read = await readInput(file);
  if (!read.ok) return read;
  const input = messageInput(read.value);
  let wanted = options.style;
  let made: Result<Uint8Array>;
  if (input.kind === 'xml') made = messageFromXml(input.xml);
  else if (input.kind === 'bytes') made = ok(input.bytes);
  else {
    const source = await readSource(input.text, file);
    if (!source.ok) return source;
    wanted ??= source.value.style;
    made = messageFromSource({ ...source.value, style: 'compatible' });
  }
  if (!made.ok) return made;
  // What is WBXML already is written anew only when that is asked for.
  const again = wanted !== undefined || options.tnds !== undefined || input.kind === 'bytes';
  const style = wanted ?? 'compatible';
  if (!again) return ok({ bytes: made.value, style, saved: null });
  const result = encodeMessage(decodeMessage(made.value), {
    style,
    ...(options.tnds !== undefined && { tnds: options.tnds }),
  });
  return result.ok ? ok({ bytes: result.value.bytes, style, saved: result.value.saved.total }) : result;
}

async function encode(file: string, options: EncodeOptions): Promise<Result<ExitCode>> {
  const made = await encoded(file, options);
  if (!made.ok) return made;
  const { bytes, style, saved } = made.value;
  const { capacity } = options;
  if (capacity !== undefined && bytes.length > capacity)
    return err(appError('message-too-long', { length: bytes.length, capacity, excess: bytes.length - capacity }));
  const { findings } = decodeInput(bytes);
  if (options.output !== undefined) {
    const written = await writeOutput(options.output, bytes);
    if (!written.ok) return written;
  }
  if (options.json && options.output !== '-')
    printJson({ size: bytes.length, capacity: capacity ?? null, style, saved, hex: toHex(bytes), findings });
  else if (options.output === undefined) print(toHex(bytes));
  // The bytes are the product; what there is to say of them goes beside them.
  const notes = [
    ...(capacity === undefined ? [] : [`${bytes.length} of ${capacity} bytes, ${capacity - bytes.length} free`]),
    ...(saved === null || saved === 0 ? [] : [`${bytes.length} bytes, ${saved} fewer than compatible`]),
    ...findingLines(findings),
  ];
  if (!options.json && notes.length > 0) process.stderr.write(`${notes.join('\n')}\n`);
  return ok(hasErrors(findings) ? EXIT.findings : EXIT.good);
}

/** `decode` and `encode`: messages, no card needed. */
export function addMessageVerbs(program: Command, act: Act): void {
  program
    .command('decode <file>')
    .description('decode a message (WBXML, or its hex) to XML; - reads standard input')
    .option('-o, --output <file>', 'write the XML there')
    .addOption(expectOption())
    .option('--source', 'as a message source in YAML, secrets left to the environment')
    .option('--show-secrets', 'do not mask secrets')
    .option('--json', 'as JSON, with the tree and the findings')
    .action(act((_context, file: string, options: DecodeOptions) => decode(file, options)));
  program
    .command('encode <file>')
    .description('encode XML, YAML or JSON to WBXML; prints hex, or writes the bytes with -o')
    .option('-o, --output <file>', 'write the bytes there; - for standard output')
    .addOption(styleOption())
    .addOption(
      new Option('--tnds <form>', 'what management trees are written in').choices(['wbxml', 'xml', 'keep', 'smallest']),
    )
    .option('--capacity <bytes>', 'bytes of the file it is for: told, and refused when too few', positiveNumber)
    .option('--json', 'as JSON')
    .action(act((_context, file: string, options: EncodeOptions) => encode(file, options)));
}
