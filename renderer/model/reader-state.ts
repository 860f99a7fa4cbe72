import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import type { CardTab } from '../stores/cards-store.ts';
import type { TextCode, TextValues } from '../text/text.ts';
import { isOpened } from './reader-name.ts';

interface ReaderWords {
  readonly text: TextCode;
  readonly values?: TextValues;
}

/** How a reader stands, in one or two words: what keeps it from being used first. */
export function readerState(reader: ReaderInfo, tab: CardTab | undefined): ReaderWords {
  const { virtual } = reader;
  if (reader.card === 'empty') return { text: 'reader.empty' };
  if (virtual?.served !== undefined) return { text: 'reader.served', values: { place: virtual.served } };
  if (reader.card === 'held')
    return reader.holder === undefined
      ? { text: 'reader.held' }
      : { text: 'reader.heldBy', values: { holder: reader.holder } };
  if (reader.card === 'mute') return { text: 'reader.mute' };
  if (reader.card === 'unknown' && tab === undefined) return { text: 'reader.unknown' };
  if (tab?.write?.armed === true) return { text: 'reader.armed' };
  if (tab?.liveness === 'reading') return { text: 'reader.reading' };
  // Not said of a card that is open here: then nobody can tell.
  if (reader.shared === true && tab?.liveness !== 'live')
    return reader.holder === undefined
      ? { text: 'reader.shared' }
      : { text: 'reader.sharedWith', values: { holder: reader.holder } };
  if (tab?.liveness === 'ended' || tab?.liveness === 'failed') return { text: 'reader.again' };
  if (virtual?.memory !== undefined) return { text: virtual.memory.edited ? 'reader.edited' : 'reader.memory' };
  if (reader.kind === 'replay') return { text: 'reader.trace' };
  if (tab !== undefined) return { text: 'reader.ready' };
  if (virtual?.kept === true) return { text: 'virtual.kept' };
  return { text: reader.kind === 'virtual' && !isOpened(reader) ? 'reader.builtIn' : 'reader.ready' };
}
