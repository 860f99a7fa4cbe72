import { fromHex } from '../../../core/base/bytes.ts';
import { ok, type Result } from '../../../core/base/result.ts';
import type { CardState, ReaderState } from '../../../core/transport/card-transport.ts';
import { SCARD } from './abi.ts';
import type { RawReader } from './frames.ts';
import { UNKNOWN_HOLDER } from './pcsc-errors.ts';
import type { Readers } from './reader-watch.ts';

/** Makes what people see of what PC/SC reports; remembers which cards fell silent, which PC/SC does not know. */
export class ReaderStates {
  readonly #scheme: string;
  readonly #holder: (reader: string) => Promise<string>;
  readonly #isOurs: (reader: string) => boolean;
  /** Full names of readers whose card fell silent, with the count of comings and goings at that time. */
  readonly #mute = new Map<string, number | undefined>();

  /** @param isOurs whether this program is among those that use the card: PC/SC tells that there are some, not who */
  constructor(scheme: string, holder: (reader: string) => Promise<string>, isOurs: (reader: string) => boolean) {
    this.#scheme = scheme;
    this.#holder = holder;
    this.#isOurs = isOurs;
  }

  isMute(name: string): boolean {
    return this.#mute.has(name);
  }

  markMute(name: string, readers: Readers | undefined): void {
    const raw = readers?.ok === true ? readers.value.find((reader) => this.#scheme + reader.name === name) : undefined;
    this.#mute.set(name, raw === undefined ? undefined : raw.state >>> 16);
  }

  /** @returns whether it was mute */
  clearMute(name: string): boolean {
    return this.#mute.delete(name);
  }

  /** The list for people. A card that left takes its silence with it. */
  async show(readers: Readers): Promise<Result<readonly ReaderState[]>> {
    if (!readers.ok) return readers;
    return ok(await Promise.all(readers.value.map((raw) => this.#show(raw))));
  }

  async #show(raw: RawReader): Promise<ReaderState> {
    const name = this.#scheme + raw.name;
    const card = this.#cardState(name, raw.state);
    const atr = fromHex(raw.atr);
    const state = { name, title: raw.name, kind: 'pcsc', card } as const;
    const seen = card === 'empty' || atr === undefined || atr.length === 0 ? state : { ...state, atr };
    if (card === 'held') return { ...seen, holder: await this.#holder(name) };
    const shared = card === 'present' && (raw.state & SCARD.STATE_INUSE) !== 0 && !this.#isOurs(name);
    if (!shared) return seen;
    const holder = await this.#holder(name);
    return holder === UNKNOWN_HOLDER ? { ...seen, shared } : { ...seen, shared, holder };
  }

  #cardState(name: string, state: number): CardState {
    if ((state & SCARD.STATE_PRESENT) === 0) {
      this.#mute.delete(name);
      return 'empty';
    }
    if (this.#mute.has(name)) {
      const then = this.#mute.get(name);
      const now = state >>> 16;
      if (then === undefined) this.#mute.set(name, now);
      else if (then !== now) this.#mute.delete(name);
    }
    if (this.#mute.has(name) || (state & SCARD.STATE_MUTE) !== 0) return 'mute';
    return (state & SCARD.STATE_EXCLUSIVE) !== 0 ? 'held' : 'present';
  }
}
