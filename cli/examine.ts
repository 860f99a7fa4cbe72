import { basename } from 'node:path';
import { ok, type Result } from '../core/base/result.ts';
import type { MessageView } from '../core/bootstrap/message-model.ts';
import { objectContent } from '../core/bootstrap/object-content.ts';
import { readCard } from '../core/bootstrap/read-card.ts';
import type { ReadResult } from '../core/bootstrap/read-result.ts';
import type { CardLink } from '../core/card/card-link.ts';
import type { KeySource } from '../core/card/given-keys.ts';
import type { CardMode } from '../core/card/identify.ts';
import { withFace } from '../core/card/with-face.ts';
import { MESSAGE_PROFILES } from '../core/device/message-card.ts';
import { simulateAll } from '../core/device/simulate.ts';
import { diagnoseCard } from '../core/diagnosis/diagnose-card.ts';
import { diagnoseMessage } from '../core/diagnosis/diagnose-message.ts';
import { browseCard } from '../core/files/browse.ts';
import type { CardTree } from '../core/files/card-tree.ts';
import type { ReportInput } from '../core/report/build-report.ts';
import type { ReportMade, ReportSource } from '../core/report/report.ts';
import { madeBy } from '../electron/card-host/made-by.ts';
import { type CardInput, openCardInput } from './card-input.ts';
import type { CliContext } from './context.ts';
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
  return madeBy(VERSION);
}

/** The whole tree of a card, in the class that it likes best: what was asked before left it in another. */
async function treeOf(link: CardLink, mode: ExamineOptions['mode']): Promise<Result<CardTree>> {
  const reset = await link.transport.reset('warm');
  if (!reset.ok && reset.error.code !== 'reset-unsupported') return reset;
  return withFace(link, mode, (face) => browseCard(link, face));
}

type Seen = Pick<Examined, 'diagnosis' | 'devices' | 'reads' | 'tree'>;

/** A card: its diagnosis, every kind of client, its files. */
export async function examineCard(
  link: CardLink,
  { mode, keys }: Omit<ExamineOptions, 'keysGiven'>,
  depth: 'inspect' | 'device' = 'inspect',
): Promise<Result<Seen>> {
  const card = await diagnoseCard(link, { mode, depth, keys });
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
  const devices = await simulateAll(link, { profiles: MESSAGE_PROFILES });
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

/** A reader's card, or an image by the name of its file: where that stands is nobody's business. */
export function sourceOfCard(name: string): ReportSource {
  return READER.test(name) ? { kind: 'card', name } : { kind: 'image', name: basename(name.replace(/^virtual:/, '')) };
}

/** @param name of what was opened, as it was given */
export async function examineOpened(
  input: CardInput,
  name: string,
  options: ExamineOptions,
): Promise<Result<Examined>> {
  const { link, message, recorded, notes } = input;
  if (message) return examineMessage(link, name);
  // A recording shows a card as far as it was asked: another class, or more than a device reads, says nothing.
  const mode = recorded === undefined || recorded === 'both' ? options.mode : recorded;
  const seen = await examineCard(link, { ...options, mode }, recorded === undefined ? 'inspect' : 'device');
  if (!seen.ok) return seen;
  const source: ReportSource =
    recorded === undefined ? sourceOfCard(name) : { kind: 'trace', name: basename(name.replace(/^replay:/, '')) };
  return ok({ source, notes, ...seen.value });
}

/** Looks at whatever a name stands for: a reader's card, an image, a trace of any kind, a message. */
export async function examine(context: CliContext, name: string, options: ExamineOptions): Promise<Result<Examined>> {
  const input = await openCardInput(context, name, options.keysGiven);
  if (!input.ok) return input;
  const seen = await examineOpened(input.value, name, options);
  await input.value.close();
  return seen;
}
