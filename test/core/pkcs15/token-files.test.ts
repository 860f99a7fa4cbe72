import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import { encodePinObject, findByAuthId, type PinObjectSpec, readAodf } from '../../../core/pkcs15/aodf.ts';
import { isAsn1Fault } from '../../../core/pkcs15/asn1.ts';
import type { Asn1Field, Asn1TypeTable } from '../../../core/pkcs15/asn1-type.ts';
import { accessRuleText, type ObjectAccessRule } from '../../../core/pkcs15/common-object.ts';
import { type AnyDataObjectSpec, encodeDataObject, encodeDodf, readDodf } from '../../../core/pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID, readDirRecord } from '../../../core/pkcs15/ef-dir.ts';
import { encodeOdf, type OdfKind, readOdf } from '../../../core/pkcs15/odf.ts';
import { OIDS } from '../../../core/pkcs15/oids.ts';
import { encodeTokenInfo, readTokenInfo, type TokenInfo, type TokenInfoSpec } from '../../../core/pkcs15/token-info.ts';
import { ACCESS_CONTROL_TYPES } from '../../../core/pkcs15/types-access-control.ts';
import { COMMON_TYPES } from '../../../core/pkcs15/types-common.ts';
import { DIRECTORY_TYPES } from '../../../core/pkcs15/types-directory.ts';
import { KEY_TYPES } from '../../../core/pkcs15/types-key.ts';
import { ODF_TYPES } from '../../../core/pkcs15/types-odf.ts';
import { X509_TYPES } from '../../../core/pkcs15/types-x509.ts';
import { encodeUnusedSpace, readUnusedSpace } from '../../../core/pkcs15/unused-space.ts';
import { tlv } from '../../../core/tlv/ber-tlv.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const VECTORS = vectorsOf('pkcs15.json');
const bytesOf = (name: string) => vectorIn(VECTORS, name).bytes;

function tokenInfo(bytes: Uint8Array): TokenInfo {
  const info = readTokenInfo(bytes);
  if (isAsn1Fault(info)) throw new Error(info.reason);
  return info;
}

it('every type that a row names has a row', () => {
  const table: Asn1TypeTable = {
    ...COMMON_TYPES,
    ...DIRECTORY_TYPES,
    ...KEY_TYPES,
    ...ODF_TYPES,
    ...X509_TYPES,
    ...ACCESS_CONTROL_TYPES,
  };
  const fieldsOf = (name: string): readonly Asn1Field[] => {
    const row = table[name];
    if (row?.kind === 'sequence') return row.fields;
    if (row?.kind === 'choice') return row.options;
    return row?.kind === 'list' ? [row.item] : [];
  };
  const names = Object.keys(table).flatMap((name) => fieldsOf(name).map((field) => field.type));
  expect(names.filter((name) => !(name in table))).toEqual([]);
  // A field without a tag stands for the alternatives of a CHOICE; anything else could never be found.
  const untagged = Object.keys(table).flatMap((name) => fieldsOf(name).filter((field) => field.tag === undefined));
  expect(untagged.filter((field) => table[field.type]?.kind !== 'choice')).toEqual([]);
});

describe('EF(TokenInfo), PKCS#15 6.9', () => {
  const OPENSC: TokenInfoSpec = {
    serialNumber: hex('0000'),
    manufacturer: 'unknown',
    label: 'OMATEST',
    flags: ['eidCompliant'],
    lastUpdate: '20261120113606Z',
  };

  it('OpenSC’s own, both ways', () => {
    const bytes = bytesOf('opensc-tokeninfo');
    expect(toHex(encodeTokenInfo(OPENSC))).toBe(toHex(bytes));
    expect(tokenInfo(concat(bytes, new Uint8Array(8)))).toMatchObject({
      ...OPENSC,
      version: 0,
      labelExplicit: false,
      issuer: null,
      span: { offset: 0, length: bytes.length },
    });
  });

  it('a label with a tag of its own inside', () => {
    const bytes = tlv(0x30, hex('020100'), hex('04021234'), tlv(0xa0, tlv(0x0c, utf8('card'))), hex('0300'));
    expect(tokenInfo(bytes)).toMatchObject({ label: 'card', labelExplicit: true });
  });

  it('what it can write reads back', () => {
    const text = fc.option(fc.string({ maxLength: 20 }), { nil: undefined });
    const spec = fc.record({
      serialNumber: fc.uint8Array({ maxLength: 12 }),
      manufacturer: text,
      label: text,
      issuer: text,
      holder: text,
      flags: fc.subarray(['readonly', 'loginRequired', 'prnGeneration', 'eidCompliant']),
    });
    fc.assert(
      fc.property(spec, (value) => {
        const { manufacturer = null, label = null, issuer = null, holder = null, flags, serialNumber } = value;
        const given: TokenInfoSpec = {
          serialNumber,
          flags,
          ...(manufacturer !== null && { manufacturer }),
          ...(label !== null && { label }),
          ...(issuer !== null && { issuer }),
          ...(holder !== null && { holder }),
        };
        const read = tokenInfo(encodeTokenInfo(given));
        expect(toHex(read.serialNumber ?? new Uint8Array())).toBe(toHex(serialNumber));
        expect(read).toMatchObject({ manufacturer, label, issuer, holder, flags });
      }),
    );
  });
});

