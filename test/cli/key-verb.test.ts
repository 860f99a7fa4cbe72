import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { type CardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { runCli } from '../support/run-cli.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcard-key-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A card of its own, PIN1 switched on, and this machine's memory of refused values for it. */
async function cardFile(name: string, builtin: string, tries = 3) {
  const image = structuredClone(builtinCard(builtin));
  const pin1 = image?.credentials.find(({ ref }) => ref === 'pin1');
  if (image === undefined || pin1 === undefined) throw new Error('no such built-in');
  Object.assign(pin1, { enabled: true, tries });
  const path = join(folder, `${name}.card.json`);
  await writeFile(path, serializeCardImage(image));
  const env = { BOOTCARD_DATA: join(folder, `${name}-data`) };
  return {
    reader: `virtual:${path}`,
    iccid: image.iccid ?? '',
    key: (...args: string[]) => runCli(['key', ...args], { env }),
    pin1: async () =>
      (JSON.parse(await readFile(path, 'utf8')) as CardImage).credentials.find(({ ref }) => ref === 'pin1'),
  };
}

describe('bootcard key', () => {
  it('tells the state of every PIN, with an act and without one', async () => {
    const card = await cardFile('status', 'uicc', 2);
    const { code, stdout } = await card.key(card.reader, 'status', '--json');
    expect(code).toBe(0);
    const { iccid, mode, keys } = JSON.parse(stdout);
    expect({ iccid, mode }).toEqual({ iccid: card.iccid, mode: '3g' });
    expect(keys).toContainEqual({
      ref: 'pin1',
      reference: '01',
      enabled: true,
      verified: false,
      blocked: false,
      triesLeft: 2,
      unblock: { blocked: false, triesLeft: 10 },
      universal: null,
      application: null,
    });
    const text = await card.key('status', card.reader);
    expect(text.stdout).toMatch(/pin1 +01 +on +not verified +2 tries left +PUK 10 tries left/);
    expect((await card.pin1())?.tries).toBe(2);
  });

  it.each(['sim', 'uicc'])('changes a PIN, refuses a wrong one once, unblocks by the PUK (%s)', async (builtin) => {
    const card = await cardFile(`acts-${builtin}`, builtin);
    const changed = await card.key(
      'change',
      card.reader,
      'pin1',
      '--key',
      'pin1=ascii:1234',
      '--new',
      'pin1=ascii:4711',
    );
    expect(changed).toMatchObject({ code: 0, stderr: '' });
    expect(changed.stdout).not.toContain('4711');
    expect((await card.pin1())?.value).toBe('34373131FFFFFFFF');
    const wrong = await card.key('verify', card.reader, 'pin1', '--key', 'pin1=ascii:1234', '--json');
    expect(wrong.code).toBe(4);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: 'key-refused' } });
    const again = await card.key('verify', card.reader, 'pin1', '--key', 'pin1=ascii:1234', '--few-tries', card.iccid);
    expect(again.code).toBe(4);
    expect((await card.pin1())?.tries).toBe(2);
    const unblocked = await card.key(
      ...['unblock', card.reader, 'chv1', '--key', 'puk1=ascii:12345678', '--new', 'pin1=ascii:1234', '--json'],
    );
    expect(JSON.parse(unblocked.stdout)).toEqual({
      iccid: card.iccid,
      ref: 'pin1',
      act: 'unblock',
      result: 'done',
      triesLeft: builtin === 'sim' ? 3 : null,
    });
    expect(await card.pin1()).toMatchObject({ value: '31323334FFFFFFFF', tries: 3 });
  });

  it('another card, a dry run and wrong usage send nothing', async () => {
    const card = await cardFile('careful', 'uicc');
    const key = ['pin1', '--key', 'pin1=ascii:0000'];
    expect((await card.key('verify', card.reader, ...key, '--iccid', '89')).code).toBe(3);
    const dry = await card.key('verify', card.reader, ...key, '--dry-run');
    expect(dry).toMatchObject({ code: 0, stdout: `Nothing sent. pin1 of ${card.iccid}: 3 tries left.\n` });
    expect((await card.key('verify', card.reader, 'pin1', '--key', 'pin1=1234')).code).toBe(2);
    expect((await card.key('change', card.reader, ...key)).code).toBe(2);
    expect((await card.key('disable', card.reader, 'adm1', '--key', 'adm1=ascii:12345678')).code).toBe(2);
    expect((await card.key('virtual:nix')).code).toBe(3);
    expect((await card.pin1())?.tries).toBe(3);
  });

  it('a PIN that is off was not checked, and says so', async () => {
    const card = await cardFile('off', 'uicc');
    const key = ['pin1', '--key', 'pin1=ascii:1234'];
    expect((await card.key('disable', card.reader, ...key)).code).toBe(0);
    expect((await card.key('verify', card.reader, ...key)).stdout).toContain('the value was not checked');
    const unknown = await card.key('enable', card.reader, ...key);
    expect(unknown.code).toBe(4);
    expect((await card.key('enable', card.reader, ...key, '--tries-unknown', card.iccid)).code).toBe(0);
    expect((await card.pin1())?.enabled).toBe(true);
  });
});
