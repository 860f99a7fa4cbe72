import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../../core/base/bytes.ts';
import type { Finding } from '../../../core/base/finding.ts';
import { FINDING_ROWS } from '../../../core/bootstrap/finding-rows.ts';
import { PROVISIONING_ROWS } from '../../../core/bootstrap/finding-rows-cp.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { messageFromXml } from '../../../core/bootstrap/message-xml.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { changed, characteristic, GOOD, must, viewOf } from './documents.ts';

const good = must(messageFromXml(GOOD));
const findingsOf = (bytes: Uint8Array): readonly Finding[] => decodeMessage(bytes, 0, { expect: 'any' }).findings;
const encoded = (...changes: readonly (readonly [string, string])[]) => must(messageFromXml(changed(...changes)));
const root = (inner: string, version = '1.1') =>
  must(messageFromXml(`<wap-provisioningdoc version="${version}">${inner}</wap-provisioningdoc>`));
const nap = { NAPID: 'N', NAME: 'N', 'NAP-ADDRESS': 'a.example', 'NAP-ADDRTYPE': 'APN' };
const header = (literal: string) => concat(hex(literal), good.subarray(4));
/** A push with SEC and MAC as given in front of the good document. */
const push = (parameters: Uint8Array) =>
  concat(
    hex('0106'),
    Uint8Array.of(parameters.length + 2),
    Uint8Array.of(parameters.length + 1),
    hex('B6'),
    parameters,
    good,
  );
const mac = (digits: string) => concat(hex('92'), utf8(digits), hex('00'));
const digits = 'B4CC98FD158836F1D25D6F578B15C6AE25C2B9A9';

