import { setTimeout as sleep } from 'node:timers/promises';
import { type AppError, appError } from '../../../core/base/app-error.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { CardTransport, ConnectOptions, ReaderPort, ReaderState } from '../../../core/transport/card-transport.ts';
import { BUNDLE_ENDING } from '../../../core/virtual-card/bundled-image.ts';
import { type CardImage, parseCardImage } from '../../../core/virtual-card/card-image.ts';
import type { FaultImage } from '../../../core/virtual-card/faults.ts';
import { imageFiles } from './image-files.ts';
import type { FoundImage, ImageFiles } from './image-home.ts';
import { type SlotWorld, VirtualSlot } from './virtual-slot.ts';
import { VirtualTransport } from './virtual-transport.ts';

const SCHEME = 'virtual:';
/** Names of cards in memory begin with this and a number: no path does. */
const MEMORY = 'memory-';

export interface VirtualPortOptions {
  /** The image of a built-in card by its name. */
  readonly builtin: (name: string) => CardImage | undefined;
  /** The built-ins that are listed, in order; others are opened by name alone. */
  readonly list: readonly { readonly name: string }[];
  /** Reads and writes images named by path; default this machine's disk. */
  readonly files?: ImageFiles;
  /** Lets time pass; default this process's timer. */
  readonly sleep?: (millis: number) => Promise<void>;
}

/** Virtual readers. Cards come and go by hand. */
export interface VirtualPort extends ReaderPort {
  /** Takes the card out. Connections to it end with `card-removed`. @returns false where there is no such card */
  eject(name: string): boolean;
  /** Puts the card back as it left. @returns false where there is no such reader */
  insert(name: string): boolean;
  /** The card's present contents, as an image; undefined for a reader that was not used yet. */
  image(name: string): CardImage | undefined;
  /** The reader of this name; undefined where there is none. */
  slot(name: string): VirtualSlot | undefined;
  /** `virtual-swap` where a fault of the image would put a card in its place that is not built in. */
  foreignSwap(faults: readonly FaultImage[]): AppError | undefined;
  /** True for the name of a card that is in memory alone, be it still listed or not. */
  inMemory(name: string): boolean;
  /** Lists the image at a path among the cards that Bootcard keeps. @returns the name of its reader */
  keep(path: string): Promise<Result<string>>;
  /** Takes a reader that was opened by path off the list; its card leaves first. */
  drop(name: string): void;
  /**
   * Lists a card that is in memory alone, under a free name.
   * @param file what it is called: the end of the reader's name
   * @returns the reader's name
   */
  add(file: string, image: CardImage): string;
}

/** A path has a separator or ends as images do; all else is the name of a built-in. */
const looksLikePath = (name: string) => /[/\\]|\.json$/i.test(name) || isBundle(name);

const isBundle = (path: string) => path.toLowerCase().endsWith(BUNDLE_ENDING);

/**
 * The readers `virtual:<built-in>`, `virtual:<path of an image>` and `virtual:<path of a support bundle>`. A built-in is pristine in every process and keeps its
 * state within it. An image is written back, in one step, after every change.
 */
