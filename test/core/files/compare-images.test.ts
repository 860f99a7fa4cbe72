import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { compareCards } from '../../../core/bootstrap/compare-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { dumpCard } from '../../../core/files/dump.ts';
import type { CardImage, FileImage } from '../../../core/virtual-card/card-image.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

function card(name: string): CardImage {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(name);
  return structuredClone(image);
}

/** A built-in card with one file changed. */
function changed(path: string, change: (file: FileImage) => Partial<FileImage>, name = 'uicc'): CardImage {
  const image = card(name);
  expect(image.files.some((file) => file.path === path)).toBe(true);
  return { ...image, files: image.files.map((file) => (file.path === path ? { ...file, ...change(file) } : file)) };
}

const only = (a: CardImage, b: CardImage) => {
  const { files, card: face, credentials, equal } = compareCards(a, b);
  expect(equal).toBe(false);
  expect(face).toEqual([]);
  expect(credentials).toEqual([]);
  expect(files).toHaveLength(1);
  const [file] = files;
  if (file === undefined) throw new Error('nothing differs');
  return file;
};

const usim = (image: CardImage) =>
  image.files.find(({ type, name }) => type === 'adf' && name === 'ADF_USIM')?.path ?? '';

describe('two cards compared', () => {
  it('are the same whatever their credential values are', () => {
    const other = card('uicc');
    for (const credential of other.credentials)
      if (credential.value !== undefined) credential.value = '39393939FFFFFFFF';
    expect(compareCards(card('uicc'), other)).toEqual({
      equal: true,
      card: [],
      credentials: [],
      files: [],
      ignored: [],
    });
  });

  it.each(['sim', 'ruim', 'uicc', 'uicc-2g', 'uicc-3g'])('%s is the same as its dump', async (name) => {
    const { link, close } = await openVirtualLink(card(name));
    const dumped = await dumpCard(link, { mode: 'auto' });
    await close();
    if (!dumped.ok) throw new Error(dumped.error.code);
    expect(compareCards(card(name), dumped.value.image)).toEqual({
      equal: true,
      card: [],
      credentials: [],
      files: [],
      ignored: [],
    });
  });

  it('of different classes: that they are, what it entails is left out', () => {
    const { card: face, files, credentials } = compareCards(card('uicc'), card('sim'));
    expect(face.map(({ aspect }) => aspect)).toEqual(expect.arrayContaining(['platform', 'modes', 'ICCID']));
    expect(credentials).toEqual([]);
    const aspects = files.flatMap(({ changes }) => changes.map(({ aspect }) => aspect));
    expect(aspects.filter((aspect) => /^(access|short file id|PIN references|AID)/.test(aspect))).toEqual([]);
    expect(aspects).toContain('ICCID');
    // What the one has and the other has not is still told.
    expect(files.some(({ kind, name }) => kind === 'removed' && name === 'ADF(USIM)')).toBe(true);
  });

  it('differ in access nibbles, also of a card that speaks both classes', () => {
    const access2g = { read: 15, update: 15, increase: 15, invalidate: 15, rehabilitate: 15 };
    const file = only(
      card('uicc'),
      changed('3F002FE2', () => ({ access2g })),
    );
    expect(file.changes.map(({ aspect }) => aspect)).toContain('access read (2G)');
  });

  it('differ in an IMSI: the field first, the bytes behind it', () => {
    const path = `${usim(card('uicc'))}6F07`;
    const file = only(
      card('uicc'),
      changed(path, () => ({ data: '080910100000000090' })),
    );
    expect(file).toMatchObject({ kind: 'changed', path, name: 'EF(IMSI)', clause: 'TS 31.102 4.2.2' });
    expect(file.changes).toEqual([
      { aspect: 'IMSI', a: expect.stringMatching(/^00101/), b: '001010000000009', secret: false },
    ]);
    expect(file.bytes.length).toBeGreaterThan(0);
  });

  it('differ in who may read: the words of the rules', () => {
    const two = changed('3F002FE2', () => ({ security: { tag: '8C', value: '0300FF' } }));
    const { changes, bytes } = only(card('uicc'), two);
    expect(changes.map(({ aspect }) => aspect)).toContain('access update');
    expect(bytes).toEqual([]);
  });

  it('differ in the message on them: the value of the node, secrets marked', () => {
    const [one, two] = [NORDTEL, { ...NORDTEL, clientSecret: 'Merlin-1234567' }].map((account) =>
      changed('3F007F506421', () => ({ data: toHex(defaultMessage(account)) })),
    );
    if (one === undefined || two === undefined) throw new Error('no cards');
    const { changes, bytes } = only(one, two);
    expect(changes).toEqual([expect.objectContaining({ b: 'Merlin-1234567', secret: true })]);
    expect(bytes.some(({ secret }) => secret)).toBe(true);
  });

  it('differ by files that one of them has', () => {
    const without = card('uicc');
    const rest = without.files.filter(({ path }) => path !== '3F007F505032');
    expect(only(card('uicc'), { ...without, files: rest })).toMatchObject({ kind: 'removed', name: 'EF(TokenInfo)' });
    expect(only({ ...without, files: rest }, card('uicc'))).toMatchObject({ kind: 'added', path: '3F007F505032' });
  });

  it('find an application by its name, under whatever id it stands', () => {
    const image = card('uicc');
    const from = usim(image);
    const moved = image.files.map((file) =>
      file.path.startsWith(from) ? { ...file, path: `3F007FF5${file.path.slice(from.length)}` } : file,
    );
    expect(compareCards(image, { ...image, files: moved }).files).toEqual([]);
  });

  it('differ in the states of their PINs', () => {
    const other = card('uicc');
    other.credentials = other.credentials.map((item) =>
      item.ref === 'pin1' ? { ...item, enabled: true, tries: 1 } : item,
    );
    const { credentials, equal } = compareCards(card('uicc'), other);
    expect(equal).toBe(false);
    expect(credentials).toEqual([
      {
        aspect: 'pin1',
        a: 'disabled, 3 of 3 tries left, unblocking 10 of 10',
        b: 'enabled, 1 of 3 tries left, unblocking 10 of 10',
        secret: false,
      },
    ]);
  });

  it('mark keys as secrets, in fields and in bytes', () => {
    const key = (byte: string): CardImage => {
      const image = card('sim');
      const kc: FileImage = { path: '3F007F206F20', type: 'ef', name: 'EF_Kc', size: 9, data: `${byte.repeat(8)}00` };
      return { ...image, files: [...image.files, kc] };
    };
    const file = only(key('A1'), key('B2'));
    expect(file.changes).toEqual([expect.objectContaining({ aspect: 'Kc', secret: true })]);
    expect(file.bytes.map(({ secret }) => secret)).toEqual([true]);
  });

  it('are not told to differ where a dump could not read', () => {
    const path = `${usim(card('uicc'))}6F07`;
    const { changes, bytes } = only(
      card('uicc'),
      changed(path, () => ({ data: '', size: 9, unreadFrom: 0 })),
    );
    expect(changes).toEqual([{ aspect: 'bytes read', a: null, b: '0', secret: false }]);
    expect(bytes).toEqual([]);
  });
});