describe('EF(AODF), PKCS#15 6.10', () => {
  const OPENSC: PinObjectSpec = {
    label: 'PIN',
    flags: { private: true, modifiable: true },
    ownAuthId: hex('01'),
    pinFlags: ['local', 'initialized', 'needs-padding'],
    type: 'ascii-numeric',
    minLength: 4,
    storedLength: 16,
    maxLength: 16,
    reference: 1,
    padChar: 0,
    path: { path: hex('3F005015') },
  };

  it('OpenSC’s own, both ways', () => {
    const bytes = bytesOf('opensc-aodf');
    expect(toHex(encodePinObject(OPENSC))).toBe(toHex(bytes));
    const { objects, unknown, list } = readAodf(bytes);
    expect([unknown, list.faults]).toEqual([[], []]);
    expect(objects).toMatchObject([
      {
        form: 'pin',
        label: 'PIN',
        flags: OPENSC.flags,
        pin: {
          flags: OPENSC.pinFlags,
          type: 'ascii-numeric',
          minLength: 4,
          storedLength: 16,
          maxLength: 16,
          reference: 1,
          referenceNegative: false,
          padChar: 0,
          path: { path: hex('3F005015') },
        },
      },
    ]);
    expect(findByAuthId(objects, hex('01'))?.label).toBe('PIN');
    expect(findByAuthId(objects, hex('02'))).toBeUndefined();
  });

  it.each([
    ['80 01 81, as old writers have it', '800181', 0x81, true],
    ['80 02 00 81', '80020081', 0x81, false],
    ['none: 0', '', 0, false],
  ])('a reference written as %s', (_name, text, reference, negative) => {
    const attributes = tlv(0x30, hex('03020204 0A0101 020104 020108'), hex(text));
    const record = tlv(0x30, tlv(0x30), tlv(0x30, hex('040105')), tlv(0xa1, attributes));
    expect(readAodf(record).objects[0]?.pin).toMatchObject({ reference, referenceNegative: negative });
  });

  it('a biometric template and an authentication key are told apart', () => {
    const record = (tag: number, type: Uint8Array) => tlv(tag, tlv(0x30), tlv(0x30, hex('040105')), tlv(0xa1, type));
    const bytes = concat(record(0xa0, tlv(0x30, hex('0300'))), record(0xa1, hex('30060101FF040102')), hex('0500'));
    const { objects, unknown } = readAodf(bytes);
    expect(objects.map((object) => [object.form, object.pin])).toEqual([
      ['biometricTemplate', undefined],
      ['authKey', undefined],
    ]);
    expect(unknown.map((node) => node.span)).toEqual([{ offset: bytes.length - 2, length: 2 }]);
  });

  it('what it can write reads back', () => {
    const spec = fc.record({
      ownAuthId: fc.uint8Array({ minLength: 1, maxLength: 4 }),
      minLength: fc.nat(255),
      storedLength: fc.nat(255),
      maxLength: fc.nat(255),
      reference: fc.nat(255),
      padChar: fc.nat(255),
      type: fc.constantFrom('bcd', 'ascii-numeric', 'utf8', 'half-nibble-bcd', 'iso9564-1'),
      pinFlags: fc.subarray(['case-sensitive', 'local', 'initialized', 'soPin', 'disable-allowed', 'exchangeRefData']),
    });
    fc.assert(
      fc.property(spec, (value) => {
        const [object] = readAodf(encodePinObject(value)).objects;
        const { ownAuthId, pinFlags, ...rest } = value;
        expect(toHex(object?.ownAuthId ?? new Uint8Array())).toBe(toHex(ownAuthId));
        expect(object?.pin).toMatchObject({ ...rest, flags: pinFlags, referenceNegative: false });
      }),
    );
  });
});

