import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';

describe('bootcard trace and replay', () => {
  let folder = '';
  let env: Record<string, string> = {};
  const at = (name: string) => join(folder, name);
  const run = (...args: string[]) => runCli(args, { env, cwd: folder });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-'));
    env = { BOOTCARD_DATA: at('data') };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('records, shows with a filter, and masks secrets unless they are asked for', async () => {
    const recorded = await run('trace', 'record', 'virtual:sim', 'a.jsonl', '--show-secrets', '--json');
    expect(JSON.parse(recorded.stdout)).toMatchObject({ trace: 'a.jsonl', iccid: '89001010000000000042' });
    const shown = await run('trace', 'show', 'a.jsonl', '--filter', 'ins:read file:DM_Bootstrap', '--json');
    const { trace, exchanges } = JSON.parse(shown.stdout) as Shown;
    expect(trace.format).toBe('bootcard-trace/1');
    expect(exchanges.length).toBeGreaterThan(3);
    expect(exchanges.every(({ file }) => file.name === 'EF(DM_Bootstrap)')).toBe(true);
    expect(exchanges.some(({ masked }) => masked !== undefined)).toBe(true);
    const open = await run(
      'trace',
      'show',
      'a.jsonl',
      '--filter',
      'ins:read file:DM_Bootstrap',
      '--json',
      '--show-secrets',
    );
    expect((JSON.parse(open.stdout) as Shown).exchanges.some(({ masked }) => masked !== undefined)).toBe(false);
    expect(readFileSync(at('data/shown-secrets.log'), 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('says what is wrong with a filter, a form, and a log', async () => {
    const filter = await run('trace', 'show', 'a.jsonl', '--filter', 'colour:red', '--json');
    expect([filter.code, (JSON.parse(filter.stdout) as Failed).error.code]).toEqual([2, 'usage-invalid']);
    expect((await run('trace', 'export', 'a.jsonl', '-o', 'a.bin')).code).toBe(2);
    writeFileSync(at('bad.log'), '=> A0A40000023F00\n<= 9F17\n=> A0A4zz\n');
    const log = await run('trace', 'show', 'bad.log', '--json');
    expect([log.code, (JSON.parse(log.stdout) as Failed).error.details.place]).toEqual([2, 'line 3']);
    expect((await run('replay', 'nothing.log')).code).toBe(2);
  });

  it('makes a card of a capture, its owner’s alone and never over another file, that reads as the capture does', async () => {
    expect((await run('trace', 'export', 'a.jsonl', '-o', 'a.pcap', '--show-secrets')).code).toBe(0);
    const made = await run('trace', 'import', 'a.pcap', '--card', '-o', 'a.card.json');
    expect(made.stdout).toContain('virtual:a.card.json');
    expect(statSync(at('a.card.json')).mode & 0o777).toBe(0o600);
    expect((await run('trace', 'import', 'a.pcap', '--card', '-o', 'a.card.json')).code).not.toBe(0);
    const card = JSON.parse((await run('read', 'virtual:a.card.json', '--json')).stdout) as Read;
    const replay = JSON.parse((await run('replay', 'a.pcap', '--json')).stdout) as Read;
    const asked = JSON.parse((await run('replay', 'a.pcap', '--card', '--json')).stdout) as Read;
    expect(replay.replay?.from).toBe('record');
    expect(asked.replay?.from).toBe('card');
    for (const one of [card, asked]) expect(one.message).toEqual(replay.message);
    expect(card.objects[0]?.sha256).toBe(replay.objects[0]?.sha256);
  });

  it('reads the card behind a log that asks in another way', async () => {
    const { stdout } = await run(
      'trace',
      'export',
      'a.jsonl',
      '-o',
      '-',
      '--as',
      'text',
      '--show-secrets',
      '--filter',
      '!line:0-2',
    );
    expect(stdout).toContain('# 4  READ BINARY, EF(ICCID) 3F002FE2');
    writeFileSync(at('part.log'), stdout);
    const replay = JSON.parse((await run('replay', 'part.log', '--json')).stdout) as Read;
    expect(replay.replay?.from).toBe('card');
    expect(replay.message).not.toBeNull();
  });

  it('tells what the device did, and answers 1 where it did not get there', async () => {
    const whole = await run('trace', 'show', 'a.pcap', '--phone');
    expect([whole.code, whole.stdout.includes('It has the whole message.')]).toEqual([0, true]);
    expect((await run('trace', 'export', 'a.jsonl', '-o', 'short.pcap', '--filter', 'line:0-17')).code).toBe(0);
    const short = await run('trace', 'show', 'short.pcap', '--phone', '--json');
    expect(short.code).toBe(1);
    expect(JSON.parse(short.stdout)).toMatchObject({ mode: '2g', reached: 'dodf' });
  });
});

interface Shown {
  readonly trace: { readonly format: string };
  readonly exchanges: readonly { readonly file: { readonly name: string }; readonly masked?: unknown }[];
}
interface Failed {
  readonly error: { readonly code: string; readonly details: Readonly<Record<string, string>> };
}
interface Read {
  readonly message: unknown;
  readonly objects: readonly { readonly sha256: string }[];
  readonly replay?: { readonly from: string };
}
