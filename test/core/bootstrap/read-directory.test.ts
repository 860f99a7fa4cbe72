import { describe, expect, it } from 'vitest';
import { concat, equalBytes, hex, utf8 } from '../../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { type DataObjectSpec, encodeDataObject, encodeDodf } from '../../../core/pkcs15/dodf.ts';
import { encodeOdf } from '../../../core/pkcs15/odf.ts';
import { OIDS } from '../../../core/pkcs15/oids.ts';
import { tlv } from '../../../core/tlv/ber-tlv.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { type CardParts, cardWith, DM_OBJECT, openscCard } from '../../support/bootstrap-card.ts';
import { chosenContent, readImage } from '../../support/read-image.ts';

const MESSAGE = defaultMessage();
const OTHER = defaultMessage({ ...NORDTEL, serverId: 'second', addr: 'https://dm2.nordtel.example/' });
const starts = (bytes: Uint8Array, message: Uint8Array) => equalBytes(bytes.subarray(0, message.length), message);

const MODES = [
  { platform: 'uicc', mode: '3g' },
  { platform: 'uicc', mode: '2g' },
  { platform: 'sim', mode: '2g' },
] as const;

const odfTo = (...paths: string[]) =>
  encodeOdf(
    paths.map((path) => ({ kind: 'dataObjects', path: hex(path) })),
    64,
  );
const dmAt = (path: string, rest: Partial<DataObjectSpec> = {}): DataObjectSpec => ({
  ...DM_OBJECT,
  ...rest,
  path: { path: hex(path) },
});

/** Ways to write a path that all lead to the same file (PKCS#15 6.1.5, TS 102 221 8.4). */
const PATHS = [
  ['a file id', ''],
  ['absolute', '3F007F50'],
  ['from the current DF', '3FFF'],
  ['from the current application', '7FFF'],
  ['with the id of the DF in front', '7F50'],
] as const;

describe.each(MODES)('$platform in $mode mode', ({ platform, mode }) => {
  const read = (parts: CardParts) => readImage(cardWith({ platform, ...parts }), { mode });

  it.each(PATHS)('EF(ODF) names the DODF by %s', async (_title, prefix) => {
    const { result, codes } = await read({ odf: odfTo(`${prefix}6420`) });
    expect(codes).toEqual([]);
    expect(result.objects[0]?.dodf).toBe('3F007F506420');
    expect(starts(chosenContent(result), MESSAGE)).toBe(true);
  });

  it.each(PATHS)('EF(DODF) names the content by %s', async (_title, prefix) => {
    const { result, codes } = await read({ dodf: [dmAt(`${prefix}6421`)] });
    expect(codes).toEqual([]);
    expect(result.objects[0]?.path).toBe('3F007F506421');
    expect(starts(chosenContent(result), MESSAGE)).toBe(true);
  });

  it('the oidDO form gives the object too, and says so', async () => {
    const { result, codes } = await read({ dodf: [{ ...DM_OBJECT, form: 'oid' }] });
    expect(codes).toEqual(['dodf-form-other']);
    expect(result.objects).toMatchObject([{ form: 'oid', oid: OIDS.dmBootstrap, dm: true }]);
    expect(starts(chosenContent(result), MESSAGE)).toBe(true);
  });

  it('index and length: the message begins there', async () => {
    const content = concat(new Uint8Array(16).fill(0xff), MESSAGE, utf8('somebody else’s'));
    const path = { path: hex('6421'), index: 16, length: MESSAGE.length };
    const { result, codes } = await read({ dodf: [{ ...DM_OBJECT, path }], content });
    expect(codes).toEqual(['dodf-index-nonzero']);
    expect(result.objects[0]).toMatchObject({ offset: 16, length: MESSAGE.length });
    expect(starts(chosenContent(result).subarray(16), MESSAGE)).toBe(true);
    expect(result.steps.at(-1)).toMatchObject({ id: 'dmAcc', verdict: 'ok', fact: 'nordtel' });
  });

  it('several DODFs: the order of EF(ODF) is the order of the objects, the first DM object is chosen', async () => {
    const always = { read: 'always', update: 'adm1' } as const;
    const others = [
      { fid: '6430', name: 'EF(DODF)', data: encodeDodf([dmAt('6431')], 128), ...always },
      { fid: '6431', name: 'second', data: OTHER, ...always },
    ];
    const second = await read({ odf: odfTo('6430', '6420'), others });
    expect(second.result.objects.map((object) => object.path)).toEqual(['3F007F506431', '3F007F506421']);
    expect(second.result.chosen).toBe(0);
    expect(starts(chosenContent(second.result), OTHER)).toBe(true);
    expect(second.codes).toEqual(['dodf-duplicate-object']);
    const first = await read({ odf: odfTo('6420', '6430'), others });
    expect(starts(chosenContent(first.result), MESSAGE)).toBe(true);
  });

  it('a DODF of somebody else comes first: the record is chosen by its OID', async () => {
    const foreign = { ...DM_OBJECT, label: 'DM Bootstrap', oid: OIDS.lwm2mBootstrap, path: { path: hex('6432') } };
    const others = [
      { fid: '6430', name: 'EF(DODF)', data: encodeDodf([foreign], 128), read: 'always', update: 'adm1' },
    ] as const;
    const { result, codes } = await read({ odf: odfTo('6430', '6420'), others });
    expect(codes).toEqual([]);
    expect(result.chosen).toBe(1);
    expect(starts(chosenContent(result), MESSAGE)).toBe(true);
  });

  it('within one DODF: another OID first is a hazard, not an end', async () => {
    const foreign = { ...DM_OBJECT, oid: OIDS.lwm2mBootstrap, path: { path: hex('6432') } };
    const { result, codes, card } = await read({ dodf: [foreign, DM_OBJECT] });
    expect(codes).toEqual(['dodf-other-object-first']);
    expect(result.objects.map((object) => object.dm)).toEqual([false, true]);
    expect(result.chosen).toBe(1);
    expect(result.findings[0]).toMatchObject({ kind: 'hazard', severity: 'warning' });
    // A device reads the DM object only: the other one’s file is left alone.
    expect(card.commands(0xa4).some((command) => command.endsWith('6432'))).toBe(false);
  });

  it('a record that no table knows and padding behind it do not hide the object', async () => {
    const unknown = tlv(0x64, utf8('proprietary'));
    const dodf = concat(unknown, encodeDataObject(DM_OBJECT), new Uint8Array(20).fill(0x00));
    const { result } = await read({ dodf });
    expect(starts(chosenContent(result), MESSAGE)).toBe(true);
  });
});

