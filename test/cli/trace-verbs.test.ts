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

  it('takes a recording for a card: read, replay, simulate and diagnose say of it what they say of the card', async () => {
    await run('trace', 'record', 'virtual:uicc-3g', 'c.jsonl');
    await run('trace', 'record', 'virtual:uicc-3g', 'whole.jsonl', '--all');
    const outcomes = async (name: string) => {
      const { devices } = JSON.parse((await run('simulate', name, '--json')).stdout) as Devices;
      // Short file ids that no header told are not in a trace.
      return devices
        .filter(({ profile }) => profile !== 'short-ids')
        .map(({ profile, outcome }) => `${profile} ${outcome}`);
    };
    const real = await outcomes('virtual:uicc-3g');
    expect(real.length).toBeGreaterThan(30);
    expect(await outcomes('replay:c.jsonl')).toEqual(real);
    expect(await outcomes('replay:whole.jsonl')).toEqual(real);
    const diagnosed = await run('diagnose', 'replay:c.jsonl', '--json');
    const { verdict, root, findings } = JSON.parse(diagnosed.stdout) as Diagnosed;
    expect([verdict, root]).toEqual(['ok', null]);
    expect(findings.map(({ code }) => code)).not.toContain('profile-secret-masked');
    const read = JSON.parse((await run('read', 'replay:c.jsonl', '--json')).stdout) as Read;
    const whole = JSON.parse((await run('replay', 'whole.jsonl', '--json')).stdout) as Read;
    expect(whole.replay?.from).toBe('record');
    expect(read.card).toEqual(whole.card);
  });

  it('shows, exports and replays the trace that a bundle holds', async () => {
    await run('bundle', 'virtual:uicc-3g', '--trace', 'c.jsonl', '-o', 'c.bootcard-bundle');
    const shown = JSON.parse((await run('trace', 'show', 'c.bootcard-bundle', '--json')).stdout) as Shown;
    const own = JSON.parse((await run('trace', 'show', 'c.jsonl', '--json')).stdout) as Shown;
    expect(shown.exchanges).toHaveLength(own.exchanges.length);
    expect((await run('trace', 'export', 'c.bootcard-bundle', '-o', 'c.pcap')).code).toBe(0);
    const replay = JSON.parse((await run('replay', 'c.bootcard-bundle', '--json')).stdout) as Read;
    expect(replay.replay?.from).toBe('record');
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
interface Devices {
  readonly devices: readonly { readonly profile: string; readonly outcome: string }[];
}
interface Diagnosed {
  readonly verdict: string;
  readonly root: string | null;
  readonly findings: readonly { readonly code: string }[];
}
interface Read {
  readonly card: unknown;
  readonly message: unknown;
  readonly objects: readonly { readonly sha256: string }[];
  readonly replay?: { readonly from: string };
}
