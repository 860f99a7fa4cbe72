import { describe, expect, it } from 'vitest';
import { groupIccid, iccidTail, splitIccid } from '../../renderer/model/iccid.ts';
import { findNodes, queriedOffset } from '../../renderer/model/palette-items.ts';
import { EN, ZH } from '../../renderer/text/catalogue.ts';
import { translator } from '../../renderer/text/text.ts';
import { card, node } from './build-tree.ts';

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('texts', () => {
  it.each(Object.keys(EN))('%s has the same places in both languages', (code) => {
    const key = code as keyof typeof EN;
    expect(places(ZH[key])).toEqual(places(EN[key]));
    expect(ZH[key]).not.toBe('');
  });

  it('have no exclamation marks, no pleas', () => {
    for (const text of [...Object.values(EN), ...Object.values(ZH)]) expect(text).not.toMatch(/[!！]|\bplease\b|oops/i);
  });

  it('are filled with values; what is not given stays visible', () => {
    const t = translator('en');
    expect(t('palette.offset', { offset: '020D' })).toBe('Go to offset 020D');
    expect(t('palette.offset')).toBe('Go to offset {offset}');
  });
});

describe('card numbers', () => {
  it('are grouped by four and split before the last four digits', () => {
    expect(groupIccid('8946200012345678907')).toBe('8946 2000 1234 5678 907');
    expect(splitIccid('8946200012345678907')).toEqual(['8946 2000 1234 567', '8 907']);
    expect(splitIccid('89001010000000000018')).toEqual(['8900 1010 0000 0000 ', '0018']);
    expect(splitIccid('123')).toEqual(['', '123']);
    expect(iccidTail('8946200012345678907')).toBe('…5678907');
  });
});

describe('the palette', () => {
  it('reads offsets in hex', () => {
    expect(['0x20D', '20dh', '020D', 'addr', '20D', '0x'].map(queriedOffset)).toEqual([
      0x20d,
      0x20d,
      0x20d,
      null,
      null,
      null,
    ]);
  });

  it('finds nodes by name and value, never by a secret', () => {
    const { root } = card([
      node('Addr', 0, 4, [], { preview: 'https://a' }),
      node('AAuthSecret', 4, 4, [], { preview: 'hunter2', secret: true }),
    ]);
    expect(findNodes(root, 'https').map(({ label }) => label)).toEqual(['Addr']);
    expect(findNodes(root, 'aauth')).toEqual([
      { kind: 'node', id: expect.stringContaining('AAuthSecret'), label: 'AAuthSecret', hint: '0004' },
    ]);
    expect(findNodes(root, 'hunter')).toEqual([]);
    expect(findNodes(root, ' ')).toEqual([]);
  });
});
