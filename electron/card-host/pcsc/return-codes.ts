import type { ErrorCode } from '../../../core/base/app-error.ts';

interface ReturnCode {
  readonly value: number;
  /** What it means while a connection is being made; absent where that is the same as later. */
  readonly connecting?: ErrorCode;
  /** What it means on a connection. */
  readonly connected: ErrorCode;
  /** In words, for the error's reason. */
  readonly words: string;
}

/**
 * Return codes of PC/SC (winscard.h, pcsclite.h) that a reader or a card can cause, with the outcome that each becomes.
 * pcsc-lite gives UNSUPPORTED_FEATURE the number of UNEXPECTED.
 */
export const RETURN_CODES = {
  SCARD_F_INTERNAL_ERROR: { value: 0x80100001, connected: 'pcsc-unavailable', words: 'internal error of the service' },
  SCARD_E_CANCELLED: { value: 0x80100002, connected: 'card-link', words: 'cancelled' },
  SCARD_E_INVALID_HANDLE: { value: 0x80100003, connected: 'card-link', words: 'the connection is no longer known' },
  SCARD_E_INVALID_PARAMETER: { value: 0x80100004, connected: 'card-link', words: 'a parameter was refused' },
  SCARD_E_NO_MEMORY: { value: 0x80100006, connected: 'pcsc-unavailable', words: 'the service is out of memory' },
  SCARD_F_WAITED_TOO_LONG: { value: 0x80100007, connected: 'card-link', words: 'the service waited too long' },
  SCARD_E_INSUFFICIENT_BUFFER: { value: 0x80100008, connected: 'card-link', words: 'the answer is longer than 64 KiB' },
  SCARD_E_UNKNOWN_READER: {
    value: 0x80100009,
    connecting: 'reader-unknown',
    connected: 'reader-gone',
    words: 'the reader is unknown',
  },
  SCARD_E_TIMEOUT: { value: 0x8010000a, connected: 'card-link', words: 'time ran out' },
  SCARD_E_SHARING_VIOLATION: { value: 0x8010000b, connected: 'card-held', words: 'another program holds the card' },
  SCARD_E_NO_SMARTCARD: {
    value: 0x8010000c,
    connecting: 'card-absent',
    connected: 'card-removed',
    words: 'there is no card',
  },
  SCARD_E_UNKNOWN_CARD: { value: 0x8010000d, connected: 'card-link', words: 'the card is unknown' },
  SCARD_E_PROTO_MISMATCH: { value: 0x8010000f, connected: 'card-link', words: 'the protocols do not match' },
  SCARD_E_NOT_READY: { value: 0x80100010, connected: 'card-link', words: 'the reader or the card is not ready' },
  SCARD_E_INVALID_VALUE: { value: 0x80100011, connected: 'card-link', words: 'a value was refused' },
  SCARD_E_SYSTEM_CANCELLED: { value: 0x80100012, connected: 'pcsc-unavailable', words: 'the system is shutting down' },
  SCARD_F_COMM_ERROR: { value: 0x80100013, connected: 'pcsc-unavailable', words: 'the service broke off' },
  SCARD_F_UNKNOWN_ERROR: { value: 0x80100014, connected: 'card-link', words: 'unknown error' },
  SCARD_E_INVALID_ATR: { value: 0x80100015, connected: 'card-link', words: 'the answer to reset is not valid' },
  SCARD_E_NOT_TRANSACTED: { value: 0x80100016, connected: 'card-link', words: 'the exchange broke off' },
  SCARD_E_READER_UNAVAILABLE: { value: 0x80100017, connected: 'reader-gone', words: 'the reader is unavailable' },
  SCARD_P_SHUTDOWN: { value: 0x80100018, connected: 'pcsc-unavailable', words: 'the service is shutting down' },
  SCARD_E_READER_UNSUPPORTED: { value: 0x8010001a, connected: 'card-link', words: 'the reader is not supported' },
  SCARD_E_CARD_UNSUPPORTED: { value: 0x8010001c, connected: 'card-link', words: 'the card is not supported' },
  SCARD_E_NO_SERVICE: { value: 0x8010001d, connected: 'pcsc-unavailable', words: 'it is not running' },
  SCARD_E_SERVICE_STOPPED: { value: 0x8010001e, connected: 'pcsc-unavailable', words: 'it was stopped' },
  SCARD_E_UNEXPECTED: { value: 0x8010001f, connected: 'card-link', words: 'unexpected or unsupported' },
  SCARD_E_UNSUPPORTED_FEATURE: { value: 0x80100022, connected: 'card-link', words: 'not supported' },
  SCARD_E_NO_READERS_AVAILABLE: {
    value: 0x8010002e,
    connecting: 'reader-unknown',
    connected: 'reader-gone',
    words: 'there is no reader',
  },
  SCARD_E_COMM_DATA_LOST: { value: 0x8010002f, connected: 'card-link', words: 'data were lost on the way' },
  SCARD_E_SERVER_TOO_BUSY: { value: 0x80100031, connected: 'pcsc-unavailable', words: 'it is too busy' },
  SCARD_W_UNSUPPORTED_CARD: { value: 0x80100065, connected: 'card-link', words: 'the reader cannot talk to this card' },
  SCARD_W_UNRESPONSIVE_CARD: { value: 0x80100066, connected: 'card-link', words: 'the card does not answer the reset' },
  // Power was taken by another program: as after a reset, nothing selected or verified is left.
  SCARD_W_UNPOWERED_CARD: {
    value: 0x80100067,
    connecting: 'card-link',
    connected: 'card-reset',
    words: 'the card has no power',
  },
  SCARD_W_RESET_CARD: { value: 0x80100068, connected: 'card-reset', words: 'the card was reset' },
  SCARD_W_REMOVED_CARD: {
    value: 0x80100069,
    connecting: 'card-absent',
    connected: 'card-removed',
    words: 'the card was removed',
  },
  // Windows hands some errors of the reader's driver through as they are (winerror.h).
  ERROR_GEN_FAILURE: { value: 31, connected: 'card-link', words: 'the reader failed' },
  ERROR_SEM_TIMEOUT: { value: 121, connected: 'card-link', words: 'the reader timed out' },
  ERROR_IO_DEVICE: { value: 1117, connected: 'card-link', words: 'the reader failed' },
} as const satisfies Record<string, ReturnCode>;

export type ReturnCodeName = keyof typeof RETURN_CODES;

export const SUCCESS = 0;

const BY_VALUE: ReadonlyMap<number, readonly [string, ReturnCode]> = new Map(
  Object.entries(RETURN_CODES).map(([name, row]) => [row.value, [name, row] as const]),
);

/** The outcome of a return code, while connecting or on a connection. A code that is not listed is a broken link. */
export function outcomeOf(value: number, phase: 'connecting' | 'connected'): ErrorCode {
  const row = BY_VALUE.get(value)?.[1];
  if (row === undefined) return 'card-link';
  return phase === 'connecting' ? (row.connecting ?? row.connected) : row.connected;
}

/** A return code for people and for a search engine: `it is not running (SCARD_E_NO_SERVICE)`. */
export function returnCodeText(value: number): string {
  const found = BY_VALUE.get(value);
  return found === undefined
    ? `PC/SC error ${value.toString(16).toUpperCase().padStart(8, '0')}`
    : `${found[1].words} (${found[0]})`;
}
