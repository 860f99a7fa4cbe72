import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../../core/base/bytes.ts';
import { BUILTIN_CARDS, builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { FAULT_CARDS } from '../../../core/bootstrap/fault-cards.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { type DeviceRow, simulateAll } from '../../../core/device/simulate.ts';
import { exportCapture } from '../../../core/trace/export-capture.ts';
import { importTrace } from '../../../core/trace/import-trace.ts';
import { cardFromTrace } from '../../../core/trace/trace-card.ts';
import { indexTrace } from '../../../core/trace/trace-index.ts';
import { exchangeJson } from '../../../core/trace/trace-json.ts';
import { traceSecrets } from '../../../core/trace/trace-secrets.ts';
import { sourceOf, traceOf } from '../../../core/trace/trace-source.ts';
import { exchangeText, headerText } from '../../../core/trace/trace-text.ts';
import { TraceView } from '../../../core/trace/trace-view.ts';
import { replayTransport } from '../../../core/transport/replay.ts';
import { redactTrace, serializeTrace, type TraceFile } from '../../../core/transport/trace-file.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';
import { pairsOf, readOver, recordedRead } from './trace-files.ts';

function indexOf(trace: TraceFile) {
  const index = indexTrace(sourceOf(trace));
  if (!index.ok) throw new Error(index.error.code);
  return index.value;
}

/** A trace in all the forms that it is saved in. */
function formsOf(trace: TraceFile): Readonly<Record<string, Uint8Array>> {
  const index = indexOf(trace);
  const rows = trace.lines.map((line, row) => {
    const decoded = index.detail(row);
    if (!decoded.ok) throw new Error(decoded.error.code);
    return { line, decoded: decoded.value };
  });
  const capture = exportCapture(sourceOf(trace));
  if (!capture.ok) throw new Error(capture.error.code);
  const exchanges = rows.map(({ line, decoded }) => exchangeJson(line, decoded, false));
  const words = rows.map(({ decoded }) => exchangeText(decoded, { trees: true, showSecrets: false }));
  return {
    jsonl: utf8(serializeTrace(trace)),
    json: utf8(JSON.stringify({ format: 'bootcard-trace-view/1', trace: trace.header, exchanges })),
    text: utf8([headerText(trace.header), ...words].join('\n')),
    pcap: capture.value.bytes,
    bundle: utf8(JSON.stringify({ format: 'bootcard-bundle/1', trace })),
  };
}

/** What was read, stars in the places where the replay has them. */
function apartFromStars(read: ReadResult, replayed: ReadResult): unknown {
  const files = read.files.map((file, at) => {
    const stars = replayed.files[at]?.bytes ?? file.bytes;
    return { ...file, bytes: toHex(file.bytes.map((byte, i) => (stars[i] === 0x2a ? 0x2a : byte))) };
  });
  return { ...read, files };
}

/** Its secrets are stars by its very fault: a replay tells no stars of its own from those of the card. */
const STARRED = 'fault-profile-secret-masked';
const CARDS = [...BUILTIN_CARDS.map(({ name }) => name), ...FAULT_CARDS.map(({ name }) => name)];

describe('a masked trace of every built-in card', () => {
  it('comes back from every form, and replays to what was read of the card', { timeout: 120_000 }, async () => {
    expect(CARDS.length).toBeGreaterThan(100);
    for (const card of CARDS.filter((name) => name !== STARRED)) {
      const { trace, read } = await recordedRead(card, 'device');
      const saved = redactTrace(trace, traceSecrets(indexOf(trace).book));
      const healthy = BUILTIN_CARDS.some(({ name }) => name === card);
      for (const [form, bytes] of Object.entries(formsOf(saved))) {
        // Forms that keep the lines as they are need not be tried with every fault.
        if (!healthy && form !== 'text' && form !== 'pcap') continue;
        const back = importTrace(bytes, 'x');
        const lines = back.ok ? traceOf(back.value.source) : back;
        if (!lines.ok) throw new Error(`${card} as ${form}: ${JSON.stringify(lines.error)}`);
        expect(pairsOf(lines.value), `${card} as ${form}`).toEqual(pairsOf(saved));
        const again = await readOver(replayTransport(lines.value, read.card.atr), 'device');
        expect(apartFromStars(again, again), `${card} as ${form}`).toEqual(apartFromStars(read, again));
      }
    }
  });
});

async function simulated(image: CardImage | undefined): Promise<ReadonlyMap<string, string>> {
  if (image === undefined) throw new Error('no card');
  const card = await openVirtualLink(image);
  const rows = await simulateAll(card.link);
  await card.close();
  if (!rows.ok) throw new Error(rows.error.code);
  const told = ({ result: { outcome, rejection } }: DeviceRow) =>
    `${outcome} ${rejection?.step ?? ''} ${rejection?.code ?? ''}`;
  return new Map(rows.value.map((row) => [row.profile.name, told(row)]));
}

/** What a trace does not show: the class that was not spoken, and short file ids that no header told. */
const UNSEEN: ReadonlySet<string> = new Set(['2g-only', 'short-ids']);

describe('the card of a masked trace', () => {
  it.each(['sim', 'ruim', 'uicc', 'uicc-2g', 'uicc-3g'])(
    '%s: every kind of client does with it what it does with the card itself',
    async (name) => {
      const real = await simulated(builtinCard(name));
      for (const depth of ['device', 'inspect'] as const) {
        const { trace } = await recordedRead(name, depth);
        const saved = redactTrace(trace, traceSecrets(indexOf(trace).book));
        const made = cardFromTrace(new TraceView(sourceOf(saved)));
        if (!made.ok) throw new Error(made.error.code);
        const table = await simulated(made.value.image);
        for (const [profile, outcome] of real)
          if (!UNSEEN.has(profile)) expect(table.get(profile), `${profile}, ${depth}`).toBe(outcome);
      }
    },
  );
});
