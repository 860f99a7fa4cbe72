import type { VirtualPort } from './ports/virtual-port.ts';

/**
 * What a reader's card is to this machine: a real one; a virtual one that is built in, kept or a file; or one that is made up, in
 * memory or replayed. The last two may have the number of a real card, and are none. What another program puts into a PC/SC reader
 * counts as real: nothing tells it from a card.
 */
export type CardOrigin = 'real' | 'virtual' | 'madeUp';

/** Decides by the kind of the reader: a card can say of itself what it likes. */
export function cardOrigin(reader: string, virtual: Pick<VirtualPort, 'scheme' | 'inMemory'>): CardOrigin {
  if (reader.startsWith('pcsc:') || reader.startsWith('at:')) return 'real';
  return reader.startsWith(virtual.scheme) && !virtual.inMemory(reader) ? 'virtual' : 'madeUp';
}
