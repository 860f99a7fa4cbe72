import { concat, hex, startsWith, utf8 } from '../base/bytes.ts';
import { OIDS } from '../pkcs15/oids.ts';
import type { CardDraft } from './card-draft.ts';
import { type FaultRecipe, withBytes, withObject, withText } from './fault-recipe.ts';

const parm = (name: string, value: string) => `<parm name="${name}" value="${value}"/>`;
const group = (type: string, ...content: readonly string[]) =>
  `<characteristic type="${type}">${content.join('')}</characteristic>`;

const ADDRESS = group('APPADDR', parm('ADDR', 'https://dm.nordtel.example/'));
const CLIENT_AUTH = group(
  'APPAUTH',
  parm('AAUTHLEVEL', 'APPSRV'),
  parm('AAUTHNAME', 'device'),
  parm('AAUTHSECRET', 'Kestrel-4711'),
);
const SERVER_AUTH = group(
  'APPAUTH',
  parm('AAUTHLEVEL', 'CLIENT'),
  parm('AAUTHNAME', 'nordtel'),
  parm('AAUTHSECRET', 'Aurora-0815'),
);
const ACCOUNT = group(
  'APPLICATION',
  parm('APPID', 'w7'),
  parm('PROVIDER-ID', 'nordtel'),
  parm('NAME', 'NordTel'),
  parm('TO-NAPID', 'NordTelNet'),
  ADDRESS,
  CLIENT_AUTH,
  SERVER_AUTH,
);
const ACCESS_POINT = group(
  'NAPDEF',
  parm('NAPID', 'NordTelNet'),
  parm('NAME', 'NordTel'),
  parm('BEARER', 'GSM-GPRS'),
  parm('NAP-ADDRESS', 'dm.nordtel.example'),
  parm('NAP-ADDRTYPE', 'APN'),
);

/** A proxy that is reached by an access point. */
const proxy = (accessPoint: string) =>
  group(
    'PXLOGICAL',
    parm('PROXY-ID', 'gw'),
    parm('NAME', 'Gateway'),
    group('PXPHYSICAL', parm('PHYSICAL-PROXY-ID', '1'), parm('PXADDR', '192.0.2.1'), parm('TO-NAPID', accessPoint)),
  );

/** Client Provisioning: an access point, and what an application w7 needs (OMA DM AC w7). */
export const PROVISIONING = `<wap-provisioningdoc version="1.1">${ACCESS_POINT}${ACCOUNT}</wap-provisioningdoc>`;

/** A card of Client Provisioning alone: its object has the OID of EF(Bootstrap) (PROVSC 6.2). */
function provisioningDraft(draft: CardDraft): CardDraft {
  return { ...withObject(draft, { label: 'CP Bootstrap', oid: OIDS.provBootstrap }), xml: PROVISIONING };
}

const text =
  (from: string, to: string): FaultRecipe['make'] =>
  (draft) =>
    withText(provisioningDraft(draft), from, to);

const bytes =
  (change: (message: Uint8Array) => Uint8Array): FaultRecipe['make'] =>
  (draft) =>
    withBytes(provisioningDraft(draft), change);

/** Puts bytes behind the first place at which `mark` stands. */
function insertedBehind(message: Uint8Array, mark: Uint8Array, inserted: Uint8Array): Uint8Array {
  const at = message.findIndex((_, i) => startsWith(message.subarray(i), mark)) + mark.length;
  return concat(message.subarray(0, at), inserted, message.subarray(at));
}

const PLACE = { at: 'wbxml', parts: ['dodf', 'xml', 'bytes'] } as const;