/** Code, a document that has the finding, where it is found, and one close to it that has not. */
const CASES: readonly (readonly [string, Uint8Array, string | undefined, Uint8Array])[] = [
  ['cp-public-id', header('030C6A00'), undefined, header('030B6A00')],
  ['cp-root', hex('030B6A00 46 87 07 01 01'), undefined, hex('030B6A00 45 C6 55 01 87 07 01 01 01')],
  ['cp-version', encoded(['version="1.1"', 'version="2.0"']), undefined, encoded(['version="1.1"', 'version="1"'])],
  ['cp-charset', header('030B0400'), undefined, good],
  ['cp-token-unknown', hex('030B6A00 45 C6 55 01 87 07 06 FE 01 01 01'), undefined, good],
  ['cp-element-unknown', root('<vendor/>'), 'vendor', root(characteristic('VENDORCONFIG', { NAME: 'x' }))],
  ['cp-parm-content', encoded(['<parm name="INIT"/>', '<parm name="INIT">1</parm>']), 'APPLICATION/INIT', good],
  ['cp-nameless', encoded(['<parm name="INIT"/>', '<parm value="1"/>']), 'APPLICATION/parm', good],
  [
    'cp-order',
    root(
      `<characteristic type="NAPDEF">${characteristic('VALIDITY', {})}<parm name="NAPID" value="N"/></characteristic>`,
    ),
    'NAPDEF[N]/NAPID',
    good,
  ],
  ['cp-characteristic-unknown', root(characteristic('NAPDEFS', {})), 'NAPDEFS', good],
  ['cp-characteristic-place', root(characteristic('PXPHYSICAL', {})), 'PXPHYSICAL', good],
  [
    'cp-characteristic-missing',
    root(characteristic('PXLOGICAL', { 'PROXY-ID': 'p', NAME: 'n' })),
    'PXLOGICAL[p]',
    good,
  ],
  [
    'cp-characteristic-repeated',
    root(characteristic('CLIENTIDENTITY', { 'CLIENT-ID': 'a' }).repeat(2)),
    'CLIENTIDENTITY[2]',
    root(characteristic('CLIENTIDENTITY', { 'CLIENT-ID': 'a' })),
  ],
  [
    'cp-parm-unknown',
    encoded(['name="AUTHNAME"', 'name="AUTH-NAME"']),
    'NAPDEF[NAP1]/NAPAUTHINFO/AUTH-NAME',
    root(characteristic('VENDORCONFIG', { NAME: 'x', ANY: '1' })),
  ],
  ['cp-parm-missing', encoded(['<parm name="NAP-ADDRESS" value="dm.nordtel.example"/>', '']), 'NAPDEF[NAP1]', good],
  [
    'cp-parm-repeated',
    encoded(['<parm name="INTERNET"/>', '<parm name="INTERNET"/><parm name="INTERNET"/>']),
    'NAPDEF[NAP1]/INTERNET[2]',
    root(`<characteristic type="NAPDEF">${'<parm name="BEARER" value="GSM-CSD"/>'.repeat(2)}</characteristic>`),
  ],
  ['cp-value', encoded(['value="GSM-GPRS"', 'value="GPRS"']), 'NAPDEF[NAP1]/BEARER', good],
  [
    'cp-value',
    encoded(['value="9201"', 'value="92010"']),
    'PXLOGICAL[proxy.nordtel.example]/PXPHYSICAL[P1]/PORT/PORTNBR',
    good,
  ],
  [
    'cp-value-empty',
    encoded(['value="192.0.2.17"', 'value=""']),
    'PXLOGICAL[proxy.nordtel.example]/PXPHYSICAL[P1]/PXADDR',
    good,
  ],
  [
    'cp-value-long',
    root(characteristic('NAPDEF', { ...nap, NAME: 'x'.repeat(17) })),
    'NAPDEF[N]/NAME',
    root(characteristic('NAPDEF', { ...nap, NAME: 'x'.repeat(16), 'NAP-ADDRESS': 'x'.repeat(64) })),
  ],
  [
    'cp-value-long',
    root(characteristic('NAPDEF', { ...nap, 'NAP-ADDRESS': '1'.repeat(17), 'NAP-ADDRTYPE': 'E164' })),
    'NAPDEF[N]/NAP-ADDRESS',
    root(characteristic('NAPDEF', { ...nap, 'NAP-ADDRESS': '1'.repeat(16), 'NAP-ADDRTYPE': 'E164' })),
  ],
  ['cp-id-duplicate', root(characteristic('NAPDEF', nap).repeat(2)), 'NAPDEF[N][2]/NAPID', good],
  [
    'cp-reference-dangling',
    encoded(['<parm name="TO-NAPID" value="NAP1"/>', '<parm name="TO-NAPID" value="NAP2"/>']),
    'PXLOGICAL[proxy.nordtel.example]/PXPHYSICAL[P1]/TO-NAPID',
    encoded(['<parm name="TO-NAPID" value="NAP1"/>', '<parm name="TO-NAPID" value="INTERNET"/>']),
  ],
  ['cp-unverified', encoded(['TO-PROXY" value="proxy', 'TO-PROXY" value="other']), 'APPLICATION[w7]/TO-PROXY', good],
  [
    'cp-unverified',
    encoded(
      ['<parm name="INTERNET"/>', ''],
      ['<parm name="TO-NAPID" value="NAP1"/>', '<parm name="TO-NAPID" value="INTERNET"/>'],
    ),
    'PXLOGICAL[proxy.nordtel.example]/PXPHYSICAL[P1]/TO-NAPID',
    good,
  ],
  ['cp-unverified', root(characteristic('APPADDR', { ADDR: 'a:b' })), 'APPADDR', good],
  ['cp-no-account', encoded(['value="w7"', 'value="w5"']), undefined, good],
  ['cp-w7-server-id', encoded(['<parm name="PROVIDER-ID" value="nordtel"/>', '']), 'APPLICATION[w7]', good],
  ['cp-w7-server-id-acl', encoded(['value="nordtel"', 'value="nord+tel"']), 'APPLICATION[w7]/PROVIDER-ID', good],
  ['cp-w7-address', encoded(['<parm name="ADDR" value="https://dm.nordtel.example/"/>', '']), 'APPLICATION[w7]', good],
  [
    'cp-w7-address-form',
    encoded(['https://dm.nordtel', 'dm.nordtel']),
    'APPLICATION[w7]/APPADDR/ADDR',
    encoded([
      '<parm name="ADDR" value="https://dm.nordtel.example/"/>',
      '<parm name="ADDR" value="192.0.2.4"/><parm name="ADDRTYPE" value="IPV4"/>',
    ]),
  ],
  [
    'cp-w7-auth',
    root(characteristic('APPLICATION', { APPID: 'w7', 'PROVIDER-ID': 'n', ADDR: 'https://n.example/' })),
    'APPLICATION[w7]',
    good,
  ],
  ['cp-w7-value', encoded(['value="APPSRV"', 'value="CLCRED"']), 'APPLICATION[w7]/APPAUTH[CLCRED]/AAUTHLEVEL', good],
  ['cp-w7-value', encoded(['value="DIGEST"', 'value="SHA-256"']), 'APPLICATION[w7]/APPAUTH[APPSRV]/AAUTHTYPE', good],
  ['cp-push-header', push(concat(hex('9181'), mac(digits))), undefined, good],
  ['cp-push-unsigned', concat(hex('010601B6'), good), undefined, push(concat(hex('9181'), mac(digits)))],
  ['cp-push-mac', push(mac(digits)), undefined, push(concat(hex('9181'), mac(digits)))],
  ['cp-push-mac', push(concat(hex('9183'), mac(digits))), undefined, push(hex('9183'))],
  [
    'cp-push-mac',
    push(concat(hex('9181'), mac('1234'))),
    undefined,
    push(concat(hex('9180'), mac(digits.toLowerCase()))),
  ],
  ['cp-push-mac', push(hex('9181')), undefined, push(hex('9183'))],
  ['cp-push-mac', push(hex('9187')), undefined, push(hex('9183'))],
];

