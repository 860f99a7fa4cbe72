import { concat, hex, utf8 } from '../base/bytes.ts';
import { encodeDataObject, encodeDodf } from '../pkcs15/dodf.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { CONTENT_PATH, DM_OBJECT, SIZES, withImageFile } from './card-draft.ts';
import { type FaultRecipe, filled, rawObject, withContent, withDodf, withObject } from './fault-recipe.ts';

const label = tlv(0x0c, utf8(DM_OBJECT.label));
const raw =
  (parts: Parameters<typeof rawObject>[0]): FaultRecipe['make'] =>
  (draft) =>
    withDodf(draft, rawObject(parts));
const { path } = DM_OBJECT.path;

/** EF(DODF) (DM Bootstrap D.4.2, PKCS#15 6.7). */
export const DODF_FAULTS: readonly FaultRecipe[] = [
  { code: 'dodf-missing', at: 'dodf', parts: ['dodf'], make: (draft) => ({ ...draft, dodf: null }) },
  { code: 'dodf-blank', at: 'dodf', parts: ['dodf'], make: (draft) => withDodf(draft, filled(0xff, SIZES.dodf)) },
  {
    code: 'dodf-other-object-first',
    at: 'dodf',
    parts: ['dodf'],
    make: (draft) =>
      withDodf(draft, encodeDodf([{ ...DM_OBJECT, label: 'Other', oid: '2.23.43.99.1' }, DM_OBJECT], SIZES.dodf)),
  },
  {
    code: 'dodf-oid-wrong',
    at: 'dodf',
    parts: ['dodf'],
    make: (draft) => withObject(draft, { oid: '2.23.43.7' }),
  },
  { code: 'dodf-oid-double-wrapped', at: 'dodf', parts: ['dodf'], make: raw({ klass: hex('06060604672B0701') }) },
  { code: 'dodf-oid-missing', at: 'dodf', parts: ['dodf'], make: raw({ klass: tlv(0x0c, utf8('OMA DM')) }) },
  { code: 'dodf-form-other', at: 'dodf', parts: ['dodf'], make: (draft) => withObject(draft, { form: 'oid' }) },
  { code: 'dodf-type-attributes-implicit', at: 'dodf', parts: ['dodf'], make: raw({ type: hex('04026421') }) },
  {
    code: 'dodf-url-not-path',
    at: 'dodf',
    parts: ['dodf'],
    make: raw({ type: tlv(0x13, utf8('http://dm.nordtel.example/')) }),
  },
  {
    code: 'dodf-direct-value',
    at: 'dodf',
    parts: ['dodf'],
    make: raw({ type: tlv(0xa0, tlv(0x04, hex('02A4016A00'))) }),
  },
  { code: 'dodf-label-missing', at: 'dodf', parts: ['dodf'], make: raw({ common: hex('03020780') }) },
  {
    code: 'dodf-flags-bit-order',
    at: 'dodf',
    parts: ['dodf'],
    make: raw({ common: concat(label, hex('03020001')) }),
  },
  {
    code: 'dodf-flags-access-mismatch',
    at: 'wbxml',
    parts: ['dodf'],
    make: (draft) => withObject(draft, { flags: { private: false, modifiable: false } }),
  },
  {
    code: 'dodf-length-short',
    at: 'syncml',
    parts: ['dodf'],
    make: (draft) => withObject(draft, { path: { path, index: 0, length: 1024 } }),
  },
  {
    code: 'dodf-length-long',
    at: 'wbxml',
    parts: ['dodf'],
    make: (draft) => withObject(draft, { path: { path, index: 0, length: 16 * SIZES.content } }),
  },
  {
    code: 'dodf-index-nonzero',
    at: 'dodf',
    parts: ['dodf', 'content', 'bytes'],
    make: (draft) => ({
      ...withObject(draft, { path: { path, index: 16, length: SIZES.content - 16 } }),
      bytes: (message) => concat(filled(0xff, 16), draft.bytes(message)),
    }),
  },
  {
    code: 'dodf-index-without-length',
    at: 'dodf',
    parts: ['dodf'],
    make: (draft) => withObject(draft, { path: { path, index: 0 } }),
  },
  {
    code: 'dodf-length-tag',
    at: 'dodf',
    parts: ['dodf'],
    make: raw({ type: hex('300B0402642102010002020800') }),
  },
  {
    code: 'dodf-duplicate-object',
    at: 'dodf',
    parts: ['dodf'],
    make: (draft) => withDodf(draft, encodeDodf([DM_OBJECT, DM_OBJECT], SIZES.dodf)),
  },
  {
    code: 'dodf-truncated',
    at: 'dodf',
    parts: ['dodf'],
    make: (draft) => ({
      ...draft,
      dodf: draft.dodf && { ...draft.dodf, data: encodeDataObject(DM_OBJECT).subarray(0, -1) },
    }),
  },
  {
    code: 'dodf-protected-value',
    at: 'dodf',
    parts: ['dodf'],
    make: raw({ type: tlv(0xa2, hex('300404026421')) }),
  },
  {
    code: 'dodf-path-malformed',
    at: 'dodf',
    parts: ['dodf'],
    make: (draft) => withObject(draft, { path: { path: hex('642100') } }),
  },
  {
    code: 'dodf-foreign-oid-wrapped',
    at: 'dodf',
    parts: ['dodf'],
    make: (draft) =>
      withDodf(
        draft,
        concat(encodeDataObject(DM_OBJECT), rawObject({ common: label, klass: hex('060706056781070101') })),
      ),
  },
];

