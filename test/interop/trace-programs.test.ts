import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importTrace } from '../../core/trace/import-trace.ts';
import { traceOf } from '../../core/trace/trace-source.ts';
import type { TraceFile } from '../../core/transport/trace-file.ts';
import { pairsOf } from '../core/trace/trace-files.ts';
import { type ServedCards, serveCards } from '../support/pcsc/served-cards.ts';
import { describeWith } from '../support/requires.ts';
import { runCli } from '../support/run-cli.ts';

const run = promisify(execFile);

/** What a person types to look at a message by hand; the lengths are those of the built-in cards. */
const SCRIPTS = {
  sim: [
    'A0A40000023F00',
    'A0A40000022FE2',
    'A0B000000A',
    'A0A40000023F00',
    'A0A40000027F50',
    'A0A40000025031',
    'A0C000000F',
    'A0B0000020',
    'A0A4000002AAAA',
  ],
  'uicc-3g': [
    '00A40004022FE2',
    '00C000001C',
    '00B000000A',
    '00A404040CA000000063504B43532D3135',
    '00A40004025031',
    '00B0000020',
    '00B2010430',
    '00A4000402AAAA',
  ],
} as const;

function imported(path: string): TraceFile {
  const read = importTrace(readFileSync(path), path);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const trace = traceOf(read.value.source);
  if (!trace.ok) throw new Error(trace.error.code);
  return trace.value;
}

const spaced = (hex: string) => hex.match(/../g)?.join(' ') ?? '';

/** The log by a few words of this test's own: what scriptor wrote behind its arrows. */
function pairsByHand(log: string): readonly string[] {
  const commands = [...log.matchAll(/^> ((?:[0-9A-F]{2} ?)+)$/gm)].map((match) => match[1]?.replace(/\s/g, ''));
  const answers = [...log.matchAll(/^< ([0-9A-F \n]+) :/gm)].map((match) => match[1]?.replace(/\s/g, ''));
  return commands.map((command, at) => `${command} ${answers[at]}`);
}

describeWith(['pcscd', 'scriptor', 'tshark'], 'traces of other programs, and of real readers', () => {
  let cards: ServedCards;
  let folder = '';
  const readers = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-'));
    cards = await serveCards(readers);
  });

  afterAll(async () => {
    await cards?.stop();
    rmSync(folder, { recursive: true });
  });

  const readerOf = (card: keyof typeof SCRIPTS) => cards.stack.readers[readers.indexOf(card)]?.name ?? '';

  it.each(readers)(
    'a log of scriptor and the pcap that text2pcap makes of it hold the same exchanges: %s',
    async (card) => {
      const script = join(folder, `${card}.script`);
      writeFileSync(script, `reset\n${SCRIPTS[card].map(spaced).join('\n')}\n`);
      const { stdout } = await run('scriptor', ['-r', readerOf(card), '-p', 'T=0', script], { env: cards.env });
      const log = join(folder, `${card}.log`);
      writeFileSync(log, stdout);
      const wanted = pairsByHand(stdout);
      expect(wanted).toHaveLength(SCRIPTS[card].length);
      expect(pairsOf(imported(log))).toEqual(wanted);
      expect(imported(log).header.atr).toMatch(/^3B/);

      const gsmtap = `02 04 04${' 00'.repeat(13)}`;
      const dump = wanted.map((pair) => `0000 ${gsmtap} ${spaced(pair.replace(' ', ''))}\n`).join('\n');
      writeFileSync(join(folder, 'dump.txt'), dump);
      for (const options of [
        ['-u', '4729,4729'],
        ['-F', 'pcap', '-u', '4729,4729'],
        ['-6', '::1,::1', '-u', '1234,4729'],
      ]) {
        const capture = join(folder, 'script.pcap');
        execFileSync('text2pcap', ['-q', ...options, join(folder, 'dump.txt'), capture], { stdio: 'pipe' });
        expect(pairsOf(imported(capture)), options.join(' ')).toEqual(wanted);
      }
    },
  );

  it.each(readers)('what is recorded at a reader replays from a capture to the read of the card: %s', async (card) => {
    const reader = `pcsc:${readerOf(card)}`;
    const env = { ...cards.stack.env, BOOTCARD_DATA: join(folder, 'data') };
    const trace = join(folder, `${card}.trace.jsonl`);
    const recorded = await runCli(['trace', 'record', reader, trace, '--json'], { env });
    expect(recorded.code, recorded.stderr).toBe(0);
    const direct = JSON.parse((await runCli(['read', reader, '--json'], { env })).stdout) as Read;
    const out = join(folder, `${card}.pcap`);
    const back = join(folder, `${card}.back.jsonl`);
    expect((await runCli(['trace', 'export', trace, '-o', out], { env })).code).toBe(0);
    expect((await runCli(['trace', 'import', out, '-o', back], { env })).code).toBe(0);
    const replay = await runCli(['replay', back, '--json'], { env });
    const { replay: how, ...read } = JSON.parse(replay.stdout) as Read & { readonly replay: { readonly from: string } };
    expect(how.from).toBe('record');
    expect(withoutDigests(read)).toEqual(withoutDigests(direct));
    const named = await runCli(['read', `replay:${out}`, '--json'], { env });
    expect(withoutDigests(JSON.parse(named.stdout) as Read)).toEqual(withoutDigests(direct));
  });
});

interface Read {
  readonly objects: readonly { readonly sha256: string }[];
}

/** The digest is of the real bytes; masked ones have another. */
function withoutDigests({ objects, ...read }: Read): unknown {
  return { ...read, objects: objects.map(({ sha256: _, ...object }) => object) };
}
