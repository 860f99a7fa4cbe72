import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, hex } from '../../core/base/bytes.ts';
import { resetLineOf, serializeTrace, type TraceLine, traceLineOf } from '../../core/transport/trace-file.ts';
import { traceTransport } from '../../core/transport/tracing.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { createReplayPort } from '../../electron/card-host/ports/replay-port.ts';
import { createVirtualPort } from '../../electron/card-host/ports/virtual-port.ts';
import { contractImage } from './contract-image.ts';
import { type ContractReader, contractSession, transportContract } from './transport-contract.ts';

const ATR = fromHex(contractImage().atr) ?? hex('');

function virtualReader(image: CardImage): ReturnType<typeof createVirtualPort> {
  return createVirtualPort({
    builtin: (name) => (name === 'contract' ? image : undefined),
    list: [{ name: 'contract' }],
  });
}

async function builtin(image: CardImage): Promise<ContractReader> {
  const port = virtualReader(image);
  const reader = 'virtual:contract';
  return {
    port,
    reader,
    expectAtr: ATR,
    remove: async () => void port.eject(reader),
    insert: async () => void port.insert(reader),
  };
}

async function imageFile(image: CardImage): Promise<ContractReader> {
  const folder = await mkdtemp(join(tmpdir(), 'bootcard-contract-'));
  const path = join(folder, 'contract.card.json');
  await writeFile(path, serializeCardImage(image));
  const port = virtualReader(image);
  const reader = `virtual:${path}`;
  // An image is listed once it was opened.
  const first = await port.connect(reader);
  if (first.ok) await first.value.disconnect('leave');
  return {
    port,
    reader,
    expectAtr: ATR,
    remove: async () => void port.eject(reader),
    insert: async () => void port.insert(reader),
    dispose: () => rm(folder, { recursive: true }),
  };
}

async function trace(image: CardImage): Promise<ContractReader> {
  const folder = await mkdtemp(join(tmpdir(), 'bootcard-contract-'));
  const path = join(folder, 'contract.trace.jsonl');
  const source = virtualReader(image);
  const card = await source.connect('virtual:contract');
  if (!card.ok) throw new Error(card.error.code);
  const lines: TraceLine[] = [];
  let now = 0;
  const { reader, atr, protocol } = card.value;
  await contractSession(
    traceTransport(card.value, {
      clock: () => now++,
      record: (exchange) => lines.push(traceLineOf(exchange, reader)),
      reset: (reset) => lines.push(resetLineOf(reset, reader)),
    }),
  );
  await source.close();
  const header = { format: 'bootcard-trace/1', reader, atr: Buffer.from(atr).toString('hex'), protocol } as const;
  await writeFile(path, serializeTrace({ header, lines }));
  const port = createReplayPort();
  return { port, reader: `replay:${path}`, expectAtr: ATR, dispose: () => rm(folder, { recursive: true }) };
}

transportContract('built-in virtual card', builtin, { removal: 'announced', second: 'waits' });
transportContract('virtual card from an image', imageFile, { removal: 'announced', second: 'waits' });
transportContract('replay', trace, { removal: 'never', second: 'apart' });
