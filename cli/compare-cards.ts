import { toHex, utf8 } from '../core/base/bytes.ts';
import { EXIT, type ExitCode } from '../core/base/exit-code.ts';
import { ok, type Result } from '../core/base/result.ts';
import { compareCards } from '../core/bootstrap/compare-cards.ts';
import type { ByteChange, FileDifference } from '../core/files/compare-images.ts';
import type { ComparisonIgnore } from '../core/files/comparison-ignore.ts';
import { dumpCard } from '../core/files/dump.ts';
import type { AspectChange } from '../core/files/image-aspects.ts';
import { cardFromTrace } from '../core/trace/trace-card.ts';
import { TraceView } from '../core/trace/trace-view.ts';
import type { CardImage } from '../core/virtual-card/card-image.ts';
import { isRecording } from './card-input.ts';
import type { CliContext } from './context.ts';
import type { KeyOptions } from './given-keys.ts';
import { loadImage } from './load-image.ts';
import { counted, print, printJson } from './output.ts';
import { openTrace } from './trace-input.ts';
import { keySource, tellTrying } from './verbs/files.ts';

export interface CardCompareOptions extends KeyOptions {
  readonly bytes?: boolean;
  readonly showSecrets?: boolean;
  readonly json?: boolean;
  /** What is passed over. */
  readonly ignored: ComparisonIgnore;
}

/** A card made of what a recording shows: what it does not show is missing in it. */
async function recordedImage(path: string): Promise<Result<CardImage>> {
  const trace = await openTrace(path);
  if (!trace.ok) return trace;
  const card = cardFromTrace(new TraceView(trace.value.source));
  return card.ok ? ok(card.value.image) : card;
}

/** A virtual card as its image has it, one of a recording as that shows it; any other card is dumped. */
async function cardImageOf(context: CliContext, name: string, options: CardCompareOptions): Promise<Result<CardImage>> {
  const recording = name.replace(/^replay:/, '');
  if (recording !== name || (!/^\w+:/.test(name) && (await isRecording(name)))) return recordedImage(recording);
  if (!/^(pcsc|at):/.test(name)) {
    const loaded = await loadImage(name);
    return loaded.ok ? ok(loaded.value.image) : loaded;
  }
  const keys = await keySource(context, options);
  if (!keys.ok) return keys;
  const card = await context.open(name);
  if (!card.ok) return card;
  const dumped = await dumpCard(card.value.link, { mode: 'auto', keys: keys.value, trying: tellTrying });
  await card.value.close('reset');
  return dumped.ok ? ok(dumped.value.image) : dumped;
}

const stars = (text: string | null) => (text === null ? null : '*'.repeat(utf8(text).length));

function maskedAspect(change: AspectChange, show: boolean): AspectChange {
  return change.secret && !show ? { ...change, a: stars(change.a), b: stars(change.b) } : change;
}

interface ShownBytes {
  readonly offset: number;
  readonly a: string;
  readonly b: string;
}

function shownBytes({ offset, a, b, secret }: ByteChange, show: boolean): ShownBytes {
  const text = (bytes: Uint8Array) => (secret && !show ? '**'.repeat(bytes.length) : toHex(bytes));
  return { offset, a: text(a), b: text(b) };
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const;

function aspectLine({ aspect, a, b, secret }: AspectChange): string {
  if (secret) return `    ${aspect}: the secrets differ${a === null || b === null ? '' : `  ${a} → ${b}`}`;
  return `    ${aspect}: ${a ?? 'none'} → ${b ?? 'none'}`;
}

function fileLines(file: FileDifference, show: boolean, bytes: boolean): readonly string[] {
  const head = `${MARKS[file.kind]} ${file.path}${file.name === null ? '' : ` ${file.name}`}`;
  const count = file.bytes.reduce((sum, { a, b }) => sum + Math.max(a.length, b.length), 0);
  const first = file.bytes[0];
  const detail = file.changes.map((change) => aspectLine(maskedAspect(change, show)));
  const told = first === undefined ? [] : [`    differing: ${counted(count, 'byte')}, the first at ${first.offset}`];
  const dump = bytes
    ? file.bytes.map((change) => {
        const { offset, a, b } = shownBytes(change, show);
        return `      ${offset}: ${a === '' ? '–' : a} → ${b === '' ? '–' : b}`;
      })
    : [];
  return [head, ...detail, ...told, ...dump];
}

/** Compares two cards: what they are, PIN states, files by meaning; bytes where they are asked for. */
export async function compareTwoCards(
  context: CliContext,
  [a, b]: readonly [string, string],
  options: CardCompareOptions,
): Promise<Result<ExitCode>> {
  const one = await cardImageOf(context, a, options);
  if (!one.ok) return one;
  const two = await cardImageOf(context, b, options);
  if (!two.ok) return two;
  const show = options.showSecrets ?? false;
  if (show) {
    const kept = await context.secretsShown(one.value.iccid);
    if (!kept.ok) return kept;
  }
  const { equal, card, credentials, files, ignored } = compareCards(one.value, two.value, options.ignored);
  if (options.json)
    printJson({
      equal,
      card,
      credentials,
      files: files.map((file) => ({
        ...file,
        changes: file.changes.map((change) => maskedAspect(change, show)),
        bytes: file.bytes.map((change) => shownBytes(change, show)),
      })),
      ignored,
    });
  else {
    for (const change of card) print(`~ ${aspectLine(change).trim()}`);
    for (const change of credentials) print(`~ ${aspectLine(change).trim()}`);
    for (const file of files) print(fileLines(file, show, options.bytes ?? false).join('\n'));
    const count = card.length + credentials.length + files.length;
    const passed = ignored.length === 0 ? '' : `, ${ignored.length} ignored`;
    print(`${equal ? 'The same card: files, access and PIN states' : counted(count, 'difference')}${passed}.`);
  }
  return ok(equal ? EXIT.good : EXIT.findings);
}
