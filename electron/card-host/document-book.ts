import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { appError } from '../../core/base/app-error.ts';
import { utf8 } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { cardWithMessage } from '../../core/device/message-card.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { FileBook } from '../../core/trace/file-book.ts';
import { cardFromBook } from '../../core/trace/trace-card.ts';
import { TraceView } from '../../core/trace/trace-view.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import {
  DOCUMENT_KINDS,
  DOCUMENT_LIMIT,
  type DocumentKind,
  type OpenedDocument,
  type RecentFile,
} from '../ipc/document-contract.ts';
import { CARD_IMAGE_ENDING } from '../ipc/file-endings.ts';
import type { KeptCards } from '../storage/kept-cards.ts';
import type { RecentFiles } from '../storage/recent-files.ts';
import { readBytes } from '../storage/safe-file.ts';
import { type KnownDocument, recognising } from './document-kind.ts';
import type { VirtualPort } from './ports/virtual-port.ts';
import { inSlices } from './time-slice.ts';
import { offerTrace } from './trace-documents.ts';

export interface DocumentBookOptions {
  readonly virtual: VirtualPort;
  readonly recent: RecentFiles;
  readonly kept: KeptCards;
}

/** Of a longer trace a card is made when it is asked for: the file opens at once. */
const MOST_CARD_LINES = 20_000;

/** Plans that are kept for approval; the oldest goes for another. */
const MOST_PLANS = 20;

/** Files that were opened, of all windows: what they hold becomes virtual cards in memory, which change until they are saved. */
export class DocumentBook {
  readonly #virtual: VirtualPort;
  readonly #recent: RecentFiles;
  readonly #kept: KeptCards;
  readonly #plans = new Map<string, WritePlan>();
  /** Images that windows asked for and may not have saved yet, by reader. */
  readonly #given = new Map<string, string>();

  constructor({ virtual, recent, kept }: DocumentBookOptions) {
    this.#virtual = virtual;
    this.#recent = recent;
    this.#kept = kept;
  }

  /**
   * Opens a file by its content.
   * @param path where it stands, if that is known
   */
  async open(name: string, bytes: Uint8Array, path: string | null = null): Promise<Result<OpenedDocument>> {
    const known = await inSlices(recognising(bytes, name));
    if (!known.ok) return known;
    const { kind } = known.value;
    const opened = await this.#take(name, known.value);
    if (opened.ok) await this.remember(name, kind, path);
    return opened;
  }

  async #take(name: string, known: KnownDocument): Promise<Result<OpenedDocument>> {
    if (known.kind === 'plan') {
      const [oldest] = this.#plans.keys();
      if (this.#plans.size >= MOST_PLANS && oldest !== undefined) this.#plans.delete(oldest);
      const id = randomUUID();
      this.#plans.set(id, known.plan);
      return ok({ kind: 'plan', name, reader: null, notes: [], plan: { id, plan: known.plan } });
    }
    if (known.kind === 'trace') {
      // A card is made of it besides, where it shows one: what else it shows is worth looking at without.
      const { source } = known.trace;
      const short = source.count <= MOST_CARD_LINES;
      const book = short ? await inSlices(FileBook.building(new TraceView(source))) : undefined;
      const card = book?.ok ? cardFromBook(book.value, source.header) : undefined;
      const reader = card === undefined ? null : this.addCard(name, card.image);
      const notes = [...known.trace.notes, ...(card?.notes ?? [])];
      const { trace, title } = offerTrace(name, known.trace);
      return ok({ kind: 'trace', name, reader, notes, trace: { trace, title } });
    }
    const image = known.kind === 'message' ? cardWithMessage(known.message) : known.image;
    const foreign = this.#virtual.foreignSwap(image.faults);
    if (foreign !== undefined) return err(foreign);
    return ok({ kind: known.kind, name, reader: this.addCard(name, image), notes: [] });
  }

  /** Lists a card in memory. The rail calls an opened file by its name, not by what stands in it. @returns its reader */
  addCard(name: string, image: CardImage): string {
    return this.#virtual.add(name, { ...image, title: name });
  }

  /** Opens a file by its place. Errors: `file-unreadable`, `document-too-long`, and those of its kind. */
  async openPath(path: string): Promise<Result<OpenedDocument>> {
    const bytes = await readWhole(path);
    return bytes.ok ? this.open(basename(path), bytes.value, path) : bytes;
  }

