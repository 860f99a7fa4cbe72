import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { errorText } from '../../../core/base/app-error.ts';
import { fromHex, hex, toHex } from '../../../core/base/bytes.ts';
import { encodeDiallingNumber } from '../../../core/card/file-decoders/dialling.ts';
import { encodeAd, encodeImsi, encodeLanguages, encodeSpn } from '../../../core/card/file-decoders/identity.ts';
import { dumpCard } from '../../../core/files/dump.ts';
import type { ImportedCard } from '../../../core/files/image-builder.ts';
import { importCardFile } from '../../../core/files/import-card.ts';
import { importFileTree } from '../../../core/files/import-file-tree.ts';
import { parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/card-imports', import.meta.url));
const text = (name: string) => readFileSync(join(FIXTURES, name), 'utf8');

function imported(name: string): ImportedCard {
  const result = importCardFile(text(name), name);
  if (!result.ok) throw new Error(errorText(result.error).message);
  return result.value;
}

function tree(): ImportedCard {
  const root = join(FIXTURES, 'tree');
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path), text: readFileSync(path, 'utf8') }));
  const result = importFileTree(entries, 'tree');
  if (!result.ok) throw new Error(errorText(result.error).message);
  return result.value;
}

const dataOf = ({ image }: ImportedCard, path: string) => image.files.find((file) => file.path === path)?.data;
const IMSI = '080910100000000040';

describe('imports of what pySim read', () => {
  it('takes over headers, bodies and PIN states of an fsdump', () => {
    const card = imported('fsdump.json');
    expect(card.image).toMatchObject({ platform: 'uicc', modes: '3g', iccid: '89010123456789012345' });
    expect(card.image.atr).toBe('3B9F96801FC78031A073BE21136743200718000001A5');
    expect(card.image.credentials.map(({ ref, enabled, triesAssumed }) => [ref, enabled, triesAssumed])).toEqual([
      ['pin1', false, true],
      ['pin2', true, true],
      ['adm1', true, true],
    ]);
    expect(card.image.credentials.every((item) => item.value === undefined)).toBe(true);
    const usim = card.image.files.find(({ type }) => type === 'adf');
    expect(usim).toMatchObject({ path: '3F007FF0', name: 'ADF_USIM', aid: 'A0000000871002FF86FF0389FFFFFFFF' });
    expect(card.image.files.find(({ path }) => path === '3F007FF06F07')).toMatchObject({
      name: 'EF_IMSI',
      structure: 'transparent',
      size: 9,
      sfi: 7,
      security: { tag: '8B', value: '2F0602' },
      data: IMSI,
    });
    expect(card.image.files.find(({ path }) => path === '3F002F00')).toMatchObject({
      structure: 'linear',
      recordLength: 30,
      size: 60,
    });
    expect(card.notes).toContain('MF/ADF.ARA-M is left out: its header was not read.');
    expect(card.notes).toContain('MF/ADF.USIM/EF.Keys has no content: it was not read.');
    expect(card.image.files.find(({ path }) => path === '3F007FF06F08')).toMatchObject({ size: 33, unreadFrom: 0 });
  });

  it('turns decoded values back into the same bytes', () => {
    const [plain, decoded] = [imported('fsdump.json'), imported('fsdump-decoded.json')];
    const names = ['2F00', '2F06', '2FE2', '2F05', '7FF06F07', '7FF06F46', '7FF06FAD', '7FF06F40'];
    for (const name of names) expect(dataOf(decoded, `3F00${name}`), name).toBe(dataOf(plain, `3F00${name}`));
    expect(decoded.notes).toContain('MF/ADF.USIM/EF.UST has no content: its values cannot be turned back into bytes.');
  });

  it('reads the script of export to the same card', () => {
    const [dump, script] = [imported('fsdump.json'), imported('export.script')];
    expect(script.image.files).toEqual(dump.image.files);
  });

  it('knows a SIM by its headers', () => {
    const { image } = imported('fsdump-2g.json');
    expect(image).toMatchObject({ platform: 'sim', modes: '2g', iccid: '89010123456789012345' });
    expect(image.files.find(({ path }) => path === '3F007F206F07')?.access2g).toMatchObject({ read: 1, update: 4 });
    expect(image.credentials.find(({ ref }) => ref === 'pin1')).toMatchObject({
      tries: 3,
      enabled: true,
      chv: '01',
      level: 1,
    });
  });
});

