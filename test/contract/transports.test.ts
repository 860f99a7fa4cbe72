import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, hex } from '../../core/base/bytes.ts';
import { resetLineOf, serializeTrace, type TraceLine, traceLineOf } from '../../core/transport/trace-file.ts';
import { traceTransport } from '../../core/transport/tracing.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { createReplayPort } from '../../electron/card-host/ports/replay-port.ts';
import { createVirtualPort } from '../../electron/card-host/ports/virtual-port.ts';
import { contractImage } from './contract-image.ts';
import { type ContractReader, contractSession, transportContract } from './transport-contract.ts';

const ATR = fromHex(contractImage().atr) ?? hex('');

function virtualReader(): ReturnType<typeof createVirtualPort> {
  return createVirtualPort({
    builtin: (name) => (name === 'contract' ? contractImage() : undefined),
    list: [{ name: 'contract' }],
  });
}

async function builtin(): Promise<ContractReader> {
  const port = virtualReader();
  const reader = 'virtual:contract';
  return {
    port,
    reader,
    expectAtr: ATR,
    remove: async () => void port.eject(reader),
    insert: async () => void port.insert(reader),
  };
}

async function imageFile(): Promise<ContractReader> {
  const folder = await mkdtemp(join(tmpdir(), 'bootcard-contract-'));
  const path = join(folder, 'contract.card.json');
  await writeFile(path, serializeCardImage(contractImage()));
  const port = virtualReader();
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

async function trace(): Promise<ContractReader> {
  const folder = await mkdtemp(join(tmpdir(), 'bootcard-contract-'));
  const path = join(folder, 'contract.trace.jsonl');
  const source = virtualReader();
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

transportContract('built-in virtual card', builtin, { removable: true });
transportContract('virtual card from an image', imageFile, { removable: true });
transportContract('replay', trace, { removable: false });
