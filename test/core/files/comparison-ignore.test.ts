import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { compareCards } from '../../../core/bootstrap/compare-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { ignoreOf } from '../../../core/files/comparison-ignore.ts';
import type { CardImage, FileImage } from '../../../core/virtual-card/card-image.ts';

function card(change: (file: FileImage) => Partial<FileImage> = () => ({}), more: Partial<CardImage> = {}): CardImage {
  const image = builtinCard('uicc');
  if (image === undefined) throw new Error('no uicc');
  return { ...image, files: image.files.map((file) => ({ ...file, ...change(file) })), ...more };
}

const CONTENT = '3F007F506421';
const message = (account: Partial<typeof NORDTEL>) => toHex(defaultMessage({ ...NORDTEL, ...account }));

/** Another card of the series: its numbers, its keys, its tries. */
const sister = (own: (file: FileImage) => Partial<FileImage> = () => ({})): CardImage => {
  const image = card(
    (file) => ({
      ...(file.path.endsWith('2FE2') && { data: '98001010000000000029' }),
      ...(file.path.endsWith('6F07') && { data: '080910101099999999' }),
      ...(file.path === CONTENT && { data: message({ clientSecret: 'a longer one than before' }) }),
      ...own(file),
    }),
    { iccid: '89000101000000000092' },
  );
  return { ...image, credentials: image.credentials.map((item) => ({ ...item, tries: 2 })) };
};

const golden = ignoreOf({ names: [], golden: true });

describe('a comparison that passes over what is named', () => {
  it('takes cards of one series as the same, and tells what it passed over', () => {
    expect(compareCards(card(), sister()).equal).toBe(false);
    const { equal, ignored } = compareCards(card(), sister(), golden);
    expect(equal).toBe(true);
    expect(ignored).toContain('ICCID');
    expect(ignored.some((name) => name.endsWith('EF(IMSI)'))).toBe(true);
    expect(ignored.some((name) => name.includes('AAuthSecret'))).toBe(true);
  });

  it.each<[string, (file: FileImage) => Partial<FileImage>]>([
    ['another address', (file) => (file.path === CONTENT ? { data: message({ addr: 'https://other.example/' }) } : {})],
    ['another size of EF(IMSI)', (file) => (file.path.endsWith('6F07') ? { size: 20 } : {})],
    ['EF(ODF) that lacks a byte', (file) => (file.path.endsWith('5031') ? { data: 'A7' } : {})],
  ])('still sees %s', (_what, own) => {
    expect(compareCards(card(), sister(own), golden).equal).toBe(false);
  });

  it('still sees a PIN that is asked for, and a file that is missing', () => {
    const image = sister();
    const asked = { ...image, credentials: image.credentials.map((item) => ({ ...item, enabled: !item.enabled })) };
    expect(compareCards(card(), asked, golden).credentials).not.toEqual([]);
    const files = image.files.filter(({ path }) => !path.endsWith('6F07'));
    expect(compareCards(card(), { ...image, files }, golden).files[0]).toMatchObject({ kind: 'removed' });
  });

  it('passes over single names: a file in any spelling, a field, a path', () => {
    const imsi = card((file) => (file.path.endsWith('6F07') ? { data: '080910101099999999' } : {}));
    for (const name of ['imsi', 'EF_IMSI', 'EF(IMSI)'])
      expect(compareCards(card(), imsi, ignoreOf({ names: [name], golden: false })).equal, name).toBe(true);
    expect(compareCards(card(), imsi, ignoreOf({ names: ['3F007F206F07'], golden: false })).equal).toBe(false);
    const renamed = card((file) => (file.path === CONTENT ? { data: message({ clientName: 'other' }) } : {}));
    const differs = compareCards(card(), renamed).files[0]?.changes[0]?.aspect.split('/').at(-1) ?? '';
    expect(compareCards(card(), renamed, ignoreOf({ names: [differs], golden: false })).equal).toBe(true);
  });
});