describe('findings of provisioning documents', () => {
  it('has nothing to say of a good document', () => {
    expect(findingsOf(good)).toEqual([]);
  });

  it.each(CASES)('%s', (code, bad, path, well) => {
    const finding = findingsOf(bad).find((entry) => entry.code === code);
    expect(finding).toBeDefined();
    expect(finding?.clause).toBe(FINDING_ROWS[code as keyof typeof FINDING_ROWS].clause);
    if (path !== undefined) expect(finding?.where.path).toBe(path);
    const { offset = -1, length = -1 } = finding?.where ?? {};
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset + length).toBeLessThanOrEqual(bad.length);
    expect(findingsOf(well).map((entry) => entry.code)).not.toContain(code);
  });

  it('has an example of every row', () => {
    expect(new Set(CASES.map(([code]) => code))).toEqual(new Set(Object.keys(PROVISIONING_ROWS)));
  });

  it('says nothing of secrets', () => {
    for (const [, bad] of CASES) {
      const said = JSON.stringify(findingsOf(bad));
      for (const secret of ['Kestrel', 'Osprey', 'Heron', 'Aurora', 'bm9uY2U']) expect(said).not.toContain(secret);
    }
  });

  it('says what rows without a source say as information, without a clause', () => {
    for (const [, bad] of CASES) {
      for (const finding of findingsOf(bad).filter((entry) => entry.code === 'cp-unverified'))
        expect(finding).toMatchObject({ severity: 'info', clause: null });
    }
  });
});

describe('the header of a push', () => {
  it('is read with its security, and told from the document', () => {
    const { bytes } = vectorIn(vectorsOf('cp.json'), 'cp-field-viettel');
    const view = decodeMessage(bytes, 0, { expect: 'any' });
    expect(view.push).toMatchObject({
      contentType: 'application/vnd.wap.connectivity-wbxml',
      security: 1,
      mac: 'B4CC98FD158836F1D25D6F578B15C6AE25C2B9A9',
      span: { offset: 0, length: 50 },
    });
    expect(view.tokens.slice(0, 9).map((token) => token.meaning)).toEqual([
      'transaction identifier',
      'WSP push',
      'headers of 47 bytes',
      'length quote',
      'content type of 45 bytes',
      'application/vnd.wap.connectivity-wbxml',
      'SEC USERPIN',
      'MAC',
      'message authentication code',
    ]);
  });

  it('is a fault on a card, and stands before DM messages too', () => {
    expect(decodeMessage(push(hex('9183'))).findings.map((finding) => finding.code)).toEqual([
      'wbxml-push-header',
      'profile-cp-in-dm-file',
    ]);
    const { bytes } = vectorIn(vectorsOf('message.json'), 'dm-bootstrap-tnds-wbxml');
    const pushed = decodeMessage(concat(hex('010603C2AF87'), bytes), 0, { expect: 'any' });
    expect(pushed).toMatchObject({
      profile: 'dm',
      push: { contentType: 'application/vnd.syncml.dm+wbxml', mac: null },
    });
  });

  it('is none where its lengths do not fit', () => {
    for (const literal of ['01062F', '010600', '01061F1FB6', '0106051F80808080', '010702B6'])
      expect(decodeMessage(concat(hex(literal), good), 0, { expect: 'any' }).push).toBeUndefined();
  });
});

it('reads a view of the good document', () => expect(viewOf(GOOD).xml).toBe(GOOD));
