import { toHex } from '../../core/base/bytes.ts';
import { type CardLink, openLink } from '../../core/card/card-link.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import type { Exchange } from '../../core/transport/exchange.ts';
import { traceTransport } from '../../core/transport/tracing.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { createVirtualPort } from '../../electron/card-host/ports/virtual-port.ts';

/** A virtual card in its reader, and everything that went over its contacts. */
export interface VirtualLink {
  readonly link: CardLink;
  /** Every TPDU with its answer, credentials masked. */
  readonly exchanges: readonly Exchange[];
  /** The commands as hex, credentials masked; `ins` keeps those with that instruction byte. */
  commands(ins?: number): readonly string[];
  /** The card as it is now, with what has happened to it. */
  image(): CardImage;
  close(): Promise<void>;
}

const NAME = 'test';

/**
 * Opens a link on a card image, with the tracing decorator on the way.
 * @param wrap stands between the decorator and the card: a card with a bad habit that no quirk has.
 */
export async function openVirtualLink(
  image: CardImage,
  wrap: (transport: CardTransport) => CardTransport = (transport) => transport,
): Promise<VirtualLink> {
  const port = createVirtualPort({ builtin: (name) => (name === NAME ? image : undefined), list: [] });
  const reader = `virtual:${NAME}`;
  const connected = await port.connect(reader);
  if (!connected.ok) throw new Error(`connect: ${connected.error.code}`);
  const exchanges: Exchange[] = [];
  let now = 0;
  const traced = traceTransport(wrap(connected.value), {
    clock: () => now++,
    record: (exchange) => exchanges.push(exchange),
  });
  return {
    link: openLink(traced, () => exchanges.length),
    exchanges,
    commands: (ins) =>
      exchanges.filter(({ command }) => ins === undefined || command[1] === ins).map(({ command }) => toHex(command)),
    image() {
      const now = port.image(reader);
      if (now === undefined) throw new Error('the port lost its card');
      return now;
    },
    close: () => port.close(),
  };
}
