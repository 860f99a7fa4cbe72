import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupIccid, iccidTail, splitIccid } from '../../renderer/model/iccid.ts';
import {
  cardEntries,
  findBytes,
  findEntries,
  indexEntries,
  queriedBytes,
  queriedOffset,
} from '../../renderer/model/palette-items.ts';
import { EN, ZH } from '../../renderer/text/catalogue.ts';
import { sentenceGap, translator } from '../../renderer/text/text.ts';
import { card, node } from './build-tree.ts';

const ROOT = join(import.meta.dirname, '../..');

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

  it('that end in a full-width stop bring no blank behind them', () => {
    const views = globSync('renderer/**/*.tsx', { cwd: ROOT }).map((path) => readFileSync(join(ROOT, path), 'utf8'));
    const before = views.flatMap((view) =>
      [...view.matchAll(/\bt\('([\w.]+)'[^\n]*\)\}(?:<\/\w+>)?(?: <|\{' '\})/g)].map(([, code]) => code ?? ''),
    );
    expect(before.length).toBeGreaterThan(5);
    for (const code of before) if (code in ZH) expect(ZH[code as keyof typeof ZH], code).not.toMatch(/。$/);
    expect([sentenceGap('en'), sentenceGap('zh')]).toEqual([' ', '']);
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
    const indexed = indexEntries(cardEntries({ root, files: new Map(), content: null, findings: [] }));
    const labels = (query: string) => findEntries(indexed, query, 9).shown.map(({ label }) => label);
    expect(labels('https')).toEqual(['Addr']);
    expect(labels('aauth')).toEqual(['AAuthSecret']);
    expect(labels('hunter')).toEqual([]);
  });

  it('puts what is called so before what begins so, and that before what only holds it', () => {
    const entry = (label: string, hint = '') => ({ kind: 'node' as const, id: label, label, hint });
    const indexed = indexEntries([entry('Other', 'addr'), entry('My Addr'), entry('AddrType'), entry('Addr')]);
    const found = findEntries(indexed, 'addr', 3);
    expect(found.shown.map(({ label }) => label)).toEqual(['Addr', 'AddrType', 'My Addr']);
    expect(found.count).toBe(4);
    expect(findEntries(indexed, 'addr my', 3).shown.map(({ label }) => label)).toEqual(['My Addr']);
  });

  it('finds bytes by their hex, never inside a secret', () => {
    expect([...(queriedBytes('03 68 74') ?? [])]).toEqual([3, 0x68, 0x74]);
    expect(['03', '036', 'addr'].map(queriedBytes)).toEqual([null, null, null]);
    const bytes = Uint8Array.of(1, 2, 3, 1, 2, 3, 1, 2);
    const file = { file: { bytes }, secrets: [{ offset: 4, length: 1 }] };
    const model = { files: new Map([['EF', file]]) } as unknown as Parameters<typeof findBytes>[0];
    expect(findBytes(model, Uint8Array.of(1, 2), 9)).toEqual([
      { file: 'EF', offset: 0 },
      { file: 'EF', offset: 6 },
    ]);
  });
});
