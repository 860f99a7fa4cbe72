import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { expandedAllows } from '../../../core/virtual-card/access-3g.ts';
import type { FileImage } from '../../../core/virtual-card/card-image.ts';
import { CredentialStore } from '../../../core/virtual-card/credential-store.ts';
import { buildFileSystem } from '../../../core/virtual-card/file-system.ts';
import { fcpOf, gsmResponseOf } from '../../../core/virtual-card/select-responses.ts';
import vectors from '../../fixtures/vectors/card-files.json' with { type: 'json' };

const vector = (name: string): string => {
  const found = vectors.find((item) => item.name === name);
  if (found === undefined) throw new Error(`no vector ${name}`);
  return found.hex;
};

const MF: FileImage = { path: '3F00', type: 'mf' };
const DF: FileImage = { path: '3F007F10', type: 'df' };
const PIN = { tries: 3, maxTries: 3, unblock: { tries: 10, maxTries: 10 } };
const KEYS = new CredentialStore([
  { ref: 'pin1', chv: '01', key: '01', ...PIN, enabled: false },
  { ref: 'pin2', chv: '02', key: '81', ...PIN, enabled: true },
  { ref: 'adm1', chv: '0A', key: '0A', tries: 3, maxTries: 3, enabled: true },
  { ref: 'adm2', chv: '0B', key: '0B', tries: 3, maxTries: 3, enabled: true },
]);

function nodeOf(files: readonly FileImage[]) {
  const node = buildFileSystem(files).nodes.at(-1);
  if (node === undefined) throw new Error('no file');
  return node;
}

const rule = (value: string) => ({ tag: '8B', value }) as const;
const FCPS: readonly (readonly [name: string, file: FileImage])[] = [
  [
    'fcp-efdir-goldfish',
    {
      path: '3F002F00',
      type: 'ef',
      structure: 'linear',
      recordLength: 48,
      size: 192,
      sfi: 0x1e,
      security: rule('2F0601'),
    },
  ],
  ['fcp-transparent-goldfish', { path: '3F002FE2', type: 'ef', size: 10, sfi: 2, security: rule('2F0603') }],
  [
    'fcp-adf-pkcs15-nrf',
    {
      path: '3F007FF1',
      fid: null,
      type: 'adf',
      aid: 'A000000063504B43532D3135',
      security: rule('2F060C'),
      pins: ['01', '0A'],
    },
  ],
  ['fcp-ef-nrf', { path: '3F005031', type: 'ef', size: 0x20, sfi: null, security: rule('6F0602') }],
  [
    'fcp-proprietary-a5',
    { path: '3F005031', type: 'ef', size: 0x38, sfi: null, proprietary: '800171', security: rule('6F0602') },
  ],
];

describe('what SELECT tells', () => {
  it.each(FCPS)('is the FCP of %s', (name, file) => {
    expect(toHex(fcpOf(nodeOf([MF, file]), KEYS))).toBe(vector(name));
  });

  it('is the 15 bytes of an EF in class A0', () => {
    const access2g = { read: 1, update: 1, increase: 0, rehabilitate: 4, invalidate: 4 };
    const file: FileImage = {
      path: '3F006F40',
      type: 'ef',
      structure: 'linear',
      recordLength: 0x1c,
      size: 0x1c,
      access2g,
    };
    expect(toHex(gsmResponseOf(nodeOf([MF, file]), KEYS))).toBe(vector('gsm-select-ef-response'));
  });

  it('is the 23 bytes of the MF in class A0', () => {
    const folders = ['7F20', '7F25', '7F50'].map((fid): FileImage => ({ path: `3F00${fid}`, type: 'df' }));
    const files = ['2F00', '2FE2', '2F05'].map((fid): FileImage => ({ path: `3F00${fid}`, type: 'ef', size: 1 }));
    const { mf } = buildFileSystem([MF, DF, ...folders, ...files]);
    expect(toHex(gsmResponseOf(mf, KEYS))).toBe(vector('gsm-select-mf-response'));
  });

  it('has three bytes of size for a file beyond 64 KiB', () => {
    expect(toHex(fcpOf(nodeOf([MF, { path: '3F006421', type: 'ef', size: 0x012345, sfi: null }]), KEYS))).toContain(
      '8003012345',
    );
  });

  it('is 6F with the same objects where the FCI is asked for', () => {
    const node = nodeOf([MF, { path: '3F002FE2', type: 'ef', size: 10, sfi: 2, security: rule('2F0603') }]);
    expect(toHex(fcpOf(node, KEYS, 0x6f))).toBe(`6F${vector('fcp-transparent-goldfish').slice(2)}`);
  });
});

describe('records of EF(ARR) found on cards', () => {
  const fresh = () =>
    new CredentialStore([{ ref: 'adm1', key: '0A', value: '00', tries: 3, maxTries: 3, enabled: true }]);
  const verified = () => {
    const store = fresh();
    for (const credential of store.all) credential.verified = true;
    return store;
  };

  it.each([
    ['arr-record-pysim-1', 'read', false, true],
    ['arr-record-pysim-1', 'update', true, true],
    ['arr-record-pysim-1', 'write', true, true],
    ['arr-record-pysim-1', 'delete', false, false],
    ['arr-record-pysim-1', 'activate', false, false],
    ['arr-record-pysim-2', 'read', true, true],
    ['arr-record-pysim-2', 'update', false, false],
    ['arr-record-pysim-2', 'deactivate', false, true],
    ['arr-record-pysim-2', 'delete', false, false],
  ] as const)('%s lets %s pass: %s, with ADM1 %s', (name, act, without, withKey) => {
    const rules = hex(vector(name));
    expect(expandedAllows(rules, act, fresh().seenFrom(''))).toBe(without);
    expect(expandedAllows(rules, act, verified().seenFrom(''))).toBe(withKey);
  });
});