const content =
  (change: Parameters<typeof withContent>[1]): FaultRecipe['make'] =>
  (draft) =>
    withContent(draft, change);

/** The file of the message, and who may read what (DM Bootstrap D.4.3, D.2.4, D.3.4). */
export const FILE_FAULTS: readonly FaultRecipe[] = [
  { code: 'file-missing', at: 'content', parts: ['content'], make: (draft) => ({ ...draft, content: null }) },
  {
    code: 'file-blank',
    at: 'wbxml',
    parts: ['content'],
    make: content({ data: filled(0xff, SIZES.content) }),
  },
  { code: 'file-zero', at: 'wbxml', parts: ['content'], make: content({ data: filled(0, SIZES.content) }) },
  {
    code: 'file-not-transparent',
    at: 'content',
    parts: ['content'],
    make: content({ structure: 'linear', recordLength: 128 }),
  },
  { code: 'file-deactivated', at: 'content', parts: ['content'], make: content({ lifeCycle: '04' }) },
  {
    code: 'access-pin-not-verified',
    at: 'content',
    parts: ['pin', 'access'],
    make: (draft) => ({ ...draft, pin1: { enabled: true, tries: 3 } }),
  },
  {
    code: 'access-pin-blocked',
    at: 'content',
    parts: ['pin', 'access'],
    make: (draft) => ({ ...draft, pin1: { enabled: true, tries: 0 } }),
  },
  {
    code: 'access-pin-unreachable',
    shownBy: 'iso',
    at: 'content',
    parts: ['access'],
    // Read with the local PIN 81, update with ADM1 (TS 102 221 9.2.5).
    make: (draft) =>
      withImageFile(draft, CONTENT_PATH, {
        security: { tag: 'AB', value: '800101A40683018195010880010AA40683010A950108' },
      }),
  },
  { code: 'access-read-never', at: 'content', parts: ['access'], make: content({ read: 'never' }) },
  {
    code: 'access-arr-record-missing',
    shownBy: 'iso',
    at: 'content',
    parts: ['access'],
    make: content({ arrRecord: 9 }),
  },
  { code: 'access-user-modifiable', at: 'content', parts: ['access'], make: content({ update: 'pin1' }) },
  { code: 'access-sfi-absent', shownBy: 'iso', at: 'odf', parts: ['odf'], make: (draft) => draft },
  { code: 'read-le-over-file', at: 'odf', parts: ['odf'], make: (draft) => draft },
  { code: 'file-over-one-block', at: 'syncml', parts: ['content'], make: (draft) => draft },
  {
    code: 'access-secrets-open',
    at: 'syncml',
    parts: ['access', 'dodf'],
    make: (draft) =>
      withContent(withObject(draft, { flags: { private: false, modifiable: false } }), { read: 'always' }),
  },
];