describe('imports of simulators', () => {
  it('reads a disk of swsim', () => {
    const card = imported('swsim.json');
    expect(card.image.platform).toBe('uicc');
    expect(dataOf(card, '3F002F00')).toBe(`61184F10A0000000871002FF86FF0389FFFFFFFF50045553494D${'FF'.repeat(38)}`);
    expect(dataOf(card, '3F007FF06F07')).toBe(IMSI);
    expect(dataOf(card, '3F007FF06F46')).toBe('4C6162');
    expect(card.image.files.find(({ path }) => path === '3F007F106F44')).toMatchObject({
      structure: 'cyclic',
      name: 'EF_LND',
    });
  });

  it('reads a tree of .def files, without the soft SIM’s own keys and PINs', () => {
    const card = tree();
    expect(dataOf(card, '3F007FF06F07')).toBe(IMSI);
    expect(card.image.files.some(({ path }) => path.includes('A003'))).toBe(false);
    expect(serializeCardImage(card.image)).not.toContain('31323334');
    expect(card.notes).toContain('The soft SIM’s own keys, PINs and tables are left out: 5F100001, A003.');
  });
});

describe('an imported card', () => {
  it.each(['fsdump.json', 'fsdump-decoded.json', 'export.script', 'fsdump-2g.json', 'swsim.json', 'tree'])(
    'of %s is an image that opens and reads as the source says',
    async (name) => {
      const card = name === 'tree' ? tree() : imported(name);
      const image = parseCardImage(serializeCardImage(card.image), name);
      if (!image.ok) throw new Error(errorText(image.error).message);
      const dump = await dumpCard((await openVirtualLink(image.value)).link, { mode: 'auto', discover: true });
      if (!dump.ok) throw new Error(errorText(dump.error).message);
      expect(dump.value.image.iccid).toBe('89010123456789012345');
      const read = new Map(dump.value.image.files.map((file) => [file.path, file.data]));
      const source = card.image.files.find(({ name: symbol }) => symbol === 'EF_ICCID');
      expect(read.get('3F002FE2')).toBe(source?.data);
      const imsi = dump.value.image.files.find(({ name: symbol }) => symbol === 'EF_IMSI');
      // CHV1 guards the IMSI of the SIM, and nobody gave it.
      if (name === 'fsdump-2g.json') expect(imsi).toMatchObject({ unreadFrom: 0 });
      else expect(imsi?.data).toBe(IMSI);
    },
  );
});

describe('sources that are none', () => {
  it.each([
    ['', 'none of the formats'],
    ['{"files": 3, "aids": {}}', 'card-import-invalid'],
    ['{"files": {}, "aids": {}}', 'card-import-invalid'],
    [
      '{"disk": [{"type": "file_mf", "contents": [{"type": "file_ef_transparent", "id": "XX"}]}]}',
      'card-import-invalid',
    ],
  ])('%s', (source) => {
    const result = importCardFile(source, 'x');
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.error.code).toBe('card-import-invalid');
  });

  it('refuses a directory without an MF', () => {
    expect(importFileTree([{ path: 'readme.txt', text: 'x' }], 'd').ok).toBe(false);
  });
});

describe('values back to bytes', () => {
  it.each([
    ['080910100000000040', () => encodeImsi('001010000000004')],
    ['0801000100000000F0', () => encodeImsi('00010000000000')],
    ['656E6465FFFF', () => encodeLanguages(['en', 'de'], 6)],
    [`02804F60597D${'FF'.repeat(11)}`, () => encodeSpn({ name: '你好', showNetwork: false, hideAbroad: true })],
    ['80000103', () => encodeAd({ mode: 0x80, ciphering: true, mncLength: 3 })],
    ['4D65FF039121F3FFFFFFFFFFFFFFFFFFFF', () => encodeDiallingNumber({ name: 'Me', number: '+123' }, 17)],
  ])('%s', (expected, encode) => {
    expect(toHex(encode())).toBe(expected);
    expect(fromHex(expected)).toEqual(hex(expected));
  });

  it('refuses what does not fit', () => {
    expect(() => encodeImsi('12')).toThrow(RangeError);
    expect(() => encodeSpn({ name: 'a name of many letters', showNetwork: false, hideAbroad: false })).toThrow(
      RangeError,
    );
    expect(() => encodeLanguages(['en', 'de'], 2)).toThrow(RangeError);
    expect(() => encodeLanguages(['e1'], 2)).toThrow(RangeError);
    expect(() => encodeDiallingNumber({ name: 'Me', number: '12A' }, 20)).toThrow(RangeError);
    expect(() => encodeDiallingNumber({ name: 'a long name', number: '12' }, 16)).toThrow(RangeError);
  });
});