describe('EF(ODF), PKCS#15 6.2', () => {
  const KINDS: readonly OdfKind[] = [
    'privateKeys',
    'publicKeys',
    'trustedPublicKeys',
    'secretKeys',
    'certificates',
    'trustedCertificates',
    'usefulCertificates',
    'dataObjects',
    'authObjects',
  ];

  it('all nine kinds, both ways, and a tenth that nobody knows', () => {
    const bytes = encodeOdf(KINDS.map((kind, i) => ({ kind, path: Uint8Array.of(0x44, i) })));
    expect(toHex(bytes)).toBe(KINDS.map((_, i) => `A${i}06300404024${'4'}0${i}`).join(''));
    const { entries } = readOdf(concat(bytes, hex('A906300404024409')));
    expect(entries.map((entry) => entry.kind)).toEqual([...KINDS, 'unknown']);
    expect(entries.map((entry) => toHex(entry.path?.path ?? new Uint8Array()))).toEqual(
      [...KINDS, ''].map((_, i) => `440${i}`),
    );
  });

  it('objects in the entry itself, both ways; enciphered ones', () => {
    const object = encodeDataObject({ form: 'opaque', label: 'x', oid: OIDS.wimPath, direct: hex('3F00') });
    const bytes = encodeOdf([{ kind: 'dataObjects', objects: [object] }]);
    expect(toHex(bytes)).toBe(toHex(tlv(0xa7, tlv(0xa0, object))));
    const [entry] = readOdf(bytes).entries;
    expect(entry?.inline?.children.map((node) => node.span.length)).toEqual([object.length]);
    expect(readOdf(hex('A702A200')).entries[0]).toMatchObject({ kind: 'dataObjects', protected: true });
  });
});

