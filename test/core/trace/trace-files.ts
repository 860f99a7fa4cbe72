import { toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { openLink } from '../../../core/card/card-link.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import { type TraceFile, type TraceLine, traceLineOf } from '../../../core/transport/trace-file.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

/** A trace from lines of `command answer` in hex; `reset` stands for one. */
export function traceOfHex(rows: readonly string[], protocol: 'T=0' | 'T=1' = 'T=0'): TraceFile {
  const reader = 'pcsc:test';
  const lines = rows.map((row, index): TraceLine => {
    const [c = '', r = ''] = row === 'reset' ? ['', '3B00'] : row.split(' ');
    return { t: index * 1000, reader, c, r, us: 10, name: '' };
  });
  return { header: { format: 'bootcard-trace/1', reader, atr: '3B00', protocol }, lines };
}

export async function readOver(transport: CardTransport, depth: 'device' | 'inspect'): Promise<ReadResult> {
  const read = await readCard(openLink(transport), { mode: 'auto', depth });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

/** Reads a card with the trace on. */
export async function recordedRead(
  card: string | CardImage,
  depth: 'device' | 'inspect',
): Promise<{ readonly trace: TraceFile; readonly read: ReadResult }> {
  const image = typeof card === 'string' ? builtinCard(card) : card;
  if (image === undefined) throw new Error(`no built-in ${String(card)}`);
  const virtual = await openVirtualLink(image);
  const read = await readCard(virtual.link, { mode: 'auto', depth });
  const { atr, protocol, reader } = virtual.link.transport;
  await virtual.close();
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const lines = virtual.exchanges.map((exchange) => traceLineOf(exchange, reader));
  const header = { format: 'bootcard-trace/1' as const, reader, atr: toHex(atr), protocol };
  return { trace: { header, lines }, read: read.value };
}

/** Commands and answers alone: what every form of a trace keeps. */
export const pairsOf = ({ lines }: TraceFile) => lines.map(({ c, r }) => `${c} ${r}`);
