import type { Protocol } from '../apdu/command.ts';
import { fromHex } from '../base/bytes.ts';
import type { CardState } from './card-command.ts';
import type { CardImage } from './card-image.ts';
import { CardProgram } from './card-program.ts';
import { ContactClock, type ContactTime } from './contact-clock.ts';
import { CredentialStore } from './credential-store.ts';
import { type ArmedFault, corrupted, FaultCounter, type FaultImage, tearPattern } from './faults.ts';
import { buildFileSystem, fileImageOf } from './file-system.ts';
import { FileMemory } from './free-memory.ts';
import { timeFactor } from './link-image.ts';
import { CardMemory, type PageWear } from './memory.ts';

/**
 * Why no answer comes. `removed`, `mute` and `swapped` (another card stands in the reader now, see `swappedFor`) last for the
 * life of the object; after `reset` the card is there as after power-on.
 */
export type CardLoss = 'removed' | 'mute' | 'reset' | 'swapped';

const LOSSES = { remove: 'removed', mute: 'mute', swap: 'swapped' } as const;
const NO_TIME: ContactTime = { etu: 0, micros: 0, nulls: 0, heldBack: 0 };

/**
 * A SIM, R-UIM or UICC in memory, made from a card image: synchronous, without clock or chance. It does what the
 * standards say a card does at the level of TPDUs (TS 51.011 9, TS 102 221 10 and 11), including what is awkward; how it
 * deviates (`quirks`) and what goes wrong (`faults`) stands in the image.
 */
export class VirtualCard {
  readonly protocol: Protocol;
  readonly atr: Uint8Array;
  /** How many times as long as on contacts the image wants answers to take; 0: at once. Nothing here waits. */
  readonly realTime: number;
  /** Called after every command that changed a file, a life cycle state or a credential. */
  onChange: (() => void) | undefined;

  #image: CardImage;
  readonly #state: CardState;
  readonly #program: CardProgram;
  readonly #clock: ContactClock;
  readonly #faults: FaultCounter;
  #lastExchange = NO_TIME;
  #lost: CardLoss | undefined;
  #swappedFor: string | undefined;
  #dirty = false;

