import { expect, it } from 'vitest';
import type { CardBase } from '../../electron/ipc/virtual-contract.ts';
import { baseGroups } from '../../renderer/model/card-bases.ts';

const base = (name: string, group: CardBase['group'], en: string, zh = en): CardBase => ({
  name,
  group,
  platform: 'uicc',
  modes: '3g',
  title: { en, zh },
});

const BASES = [
  base('fault-odf-path-missing', 'fault', 'The path in EF(ODF) leads nowhere', 'EF(ODF) 中的路径无效'),
  base('fault-odf-empty', 'fault', 'EF(ODF) is empty'),
  base('uicc-blank', 'blank', 'UICC without PKCS#15'),
  base('uicc-3g', 'healthy', 'UICC, 3G mode'),
];
const names = (query: string) => baseGroups(BASES, query).flatMap(({ rows }) => rows.map(({ name }) => name));

it('has good cards first, then blank ones, then those with a fault', () => {
  expect(baseGroups(BASES, '').map(({ group, rows }) => [group, rows.length])).toEqual([
    ['healthy', 1],
    ['blank', 1],
    ['fault', 2],
  ]);
});

it('finds by code, cause and platform, every word, in either language', () => {
  expect(names('odf NOWHERE')).toEqual(['fault-odf-path-missing']);
  expect(names('路径')).toEqual(['fault-odf-path-missing']);
  expect(names('fault uicc')).toEqual(['fault-odf-path-missing', 'fault-odf-empty']);
  expect(names('pkcs#15 empty')).toEqual([]);
});
