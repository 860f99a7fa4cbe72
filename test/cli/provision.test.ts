import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addObjectsVerb } from '../../cli/verbs/objects.ts';
import { addProvisionVerbs } from '../../cli/verbs/provision.ts';
import { addWriteVerbs } from '../../cli/verbs/write.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { runVerb, type VerbRun } from '../support/run-verbs.ts';

const ICCID = '89001010000000000075';
const KEY = ['--key', 'adm1=ascii:12345678'];
const CHANGES = ['D6', 'DC', 'E0', 'E4', 'D4'];

describe('provision, objects and unprovision', () => {
  let folder: string;
  let path: string;
  let card: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-provision-'));
    path = join(folder, 'blank.card.json');
    card = `virtual:${path}`;
    const image = builtinCard('uicc-3g-blank');
    if (image === undefined) throw new Error('no built-in');
    writeFileSync(path, serializeCardImage(image));
    writeFileSync(join(folder, 'dm.wbxml'), defaultMessage());
    writeFileSync(join(folder, 'other.wbxml'), defaultMessage({ ...NORDTEL, name: 'Other' }));
    const long = `https://dm.nordtel.example/${'x'.repeat(300)}`;
    writeFileSync(join(folder, 'long.wbxml'), defaultMessage({ ...NORDTEL, addr: long }));
    writeFileSync(
      join(folder, 'lab.yaml'),
      `format: bootcard-profile/1
name: lab
title: Lab
files: create
application: { path: [5F77] }
odf: { fid: 5031, size: 32 }
dodf: { fid: 6420, size: 128 }
objects: [{ label: Lab, fid: 6421, message: dm.wbxml }]
`,
    );
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]): Promise<VerbRun> =>
    runVerb(
      join(folder, 'data'),
      (program, act) => {
        addProvisionVerbs(program, act);
        addObjectsVerb(program, act);
        addWriteVerbs(program, act);
      },
      args,
    );
  const file = (name: string) => join(folder, name);
  const changes = ({ commands }: VerbRun) => commands.filter((text) => CHANGES.includes(text.slice(2, 4)));

  it('a dry run sends nothing that changes, keeps nothing, and names the key', async () => {
    const before = readFileSync(path, 'utf8');
    const dry = await run('provision', card, 'create', '--message', file('dm.wbxml'), '--dry-run', '--json');
    expect(dry.json()).toMatchObject({ result: 'verified', dryRun: true, unmet: [{ refs: ['adm1'] }] });
    expect([dry.code, changes(dry), readFileSync(path, 'utf8') === before]).toEqual([4, [], true]);
  });

  it('a profile of one’s own, its message beside it; then another object, another order, and all of it off again', async () => {
    const blank = readFileSync(path, 'utf8');
    const made = await run('provision', card, file('lab.yaml'), ...KEY, '--json');
    expect([made.code, made.json().result]).toEqual([0, 'verified']);
    const added = await run('objects', card, 'add', file('other.wbxml'), '--label', 'Other', ...KEY, '--json');
    expect([added.code, added.json().result]).toEqual([0, 'verified']);
    expect((await run('objects', card, 'reorder', '2,1', ...KEY)).code).toBe(0);
    const list = await run('objects', card, '--json');
    expect(list.json<{ objects: { label: string; path: string; chosen: boolean }[] }>().objects).toMatchObject([
      { label: 'Other', path: '3F005F776422', chosen: true },
      { label: 'Lab', path: '3F005F776421', chosen: false },
    ]);
    const unnamed = await run('unprovision', card, ...KEY);
    expect([unnamed.code, unnamed.error?.code, changes(unnamed)]).toEqual([4, 'admin-unconfirmed', []]);
    const off = await run('unprovision', card, ...KEY, '--i-know', ICCID);
    expect([off.code, off.error]).toEqual([0, undefined]);
    const files = (text: string) => (JSON.parse(text) as { files: { path: string }[] }).files.map((item) => item.path);
    expect(files(readFileSync(path, 'utf8'))).toEqual(files(blank));
  });

  it('emptied files stay with --keep-files, and are filled the next time', async () => {
    await run('provision', card, 'create', '--message', file('dm.wbxml'), ...KEY);
    const off = await run('unprovision', card, '--keep-files', ...KEY, '--json');
    expect([off.code, off.json().result]).toEqual([0, 'verified']);
    const again = await run('provision', card, 'fixed', '--message', file('other.wbxml'), ...KEY, '--json');
    expect([again.code, changes(again).some((text) => text.slice(2, 4) === 'E0')]).toEqual([0, false]);
  });

  it('a longer message makes its file longer, or is refused', async () => {
    await run('provision', card, 'create', '--message', file('dm.wbxml'), ...KEY);
    const never = await run('flash', card, file('long.wbxml'), '--grow', 'never', ...KEY);
    expect([never.code, never.error?.code, changes(never)]).toEqual([2, 'plan-too-long', []]);
    const shown = await run('plan', card, file('long.wbxml'));
    expect(shown.out).toContain('resize 3F007F506421');
    const grown = await run('flash', card, file('long.wbxml'), ...KEY, '--json');
    expect([grown.code, grown.json().result]).toEqual([0, 'verified']);
  });

  it('says what is wrong with what was typed', async () => {
    const code = async (...args: string[]) => (await run(...args)).error?.code;
    expect(await code('provision', card, 'nothing')).toBe('file-unreadable');
    expect(await code('provision', card, 'create')).toBe('provision-messages');
    writeFileSync(file('bad.json'), '{"format": "bootcard-profile/1"}');
    expect(await code('provision', card, file('bad.json'))).toBe('profile-invalid');
    expect(await code('objects', card, 'remove', 'x')).toBe('usage-invalid');
    expect(await code('objects', card, 'add')).toBe('usage-invalid');
    expect(await code('unprovision', card, ...KEY)).toBe('plan-no-object');
  });
});
