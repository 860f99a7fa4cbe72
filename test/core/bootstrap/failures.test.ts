import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../../core/base/bytes.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { FINDING_ROWS } from '../../../core/bootstrap/finding-rows.ts';
import { CHAIN_STEPS, type ChainStepId } from '../../../core/bootstrap/read-result.ts';
import { type DataObjectSpec, encodeDataObject } from '../../../core/pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID } from '../../../core/pkcs15/ef-dir.ts';
import { encodeOdf } from '../../../core/pkcs15/odf.ts';
import { OIDS } from '../../../core/pkcs15/oids.ts';
import { tlv } from '../../../core/tlv/ber-tlv.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { USIM_DIR_RECORD } from '../../../core/virtual-card/telecom-image.ts';
import { type CardParts, cardWith, DM_OBJECT, TEMPLATE } from '../../support/bootstrap-card.ts';
import { readImage } from '../../support/read-image.ts';

const blank = (byte: number, length: number) => new Uint8Array(length).fill(byte);
const MESSAGE = defaultMessage();

/** One DM object, built by hand where the encoder would not write the fault. */
function record(
  options: { common?: Uint8Array; klass?: Uint8Array; type?: Uint8Array; tag?: number } = {},
): Uint8Array {
  const common = options.common ?? concat(tlv(0x0c, utf8('DM Bootstrap')), hex('03020780'));
  const klass = options.klass ?? hex('0604672B0701');
  const type = options.type ?? hex('300404026421');
  return tlv(options.tag ?? 0x30, tlv(0x30, common), tlv(0x30, klass), tlv(0xa1, type));
}

/** Directory of a UICC with these records behind the USIM's. */
const dir = (...records: Uint8Array[]) => ({ efDir: { records: [USIM_DIR_RECORD, ...records] } });
const template = (aid: Uint8Array, fids: readonly number[] | undefined = [0x7f50]) =>
  encodeDirRecord(fids === undefined ? { aid } : { aid, fids });

function changed(image: CardImage, path: string, change: Partial<CardImage['files'][number]>): CardImage {
  return { ...image, files: image.files.map((file) => (file.path === path ? { ...file, ...change } : file)) };
}

interface Failure {
  readonly code: string;
  /** The step it is told at. */
  readonly at: ChainStepId;
  readonly card: CardParts | CardImage;
  readonly modes?: readonly ('2g' | '3g')[];
  /** The way down ends here: the steps behind are not reached. */
  readonly ends: boolean;
  readonly platform?: 'sim' | 'uicc';
}

const isImage = (card: CardParts | CardImage): card is CardImage => 'format' in card;
const indexed = (rest: Partial<DataObjectSpec['path']>): CardParts => ({
  dodf: [{ ...DM_OBJECT, path: { ...DM_OBJECT.path, ...rest } }],
});

