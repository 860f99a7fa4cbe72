import { fromHex } from '../../../core/base/bytes.ts';
import { ok, type Result } from '../../../core/base/result.ts';
import type { CardState, ReaderState } from '../../../core/transport/card-transport.ts';
import { SCARD } from './abi.ts';
import type { RawReader } from './frames.ts';
import type { Readers } from './reader-watch.ts';

/** Makes what people see of what PC/SC reports; remembers which cards fell silent, which PC/SC does not know. */
export class ReaderStates {
  readonly #scheme: string;
  readonly #holder: (reader: string) => Promise<string>;
  /** Full names of readers whose card fell silent, with the count of comings and goings at that time. */
  readonly #mute = new Map<string, number | undefined>();

  constructor(scheme: string, holder: (reader: string) => Promise<string>) {
    this.#scheme = scheme;
    this.#holder = holder;
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
    return card === 'held' ? { ...seen, holder: await this.#holder(name) } : seen;
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
