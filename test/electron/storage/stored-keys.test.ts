import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { ok, type Result } from '../../../core/base/result.ts';
import { Secret } from '../../../core/base/secret.ts';
import {
  createStoredKeys,
  noSecretBox,
  type SecretBox,
  type StoredKeys,
} from '../../../electron/storage/stored-keys.ts';

const CARD = '89001010000000000018';
const OTHER = '89001010000000000026';
const KEY = 'E1F2A3B4C5D6E7F8';
const flipped = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0xa5);

/** A box that turns bits over, which is enough to see who sealed what. */
function fakeBox() {
  const state = { renew: false, sealed: 0 };
  const box: SecretBox = {
    available: async () => ok(undefined),
    seal: async (text) => {
      state.sealed += 1;
      return ok(flipped(Uint8Array.from(Buffer.from(text))));
    },
    open: async (sealed) => ok({ text: Buffer.from(flipped(sealed)).toString(), renew: state.renew }),
  };
  return { box, state };
}

let folder: string;
let path: string;
let fake: ReturnType<typeof fakeBox>;
let keys: StoredKeys;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'bootcard-stored-')), 'data');
  path = join(folder, 'stored-keys.json');
  fake = fakeBox();
  keys = createStoredKeys(folder, fake.box);
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

const secret = (text = KEY) => new Secret(hex(text));
const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.error.code);
const taken = async (iccid: string, ref: string) => {
  const key = await keys.take(iccid, ref);
  return key.ok ? key.value.reveal(toHex) : key.error.code;
};

describe('keys that the computer remembers', () => {
  it('are listed, used, replaced and forgotten, each for its card', async () => {
    expect(await keys.list(CARD)).toEqual(ok([]));
    await keys.remember(CARD, 'adm1', secret());
    await keys.remember(CARD, 'adm1', secret('A1A2A3A4A5A6A7A8'));
    await keys.remember(CARD, 'pin1', secret('31323334FFFFFFFF'));
    expect(await keys.list(CARD)).toEqual(ok(['adm1', 'pin1']));
    expect(await keys.list(OTHER)).toEqual(ok([]));
    expect([await taken(CARD, 'adm1'), await taken(OTHER, 'adm1')]).toEqual(['A1A2A3A4A5A6A7A8', 'secret-not-stored']);
    await keys.forget(CARD, 'adm1');
    expect([await taken(CARD, 'adm1'), await taken(CARD, 'pin1')]).toEqual(['secret-not-stored', '31323334FFFFFFFF']);
  });

  it('stand in a file of the owner alone, sealed', async () => {
    await keys.remember(CARD, 'adm1', secret());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    const binary = Buffer.from(JSON.parse(text).keys[0].sealed, 'base64').toString('latin1');
    for (const spelling of [KEY, KEY.toLowerCase(), Buffer.from(hex(KEY)).toString('base64'), '\xe1\xf2\xa3'])
      expect(`${text}${binary}`).not.toContain(spelling);
  });

  it('lose none when two are kept at once', async () => {
    await Promise.all(['adm1', 'adm2', 'adm3', 'adm4'].map((ref) => keys.remember(CARD, ref, secret())));
    expect(await keys.list(CARD)).toEqual(ok(['adm1', 'adm2', 'adm3', 'adm4']));
  });

  it('open for no other card, though somebody moves the line', async () => {
    await keys.remember(CARD, 'adm1', secret());
    await writeFile(path, (await readFile(path, 'utf8')).replace(CARD, OTHER));
    expect(await taken(OTHER, 'adm1')).toBe('secret-store-failed');
  });

  it('are sealed again where the system has a newer key', async () => {
    await keys.remember(CARD, 'adm1', secret());
    expect(fake.state.sealed).toBe(1);
    fake.state.renew = true;
    expect(await taken(CARD, 'adm1')).toBe(KEY);
    expect(fake.state.sealed).toBe(2);
  });

  it.each(['', '{', '{"format":"bootcard-stored-keys/2","keys":[]}'])(
    'are not lost to a file like %o',
    async (text) => {
      await keys.remember(CARD, 'adm1', secret());
      await writeFile(path, text);
      expect(codeOf(await keys.remember(CARD, 'adm2', secret()))).toBe('secret-store-failed');
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );

  it('are refused where nothing keeps a secret', async () => {
    const none = createStoredKeys(folder, noSecretBox('a browser'));
    expect(codeOf(await none.available())).toBe('secret-store-unavailable');
    expect(codeOf(await none.remember(CARD, 'adm1', secret()))).toBe('secret-store-unavailable');
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });
});
