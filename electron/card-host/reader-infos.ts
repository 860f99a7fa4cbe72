import { toHex } from '../../core/base/bytes.ts';
import type { ReaderState } from '../../core/transport/card-transport.ts';
import type { ReaderInfo } from '../ipc/read-contract.ts';
import type { ShellDesk } from './shell-desk.ts';

/** Readers as the contract carries them: the ATR in hex, with the names that the user gave them. */
export function readerInfos(readers: readonly ReaderState[], { labels }: Pick<ShellDesk, 'labels'>): ReaderInfo[] {
  return readers.map(({ atr, ...reader }) => {
    const label = labels.of(reader.name);
    return {
      ...reader,
      ...(atr !== undefined && { atr: toHex(atr) }),
      ...(label !== undefined && { label }),
    };
  });
}
