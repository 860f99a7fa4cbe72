import type { Protocol } from '../apdu/command.ts';
import type { Result } from '../base/result.ts';

/**
 * The port to one powered card. TPDUs go through it untouched: nobody below it issues GET RESPONSE or repeats a command.
 * Calls are queued: one exchange is in flight at a time. Every failure is a typed `AppError` of the families
 * `card-*` and `reader-*` and `pcsc-*`; after one of them the connection is dead, except `card-reset` (see `reset`). Other failures (`reset-unsupported`, `at-*`)
 * are of the one call, and the connection goes on.
 */
export interface CardTransport {
  /** The reader's full name with its scheme: `virtual:sim`, `pcsc:ACME 00 00`, `replay:/tmp/a.trace.jsonl`. */
  readonly reader: string;
  /** Answer to reset of the present activation; empty where the link cannot show it (a modem). */
  readonly atr: Uint8Array;
  readonly protocol: Protocol;
  /** Set where answers come from a record in which secrets were replaced by `*`: the stars are not the card's. */
  readonly redacted?: boolean;
  /** Sends one TPDU, answers the response with its status word (2 bytes or more). */
  transmit(tpdu: Uint8Array): Promise<Result<Uint8Array>>;
  /**
   * Resets the card; the new ATR is in `atr` afterwards. Everything verified or selected is gone. Error `reset-unsupported`
   * where somebody else powers the card: nothing happened.
   */
  reset(kind: 'warm' | 'cold'): Promise<Result<void>>;
  /** Keeps other programs off the card until `endTransaction`. Calls do not nest. */
  beginTransaction(): Promise<Result<void>>;
  endTransaction(): Promise<Result<void>>;
  /** The reader's own keys, where the link below can reach some; whether the reader has any is asked of it. */
  readonly pinPad?: PinPad | undefined;
  /** Gives the card back; `leave` keeps it powered, `reset` takes away what was verified. Safe to call twice. */
  disconnect(disposition: 'leave' | 'reset'): Promise<void>;
}

/** What a reader with keys of its own can do (PC/SC part 10, FEATURE_VERIFY_PIN_DIRECT and FEATURE_MODIFY_PIN_DIRECT). */
export interface PinPadFeatures {
  readonly verify: boolean;
  readonly modify: boolean;
}

/** A PIN is typed at the reader and never comes to this machine: the reader puts it into the command and sends that. */
export interface PinPad {
  features(): Promise<Result<PinPadFeatures>>;
  /** @param structure PIN_VERIFY_STRUCTURE. Answers the card's response, or a status word of the reader (6400, 6401 …). */
  verify(structure: Uint8Array): Promise<Result<Uint8Array>>;
  /** @param structure PIN_MODIFY_STRUCTURE */
  modify(structure: Uint8Array): Promise<Result<Uint8Array>>;
}

/** `unknown`: the reader cannot tell before it is opened, as a modem's serial port. */
export type CardState = 'empty' | 'present' | 'held' | 'mute' | 'unknown';

/** What a reader shows without connecting to its card. */
export interface ReaderState {
  /** Full name with its scheme; the word that every verb of the command line takes. */
  readonly name: string;
  /** What a person calls it. */
  readonly title: string;
  readonly kind: 'pcsc' | 'virtual' | 'replay' | 'at';
  readonly card: CardState;
  readonly atr?: Uint8Array;
  /**
   * Another program is connected to the card and shares it. Not told while this program is connected too: PC/SC does not tell
   * how many are.
   */
  readonly shared?: true;
  /** Who holds the card, or shares it, where that can be found out. */
  readonly holder?: string;
  /** Of a virtual reader. */
  readonly virtual?: VirtualReaderState;
}

export interface VirtualReaderState {
  /** Its card was made or cloned on this machine, and is kept here. */
  readonly kept: boolean;
  /** Faults that are yet to happen to its card. */
  readonly faults: number;
  /** Where other programs reach its card: host and port of vpcd. */
  readonly served?: string;
  /** Set for a card in memory alone: whether it was changed since it was opened or saved. */
  readonly memory?: { readonly edited: boolean };
}

export interface ReaderPort {
  /** The scheme of the names it serves, with its colon. */
  readonly scheme: string;
  list(): Promise<Result<readonly ReaderState[]>>;
  /** Calls `listener` with the whole list whenever a reader or a card comes or goes, and once at the start. @returns the end of it. */
  watch(listener: (readers: Result<readonly ReaderState[]>) => void): () => void;
  /** Powers the card in the named reader. */
  connect(name: string, options?: ConnectOptions): Promise<Result<CardTransport>>;
  /** Lets go of everything: children, contexts, timers. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Exclusive: nobody else may use the card meanwhile. Default shared. */
  readonly exclusive?: boolean;
  /** How long one exchange may take before the card counts as mute, in milliseconds. Default 10 000. */
  readonly muteAfter?: number;
}