  constructor(image: CardImage) {
    this.#image = image;
    this.protocol = image.protocols[0] ?? 'T=0';
    this.atr = fromHex(image.atr) ?? new Uint8Array(0);
    this.realTime = timeFactor(image.link);
    this.#clock = new ContactClock(this.atr, image.link, this.protocol);
    this.#faults = new FaultCounter(image.faults);
    const changed = () => {
      this.#dirty = true;
    };
    const fs = buildFileSystem(image.files);
    this.#state = {
      fs,
      space: new FileMemory(fs, image.freeMemory),
      credentials: new CredentialStore(image.credentials),
      memory: new CardMemory(changed, image.memory?.pageSize, image.memory?.wear),
      channels: new Map(),
      changed,
    };
    this.#program = new CardProgram(image, this.#state, this.protocol);
    this.#program.reset();
  }

  /** Powers the card anew: nothing verified, MF selected, channels closed, mode open. @returns the answer to reset */
  reset(): Uint8Array {
    this.#program.reset();
    this.#clock.reset();
    return this.atr.slice();
  }

  /** The card as an image with its present contents, counters, states and wear. */
  image(): CardImage {
    const { fs, credentials, memory, space } = this.#state;
    const wear = memory.wear();
    return {
      ...this.#image,
      ...(this.#image.freeMemory === undefined ? {} : { freeMemory: space.freeIn(fs.mf) }),
      credentials: credentials.images(),
      files: fs.nodes.map(fileImageOf),
      faults: this.#faults.remaining(),
      ...(wear.length > 0 && {
        memory: { ...this.#image.memory, pageSize: memory.page, wear: wear.map((row) => ({ ...row })) },
      }),
    };
  }

  /** Every page of the card's memory that was ever written, what the image told of it included. */
  wear(): readonly PageWear[] {
    return this.#state.memory.wear();
  }

  /**
   * Microseconds that the resets and exchanges so far take at least on the contacts of a real card with this image's ATR
   * and `link`. Nothing here waits for them.
   */
  get contactMicros(): number {
    return this.#clock.total;
  }

  /** The time of the exchange that `transmit` answered last. */
  get lastExchange(): ContactTime {
    return this.#lastExchange;
  }

  set title(title: string) {
    this.#image = { ...this.#image, title };
  }

  /** Why it answers no more; undefined while it does. */
  get lost(): CardLoss | undefined {
    return this.#lost;
  }

  /** What is yet to go wrong with it. */
  armedFaults(): readonly ArmedFault[] {
    return this.#faults.armed();
  }

  /** Has something go wrong, counted from the next command on. */
  armFault(fault: FaultImage): void {
    this.#faults.arm(fault);
  }

  /** @param at place in `armedFaults()` */
  disarmFault(at: number): void {
    this.#faults.disarm(at);
  }

  /** After `swapped`: the card that stands in the reader now, a built-in's name or the path of an image. */
  get swappedFor(): string | undefined {
    return this.#swappedFor;
  }

  /** @returns the response with its status word (2 bytes or more), or why none comes */
  transmit(tpdu: Uint8Array): Uint8Array | CardLoss {
    this.#lastExchange = NO_TIME;
    if (this.#lost !== undefined) return this.#lost;
    const fault = this.#faults.due(tpdu[1]);
    const answer = fault === undefined ? this.#run(tpdu) : this.#withFault(fault, tpdu);
    if (typeof answer !== 'string') {
      const heldBack = fault?.kind === 'slow' ? (fault.millis ?? 0) : 0;
      this.#lastExchange = this.#clock.exchange(tpdu.length, answer.length, heldBack);
    }
    return answer;
  }

  #run(tpdu: Uint8Array): Uint8Array {
    const answer = this.#program.execute(tpdu);
    if (this.#dirty) {
      this.#dirty = false;
      this.onChange?.();
    }
    return answer;
  }

  #withFault(fault: FaultImage, tpdu: Uint8Array): Uint8Array | CardLoss {
    if (fault.kind === 'tear') return this.#tear(fault, tpdu);
    const answer =
      fault.kind === 'slow' || fault.kind === 'corrupt' || fault.when === 'after' ? this.#run(tpdu) : undefined;
    switch (fault.kind) {
      case 'slow':
        return answer ?? statusBytes('6F00');
      case 'corrupt':
        return corrupted(answer ?? statusBytes('6F00'), fault);
      case 'status':
      case 'statusFrom':
        return statusBytes(fault.sw ?? '6F00');
      case 'reset':
        this.reset();
        return 'reset';
      default:
        this.#swappedFor = fault.card;
        this.#lost = LOSSES[fault.kind];
        return this.#lost;
    }
  }

  /** A command in whose middle the power goes, or the memory fails. One that writes nothing is answered as ever. */
  #tear(fault: FaultImage, tpdu: Uint8Array): Uint8Array | CardLoss {
    const { memory, channels } = this.#state;
    const pointers = [...channels.values()].map((selection) => ({ selection, record: selection.record }));
    memory.armTear(tearPattern(fault, memory.page));
    const answer = this.#run(tpdu);
    if (!memory.disarmTear()) return answer;
    // A record that was not written does not become the current one.
    for (const { selection, record } of pointers) selection.record = record;
    const { outcome = 'remove' } = fault;
    if (outcome !== 'remove' && outcome !== 'mute') return statusBytes(outcome);
    this.#lost = LOSSES[outcome];
    return this.#lost;
  }
}

function statusBytes(sw: string): Uint8Array {
  const value = Number.parseInt(sw, 16);
  return Uint8Array.of(value >> 8, value & 0xff);
}
