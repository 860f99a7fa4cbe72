import { toHex } from '../../core/base/bytes.ts';
import type { ReaderState } from '../../core/transport/card-transport.ts';
import type { ReaderInfo } from '../ipc/read-contract.ts';

/** Readers as the contract carries them: the ATR in hex. */
export function readerInfos(readers: readonly ReaderState[]): ReaderInfo[] {
  return readers.map(({ atr, ...reader }) => (atr === undefined ? reader : { ...reader, atr: toHex(atr) }));
}
