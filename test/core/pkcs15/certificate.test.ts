import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../../core/base/bytes.ts';
import { isAsn1Fault } from '../../../core/pkcs15/asn1.ts';
import { readCdf } from '../../../core/pkcs15/cdf.ts';
import { type CertificateDetails, readCertificate } from '../../../core/pkcs15/certificate.ts';
import { readKeyDirectory } from '../../../core/pkcs15/key-directory.ts';
import { tlv } from '../../../core/tlv/ber-tlv.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const VECTORS = vectorsOf('certificates.json');
const EC = vectorIn(VECTORS, 'x509-ec').bytes;
const RSA = vectorIn(VECTORS, 'x509-rsa').bytes;

function details(bytes: Uint8Array, offset = 0): CertificateDetails {
  const read = readCertificate(bytes, offset);
  if (isAsn1Fault(read)) throw new Error(read.reason);
  return read;
}

describe('X.509 certificates', () => {
  it('an EC one in words, as OpenSSL tells it', () => {
    expect(details(concat(hex('FFFF'), EC, hex('FFFF')), 2)).toEqual({
      version: 3,
      subject: 'C=SE, O=Nordtel, CN=Nordtel Provisioning',
      issuer: 'C=SE, O=Nordtel, CN=Nordtel Provisioning',
      serialNumber: '5254CC3596D37A954B9A84A0B0D4FC32FC363D52',
      notBefore: '2026-11-21T11:45:43Z',
      notAfter: '2036-11-18T11:45:43Z',
      key: 'EC P-256',
      signature: 'ECDSA with SHA-256',
      extensions: [
        { oid: '2.5.29.14', critical: false, text: '0513C46ABDFEFE64F1C99478061D7A9C90930B3C' },
        { oid: '2.5.29.35', critical: false, text: '0513C46ABDFEFE64F1C99478061D7A9C90930B3C' },
        { oid: '2.5.29.19', critical: true, text: 'an authority' },
        { oid: '2.5.29.15', critical: false, text: 'digitalSignature, keyCertSign' },
        { oid: '2.5.29.17', critical: false, text: 'DNS:dm.nordtel.example' },
      ],
      length: EC.length,
    });
  });

  it('an RSA one: size of the key, path length, purposes, a date beyond 2049', () => {
    const read = details(RSA);
    expect(read).toMatchObject({
      subject: 'DC=example, DC=nordtel, CN=Nordtel DM root',
      serialNumber: '0081',
      notAfter: '2051-07-13T12:12:18Z',
      key: 'RSA 2048 bits',
      signature: 'SHA-256 with RSA',
    });
    const texts = read.extensions.map((extension) => extension.text);
    expect(texts).toContain('an authority, path length 1');
    expect(texts).toContain('serverAuth, clientAuth');
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => readCertificate(bytes) !== undefined));
    fc.assert(
      fc.property(fc.constantFrom(EC, RSA), fc.nat(), fc.nat(255), (original, at, byte) => {
        const bytes = original.slice();
        bytes[at % bytes.length] = byte;
        return readCertificate(bytes) !== undefined;
      }),
      { numRuns: 300 },
    );
  });
});

const common = (label: string) => tlv(0x30, tlv(0x0c, utf8(label)), hex('030100'));

describe('EF(CDF), PKCS#15 6.6', () => {
  it('a certificate in a file, one in the record, one of another kind, and what is none', () => {
    const klass = tlv(0x30, hex('040145'), hex('0101FF'));
    const bytes = concat(
      tlv(0x30, common('root'), klass, tlv(0xa1, tlv(0x30, hex('300404024410')))),
      tlv(0x30, common('here'), tlv(0x30, hex('040146')), tlv(0xa1, tlv(0x30, tlv(0xa0, EC)))),
      tlv(0xa3, common('wtls'), tlv(0x30, hex('040147')), tlv(0xa1, tlv(0x30, hex('300404024411')))),
      hex('0500FFFF'),
    );
    const { objects: certificates, unknown, list } = readCdf(bytes);
    expect(certificates.map(({ form, label, authority, value }) => [form, label, authority, value.kind])).toEqual([
      ['x509Certificate', 'root', true, 'path'],
      ['x509Certificate', 'here', false, 'direct'],
      ['wtlsCertificate', 'wtls', false, 'path'],
    ]);
    const here = certificates[1]?.value;
    expect(here?.kind === 'direct' && details(bytes, here.content.offset).subject).toContain('CN=Nordtel Provisioning');
    expect([unknown.length, list.padding.length]).toEqual([1, 2]);
  });
});

describe('EF(PrKDF), EF(PuKDF), EF(SKDF), PKCS#15 6.3 to 6.5', () => {
  it('usage, access, reference, size and place of a private key', () => {
    const klass = tlv(0x30, hex('040145'), hex('03020520'), hex('0101FF'), hex('03020398'), hex('02020081'));
    const record = tlv(0x30, common('key'), klass, tlv(0xa1, tlv(0x30, hex('300404024420'), hex('02020400'))));
    expect(readKeyDirectory(concat(record, hex('00')), 'privateKeys').objects).toMatchObject([
      {
        form: 'privateRSAKey',
        label: 'key',
        usage: 'sign',
        accessFlags: 'sensitive, neverExtractable, local',
        keyReference: 0x81,
        native: true,
        modulusLength: 1024,
        value: { kind: 'path', path: { path: hex('4420') } },
      },
    ]);
  });

  it.each([
    ['publicKeys', 0xa0, 'publicECKey'],
    ['trustedPublicKeys', 0x30, 'publicRSAKey'],
    ['secretKeys', 0xa4, 'des3Key'],
  ] as const)('%s with tag %i', (kind, tag, form) => {
    const record = tlv(tag, common('k'), tlv(0x30, hex('040145'), hex('03020780')), tlv(0xa1, hex('3006300404024421')));
    expect(readKeyDirectory(record, kind).objects).toMatchObject([{ form, usage: 'encrypt', value: { kind: 'path' } }]);
  });
});