  /** What a file is; nothing is opened. */
  async kindOf(path: string): Promise<Result<DocumentKind>> {
    const bytes = await readWhole(path);
    const known = bytes.ok ? await inSlices(recognising(bytes.value, path)) : bytes;
    return known.ok ? ok(known.value.kind) : known;
  }

  /** Notes that a file was opened. */
  remember(name: string, kind: DocumentKind, path: string | null): Promise<void> {
    return this.#recent.add({ name, kind, path });
  }

  async recent(): Promise<RecentFile[]> {
    const entries = await this.#recent.list();
    return entries.flatMap(({ id, name, kind, when, path }) => {
      const known = DOCUMENT_KINDS.find((item) => item === kind);
      return known === undefined ? [] : [{ id, name, kind: known, when, found: path !== null }];
    });
  }

  async reopen(id: string): Promise<Result<OpenedDocument>> {
    const entry = (await this.#recent.list()).find((item) => item.id === id);
    if (entry === undefined) return err(appError('document-gone', { path: id }));
    return entry.path === null ? err(appError('document-elsewhere', { path: entry.name })) : this.openPath(entry.path);
  }

  forget(): Promise<void> {
    return this.#recent.clear();
  }

  /** The image of a virtual card as it is now. Whether it comes to be saved is for the window to say. */
  save(reader: string): Result<{ name: string; bytes: Uint8Array }> {
    const image = this.#virtual.image(reader);
    if (image === undefined) return err(appError('document-gone', { path: reader }));
    const text = serializeCardImage(image);
    this.#given.set(reader, text);
    return ok({ name: imageName(basename(reader.slice(this.#virtual.scheme.length))), bytes: utf8(text) });
  }

  /** The image that was given last is saved. A card that has changed since is not. */
  saved(reader: string): void {
    const given = this.#given.get(reader);
    const image = this.#virtual.image(reader);
    this.#given.delete(reader);
    if (image !== undefined && serializeCardImage(image) === given) this.#virtual.slot(reader)?.saved();
  }

  /** Keeps the image among the cards of this machine. @returns the reader of the kept card */
  async keep(reader: string): Promise<Result<{ reader: string }>> {
    const image = this.#virtual.image(reader);
    if (image === undefined) return err(appError('document-gone', { path: reader }));
    const foreign = this.#virtual.foreignSwap(image.faults);
    if (foreign !== undefined) return err(foreign);
    const path = await this.#kept.add({ ...image, title: plainTitle(image.title) });
    const listed = path.ok ? await this.#virtual.keep(path.value) : path;
    if (!listed.ok) return listed;
    this.#virtual.slot(reader)?.saved();
    return ok({ reader: listed.value });
  }

  /** Takes an opened file off the list. Errors: `document-gone`, also for cards that are built in or kept. */
  close(reader: string): Result<void> {
    const slot = this.#virtual.slot(reader);
    const opened =
      slot !== undefined && !slot.kept && (slot.path !== undefined || slot.state().virtual?.memory !== undefined);
    if (!opened) return err(appError('document-gone', { path: reader }));
    this.#virtual.drop(reader);
    this.#given.delete(reader);
    return ok(undefined);
  }

  plan(id: string): WritePlan | undefined {
    return this.#plans.get(id);
  }
}

/** Looks at it before it is read: a pipe would never end, and what is too long need not be read to know that. */
async function readWhole(path: string): Promise<Result<Uint8Array>> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) {
    return err(appError('file-unreadable', { path, reason: 'it is no file' }));
  }
  const size = found?.size ?? 0;
  if (size > DOCUMENT_LIMIT) return err(appError('document-too-long', { path, size, limit: DOCUMENT_LIMIT }));
  return readBytes(path);
}

/** `lab` for `lab.card.json`: a kept card is called as a card, not as a file. */
function plainTitle(title: string): string {
  return title.endsWith(CARD_IMAGE_ENDING) ? title.slice(0, -CARD_IMAGE_ENDING.length) : title;
}

/** `lab.card.json` for `lab`, `lab.xml`, and for itself. */
function imageName(name: string): string {
  return name.endsWith(CARD_IMAGE_ENDING) ? name : `${name.replace(/\.[A-Za-z0-9-]{1,16}$/, '')}${CARD_IMAGE_ENDING}`;
}
