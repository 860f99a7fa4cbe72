import { release, type } from 'node:os';
import { basename } from 'node:path';
import { ok, type Result } from '../core/base/result.ts';
import { decodeMessage } from '../core/bootstrap/message.ts';
import type { MessageView } from '../core/bootstrap/message-model.ts';
import { objectContent } from '../core/bootstrap/object-content.ts';
import { readCard } from '../core/bootstrap/read-card.ts';
import type { ReadResult } from '../core/bootstrap/read-result.ts';
import { type CardLink, openLink } from '../core/card/card-link.ts';
import type { KeySource } from '../core/card/given-keys.ts';
import type { CardMode } from '../core/card/identify.ts';
import { withFace } from '../core/card/with-face.ts';
import { type DeviceRow, simulateAll } from '../core/device/simulate.ts';
import { diagnoseCard } from '../core/diagnosis/diagnose-card.ts';
import { diagnoseMessage } from '../core/diagnosis/diagnose-message.ts';
import { browseCard } from '../core/files/browse.ts';
import type { CardTree } from '../core/files/card-tree.ts';
import type { ReportInput } from '../core/report/build-report.ts';
import type { ReportMade } from '../core/report/report.ts';
import { cardFromTrace } from '../core/trace/trace-card.ts';
import { type TraceSource, traceOf } from '../core/trace/trace-source.ts';
import { TraceView } from '../core/trace/trace-view.ts';
import { replayTransport } from '../core/transport/replay.ts';
import { type CardInput, openCardInput, openImage } from './card-input.ts';
import type { CliContext } from './context.ts';
import { messageInput, readInput } from './message-input.ts';
import { openTrace } from './trace-input.ts';
import { VERSION } from './version.ts';

export interface ExamineOptions {
  readonly mode: 'auto' | CardMode;
  readonly keys: KeySource;
  /** A card that keys were verified on is reset when it is let go. */
  readonly keysGiven: boolean;
}

/** Everything a report tells of a card, an image, a trace or a message. */
export type Examined = Omit<ReportInput, 'made'>;

const READER = /^(pcsc|at):/;

/** What runs here, and when. */
export function madeNow(): ReportMade {
  const created = new Date().toISOString();
  return { created, version: VERSION, node: process.version, os: `${type()} ${release()}` };
}

/** The whole tree of a card, in the class that it likes best: what was asked before left it in another. */
async function treeOf(link: CardLink, mode: ExamineOptions['mode']): Promise<Result<CardTree>> {
  const reset = await link.transport.reset('warm');
  if (!reset.ok && reset.error.code !== 'reset-unsupported') return reset;
  return withFace(link, mode, (face) => browseCard(link, face));
}

type Seen = Pick<Examined, 'diagnosis' | 'devices' | 'reads' | 'tree'>;

/** A card: its diagnosis, every kind of client, its files. */
export async function examineCard(link: CardLink, { mode, keys }: ExamineOptions): Promise<Result<Seen>> {
  const card = await diagnoseCard(link, { mode, keys });
  if (!card.ok) return card;
  const devices = await simulateAll(link, { keys });
  if (!devices.ok) return devices;
  const tree = await treeOf(link, mode);
  if (!tree.ok) return tree;
  return ok({ ...card.value, devices: devices.value, tree: tree.value });
}

function messageIn(read: ReadResult): MessageView | undefined {
  const object = read.chosen === null ? undefined : read.objects[read.chosen];
  return (object && objectContent(read, object)?.message) ?? undefined;
}

async function examineMessage(link: CardLink, name: string): Promise<Result<Examined>> {
  const diagnosis = await diagnoseMessage(link);
  if (!diagnosis.ok) return diagnosis;
  const devices = await simulateAll(link);
  if (!devices.ok) return devices;
  const again = await link.transport.reset('warm');
  if (!again.ok) return again;
  const read = await readCard(link, { mode: 'auto', depth: 'device' });
  if (!read.ok) return read;
  const source = { kind: 'message', name: basename(name) } as const;
  return ok({
    source,
    diagnosis: diagnosis.value,
    devices: devices.value,
    reads: [],
    message: messageIn(read.value),
  });
}

/** What a card's trace tells: the record itself where it answers what is asked, else the card that its answers show. */
async function examineTrace(trace: TraceSource, path: string, options: ExamineOptions): Promise<Result<Examined>> {
  const card = cardFromTrace(new TraceView(trace));
  if (!card.ok) return card;
  const { image, notes } = card.value;
  const opened = await openImage(image);
  if (!opened.ok) return opened;
  const seen = await examineCard(opened.value.link, options);
  await opened.value.close();
  if (!seen.ok) return seen;
  const source = { kind: 'trace', name: basename(path) } as const;
  const record = traceOf(trace);
  if (!record.ok) return record;
  const replayed = await diagnoseCard(openLink(replayTransport(record.value, `replay:${path}`)), options);
  if (!replayed.ok) return ok({ source, ...seen.value, notes });
  const devices: readonly DeviceRow[] = seen.value.devices;
  return ok({ source, ...seen.value, ...replayed.value, devices, notes });
}

/** Whether a file holds exchanges: it is no message that decodes, and its content is one of the forms of a trace. */
async function traceIn(path: string): Promise<TraceSource | undefined> {
  const bytes = await readInput(path);
  if (bytes.ok) {
    const input = messageInput(bytes.value);
    if (input.kind === 'xml') return undefined;
    if (input.kind === 'bytes' && decodeMessage(input.bytes, 0, { expect: 'any' }).document !== null) return undefined;
  }
  const trace = await openTrace(path);
  return trace.ok && trace.value.source.count > 0 ? trace.value.source : undefined;
}

async function examineOpened(input: CardInput, name: string, options: ExamineOptions): Promise<Result<Examined>> {
  if (input.message) return examineMessage(input.link, name);
  const seen = await examineCard(input.link, options);
  if (!seen.ok) return seen;
  const source = READER.test(name)
    ? ({ kind: 'card', name } as const)
    : ({ kind: 'image', name: basename(name.replace(/^virtual:/, '')) } as const);
  return ok({ source, ...seen.value });
}

/** Looks at whatever a name stands for: a reader's card, an image, a trace of any kind, a message. */
export async function examine(context: CliContext, name: string, options: ExamineOptions): Promise<Result<Examined>> {
  const path = name.replace(/^replay:/, '');
  const isFile = !READER.test(name) && !name.startsWith('virtual:') && !name.endsWith('.json');
  const trace = isFile ? await traceIn(path) : undefined;
  if (trace !== undefined) return examineTrace(trace, path, options);
  const input = await openCardInput(context, name, options.keysGiven);
  if (!input.ok) return input;
  const seen = await examineOpened(input.value, name, options);
  await input.value.close();
  return seen;
}
