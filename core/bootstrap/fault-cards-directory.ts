import { concat, hex, hexWord, toHex } from '../base/bytes.ts';
import { PKCS15_AID } from '../pkcs15/ef-dir.ts';
import { encodeOdf } from '../pkcs15/odf.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import type { CardImage } from '../virtual-card/card-image.ts';
import { type CardDraft, CONTENT_PATH, DF_PKCS15, SIZES, TEMPLATE_RECORD } from './card-draft.ts';
import { type FaultRecipe, filled, rawObject, template, withOdf, withRecords } from './fault-recipe.ts';
import { messageFromXml } from './message-xml.ts';

const SIM = { platform: 'sim', modes: '2g' } as const;
const RECORD = 48;
/** An application of the card that is none of ours (TS 101 220). */
const OTHER_RECORD = tlv(0x61, tlv(0x4f, hex('A0000000090001FF')));
const entry = (path: string) => encodeOdf([{ kind: 'dataObjects', path: hex(path) }], SIZES.odf);
const folderAid =
  (aid: Uint8Array): FaultRecipe['make'] =>
  (draft) => ({
    ...draft,
    folder: { ...draft.folder, aid },
  });

/** An application of the same name and another message, which its AID alone leads to. */
function withOtherView(draft: CardDraft, image: CardImage): CardImage {
  const [old, other] = [`3F00${hexWord(DF_PKCS15)}`, '3F007FA0'];
  const message = messageFromXml(draft.xml.replaceAll('NordTelNet', 'NordTelOld'));
  if (!message.ok) throw new RangeError(`message of a draft: ${message.error.code}`);
  const own = image.files.filter(({ path }) => path.startsWith(old));
  const copies = own.map((file) => ({ ...file, path: other + file.path.slice(old.length) }));
  const files = own.map((file): CardImage['files'][number] => {
    if (file.path === CONTENT_PATH) return { ...file, data: toHex(message.value) };
    const { aid: _, ...rest } = file;
    return rest;
  });
  return { ...image, files: [...image.files.filter((file) => !own.includes(file)), ...files, ...copies] };
}

/** EF(DIR) and the application (DM Bootstrap D.1, D.2.1, D.3.1). */
export const DIRECTORY_FAULTS: readonly FaultRecipe[] = [
  { code: 'dir-missing', at: 'efDir', parts: ['dir'], make: (draft) => ({ ...draft, dir: null }) },
  { code: 'dir-no-pkcs15', at: 'efDir', parts: ['dir'], make: (draft) => withRecords(draft, OTHER_RECORD) },
  {
    code: 'dir-record-blank',
    at: 'efDir',
    parts: ['dir'],
    make: (draft) => ({ ...draft, dir: { records: [] } }),
  },
  {
    code: 'dir-blank-before',
    at: 'efDir',
    parts: ['dir'],
    make: (draft) => withRecords(draft, filled(0xff, RECORD), TEMPLATE_RECORD),
  },
  {
    code: 'dir-aid-wrong',
    at: 'efDir',
    parts: ['dir'],
    make: (draft) => withRecords(draft, template(hex('A000000063504B43532D31'))),
  },
  {
    code: 'dir-aid-longer',
    at: 'efDir',
    parts: ['dir', 'folder'],
    make: (draft) => {
      const aid = concat(PKCS15_AID, hex('0100'));
      return folderAid(aid)(withRecords(draft, template(aid)));
    },
  },
  {
    code: 'dir-path-missing',
    at: 'efDir',
    parts: ['dir'],
    make: (draft) => withRecords(draft, template(PKCS15_AID, null)),
  },
  {
    code: 'dir-path-dangling',
    at: 'application',
    parts: ['dir'],
    make: (draft) => withRecords(draft, template(PKCS15_AID, [DF_PKCS15 + 1])),
  },
  {
    code: 'dir-path-malformed',
    at: 'efDir',
    parts: ['dir'],
    card: SIM,
    make: (draft) => withRecords(draft, tlv(0x61, tlv(0x4f, PKCS15_AID), tlv(0x51, hex('7F50')))),
  },
  {
    code: 'dir-template-overrun',
    at: 'efDir',
    parts: ['dir'],
    make: (draft) => withRecords(draft, concat(hex('617F4F0C'), PKCS15_AID, hex('51043F007F50'))),
  },
  {
    code: 'dir-not-records',
    at: 'efDir',
    parts: ['dir'],
    make: (draft) => ({ ...draft, dir: draft.dir && { ...draft.dir, structure: 'transparent' } }),
  },
  {
    code: 'dir-access',
    at: 'efDir',
    parts: ['dir'],
    make: (draft) => ({ ...draft, dir: draft.dir && { ...draft.dir, read: 'adm1' } }),
  },
  {
    code: 'adf-not-selectable',
    shownBy: 'iso',
    at: 'application',
    parts: ['folder'],
    make: folderAid(hex('A000000063504B43532D3136')),
  },
  {
    code: 'adf-inactive',
    shownBy: 'iso',
    at: 'application',
    parts: ['folder'],
    make: (draft) => ({ ...draft, folder: { ...draft.folder, lifeCycle: '04' } }),
  },
  {
    code: 'channel-refused',
    shownBy: 'iso',
    at: 'application',
    parts: ['card'],
    make: (draft) => ({ ...draft, quirks: { ...draft.quirks, noLogicalChannels: true } }),
  },
  {
    code: 'df-unreachable-2g',
    shownBy: 'both',
    at: 'application',
    parts: ['folder'],
    make: (draft) => ({
      ...draft,
      image: (image) => {
        const built = draft.image(image);
        const files = built.files.map((file) =>
          file.path === '3F007F50' ? { ...file, type: 'adf' as const, fid: null } : file,
        );
        return { ...built, files };
      },
    }),
  },
  {
    code: 'card-views-differ',
    shownBy: 'both',
    at: 'content',
    parts: ['folder', 'xml'],
    make: (draft) => ({ ...draft, image: (image) => withOtherView(draft, draft.image(image)) }),
  },
  {
    code: 'class-2g-refused',
    at: 'efDir',
    parts: ['card'],
    card: { platform: 'uicc', modes: '3g' },
    make: (draft) => draft,
  },
];

