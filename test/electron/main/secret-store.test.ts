import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askSecretStore } from '../../../electron/main/secret-store.ts';

const TEXT = '89001010000000000018 adm1 E1F2A3B4C5D6E7F8';
const store = vi.hoisted(() => ({
  there: true,
  backend: 'gnome_libsecret',
  seal: async (text: string): Promise<Buffer> => Buffer.from(text).reverse(),
}));
vi.mock('electron', () => ({
  safeStorage: {
    isAsyncEncryptionAvailable: async () => store.there,
    getSelectedStorageBackend: () => store.backend,
    encryptStringAsync: (text: string) => store.seal(text),
    decryptStringAsync: async (sealed: Buffer) => ({
      result: Buffer.from(sealed).reverse().toString(),
      shouldReEncrypt: true,
    }),
  },
}));

const seal = store.seal;
beforeEach(() => Object.assign(store, { there: true, backend: 'gnome_libsecret', seal }));
afterEach(() => vi.unstubAllGlobals());

const onLinux = () => vi.stubGlobal('process', { ...process, platform: 'linux' });

describe('the system’s secret store', () => {
  it('seals and opens, and tells that the system wants it sealed again', async () => {
    const sealed = await askSecretStore({ act: 'seal', text: TEXT });
    if (!sealed.ok || !(sealed.value instanceof Uint8Array)) throw new Error('not sealed');
    expect(await askSecretStore({ act: 'open', sealed: sealed.value })).toEqual({
      ok: true,
      value: { text: TEXT, renew: true },
    });
    expect(await askSecretStore({ act: 'available' })).toMatchObject({ ok: true });
  });

  it('is not there without a keyring, whatever is asked', async () => {
    store.there = false;
    for (const ask of [{ act: 'available' }, { act: 'seal', text: TEXT }] as const)
      expect(await askSecretStore(ask)).toMatchObject({ ok: false, error: { code: 'secret-store-unavailable' } });
  });

  it('is not there where Linux has but a password that is the same everywhere', async () => {
    onLinux();
    store.backend = 'basic_text';
    const answer = await askSecretStore({ act: 'seal', text: TEXT });
    expect(answer).toMatchObject({ ok: false, error: { code: 'secret-store-unavailable' } });
    expect(JSON.stringify(answer)).toContain('no keyring');
  });

  it('repeats nothing of what it was given when the system fails', async () => {
    store.seal = async (text) => {
      throw new Error(`cannot encrypt ${text}`);
    };
    const answer = await askSecretStore({ act: 'seal', text: TEXT });
    expect(answer).toMatchObject({ ok: false, error: { code: 'secret-store-failed' } });
    expect(JSON.stringify(answer)).not.toContain('E1F2');
  });
});