/** Provisioning documents (OMA Provisioning Content 1.1, WAP-183; the registration of w7). */
export const PROVISIONING_FAULTS: readonly FaultRecipe[] = [
  { code: 'dodf-provisioning-only', at: 'dodf', parts: PLACE.parts, make: provisioningDraft },
  { code: 'cp-public-id', ...PLACE, make: bytes((message) => message.with(1, 0x01)) },
  // The first tag behind the header is the root; C6 is that of a characteristic.
  { code: 'cp-root', ...PLACE, make: bytes((message) => message.with(4, 0xc6)) },
  { code: 'cp-charset', ...PLACE, make: bytes((message) => message.with(2, 0x04)) },
  { code: 'cp-version', ...PLACE, make: text('version="1.1"', 'version="2.0"') },
  {
    code: 'cp-token-unknown',
    ...PLACE,
    make: bytes((message) => insertedBehind(message, utf8('NordTel\0'), hex('FE'))),
  },
  { code: 'cp-element-unknown', ...PLACE, make: text(ACCESS_POINT, `${ACCESS_POINT}<extension/>`) },
  {
    code: 'cp-parm-content',
    ...PLACE,
    make: text(parm('BEARER', 'GSM-GPRS'), '<parm name="BEARER" value="GSM-GPRS">GSM-GPRS</parm>'),
  },
  {
    code: 'cp-nameless',
    ...PLACE,
    make: text(parm('NAP-ADDRTYPE', 'APN'), `${parm('NAP-ADDRTYPE', 'APN')}<parm value="APN"/>`),
  },
  {
    code: 'cp-order',
    ...PLACE,
    make: text(`${parm('TO-NAPID', 'NordTelNet')}${ADDRESS}`, `${ADDRESS}${parm('TO-NAPID', 'NordTelNet')}`),
  },
  {
    code: 'cp-characteristic-place',
    ...PLACE,
    make: text(ACCESS_POINT, `${ACCESS_POINT}${group('PXAUTHINFO', parm('PXAUTH-TYPE', 'HTTP-BASIC'))}`),
  },
  {
    code: 'cp-characteristic-missing',
    ...PLACE,
    make: text(ACCESS_POINT, `${ACCESS_POINT}${group('PXLOGICAL', parm('PROXY-ID', 'gw'), parm('NAME', 'Gateway'))}`),
  },
  {
    code: 'cp-characteristic-repeated',
    ...PLACE,
    make: text(ACCESS_POINT, ACCESS_POINT + group('CLIENTIDENTITY', parm('CLIENT-ID', '1')).repeat(2)),
  },
  {
    code: 'cp-parm-missing',
    ...PLACE,
    make: text(`${parm('NAME', 'NordTel')}${parm('BEARER', 'GSM-GPRS')}`, parm('BEARER', 'GSM-GPRS')),
  },
  {
    code: 'cp-parm-repeated',
    ...PLACE,
    make: text(parm('NAP-ADDRTYPE', 'APN'), parm('NAP-ADDRTYPE', 'APN').repeat(2)),
  },
  { code: 'cp-value', ...PLACE, make: text('"NAP-ADDRTYPE" value="APN"', '"NAP-ADDRTYPE" value="DNS"') },
  {
    code: 'cp-value-empty',
    ...PLACE,
    make: text('"NAP-ADDRESS" value="dm.nordtel.example"', '"NAP-ADDRESS" value=""'),
  },
  {
    code: 'cp-value-long',
    ...PLACE,
    make: text('"NAME" value="NordTel"', '"NAME" value="NordTel, the network of the north"'),
  },
  { code: 'cp-id-duplicate', ...PLACE, make: text(ACCESS_POINT, ACCESS_POINT.repeat(2)) },
  { code: 'cp-reference-dangling', ...PLACE, make: text(ACCESS_POINT, `${ACCESS_POINT}${proxy('Elsewhere')}`) },
  { code: 'cp-w7-server-id', ...PLACE, make: text(parm('PROVIDER-ID', 'nordtel'), '') },
  {
    code: 'cp-w7-server-id-acl',
    ...PLACE,
    make: text('"PROVIDER-ID" value="nordtel"', '"PROVIDER-ID" value="nord+tel"'),
  },
  { code: 'cp-w7-address', ...PLACE, make: text(ADDRESS, '') },
  {
    code: 'cp-w7-address-form',
    ...PLACE,
    make: text('"ADDR" value="https://dm.nordtel.example/"', '"ADDR" value="dm.nordtel.example"'),
  },
  { code: 'cp-w7-auth', ...PLACE, make: text(`${CLIENT_AUTH}${SERVER_AUTH}`, '') },
  { code: 'cp-w7-value', ...PLACE, make: text('"AAUTHLEVEL" value="APPSRV"', '"AAUTHLEVEL" value="SERVER"') },
];