describe('the layout of another program (OpenSC)', () => {
  const cases = [
    { platform: 'sim', mode: '2g' },
    { platform: 'uicc', mode: '2g' },
    { platform: 'uicc', mode: '3g' },
  ] as const;

  it.each(cases.flatMap((item) => (['device', 'inspect'] as const).map((depth) => ({ ...item, depth }))))(
    '$platform in $mode mode at $depth depth: the DM object is read, the other one listed',
    async ({ platform, mode, depth }) => {
      const { result, codes } = await readImage(openscCard(platform), { mode, depth });
      expect(codes).toEqual(['dir-not-records']);
      expect(result.objects).toMatchObject([
        { label: 'DM Bootstrap', oid: '2.23.43.7.1', dm: true, path: '3F0050153200', flags: { modifiable: true } },
        { label: 'CP Bootstrap', oid: '2.23.43.1.3', dm: false, path: '3F0050153500', flags: { private: true } },
      ]);
      expect(result.chosen).toBe(0);
      expect(starts(chosenContent(result), MESSAGE)).toBe(true);
      expect(result.steps.map((step) => step.verdict)).toEqual(['warning', ...Array(8).fill('ok')]);
      const paths = result.files.map((file) => file.path);
      expect(paths).toEqual(expect.arrayContaining(['3F002F00', '3F0050155031', '3F0050154405', '3F0050153200']));
      expect(paths.includes('3F0050153500')).toBe(depth === 'inspect');
    },
  );

  it('a PIN on the other object is asked for on inspection only', async () => {
    const image: CardImage = openscCard('uicc', { pin1Enabled: true });
    const inspected = await readImage(image, { depth: 'inspect' });
    expect(inspected.result.needs.find((need) => need.act === 'read')).toEqual({
      file: '3F0050153500',
      act: 'read',
      refs: ['pin1'],
      triesLeft: 3,
    });
    expect(starts(chosenContent(inspected.result), MESSAGE)).toBe(true);
    expect((await readImage(image)).result.needs).toEqual([]);
  });
});
