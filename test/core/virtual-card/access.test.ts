import { describe, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import { allowed2g } from '../../../core/virtual-card/access-2g.ts';
import { allowed3g, compactAllows, expandedAllows } from '../../../core/virtual-card/access-3g.ts';
import type { FileImage } from '../../../core/virtual-card/card-image.ts';
import { CredentialStore } from '../../../core/virtual-card/credential-store.ts';
import { buildFileSystem, type CardNode } from '../../../core/virtual-card/file-system.ts';

/** A store in which the named credentials are verified; `pin3` is switched off. */
function keys(...verified: string[]): CredentialStore {
  const base = { tries: 3, maxTries: 3, enabled: true };
  const store = new CredentialStore([
    { ref: 'pin1', level: 1, key: '01', ...base },
    { ref: 'pin2', level: 2, key: '81', ...base },
    { ref: 'pin3', key: '03', ...base, enabled: false },
    { ref: 'adm1', level: 4, key: '0A', ...base },
  ]);
  for (const credential of store.all) credential.verified = verified.includes(credential.image.ref);
  return store;
}

const crt = (key: string) => `A4068301${key}950108`;
const PIN1 = crt('01');
const ADM1 = crt('0A');

describe('expanded rules', () => {
  it.each<[rules: string, verified: string[], allowed: boolean]>([
    ['8001019000', [], true],
    ['8001019700', ['pin1', 'adm1'], false],
    [`800101${PIN1}`, [], false],
    [`800101${PIN1}`, ['pin1'], true],
    [`800101${PIN1}`, ['adm1'], false],
    [`800101${crt('03')}`, [], true],
    [`800101${crt('77')}`, ['pin1'], false],
    [`800102${PIN1}`, ['pin1'], false],
    ['', ['pin1'], false],
    [`800101A010${PIN1}${ADM1}`, ['adm1'], true],
    [`800101A010${PIN1}${ADM1}`, [], false],
    [`800101AF10${PIN1}${ADM1}`, ['adm1'], false],
    [`800101AF10${PIN1}${ADM1}`, ['adm1', 'pin1'], true],
    ['800101AF00', ['adm1', 'pin1'], false],
    [`800101A708${PIN1}`, [], true],
    [`800101A708${PIN1}`, ['pin1'], false],
    [`800101AF12${ADM1}A708${PIN1}`, ['adm1'], true],
    [`800101AF12${ADM1}A708${PIN1}`, ['adm1', 'pin1'], false],
    // Several conditions after one access mode: one of them is enough.
    [`800101${PIN1}${ADM1}`, ['adm1'], true],
    // A rule for a command header (RESIZE) is not one for reading.
    ['8401D49000', [], false],
    [`8401D49000800101${PIN1}`, [], false],
    ['8001019E0110', ['pin2'], true],
    ['8001019E0110', ['adm1'], true],
    ['8001019E0120', ['pin1'], false],
    ['800101B4039501308001029000', ['pin1', 'adm1'], false],
    ['8001019000FFFFFF', [], true],
    ['FFFFFF8001019000', [], false],
    ['80010190', [], false],
  ])('%s with %j verified: read %s', (rules, verified, allowed) => {
    expect(expandedAllows(hex(rules), 'read', keys(...verified).seenFrom(''))).toBe(allowed);
  });
});

describe('compact rules', () => {
  it.each<[rules: string, verified: string[], read: boolean, update: boolean]>([
    ['030000', [], true, true],
    ['03FF00', [], true, false],
    ['0300FF', [], false, true],
    ['032000', [], true, false],
    ['032000', ['adm1'], true, true],
    ['0300B0', ['adm1'], true, true],
    ['01A0', ['adm1'], true, false],
    ['0140', ['adm1', 'pin1'], false, false],
    // b7 of the mode (delete) has the first condition byte.
    ['43FF0000', [], true, true],
    ['03', [], false, false],
    ['', [], false, false],
  ])('%s with %j verified: read %s, update %s', (rules, verified, read, update) => {
    expect(compactAllows(hex(rules), 'read', keys(...verified).seenFrom(''))).toBe(read);
    expect(compactAllows(hex(rules), 'update', keys(...verified).seenFrom(''))).toBe(update);
  });
});

describe('where the rules are', () => {
  const ARR = (path: string, ...records: string[]): FileImage => {
    const data = records.map((record) => record.padEnd(32, 'F')).join('');
    return { path, type: 'ef', structure: 'linear', recordLength: 16, data };
  };
  const read = (security: FileImage['security'], files: readonly FileImage[]): boolean => {
    const file: FileImage =
      security === undefined ? { path: '3F007F506421', type: 'ef' } : { path: '3F007F506421', type: 'ef', security };
    const fs = buildFileSystem([{ path: '3F00', type: 'mf' }, { path: '3F007F50', type: 'df' }, ...files, file]);
    return allowed3g(fs.nodes.at(-1) as CardNode, 'read', keys());
  };
  const YES = '8001019000';
  const NO = '8001019700';

  it.each<[what: string, value: string, files: FileImage[], allowed: boolean]>([
    ['file id and record in its own DF', '6F0602', [ARR('3F007F506F06', NO, YES)], true],
    ['file id and record in the MF', '2F0601', [ARR('3F002F06', YES)], true],
    ['its own DF before the MF', '6F0601', [ARR('3F006F06', NO), ARR('3F007F506F06', YES)], true],
    ['record number alone', '01', [ARR('3F007F506F06', YES)], true],
    ['record number alone, EF(ARR) under the MF', '02', [ARR('3F002F06', NO, YES)], true],
    ['security environment 01', '6F0600010102', [ARR('3F007F506F06', NO, YES)], true],
    ['a record that is not there', '6F0603', [ARR('3F007F506F06', YES)], false],
    ['an empty record', '6F0602', [ARR('3F007F506F06', YES, '')], false],
    ['no EF(ARR)', '6F0601', [], false],
    ['an odd reference', '6F06', [ARR('3F007F506F06', YES)], false],
  ])('%s', (_, value, files, allowed) => {
    expect(read({ tag: '8B', value }, files)).toBe(allowed);
  });

  it('in the file itself, compact and expanded; none is no restriction', () => {
    expect(read({ tag: '8C', value: '0100' }, [])).toBe(true);
    expect(read({ tag: '8C', value: '01FF' }, [])).toBe(false);
    expect(read({ tag: 'AB', value: YES }, [])).toBe(true);
    expect(read({ tag: 'AB', value: NO }, [])).toBe(false);
    expect(read(undefined, [])).toBe(true);
  });
});

describe('access nibbles of class A0', () => {
  it.each<[level: number, verified: string[], allowed: boolean]>([
    [0, [], true],
    [1, [], false],
    [1, ['pin1'], true],
    [2, ['pin1'], false],
    [2, ['pin2'], true],
    [3, ['pin1', 'pin2', 'adm1'], false],
    [4, ['adm1'], true],
    [5, ['adm1'], false],
    [15, ['pin1', 'pin2', 'adm1'], false],
  ])('%i with %j verified: %s', (level, verified, allowed) => {
    const access2g = { read: level, update: 15, increase: 15, rehabilitate: 15, invalidate: 15 };
    const fs = buildFileSystem([
      { path: '3F00', type: 'mf' },
      { path: '3F006421', type: 'ef', access2g },
    ]);
    expect(allowed2g(fs.nodes[1] as CardNode, 'read', keys(...verified))).toBe(allowed);
    expect(allowed2g(fs.nodes[1] as CardNode, 'update', keys(...verified))).toBe(false);
  });
});
