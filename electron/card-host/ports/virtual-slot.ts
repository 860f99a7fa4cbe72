import { type AppError, appError } from '../../../core/base/app-error.ts';
import { fromHex } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import type { CardState, ReaderState } from '../../../core/transport/card-transport.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import type { FaultImage } from '../../../core/virtual-card/faults.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { CardLoan, type Lending } from './card-loan.ts';
import { CardTurns } from './card-turns.ts';
import { type FoundImage, type ImageFiles, ImageHome } from './image-home.ts';
import type { VirtualTransport } from './virtual-transport.ts';

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

/** A virtual reader with the card that is in it. The card keeps its contents while it is out. */
export class VirtualSlot {
  readonly name: string;
  readonly connections = new Set<VirtualTransport>();
  exclusive = false;
  inserted = true;
  muted = false;
  /** Its own card is kept on this machine by Bootcard. */
  kept = false;
  /** Whose turn it is, of the connections. */
  readonly turns = new CardTurns<VirtualTransport>();

  #card: VirtualCard;
  #image: CardImage;
  #home: ImageHome;
  /** The reader's own card while another one is in its place. */
  #own: { readonly image: CardImage; readonly home: ImageHome } | undefined;
  readonly #memory: boolean;
  readonly #world: SlotWorld;
  readonly #loan: CardLoan;
  /** Faults that were yet to happen when it was last told. */
  #faults = 0;

  constructor(name: string, found: FoundImage, world: SlotWorld) {
    this.name = name;
    this.#memory = found.memory ?? false;
    this.#home = new ImageHome(found, world.files);
    this.#image = found.image;
    this.#world = world;
    this.#loan = new CardLoan(name, () => this.#cameBack());
    this.#card = this.#fresh();
    this.#faults = this.#card.armedFaults().length;
  }

  #fresh(): VirtualCard {
    const card = new VirtualCard(this.#image);
    card.onChange = () => {
      const first = !this.#home.unsaved;
      this.#home.unsaved = true;
      // Nobody else saves what other programs write.
      if (this.#loan.place !== undefined) void this.save();
      if (first && this.#memory) this.#world.announce();
    };
    return card;
  }

  get card(): VirtualCard {
    return this.#card;
  }

  /** Where the image of the card lives; undefined where it lives in this process alone. */
  get path(): string | undefined {
    return this.#home.path;
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
    return this.#loan.place;
  }

  state(): ReaderState {
    const { holder, place } = this.#loan;
    const held = this.exclusive || holder !== undefined;
    const card: CardState = !this.inserted ? 'empty' : this.muted ? 'mute' : held ? 'held' : 'present';
    const virtual = {
      kept: this.kept,
      faults: this.#card.armedFaults().length,
      ...(place !== undefined && { served: place }),
      ...(this.#memory && { memory: { edited: this.#home.unsaved } }),
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
    this.#home.unsaved = false;
    this.#world.announce();
  }

  /** The image's fault that ended the connection is used up: it must not happen again when the image is opened anew. */
  faultHappened(): void {
    this.#home.unsaved = true;
  }

  /** Tells of faults that came or went since it was told last. */
  noteFaults(): void {
    const now = this.#card.armedFaults().length;
    if (now === this.#faults) return;
    this.#faults = now;
    this.#home.unsaved = true;
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
    this.#goHome();
    this.#image = image;
    this.#home.unsaved = true;
    this.put();
    return this.save();
  }

  rename(title: string): Promise<Result<void>> {
    this.#image = { ...this.#image, title };
    this.#card.title = title;
    this.#home.unsaved = true;
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
    const held = appError('card-held', { reader: this.name, holder });
    const begun = await this.#loan.begin(holder, place, () => {
      for (const connection of [...this.connections]) connection.lose(held);
      if (this.muted) this.powerUp();
      return lend(this.#card);
    });
    if (begun.ok) this.#world.announce();
    return begun;
  }

  /** Resolves when nobody else has the card any more. */
  takeBack(): Promise<void> {
    return this.#loan.takeBack();
  }

  /** The card is here again, as it was left: or out of the reader, where a fault has taken it. */
  #cameBack(): void {
    const { lost } = this.#card;
    this.#image = this.#card.image();
    this.#card = this.#fresh();
    if (lost === 'removed' || lost === 'swapped') this.inserted = false;
    this.#home.unsaved = true;
    void this.save();
    this.#world.announce();
  }

  /** Puts the card's present contents on disk where they come from, if they changed. */
  save(): Promise<Result<void>> {
    return this.#home.save(() => this.#card.image());
  }

  /** The card leaves; its contents stay with it. */
  remove(): void {
    if (!this.inserted) return;
    this.#loan.end();
    this.inserted = false;
    this.muted = false;
    this.#image = this.#card.image();
    for (const connection of [...this.connections]) connection.lose(appError('card-removed', { reader: this.name }));
    this.#world.announce();
  }

  /** The reader's own card comes in. */
  put(): void {
    if (this.inserted) return;
    this.#goHome();
    this.#insert();
  }

  #goHome(): void {
    if (this.#own === undefined) return;
    ({ image: this.#image, home: this.#home } = this.#own);
    this.#own = undefined;
  }

  #insert(): void {
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
    // The card that left is put in by hand, once this one is taken out.
    this.#own ??= { image: this.#image, home: this.#home };
    this.#image = other.value.image;
    this.#home = new ImageHome(other.value, this.#world.files);
    this.#insert();
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
    this.turns.release(connection);
    if (!this.connections.delete(connection) || !this.exclusive) return;
    this.exclusive = false;
    this.#world.announce();
  }

  /** Takes up an image that was changed on disk while nobody used the card. */
  async reload(): Promise<Result<void>> {
    const away = !this.inserted || this.#loan.holder !== undefined;
    if (this.connections.size > 0 || away) return ok(undefined);
    const image = await this.#home.load();
    if (!image.ok || image.value === undefined) return image.ok ? ok(undefined) : image;
    this.#image = image.value;
    this.#card = this.#fresh();
    return ok(undefined);
  }
}
