import type { Command } from 'commander';
import { appError } from '../../core/base/app-error.ts';
import { utf8 } from '../../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../../core/base/exit-code.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { compareMessages, type MessageDifference } from '../../core/bootstrap/message-compare.ts';
import type { MessageView } from '../../core/bootstrap/message-model.ts';
import { objectContent } from '../../core/bootstrap/object-content.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import { ignoreOf } from '../../core/files/comparison-ignore.ts';
import { BUNDLE_ENDING } from '../../core/virtual-card/bundled-image.ts';
import { parseCardImage } from '../../core/virtual-card/card-image.ts';
import { imageFiles } from '../../electron/card-host/ports/image-files.ts';
import { isRecording } from '../card-input.ts';
import { compareTwoCards } from '../compare-cards.ts';
import type { CliContext } from '../context.ts';
import { collectKey } from '../credentials.ts';
import { type KeyOptions, keyFileOptions, keySourceOf, readGivenKeys } from '../given-keys.ts';
import type { Act } from '../main.ts';
import { readMessage } from '../message-input.ts';
import { counted, print, printJson } from '../output.ts';

interface CompareOptions extends KeyOptions {
  readonly golden?: boolean;
  readonly ignore: readonly string[];
  readonly message?: boolean;
  readonly bytes?: boolean;
  readonly showSecrets?: boolean;
  readonly json?: boolean;
}

const READER = /^(pcsc|virtual|replay|at):/;

/** The message that a device would find on a card. */
async function messageOnCard(
  context: CliContext,
  reader: string,
  options: CompareOptions,
): Promise<Result<MessageView>> {
  const keys = await readGivenKeys(context, options);
  if (!keys.ok) return keys;
  const card = await context.open(reader);
  if (!card.ok) return card;
  const read = await readCard(card.value.link, {
    mode: 'auto',
    depth: 'device',
    strict: false,
    keys: keySourceOf(context, keys.value, {}),
  });
  await card.value.close(keys.value.any ? 'reset' : 'leave');
  if (!read.ok) return read;
  const { chosen, objects, findings } = read.value;
  const object = chosen === null ? undefined : objects[chosen];
  const message = object && objectContent(read.value, object)?.message;
  if (!message) {
    const reason = (findings[0]?.message ?? 'its file was not read').replace(/\.$/, '');
    return err(appError('card-no-message', { reader, reason }));
  }
  return ok(message);
}

async function side(context: CliContext, name: string, options: CompareOptions): Promise<Result<MessageView>> {
  if (READER.test(name)) return messageOnCard(context, name, options);
  const bytes = await readMessage(name);
  return bytes.ok ? ok(decodeMessage(bytes.value)) : bytes;
}

function masked(difference: MessageDifference, show: boolean): MessageDifference {
  if (!difference.secret || show) return difference;
  const stars = (text: string | null) => (text === null ? null : '*'.repeat(starsOf(text)));
  return { ...difference, a: stars(difference.a), b: stars(difference.b) };
}

function starsOf(text: string): number {
  return text.startsWith('hex:') ? (text.length - 4) / 2 : utf8(text).length;
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const;

function line({ kind, path, aspect, a, b, secret }: MessageDifference): string {
  const what = aspect === 'value' ? '' : ` ${aspect}`;
  const value = kind === 'changed' ? `${a ?? ''} → ${b ?? ''}` : (b ?? a ?? '');
  return `${MARKS[kind]} ${path}${what}${value === '' ? '' : `  ${value}`}${secret && kind === 'changed' ? '  (secrets differ)' : ''}`;
}

/** Whether a name stands for a card: a reader, a card image, or a recording that shows one. */
async function isCard(name: string): Promise<boolean> {
  if (READER.test(name)) return true;
  if (!name.endsWith('.json') && !name.endsWith(BUNDLE_ENDING)) return isRecording(name);
  const text = await imageFiles.read(name);
  return text.ok && parseCardImage(text.value, name).ok;
}

async function compare(context: CliContext, a: string, b: string, options: CompareOptions): Promise<Result<ExitCode>> {
  const ignored = ignoreOf({ names: options.ignore, golden: options.golden ?? false });
  if (!options.message && (await isCard(a)) && (await isCard(b)))
    return compareTwoCards(context, [a, b], { ...options, ignored });
  const one = await side(context, a, options);
  if (!one.ok) return one;
  const two = await side(context, b, options);
  if (!two.ok) return two;
  const comparison = compareMessages(one.value, two.value);
  const counting = comparison.differences.filter(({ path, secret }) => !ignored.field(path, secret));
  const passed = comparison.differences.filter((item) => !counting.includes(item)).map(({ path }) => path);
  const equal = counting.length === 0;
  const differences = counting.map((item) => masked(item, options.showSecrets ?? false));
  if (options.json) printJson({ ...comparison, equal, differences, ignored: passed });
  else {
    for (const difference of differences) print(line(difference));
    for (const { what, a: left, b: right } of comparison.encoding) print(`  ${what}: ${left} / ${right}`);
    const alike = comparison.secrets.filter(({ equal }) => equal).length;
    const secrets =
      comparison.secrets.length === 0 ? '' : `, ${alike} of ${comparison.secrets.length} common secrets alike`;
    if (comparison.identical) print('The same bytes.');
    else if (comparison.equal) print(`The same to a device, written in another way${secrets}.`);
    else if (equal) print(`The same but for ${passed.length} ignored${secrets}.`);
    else
      print(
        `${counted(differences.length, 'difference')}${secrets}${passed.length === 0 ? '' : `, ${passed.length} ignored`}.`,
      );
  }
  return ok(equal ? EXIT.good : EXIT.findings);
}

/** `compare`: two messages by what they mean, from files or cards; two cards file by file. */
export function addCompareVerb(program: Command, act: Act): void {
  keyFileOptions(program.command('compare <a> <b>'))
    .description('compare two messages by what they mean, or two cards file by file; a name like virtual:… is a card')
    .option('--message', 'of two cards: only the messages on them')
    .option(
      '--golden',
      'pass over what cards of a series differ in: numbers, subscriber data, keys, secrets, tries left',
    )
    .option(
      '--ignore <names>',
      'pass over these, by commas: iccid, imsi, tries, a file’s path, a field such as AAuthName',
      (value: string, before: readonly string[]) => [...before, ...value.split(',').map((name) => name.trim())],
      [],
    )
    .option('--bytes', 'of two cards: the bytes that differ besides')
    .option('--key <ref=value>', 'a PIN the card asks for: pin1=ascii:1234, pin1=env:NAME', collectKey, [])
    .option('--show-secrets', 'do not mask secrets')
    .option('--json', 'as JSON')
    .action(act((context, a: string, b: string, options: CompareOptions) => compare(context, a, b, options)));
}