export function createVirtualPort(options: VirtualPortOptions): VirtualPort {
  const files = options.files ?? imageFiles;
  const slots = new Map<string, VirtualSlot>();
  let added = 0;
  const listeners = new Set<(readers: Result<readonly ReaderState[]>) => void>();

  const announce = (): void => {
    for (const listener of listeners) listener(ok(states()));
  };

  const readImage = async (path: string): Promise<Result<FoundImage>> => {
    const text = await files.read(path);
    if (!text.ok) return text;
    const image = parseCardImage(text.value, path);
    if (!image.ok) return image;
    // A bundle is evidence: what is done to its card stays in this process.
    return ok({ path: isBundle(path) ? undefined : path, image: image.value, text: text.value });
  };

  const find = async (card: string): Promise<Result<FoundImage>> => {
    const image = options.builtin(card);
    return image === undefined ? readImage(card) : ok({ path: undefined, image });
  };

  const foreign = (card: string): AppError | undefined =>
    options.builtin(card) === undefined ? appError('virtual-swap', { card }) : undefined;

  const world: SlotWorld = {
    files,
    announce,
    find,
    foreign,
    sleep: options.sleep ?? ((millis) => sleep(millis)),
  };

  const builtinSlot = (name: string): VirtualSlot | undefined => {
    const there = slots.get(name);
    if (there !== undefined) return there;
    const image = name.startsWith(SCHEME) ? options.builtin(name.slice(SCHEME.length)) : undefined;
    if (image === undefined) return undefined;
    const slot = new VirtualSlot(name, { path: undefined, image }, world);
    slots.set(name, slot);
    return slot;
  };

  const states = (): ReaderState[] => {
    for (const { name } of options.list) builtinSlot(SCHEME + name);
    return [...slots.values()].map((slot) => slot.state());
  };

  const fileSlot = async (name: string): Promise<Result<VirtualSlot>> => {
    const path = name.slice(SCHEME.length);
    if (!looksLikePath(path)) return err(appError('reader-unknown', { reader: name }));
    const found = await readImage(path);
    if (!found.ok) return found;
    const slot = slots.get(name) ?? new VirtualSlot(name, found.value, world);
    slots.set(name, slot);
    return ok(slot);
  };

  const slotFor = async (name: string): Promise<Result<VirtualSlot>> => {
    const known = builtinSlot(name);
    if (known === undefined) return fileSlot(name);
    const current = await known.reload();
    return current.ok ? ok(known) : current;
  };

  const connect = async (name: string, wishes: ConnectOptions = {}): Promise<Result<CardTransport>> => {
    const found = await slotFor(name);
    if (!found.ok) return found;
    const slot = found.value;
    if (!slot.inserted) return err(appError('card-absent', { reader: name }));
    const { holder } = slot.state();
    if (holder !== undefined) return err(appError('card-held', { reader: name, holder }));
    if (slot.exclusive || (wishes.exclusive === true && slot.connections.size > 0)) {
      return err(appError('card-held', { reader: name, holder: 'Bootcard' }));
    }
    if (slot.connections.size === 0) slot.powerUp();
    const transport = new VirtualTransport(slot, wishes.muteAfter ?? 10_000);
    slot.connections.add(transport);
    slot.exclusive = wishes.exclusive === true;
    announce();
    return ok(transport);
  };

  return {
    scheme: SCHEME,
    list: async () => ok(states()),
    watch: (listener) => {
      listeners.add(listener);
      queueMicrotask(() => {
        if (listeners.has(listener)) listener(ok(states()));
      });
      return () => {
        listeners.delete(listener);
      };
    },
    connect,
    eject: (name) => {
      const slot = builtinSlot(name);
      if (slot === undefined || !slot.inserted) return false;
      slot.remove();
      return true;
    },
    insert: (name) => {
      const slot = builtinSlot(name);
      slot?.put();
      return slot !== undefined;
    },
    image: (name) => builtinSlot(name)?.card.image(),
    slot: builtinSlot,
    foreignSwap: (faults) =>
      faults.flatMap(({ kind, card }) => (kind === 'swap' && card !== undefined ? (foreign(card) ?? []) : []))[0],
    inMemory: (name) => name.startsWith(SCHEME + MEMORY),
    keep: async (path) => {
      const found = await fileSlot(SCHEME + path);
      if (!found.ok) return found;
      found.value.kept = true;
      announce();
      return ok(found.value.name);
    },
    drop: (name) => {
      const slot = slots.get(name);
      if (slot === undefined) return;
      slot.remove();
      slots.delete(name);
      announce();
    },
    add: (file, image) => {
      const name = `${SCHEME}${MEMORY}${++added}/${file.replaceAll(/[\\/]/g, '-')}`;
      slots.set(name, new VirtualSlot(name, { path: undefined, image, memory: true }, world));
      announce();
      return name;
    },
    close: async () => {
      listeners.clear();
      await Promise.all([...slots.values()].map((slot) => slot.takeBack()));
      await Promise.all(
        [...slots.values()].flatMap((slot) =>
          [...slot.connections].map((connection) => connection.disconnect('leave')),
        ),
      );
    },
  };
}
