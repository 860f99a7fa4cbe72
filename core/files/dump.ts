import { hexByte, hexWord, toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import { announcesExtendedLength, readAtr } from '../card/atr.ts';
import type { CardLink } from '../card/card-link.ts';
import { uicc } from '../card/commands.ts';
import { createFileCursor, type FileCursor } from '../card/file-cursor.ts';
import type { KeySource } from '../card/given-keys.ts';
import type { CardFace, CardMode } from '../card/identify.ts';
import { reachOf } from '../card/reach.ts';
import type { FileRead } from '../card/read-file.ts';
import { withFace } from '../card/with-face.ts';
import type { CardImage, FileImage } from '../virtual-card/card-image.ts';
import { type BrowseOptions, browseCard } from './browse.ts';
import type { CardTree } from './card-tree.ts';
import { type DumpedFile, fileImageFrom } from './dump-file.ts';
import { credentialsOf, type DumpedKey, readDumpedKeys } from './dump-pins.ts';
import { platformOf } from './platform.ts';
import { readNode } from './read-node.ts';

export interface DumpOptions extends BrowseOptions {
  /** One class alone; default both, where the card answers both. */
  readonly mode: 'auto' | CardMode;
  readonly keys?: KeySource;
}

/** A file whose content is not all in the image. */
export interface UnreadFile {
  readonly path: string;
  readonly name: string | null;
  /** Bytes that were read, from the start. */
  readonly readable: number;
  readonly size: number;
  /** Status word that ended the reading. */
  readonly sw: number;
}

export interface CardDump {
  readonly image: CardImage;
  readonly unread: readonly UnreadFile[];
  /** False where the dump was stopped. */
  readonly complete: boolean;
}

/** What one class showed of a card. */
interface View {
  readonly face: CardFace;
  readonly tree: CardTree;
  readonly keys: readonly DumpedKey[];
  readonly reads: ReadonlyMap<string, FileRead>;
  readonly quirks: CardImage['quirks'];
}

const MF = 0x3f00;
const MOST_CHANNELS = 19;

/** How the card deals with logical channels: as many as there are are opened, and closed again, the first at once. */
async function channelQuirks(link: CardLink, face: CardFace): Promise<Result<CardImage['quirks']>> {
  if (face.borrowed !== undefined) return ok({ noLogicalChannels: hexWord(face.borrowed.refused) });
  const opened: number[] = [];
  const open = async (): Promise<Result<boolean>> => {
    const answer = await link.send(uicc.manageChannelOpen());
    if (!answer.ok) return answer;
    const [channel] = answer.value.data;
    if (reachOf(answer.value.sw, 'iso') !== 'ok' || channel === undefined) return ok(false);
    if (channel === face.channel || opened.includes(channel)) return ok(false);
    opened.push(channel);
    return ok(true);
  };
  const close = (channel: number) => link.send(uicc.manageChannelClose(channel));
  const trial = await open();
  if (!trial.ok) return trial;
  const [first] = opened.splice(0);
  if (first === undefined) return ok({ maxChannels: 1 });
  const closed = await close(first);
  if (!closed.ok) return closed;
  // What cannot be closed is not opened for a count.
  if (reachOf(closed.value.sw, 'iso') !== 'ok') return ok({ noChannelClose: hexWord(closed.value.sw) });
  let more = true;
  while (more && opened.length + 1 < MOST_CHANNELS) {
    const next = await open();
    if (!next.ok) return next;
    more = next.value;
  }
  for (const channel of opened) {
    const done = await close(channel);
    if (!done.ok) return done;
  }
  return ok(more ? {} : { maxChannels: opened.length + 1 });
}

/** SELECT without an answer: cards that do not know P2 = 0C refuse it with 6A86. */
async function selectQuirks({ link, channel }: FileCursor): Promise<Result<CardImage['quirks']>> {
  const answer = await link.send(uicc.select(channel, MF, 0x0c));
  return answer.ok ? ok(answer.value.sw === 0x6a86 ? { noP2_0C: true } : {}) : answer;
}

async function quirksOf(link: CardLink, face: CardFace, cursor: FileCursor): Promise<Result<CardImage['quirks']>> {
  if (face.mode === '2g') return ok({});
  const channels = await channelQuirks(link, face);
  if (!channels.ok) return channels;
  const select = await selectQuirks(cursor);
  return select.ok ? ok({ ...channels.value, ...select.value }) : select;
}

/** Everything that one class shows. Files that `known` holds whole are not read again. */
async function view(
  link: CardLink,
  mode: DumpOptions['mode'],
  options: DumpOptions,
  known: ReadonlyMap<string, FileRead>,
): Promise<Result<View>> {
  return withFace(link, mode, async (face): Promise<Result<View>> => {
    const cursor = createFileCursor(link, face);
    const quirks = await quirksOf(link, face, cursor);
    if (!quirks.ok) return quirks;
    const tree = await browseCard(link, face, options);
    if (!tree.ok) return tree;
    // The browser has selected since on this channel.
    cursor.lost();
    // States before keys are verified: afterwards the card no longer tells the tries.
    const keys = await readDumpedKeys(cursor, tree.value);
    if (!keys.ok) return keys;
    const reads = new Map<string, FileRead>();
    for (const node of tree.value.nodes) {
      if (node.kind !== 'ef' || known.get(node.path)?.complete || options.cancelled?.()) continue;
      const read = await readNode(cursor, node, { iccid: face.iccid, ...(options.keys && { keys: options.keys }) });
      if (!read.ok) return read;
      if (read.value !== undefined) reads.set(node.path, read.value);
    }
    return ok({ face, tree: tree.value, keys: keys.value, reads, quirks: quirks.value });
  });
}

/** The other class of a card that answered the ISO class: asked after a reset; undefined where it is refused. */
async function otherView(link: CardLink, first: View, options: DumpOptions): Promise<Result<View | undefined>> {
  if (options.mode !== 'auto' || first.face.mode !== '3g') return ok(undefined);
  const reset = await link.transport.reset('warm');
  if (!reset.ok) return reset;
  const second = await view(link, '2g', options, first.reads);
  if (!second.ok) return second.error.code === 'card-class' ? ok(undefined) : second;
  // A card that looks at no class byte answers as in the ISO class: there is no header of TS 51.011 9.2.1 then.
  return ok(second.value.tree.nodes.some((node) => node.header !== null) ? second.value : undefined);
}

function moreOf(a: FileRead | undefined, b: FileRead | undefined): FileRead | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.complete || !b.complete ? a : b;
}

