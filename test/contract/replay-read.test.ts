import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../core/base/bytes.ts';
import { BUILTIN_CARDS, builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { openLink } from '../../core/card/card-link.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import { replayTransport } from '../../core/transport/replay.ts';
import {
  parseTrace,
  redactTrace,
  serializeTrace,
  type TraceFile,
  type TraceLine,
  traceLineOf,
} from '../../core/transport/trace-file.ts';
import { traceTransport } from '../../core/transport/tracing.ts';
import { createVirtualPort } from '../../electron/card-host/ports/virtual-port.ts';

const DEPTHS = ['device', 'inspect'] as const;

async function read(transport: CardTransport, depth: (typeof DEPTHS)[number]): Promise<ReadResult> {
  const result = await readCard(openLink(transport), { mode: 'auto', depth });
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** Reads a built-in card with the trace on. */
async function recorded(
  name: string,
  depth: (typeof DEPTHS)[number],
): Promise<{ result: ReadResult; trace: TraceFile }> {
  const port = createVirtualPort({ builtin: builtinCard, list: BUILTIN_CARDS });
  const card = await port.connect(`virtual:${name}`);
  if (!card.ok) throw new Error(card.error.code);
  const { reader, atr, protocol } = card.value;
  const lines: TraceLine[] = [];
  let now = 0;
  const traced = traceTransport(card.value, {
    clock: () => now++,
    record: (exchange) => lines.push(traceLineOf(exchange, reader)),
  });
  const result = await read(traced, depth);
  await port.close();
  return { result, trace: { header: { format: 'bootcard-trace/1', reader, atr: toHex(atr), protocol }, lines } };
}

describe.each(DEPTHS)('a read at %s depth, from its trace', (depth) => {
  it.each(BUILTIN_CARDS.map(({ name }) => name))('is the read of virtual:%s itself', async (name) => {
    const { result, trace } = await recorded(name, depth);
    const parsed = parseTrace(serializeTrace(trace), 'x');
    if (!parsed.ok) throw new Error(parsed.error.code);
    const replayed = replayTransport(parsed.value, 'replay:x');
    expect(await read(replayed, depth)).toEqual(result);
    // A second read in the same session finds everything again.
    expect((await read(replayed, depth)).files).toEqual(result.files);
  });
});

it('a redacted trace gives the read of the original but for the masked bytes', async () => {
  const { result, trace } = await recorded('uicc', 'device');
  const content = result.files.find(({ role }) => role === 'content');
  const first = content?.reads[0];
  if (content === undefined || first === undefined) throw new Error('no content read');
  // A place inside a string: what is masked are values, never structure.
  const place = toHex(content.bytes).indexOf(toHex(utf8('https://'))) / 2 + 8 - first.offset;
  expect(place).toBeGreaterThan(8);
  expect(place + 4).toBeLessThan(first.length);
  const redacted = redactTrace(trace, [{ exchange: first.exchange, part: 'response', offset: place, length: 4 }]);
  const again = await read(replayTransport(redacted, 'replay:x'), 'device');
  const seen = again.files.find(({ role }) => role === 'content')?.bytes ?? new Uint8Array(0);
  const wanted = content.bytes.slice();
  wanted.fill(0x2a, first.offset + place, first.offset + place + 4);
  expect(toHex(seen)).toBe(toHex(wanted));
  expect(toHex(seen)).not.toBe(toHex(content.bytes));
  expect(again.objects).toEqual(result.objects);
});
