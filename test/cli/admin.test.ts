import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';

const ICCID = '89001010000000000026';
const KEY = ['--key', 'adm1=ascii:12345678'];
const NEW_FILE = ['--type', 'transparent', '--size', '64', '--arr', '6F06:1', '--sfi', 'none'];

describe('bootcard admin', () => {
  let folder: string;
  let card: string;
  const run = (...args: string[]): Promise<CliRun> =>
    runCli(['admin', card, ...args], { env: { BOOTCARD_DATA: join(folder, 'data') } });

  /** A built-in card on the disk. */
  const cardOf = (name: string): string => {
    const image = builtinCard(name);
    if (image === undefined) throw new Error(name);
    const path = join(folder, `${name}.card.json`);
    writeFileSync(path, serializeCardImage(image));
    return `virtual:${path}`;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-admin-'));
    card = cardOf('uicc-3g');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const kept = () => {
    try {
      return readdirSync(join(folder, 'data', 'journals'));
    } catch {
      return [];
    }
  };

  it('shows the APDUs and sends none of them with --dry-run', async () => {
    const { code, stdout } = await run('create', '3F007F506430', ...NEW_FILE, '--dry-run', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      act: 'create',
      iccid: ICCID,
      file: '3F007F506430',
      selected: '3F007F50',
      apdus: [{ name: 'CREATE FILE', hex: '01E0000018621682024121830264308A01058B036F0601800200408800' }],
      needs: [['adm1']],
      irreversible: false,
      dryRun: true,
    });
    expect(kept()).toEqual([]);
    expect((await run('delete', '3F007F506430', '--dry-run')).code).toBe(5);
  });

  it('asks for the ICCID, typed, and for the key', async () => {
    const plain = await run('create', '3F007F506430', ...NEW_FILE, ...KEY);
    expect(plain.code).toBe(4);
    expect(plain.stderr).toContain(`--i-know=${ICCID}`);
    const other = await run('create', '3F007F506430', ...NEW_FILE, ...KEY, '--i-know=89001010000000000042');
    expect(other.code).toBe(4);
    const keyless = await run('create', '3F007F506430', ...NEW_FILE, `--i-know=${ICCID}`);
    expect(keyless.code).toBe(4);
    expect(keyless.stderr).toContain('adm1');
    expect(kept()).toEqual([]);
  });

  it('creates, deactivates, activates, resizes and deletes a file; the journal has each act', async () => {
    const known = [...KEY, `--i-know=${ICCID}`, '--json'];
    const created = await run('create', '3F007F506430', ...NEW_FILE, '--fill', 'A5', ...known);
    expect(created.stderr).toBe('');
    expect(JSON.parse(created.stdout)).toMatchObject({
      result: 'done',
      differences: [],
      initial: { kind: 'filled', byte: 'A5', size: 64 },
    });
    for (const act of ['deactivate', 'activate']) {
      const { code, stdout } = await run(act, '3F007F506430', ...known);
      expect([act, code, JSON.parse(stdout).result]).toEqual([act, 0, 'done']);
    }
    expect((await run('resize', '3F007F506430', '--size', '80', ...known)).code).toBe(0);
    const gone = await run('delete', '3F007F506430', ...known);
    const { backup } = JSON.parse(gone.stdout);
    expect(JSON.parse(readFileSync(backup, 'utf8')).files).toMatchObject([
      { path: '3F007F506430', data: `${'A5'.repeat(80)}` },
    ]);
    expect((await run('delete', '3F007F506430', ...known)).code).toBe(5);
    const acts = kept()
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, 'data', 'journals', name), 'utf8').split('\n')[0] ?? '').act);
    expect(acts).toEqual(['create', 'deactivate', 'activate', 'resize', 'delete']);
  });

  it('ends a card only with --terminate-card besides', async () => {
    const known = [...KEY, `--i-know=${ICCID}`];
    const half = await run('terminate-card', ...known);
    expect(half.code).toBe(4);
    expect(half.stderr).toContain('--terminate-card');
    expect((await run('terminate-card', ...known, '--terminate-card')).code).toBe(0);
  });

  it('takes a profile of one’s own, and names what is wrong with it', async () => {
    const path = join(folder, 'lab.json');
    const lab = {
      format: 'bootcard-admin/1',
      name: 'lab',
      title: 'lab card',
      evidence: 'manual',
      fcp: { recordNumber: true },
    };
    writeFileSync(path, JSON.stringify(lab));
    const args = [
      'create',
      '3F007F506431',
      '--type',
      'linear',
      '--records',
      '4',
      '--record-length',
      '16',
      '--arr',
      '6F06:1',
    ];
    const { stdout } = await run(...args, '--profile', path, '--dry-run', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      profile: 'lab',
      apdus: [{ hex: expect.stringContaining('82054221001004') }],
    });
    writeFileSync(path, JSON.stringify({ ...lab, fcp: { ef: ['99'] } }));
    const wrong = await run(...args, '--profile', path, '--dry-run');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('fcp.ef.0');
    expect((await run(...args, '--profile', 'nowhere.json', '--dry-run')).code).toBe(2);
  });

  it.each([
    [['create', '3F007F506430', '--size', '10', '--arr', '6F06:1'], '--type'],
    [['create', '3F007F503FFF', '--type', 'transparent', '--size', '10', '--arr', '6F06:1'], 'reserved'],
    [['resize', '3F007F506421'], '--size'],
    [['delete'], 'missing'],
  ])('wrong usage is told: %j', async (args, words) => {
    const { code, stderr } = await run(...args, '--dry-run');
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  it('invalidates and rehabilitates in class A0', async () => {
    const reader = cardOf('sim');
    // In class A0 the card does not tell the tries of an ADM: one attempt is consented to.
    const known = [...KEY, '--i-know=89001010000000000042', '--tries-unknown=89001010000000000042', '--json'];
    const sim = (...args: string[]) =>
      runCli(['admin', reader, ...args, ...known], { env: { BOOTCARD_DATA: join(folder, 'data') } });
    const off = await sim('invalidate', '3F007F506421');
    expect(JSON.parse(off.stdout)).toMatchObject({
      result: 'done',
      apdus: [{ name: 'INVALIDATE', hex: 'A004000000' }],
    });
    const on = await sim('rehabilitate', '3F007F506421');
    expect(JSON.parse(on.stdout)).toMatchObject({
      result: 'done',
      apdus: [{ name: 'REHABILITATE', hex: 'A044000000' }],
    });
    expect((await sim('delete', '3F007F506421')).code).toBe(2);
  });
});