/** Files of both views by path, parents before what is in them. */
function merged(iso: View | undefined, gsm: View | undefined): readonly DumpedFile[] {
  const files = new Map<string, DumpedFile>();
  for (const node of iso?.tree.nodes ?? []) files.set(node.path, { iso: node });
  for (const node of gsm?.tree.nodes ?? []) files.set(node.path, { ...files.get(node.path), gsm: node });
  return [...files.entries()].map(([path, file]) => {
    const read = moreOf(iso?.reads.get(path), gsm?.reads.get(path));
    return { ...file, ...(read && { read }) };
  });
}

function unreadOf(image: FileImage, read: FileRead | undefined, file: DumpedFile): readonly UnreadFile[] {
  if (image.unreadFrom === undefined) return [];
  const sw = read?.sw ?? (file.iso ?? file.gsm)?.sw ?? 0;
  return [{ path: image.path, name: image.name ?? null, readable: image.unreadFrom, size: image.size ?? 0, sw }];
}

/**
 * Dumps a card into an image: the files that can be read with their contents, the others with what their headers tell, access
 * rules, PIN states, the classes it answers and how it deals with channels. Never credentials, which no card gives away. Keys
 * that were given go through the retry guard. The link ends with the card reset once where it answers both classes.
 */
export async function dumpCard(link: CardLink, options: DumpOptions): Promise<Result<CardDump>> {
  const { atr } = link.transport;
  const first = await view(link, options.mode, options, new Map());
  if (!first.ok) return first;
  const second = await otherView(link, first.value, options);
  if (!second.ok) return second;
  const { face } = first.value;
  const iso = face.mode === '3g' ? first.value : undefined;
  const gsm = face.mode === '2g' ? first.value : second.value;
  const platform = platformOf(first.value.tree, face.mode, atr);
  const files = merged(iso, gsm).flatMap((file) => {
    const image = fileImageFrom(file);
    return image === undefined ? [] : [{ image, unread: unreadOf(image, file.read, file) }];
  });
  const facts = readAtr(atr);
  const image: CardImage = {
    format: 'bootcard-card/1',
    title: `Dump of ${platform.toUpperCase()} ${face.iccid ?? 'without ICCID'}`,
    platform,
    modes: iso !== undefined && gsm !== undefined ? 'both' : face.mode,
    atr: toHex(atr),
    iccid: face.iccid,
    ...(announcesExtendedLength(facts) && { extendedLength: true }),
    protocols: [...new Set([link.transport.protocol, ...facts.protocols])],
    credentials: credentialsOf(iso?.keys ?? [], gsm?.keys ?? []),
    files: files.map((file) => file.image),
    quirks: first.value.quirks,
    faults: [],
    link: { ta1: hexByte(facts.ta1) },
  };
  return ok({
    image,
    unread: files.flatMap((file) => file.unread),
    complete: first.value.tree.complete && (second.value?.tree.complete ?? true),
  });
}