describe('data objects and where their values are, PKCS#15 6.1.4', () => {
  const MESSAGE = hex('02A4016A006D6C7101');
  const NAMED = { form: 'opaque', label: 'DM', oid: OIDS.dmBootstrap } as const;

  it('a direct value wrapped into an OCTET STRING, both ways', () => {
    const bytes = encodeDataObject({ ...NAMED, direct: MESSAGE });
    const [object] = readDodf(bytes).objects;
    const value = object?.value;
    expect(value?.kind).toBe('direct');
    if (value?.kind !== 'direct') return;
    const { offset, length } = value.content;
    expect(toHex(bytes.subarray(offset, offset + length))).toBe(toHex(MESSAGE));
  });

  it('a direct value that is no ASN.1 takes nothing away from its record', () => {
    const bytes = tlv(0x30, tlv(0x30, tlv(0x0c, utf8('DM'))), hex('30060604672B0701'), tlv(0xa1, tlv(0xa0, MESSAGE)));
    const { objects, list } = readDodf(bytes);
    expect(list.faults).toEqual([]);
    const value = objects[0]?.value;
    expect(objects[0]?.oid).toBe(OIDS.dmBootstrap);
    expect(value?.kind === 'direct' && toHex(bytes.subarray(value.content.offset).subarray(0, 9))).toBe(toHex(MESSAGE));
  });

  it.each([
    ['13 07 …', '13096874 74703A2F2F782F', { kind: 'url', url: 'http://x/' }],
    ['A3 { 16 … }', 'A30B1609687474703A2F2F782F', { kind: 'url', url: 'http://x/' }],
    ['A1', 'A10630040402 6421', { kind: 'indirect-protected' }],
    ['A2', 'A2020500', { kind: 'direct-protected' }],
    ['04 (implicit)', '04026421', { kind: 'implicit' }],
    ['05', '0500', { kind: 'other' }],
  ])('%s', (_name, text, value) => {
    const record = tlv(0x30, tlv(0x30), hex('30060604672B0701'), tlv(0xa1, hex(text)));
    expect(readDodf(record).objects[0]?.value).toMatchObject(value);
  });

  const RULES: readonly ObjectAccessRule[] = [
    { modes: ['read'], condition: { kind: 'authId', authId: hex('01') } },
    {
      modes: ['update', 'execute'],
      condition: {
        kind: 'and',
        of: [
          { kind: 'authId', authId: hex('02') },
          {
            kind: 'not',
            of: {
              kind: 'or',
              of: [
                { kind: 'authId', authId: hex('03') },
                { kind: 'authId', authId: hex('04') },
              ],
            },
          },
        ],
      },
    },
  ];

  it('access control rules, both ways and in words', () => {
    const bytes = encodeDataObject({ ...NAMED, userConsent: 2, accessRules: RULES, url: 'http://x/' });
    const [object] = readDodf(bytes).objects;
    expect(object).toMatchObject({ userConsent: 2, accessRules: RULES });
    expect(object?.accessRules.map(accessRuleText)).toEqual([
      'read: authId 01',
      'update, execute: authId 02 and not (authId 03 or authId 04)',
    ]);
  });

  it('every form and value it can write reads back', () => {
    const value = fc.oneof(
      fc.record({ path: fc.record({ path: fc.uint8Array({ minLength: 2, maxLength: 6 }) }) }),
      fc.record({ url: fc.webUrl() }),
      fc.record({ direct: fc.uint8Array({ maxLength: 300 }) }),
    );
    const form = fc.constantFrom('opaque' as const, 'external' as const, 'oid' as const);
    fc.assert(
      fc.property(form, value, fc.constantFrom(...Object.values(OIDS)), fc.nat(9), (kind, where, oid, padding) => {
        // An external object's OID stands where an opaque one's does.
        const spec: AnyDataObjectSpec = { form: kind, oid, ...where };
        const body = encodeDodf([spec]);
        const bytes = encodeDodf([spec], body.length + padding);
        const [object] = readDodf(bytes).objects;
        expect([object?.form, object?.oid]).toEqual([kind, oid]);
        const read = object?.value;
        if ('path' in where) expect(read).toMatchObject({ kind: 'path', path: { path: where.path.path } });
        else if ('url' in where) expect(read).toMatchObject({ kind: 'url', url: where.url });
        else if (read?.kind === 'direct') {
          const { offset, length } = read.content;
          expect(toHex(bytes.subarray(offset, offset + length))).toBe(toHex(where.direct));
        } else expect(read?.kind).toBe('direct');
      }),
    );
  });
});

describe('the DDO of EF(DIR) and EF(UnusedSpace), PKCS#15 5.4, 5.5.9', () => {
  it('odfPath and tokenInfoPath, both ways', () => {
    const bytes = bytesOf('efdir-pkcs15-ddo');
    const spec = {
      aid: PKCS15_AID,
      label: 'PKCS15',
      fids: [0x7f50],
      ddo: { odfPath: { path: hex('5031') }, tokenInfoPath: { path: hex('5032') } },
    };
    expect(toHex(encodeDirRecord(spec))).toBe(toHex(bytes));
    const record = readDirRecord(bytes);
    expect(record.kind === 'template' && record.ddo).toMatchObject({
      odfPath: { path: hex('5031') },
      tokenInfoPath: { path: hex('5032') },
    });
  });

  it('an OID, unusedPath, and what nobody knows', () => {
    const ddo = { oid: OIDS.wimPath, unusedPath: { path: hex('5033'), index: 0, length: 40 } };
    const bytes = encodeDirRecord({ aid: PKCS15_AID, ddo });
    const record = readDirRecord(bytes);
    expect(record.kind === 'template' && record.ddo).toMatchObject(ddo);
    const odd = readDirRecord(tlv(0x61, tlv(0x4f, PKCS15_AID), tlv(0x73, hex('5F2A0101 30'))));
    expect(odd.kind === 'template' && odd.ddo?.nodes.map((node) => node.tag)).toEqual([0x5f2a]);
  });

  it('unused space, both ways', () => {
    const spaces = [
      { path: { path: hex('4405'), index: 100, length: 300 } },
      { path: { path: hex('3F0050154406'), index: 0, length: 7 }, authId: hex('01') },
    ];
    const read = readUnusedSpace(encodeUnusedSpace(spaces, 80));
    expect(read.spaces).toMatchObject(spaces);
    expect(read.list.padding.length).toBeGreaterThan(0);
  });
});
