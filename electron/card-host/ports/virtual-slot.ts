import { type AppError, appError } from '../../../core/base/app-error.ts';
import { fromHex } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { CardState, ReaderState } from '../../../core/transport/card-transport.ts';
import { type CardImage, parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import type { FaultImage } from '../../../core/virtual-card/faults.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import type { VirtualTransport } from './virtual-transport.ts';

/** Where the images of readers named by path live. */
export interface ImageFiles {
  read(path: string): Promise<Result<string>>;
  /** Replaces the file in one step, readable by its owner alone: images hold PINs and message secrets. */
  write(path: string, text: string): Promise<Result<void>>;
}

/** A card's image with where it lives: the path, or undefined for a built-in, which lives in this process alone. */
export interface FoundImage {
  readonly path: string | undefined;
  readonly image: CardImage;
  /** What stands at the path. */
  readonly text?: string;
  /** Set for an image that was handed over: it is in memory alone. */
  readonly memory?: boolean;
}

/** What a slot needs of the world around it. */
export interface SlotWorld {
  readonly files: ImageFiles;
  /** Tells that the readers are no longer as they were. */
  readonly announce: () => void;
  /** Finds the image of a built-in or of a path. */
  readonly find: (card: string) => Promise<Result<FoundImage>>;
  /** Says why a card may not come in the place of one that was handed over or is kept. */
  readonly foreign: (card: string) => AppError | undefined;
  readonly sleep: (millis: number) => Promise<void>;
}

/** A card that other programs use. */
export interface Lending {
  /** Ends when they can no longer reach it. */
  readonly closed: Promise<void>;
  close(): void;
}

interface Lent {
  /** Who has it. */
  readonly holder: string;
  readonly place: string;
  readonly lending: Lending;
}

/** A virtual reader with the card that is in it. The card keeps its contents while it is out. */
export class VirtualSlot {
  readonly name: string;
  readonly connections = new Set<VirtualTransport>();
  exclusive = false;
  inserted = true;
  muted = false;
  /** The card is kept on this machine by Bootcard. */
  kept = false;

  #card: VirtualCard;
  #image: CardImage;
  #path: string | undefined;
  readonly #memory: boolean;
  /** What this slot last read or wrote at the path. */
  #text: string | undefined;
  readonly #world: SlotWorld;
  #unsaved = false;
  #lent: Lent | undefined;
  /** On its way to other programs; `off` where it was called back or taken out meanwhile. */
  #lending: { readonly holder: string; off: boolean } | undefined;
  /** Faults that were yet to happen when it was last told. */
  #faults = 0;
  #saving: Promise<Result<void>> = Promise.resolve(ok(undefined));
  #owner: VirtualTransport | undefined;
  #waiting: (() => void)[] = [];

  constructor(name: string, { path, image, text, memory = false }: FoundImage, world: SlotWorld) {
    this.name = name;
    this.#memory = memory;
    this.#path = path;
    this.#text = text;
    this.#image = image;
    this.#world = world;
    this.#card = this.#fresh();
    this.#faults = this.#card.armedFaults().length;
  }

  #fresh(): VirtualCard {
    const card = new VirtualCard(this.#image);
    card.onChange = () => {
      const first = !this.#unsaved;
      this.#unsaved = true;
      // Nobody else saves what other programs write.
      if (this.#lent !== undefined) void this.save();
      if (first && this.#memory) this.#world.announce();
    };
    return card;
  }

  get card(): VirtualCard {
    return this.#card;
  }

  /** Where its image lives; undefined where it lives in this process alone. */
  get path(): string | undefined {
    return this.#path;
  }

  get title(): string {
    return this.#image.title;
  }

  /** Stars stand in its image for what nobody may see. */
  get redacted(): boolean {
    return this.#image.redacted === true;
  }

  /** Where other programs reach the card; undefined where they do not. */
  get served(): string | undefined {
    return this.#lent?.place;
  }

  state(): ReaderState {
    const holder = this.#lent?.holder ?? this.#lending?.holder;
    const held = this.exclusive || holder !== undefined;
    const card: CardState = !this.inserted ? 'empty' : this.muted ? 'mute' : held ? 'held' : 'present';
    const virtual = {
      kept: this.kept,
      faults: this.#card.armedFaults().length,
      ...(this.#lent && { served: this.#lent.place }),
      ...(this.#memory && { memory: { edited: this.#unsaved } }),
    };
    const state = {
      name: this.name,
      title: this.#image.title,
      kind: 'virtual',
      card,
      ...(holder !== undefined && { holder }),
      virtual,
    } as const;
    const atr = fromHex(this.#image.atr);
    return this.inserted && atr !== undefined ? { ...state, atr } : state;
  }

  /** What the card holds now was saved elsewhere. */
  saved(): void {
    this.#unsaved = false;
    this.#world.announce();
  }

  /** The image's fault that ended the connection is used up: it must not happen again when the image is opened anew. */
  faultHappened(): void {
    this.#unsaved = true;
  }

  /** Tells of faults that came or went since it was told last. */
  noteFaults(): void {
    const now = this.#card.armedFaults().length;
    if (now === this.#faults) return;
    this.#faults = now;
    this.#unsaved = true;
    this.#world.announce();
  }

  /** Has something go wrong with the card, from its next command on. */
  arm(fault: FaultImage): Promise<Result<void>> {
    this.#card.armFault(fault);
    this.noteFaults();
    return this.save();
  }

  /** @param at place of the fault in the card's list; null: all of them */
  disarm(at: number | null): Promise<Result<void>> {
    if (at !== null) this.#card.disarmFault(at);
    else while (this.#card.armedFaults().length > 0) this.#card.disarmFault(0);
    this.noteFaults();
    return this.save();
  }

  /** Another card of the same reader: the one that is there leaves first. */
  replace(image: CardImage): Promise<Result<void>> {
    this.remove();
    this.#image = image;
    this.#unsaved = true;
    this.put();
    return this.save();
  }

  rename(title: string): Promise<Result<void>> {
    this.#image = { ...this.#image, title };
    this.#card.title = title;
    this.#unsaved = true;
    this.#world.announce();
    return this.save();
  }

  /**
   * Gives the card to other programs until they or `takeBack` end it; here it is held meanwhile.
   * @param lend puts the card where they find it
   */
  async lend(
    holder: string,
    place: string,
    lend: (card: VirtualCard) => Promise<Result<Lending>>,
  ): Promise<Result<void>> {
    const other = this.#lent?.holder ?? this.#lending?.holder;
    if (other !== undefined) return err(appError('card-held', { reader: this.name, holder: other }));
    const own = { holder, off: false };
    this.#lending = own;
    const held = appError('card-held', { reader: this.name, holder });
    for (const connection of [...this.connections]) connection.lose(held);
    if (this.muted) this.powerUp();
    const lending = await lend(this.#card);
    this.#lending = undefined;
    if (!lending.ok) return lending;
    if (own.off) {
      lending.value.close();
      return err(appError('card-removed', { reader: this.name }));
    }
    const lent = { holder, place, lending: lending.value };
    this.#lent = lent;
    void lending.value.closed.then(() => this.#comeBack(lent));
    this.#world.announce();
    return ok(undefined);
  }

  /** Resolves when nobody else has the card any more. */
  async takeBack(): Promise<void> {
    this.#callOff();
    const lent = this.#lent;
    if (lent === undefined) return;
    lent.lending.close();
    await lent.lending.closed;
    this.#comeBack(lent);
  }

  #callOff(): void {
    if (this.#lending !== undefined) this.#lending.off = true;
  }

  /** The card is here again, as it was left: or out of the reader, where a fault has taken it. */
  #comeBack(lent: Lent): void {
    if (this.#lent !== lent) return;
    this.#lent = undefined;
    const { lost } = this.#card;
    this.#image = this.#card.image();
    this.#card = this.#fresh();
    if (lost === 'removed' || lost === 'swapped') this.inserted = false;
    this.#unsaved = true;
    void this.save();
    this.#world.announce();
  }

  /** Puts the card's present contents on disk where they come from, if they changed; one save after the other. */
  save(): Promise<Result<void>> {
    this.#saving = this.#saving.then(async () => {
      if (!this.#unsaved || this.#path === undefined) return ok(undefined);
      this.#unsaved = false;
      const saved = await this.#write(this.#path);
      if (!saved.ok) this.#unsaved = true;
      return saved;
    });
    return this.#saving;
  }

  /** An image that another process changed meanwhile is a card with another history: it is never written over. */
  async #write(path: string): Promise<Result<void>> {
    const present = await this.#world.files.read(path);
    if (present.ok && this.#text !== undefined && present.value !== this.#text)
      return err(appError('image-changed', { path }));
    const text = serializeCardImage(this.#card.image());
    const saved = await this.#world.files.write(path, text);
    if (saved.ok) this.#text = text;
    return saved;
  }

  /** The card leaves; its contents stay with it. */
  remove(): void {
    if (!this.inserted) return;
    this.#callOff();
    const lent = this.#lent;
    this.#lent = undefined;
    lent?.lending.close();
    this.inserted = false;
    this.muted = false;
    this.#image = this.#card.image();
    for (const connection of [...this.connections]) connection.lose(appError('card-removed', { reader: this.name }));
    this.#world.announce();
  }

  put(): void {
    if (this.inserted) return;
    this.inserted = true;
    this.#card = this.#fresh();
    this.#faults = this.#card.armedFaults().length;
    this.#world.announce();
  }

  /** The card goes and another one comes in its place. @returns why there is no other one: the reader is empty then */
  async swap(card: string): Promise<AppError | undefined> {
    // Who gave an image that names a file need not be its owner.
    const foreign = this.#memory || this.kept ? this.#world.foreign(card) : undefined;
    const other = foreign === undefined ? await this.#world.find(card) : err(foreign);
    this.remove();
    if (!other.ok) return other.error;
    // What is kept is the card that left.
    this.kept = false;
    this.#image = other.value.image;
    this.#path = other.value.path;
    this.#text = other.value.text;
    this.put();
    return undefined;
  }

  /** The card lost its power for a moment: everybody who uses it has to take notice. */
  cardReset(): void {
    for (const connection of this.connections) connection.noteReset();
  }

  /**
   * Waits as long as the last answer would have taken: what a fault holds it back, and with simulated time what its
   * characters take on contacts.
   * @returns false where that is more than `most` milliseconds, which have passed then
   */
  async answerTime(most: number): Promise<boolean> {
    const { micros, heldBack } = this.#card.lastExchange;
    const { realTime } = this.#card;
    const millis = realTime === 0 ? heldBack : (micros / 1000) * realTime;
    if (millis > 0) await this.#world.sleep(Math.min(millis, most));
    return millis <= most;
  }

  mute(): void {
    this.muted = true;
    this.#world.announce();
  }

  /** Takes the power away and gives it again: a mute card answers anew. */
  powerUp(): void {
    if (this.muted) {
      this.#image = this.#card.image();
      this.#card = this.#fresh();
      this.muted = false;
      this.#world.announce();
    }
    this.#card.reset();
  }

  /** A connection is over. */
  drop(connection: VirtualTransport): void {
    this.release(connection);
    if (!this.connections.delete(connection) || !this.exclusive) return;
    this.exclusive = false;
    this.#world.announce();
  }

  /** Waits until no other connection holds a transaction. */
  async turn(who: VirtualTransport): Promise<void> {
    while (this.#owner !== undefined && this.#owner !== who) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  take(who: VirtualTransport): void {
    this.#owner = who;
  }

  release(who: VirtualTransport): void {
    if (this.#owner !== who) return;
    this.#owner = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  /** Takes up an image that was changed on disk while nobody used the card. */
  async reload(): Promise<Result<void>> {
    const away = !this.inserted || this.#lent !== undefined || this.#lending !== undefined;
    if (this.#path === undefined || this.connections.size > 0 || away) return ok(undefined);
    await this.#saving;
    const text = await this.#world.files.read(this.#path);
    if (!text.ok) return text;
    const image = parseCardImage(text.value, this.#path);
    if (!image.ok) return image;
    this.#image = image.value;
    this.#text = text.value;
    this.#card = this.#fresh();
    return ok(undefined);
  }
}