/** EF(ODF) (DM Bootstrap D.4.1, PKCS#15 6.2). */
export const ODF_FAULTS: readonly FaultRecipe[] = [
  { code: 'odf-missing', at: 'odf', parts: ['odf'], make: (draft) => ({ ...draft, odf: null }) },
  {
    code: 'odf-elsewhere',
    at: 'odf',
    parts: ['dir', 'odf'],
    make: (draft) => {
      const path = tlv(0x51, hex('3F007F50'));
      const moved = withRecords(draft, tlv(0x61, tlv(0x4f, PKCS15_AID), path, tlv(0x73, hex('300404025041'))));
      return { ...moved, odf: draft.odf && { ...draft.odf, fid: '5041' } };
    },
  },
  { code: 'odf-blank', at: 'odf', parts: ['odf'], make: (draft) => withOdf(draft, filled(0xff, SIZES.odf)) },
  {
    code: 'odf-not-transparent',
    at: 'odf',
    parts: ['odf'],
    make: (draft) => ({
      ...draft,
      odf: draft.odf && { ...draft.odf, structure: 'linear', recordLength: SIZES.odf },
    }),
  },
  {
    code: 'odf-no-dodf',
    at: 'odf',
    parts: ['odf'],
    make: (draft) => withOdf(draft, encodeOdf([{ kind: 'trustedCertificates', path: hex('5032') }], SIZES.odf)),
  },
  {
    code: 'odf-inline-objects',
    at: 'odf',
    parts: ['odf', 'dodf'],
    make: (draft) => {
      const inline = tlv(0xa7, tlv(0xa0, rawObject({})));
      return { ...draft, odf: draft.odf && { ...draft.odf, data: inline, size: 2 * SIZES.odf } };
    },
  },
  {
    code: 'odf-truncated',
    at: 'odf',
    parts: ['odf'],
    make: (draft) => withOdf(draft, hex('A77F300404026420')),
  },
  {
    code: 'odf-padding-hides',
    at: 'odf',
    parts: ['odf'],
    make: (draft) => withOdf(draft, concat(filled(0xff, 4), entry('6420').subarray(0, SIZES.odf - 4))),
  },
  {
    code: 'odf-path-absolute-dangling',
    at: 'odf',
    parts: ['odf'],
    make: (draft) => withOdf(draft, entry('3F007F526420')),
  },
  { code: 'odf-path-relative', at: 'odf', parts: ['odf'], make: (draft) => draft },
  {
    code: 'odf-protected',
    at: 'odf',
    parts: ['odf'],
    make: (draft) =>
      withOdf(
        draft,
        concat(encodeOdf([{ kind: 'dataObjects', path: hex('6420') }]), tlv(0xa7, tlv(0xa2, hex('300404026422')))),
      ),
  },
  {
    code: 'odf-directory-missing',
    at: 'odf',
    parts: ['odf'],
    make: (draft) =>
      withOdf(
        draft,
        encodeOdf(
          [
            { kind: 'dataObjects', path: hex('6420') },
            { kind: 'authObjects', path: hex('4401') },
          ],
          SIZES.odf,
        ),
      ),
  },
  {
    code: 'odf-directory-undecodable',
    at: 'odf',
    parts: ['odf'],
    make: (draft) => ({
      ...withOdf(
        draft,
        encodeOdf(
          [
            { kind: 'dataObjects', path: hex('6420') },
            { kind: 'authObjects', path: hex('4401') },
          ],
          SIZES.odf,
        ),
      ),
      others: [
        ...draft.others,
        { fid: '4401', name: 'EF(AODF)', data: hex('307F0403'), read: 'always', update: 'adm1' },
      ],
    }),
  },
];