/** The smallest card for each failure that the read flow itself can see. */
const FAILURES: readonly Failure[] = [
  { code: 'dir-missing', at: 'efDir', card: { efDir: null }, ends: true },
  { code: 'dir-no-pkcs15', at: 'efDir', card: { efDir: { records: [USIM_DIR_RECORD] } }, ends: true },
  { code: 'dir-record-blank', at: 'efDir', card: { efDir: { records: [] } }, ends: true },
  { code: 'dir-record-blank', at: 'efDir', card: { efDir: { records: [blank(0, 48)], count: 1 } }, ends: true },
  { code: 'dir-blank-before', at: 'efDir', card: dir(blank(0xff, 48), TEMPLATE), ends: false },
  { code: 'dir-aid-wrong', at: 'efDir', card: dir(template(hex('A000000063504B43532D31'))), ends: true },
  {
    code: 'dir-aid-longer',
    at: 'efDir',
    card: { ...dir(template(concat(PKCS15_AID, hex('0100')))), folder: { aid: concat(PKCS15_AID, hex('0100')) } },
    ends: false,
  },
  {
    code: 'dir-path-missing',
    at: 'efDir',
    card: dir(encodeDirRecord({ aid: PKCS15_AID, label: 'PKCS15' })),
    modes: ['3g'],
    ends: false,
  },
  { code: 'dir-path-missing', at: 'efDir', card: dir(encodeDirRecord({ aid: PKCS15_AID })), modes: ['2g'], ends: true },
  {
    code: 'dir-path-dangling',
    at: 'application',
    card: dir(template(PKCS15_AID, [0x7f51])),
    modes: ['2g'],
    ends: true,
  },
  {
    code: 'dir-path-malformed',
    at: 'efDir',
    card: dir(tlv(0x61, tlv(0x4f, PKCS15_AID), tlv(0x51, hex('3F007F')))),
    modes: ['2g'],
    ends: true,
  },
  {
    code: 'dir-path-malformed',
    at: 'efDir',
    card: dir(tlv(0x61, tlv(0x4f, PKCS15_AID), tlv(0x51, hex('7F50')))),
    modes: ['2g'],
    ends: true,
  },
  {
    code: 'dir-template-overrun',
    at: 'efDir',
    card: dir(concat(hex('617F4F0C'), PKCS15_AID, hex('51043F007F50'))),
    ends: true,
  },
  {
    code: 'dir-not-records',
    at: 'efDir',
    card: { efDir: { records: [USIM_DIR_RECORD, TEMPLATE], structure: 'transparent' } },
    ends: false,
  },
  { code: 'dir-access', at: 'efDir', card: { efDir: { records: [TEMPLATE], read: 'adm1' } }, ends: true },
  {
    code: 'adf-not-selectable',
    at: 'application',
    card: { folder: { aid: hex('A000000063504B43532D3136') } },
    modes: ['3g'],
    ends: true,
  },
  { code: 'adf-inactive', at: 'application', card: { folder: { lifeCycle: '04' } }, modes: ['3g'], ends: true },
  {
    code: 'channel-refused',
    at: 'application',
    card: { quirks: { noLogicalChannels: true } },
    modes: ['3g'],
    ends: false,
  },
  { code: 'odf-missing', at: 'odf', card: { odf: null }, ends: true },
  {
    code: 'odf-elsewhere',
    at: 'odf',
    card: {
      ...dir(tlv(0x61, tlv(0x4f, PKCS15_AID), tlv(0x51, hex('3F007F50')), tlv(0x73, hex('300404025041')))),
      odf: null,
      others: [
        {
          fid: '5041',
          name: 'EF(ODF)',
          data: encodeOdf([{ kind: 'dataObjects', path: hex('6420') }], 32),
          read: 'always',
          update: 'adm1',
        },
      ],
    },
    ends: false,
  },
  { code: 'odf-blank', at: 'odf', card: { odf: blank(0xff, 32) }, ends: true },
  { code: 'odf-blank', at: 'odf', card: { odf: blank(0x00, 32) }, ends: true },
  {
    code: 'odf-not-transparent',
    at: 'odf',
    card: { odfFile: { structure: 'linear', recordLength: 32 } },
    ends: true,
  },
  { code: 'access-pin-not-verified', at: 'odf', card: { odfFile: { read: 'adm1' } }, ends: true },
  {
    code: 'odf-no-dodf',
    at: 'odf',
    card: { odf: encodeOdf([{ kind: 'authObjects', path: hex('4401') }], 32) },
    ends: true,
  },
  {
    code: 'odf-inline-objects',
    at: 'odf',
    card: { odf: concat(tlv(0xa7, tlv(0xa0, record())), encodeOdf([{ kind: 'dataObjects', path: hex('6420') }], 32)) },
    ends: false,
  },
  { code: 'odf-truncated', at: 'odf', card: { odf: hex('A7063004040264') }, ends: true },
  {
    code: 'odf-padding-hides',
    at: 'odf',
    card: { odf: concat(blank(0xff, 4), encodeOdf([{ kind: 'dataObjects', path: hex('6420') }], 32)) },
    ends: true,
  },
  {
    code: 'odf-path-absolute-dangling',
    at: 'dodf',
    card: { odf: encodeOdf([{ kind: 'dataObjects', path: hex('3F007F516420') }], 32) },
    ends: true,
  },
  { code: 'dodf-missing', at: 'dodf', card: { dodf: null }, ends: true },
  { code: 'dodf-blank', at: 'dodf', card: { dodf: blank(0xff, 128) }, ends: true },
  { code: 'dodf-blank', at: 'dodf', card: { dodf: blank(0x00, 128) }, ends: true },
  { code: 'access-pin-not-verified', at: 'dodf', card: { dodfFile: { read: 'pin1' }, pin1Enabled: true }, ends: true },
  {
    code: 'dodf-other-object-first',
    at: 'dodf',
    card: { dodf: [{ ...DM_OBJECT, oid: OIDS.lwm2mBootstrap }, DM_OBJECT] },
    ends: false,
  },
  { code: 'dodf-oid-wrong', at: 'dodf', card: { dodf: [{ ...DM_OBJECT, oid: OIDS.lwm2mBootstrap }] }, ends: true },
  { code: 'dodf-oid-wrong', at: 'dodf', card: { dodf: record({ klass: hex('0603672B07') }) }, ends: true },
  {
    code: 'dodf-oid-double-wrapped',
    at: 'dodf',
    card: { dodf: record({ klass: hex('06060604672B0701') }) },
    ends: false,
  },
  { code: 'dodf-oid-missing', at: 'dodf', card: { dodf: record({ klass: tlv(0x0c, utf8('OMA DM')) }) }, ends: true },
  { code: 'dodf-form-other', at: 'dodf', card: { dodf: [{ ...DM_OBJECT, form: 'oid' }] }, ends: false },
  { code: 'dodf-type-attributes-implicit', at: 'dodf', card: { dodf: record({ type: hex('04026421') }) }, ends: true },
  {
    code: 'dodf-url-not-path',
    at: 'dodf',
    card: { dodf: record({ type: tlv(0x13, utf8('http://dm.example/')) }) },
    ends: true,
  },
  {
    code: 'dodf-direct-value',
    at: 'dodf',
    card: { dodf: record({ type: tlv(0xa0, tlv(0x04, MESSAGE.subarray(0, 40))) }) },
    ends: true,
  },
  { code: 'dodf-truncated', at: 'dodf', card: { dodf: record().subarray(0, -1) }, ends: true },
  {
    code: 'dodf-truncated',
    at: 'dodf',
    card: { dodf: concat(encodeDataObject(DM_OBJECT), hex('307F04')) },
    ends: false,
  },
  { code: 'dodf-oid-missing', at: 'dodf', card: { dodf: tlv(0x44, utf8('proprietary')) }, ends: true },
  { code: 'dodf-label-missing', at: 'dodf', card: { dodf: record({ common: hex('03020780') }) }, ends: false },
  {
    code: 'dodf-flags-bit-order',
    at: 'dodf',
    card: { dodf: record({ common: concat(tlv(0x0c, utf8('DM')), hex('03020001')) }) },
    ends: false,
  },
  {
    code: 'dodf-index-nonzero',
    at: 'dodf',
    card: { ...indexed({ index: 16, length: 2000 }), content: concat(blank(0xff, 16), MESSAGE) },
    ends: false,
  },
  { code: 'dodf-index-without-length', at: 'dodf', card: indexed({ index: 0 }), ends: false },
  { code: 'dodf-index-without-length', at: 'dodf', card: indexed({ length: 2048 }), ends: false },
  {
    code: 'dodf-length-tag',
    at: 'dodf',
    card: { dodf: record({ type: hex('300B0402642102010002020800') }) },
    ends: false,
  },
  { code: 'dodf-duplicate-object', at: 'dodf', card: { dodf: [DM_OBJECT, DM_OBJECT] }, ends: false },
  { code: 'file-missing', at: 'content', card: { content: null }, ends: true },
  { code: 'file-blank', at: 'content', card: { content: blank(0xff, 2048) }, ends: true },
  { code: 'file-zero', at: 'content', card: { content: blank(0x00, 2048) }, ends: true },
  {
    code: 'file-not-transparent',
    at: 'content',
    card: { contentFile: { structure: 'linear', recordLength: 128 } },
    ends: true,
  },
  { code: 'file-deactivated', at: 'content', card: { contentFile: { lifeCycle: '04' } }, ends: true },
  { code: 'access-pin-not-verified', at: 'content', card: { pin1Enabled: true }, ends: true },
  { code: 'access-read-never', at: 'content', card: { contentFile: { read: 'never' } }, ends: true },
  {
    code: 'access-arr-record-missing',
    at: 'content',
    card: changed(cardWith({ pin1Enabled: true }), '3F007F506421', { security: { tag: '8B', value: '6F0609' } }),
    modes: ['3g'],
    ends: true,
  },
];

describe.each(['device', 'inspect'] as const)('failures on the card, %s depth', (depth) => {
  const cases = FAILURES.flatMap((failure, i) =>
    (failure.modes ?? (['2g', '3g'] as const)).map((mode) => ({ ...failure, mode, n: i + 1 })),
  );
  it.each(cases)('$n: $code in $mode mode', async ({ code, at, card, ends, mode }) => {
    const { result, codes } = await readImage(isImage(card) ? card : cardWith(card), { mode, depth });
    expect(codes).toContain(code);
    const place = CHAIN_STEPS.indexOf(at);
    // Found at its own step and no other one.
    expect(result.steps.filter((step) => step.findings.some((finding) => finding.code === code))).toMatchObject([
      { id: at },
    ]);
    const verdicts = result.steps.map((step) => step.verdict);
    if (ends) {
      const stopped = verdicts.indexOf('notReached');
      expect(stopped).toBeGreaterThan(place);
      expect(verdicts.slice(stopped).every((verdict) => verdict === 'notReached')).toBe(true);
      expect(verdicts[stopped - 1]).toBe('error');
      expect(verdicts.at(-1)).toBe('notReached');
    } else expect(verdicts.at(-1)).toBe('ok');
    const found = result.findings.find((finding) => finding.code === code);
    expect(found?.message).not.toMatch(/\{\w+\}/);
    expect(found?.fix ?? '').not.toMatch(/\{\w+\}/);
  });
});

it('the cards above differ from a good one by what they say, and their codes are rows of the catalogue', () => {
  expect(encodeDataObject(DM_OBJECT)).toEqual(record());
  expect(FAILURES.map((failure) => failure.code).filter((code) => !(code in FINDING_ROWS))).toEqual([]);
});
