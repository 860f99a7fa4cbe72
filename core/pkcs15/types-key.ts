import type { Asn1TypeTable } from './asn1-type.ts';
import { objectRow } from './object-type.ts';

/** EF(PrKDF), EF(PuKDF), EF(SKDF) and EF(CDF). */
export const KEY_TYPES = {
  KeyUsageFlags: {
    kind: 'flags',
    clause: 'PKCS#15 6.3.1',
    bits: [
      'encrypt',
      'decrypt',
      'sign',
      'signRecover',
      'wrap',
      'unwrap',
      'verify',
      'verifyRecover',
      'derive',
      'nonRepudiation',
    ],
  },
  KeyAccessFlags: {
    kind: 'flags',
    clause: 'PKCS#15 6.3.1',
    bits: ['sensitive', 'extractable', 'alwaysSensitive', 'neverExtractable', 'local'],
  },
  References: { kind: 'list', item: { name: 'reference', tag: 0x02, type: 'Integer' } },
  CommonKeyAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.3.1',
    fields: [
      { name: 'iD', tag: 0x04, type: 'Octets' },
      { name: 'usage', tag: 0x03, type: 'KeyUsageFlags' },
      { name: 'native', tag: 0x01, type: 'Boolean' },
      { name: 'accessFlags', tag: 0x03, type: 'KeyAccessFlags' },
      { name: 'keyReference', tag: 0x02, type: 'Integer' },
      { name: 'startDate', tag: 0x18, type: 'Time' },
      { name: 'endDate', tag: 0x80, type: 'Time' },
      { name: 'algReference', tag: 0xa1, type: 'References' },
    ],
  },
  CredentialIdentifier: {
    kind: 'sequence',
    clause: 'PKCS#15 6.1.10',
    fields: [
      { name: 'idType', tag: 0x02, type: 'Integer' },
      { name: 'idValue', tag: 0x04, type: 'Octets' },
      { name: 'idValue', tag: 0x30, type: 'Any' },
    ],
  },
  CredentialIdentifiers: {
    kind: 'list',
    item: { name: 'CredentialIdentifier', tag: 0x30, type: 'CredentialIdentifier' },
  },
  CommonPrivateKeyAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.3.2',
    fields: [
      { name: 'subjectName', tag: 0x30, type: 'Name' },
      { name: 'keyIdentifiers', tag: 0xa0, type: 'CredentialIdentifiers' },
    ],
  },
  CommonPublicKeyAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.4.1',
    fields: [
      { name: 'subjectName', tag: 0x30, type: 'Name' },
      { name: 'trustedUsage', tag: 0xa0, type: 'Any' },
    ],
  },
  CommonSecretKeyAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.5.1',
    fields: [{ name: 'keyLen', tag: 0x02, type: 'Integer' }],
  },
  AsymmetricKeyAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.3.3',
    fields: [
      { name: 'value', type: 'ObjectValue' },
      { name: 'modulusLength', tag: 0x02, type: 'Integer' },
      { name: 'keyInfo', tag: 0x30, type: 'Any' },
    ],
  },
  SecretKeyAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.5.2',
    fields: [{ name: 'value', type: 'ObjectValue' }],
  },
  PrivateKey: objectRow('CommonKeyAttributes', 'CommonPrivateKeyAttributes', 'AsymmetricKeyAttributes'),
  PublicKey: objectRow('CommonKeyAttributes', 'CommonPublicKeyAttributes', 'AsymmetricKeyAttributes'),
  SecretKey: objectRow('CommonKeyAttributes', 'CommonSecretKeyAttributes', 'SecretKeyAttributes'),
  PrivateKeyType: {
    kind: 'choice',
    clause: 'PKCS#15 6.3',
    options: [
      { name: 'privateRSAKey', tag: 0x30, type: 'PrivateKey' },
      { name: 'privateECKey', tag: 0xa0, type: 'PrivateKey' },
      { name: 'privateDHKey', tag: 0xa1, type: 'PrivateKey' },
      { name: 'privateDSAKey', tag: 0xa2, type: 'PrivateKey' },
      { name: 'privateKEAKey', tag: 0xa3, type: 'PrivateKey' },
    ],
  },
  PublicKeyType: {
    kind: 'choice',
    clause: 'PKCS#15 6.4',
    options: [
      { name: 'publicRSAKey', tag: 0x30, type: 'PublicKey' },
      { name: 'publicECKey', tag: 0xa0, type: 'PublicKey' },
      { name: 'publicDHKey', tag: 0xa1, type: 'PublicKey' },
      { name: 'publicDSAKey', tag: 0xa2, type: 'PublicKey' },
      { name: 'publicKEAKey', tag: 0xa3, type: 'PublicKey' },
    ],
  },
  SecretKeyType: {
    kind: 'choice',
    clause: 'PKCS#15 6.5',
    options: [
      { name: 'genericSecretKey', tag: 0x30, type: 'SecretKey' },
      { name: 'rc2key', tag: 0xa0, type: 'SecretKey' },
      { name: 'rc4key', tag: 0xa1, type: 'SecretKey' },
      { name: 'desKey', tag: 0xa2, type: 'SecretKey' },
      { name: 'des2Key', tag: 0xa3, type: 'SecretKey' },
      { name: 'des3Key', tag: 0xa4, type: 'SecretKey' },
    ],
  },
  CommonCertificateAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.6.1',
    fields: [
      { name: 'iD', tag: 0x04, type: 'Octets' },
      { name: 'authority', tag: 0x01, type: 'Boolean' },
      { name: 'identifier', tag: 0x30, type: 'CredentialIdentifier' },
      { name: 'certHash', tag: 0xa0, type: 'Any' },
      { name: 'trustedUsage', tag: 0xa1, type: 'Any' },
      { name: 'identifiers', tag: 0xa2, type: 'CredentialIdentifiers' },
      { name: 'implicitTrust', tag: 0x83, type: 'Boolean' },
    ],
  },
  /** In a CDF the direct value of an X.509 object is the certificate itself. */
  CertificateValue: {
    kind: 'choice',
    clause: 'PKCS#15 6.6.2',
    options: [
      { name: 'Path', tag: 0x30, type: 'Path' },
      { name: 'URL', tag: 0x13, type: 'Text' },
      { name: 'urlWithDigest', tag: 0xa3, type: 'UrlWithDigest' },
      { name: 'direct', tag: 0xa0, explicit: true, type: 'Certificate' },
      { name: 'indirect-protected', tag: 0xa1, explicit: true, type: 'ReferencedValue' },
      { name: 'direct-protected', tag: 0xa2, type: 'Any' },
    ],
  },
  X509CertificateAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.6.2',
    fields: [
      { name: 'value', type: 'CertificateValue' },
      { name: 'subject', tag: 0x30, type: 'Name' },
      { name: 'issuer', tag: 0xa0, explicit: true, type: 'Name' },
      { name: 'serialNumber', tag: 0x02, type: 'Octets' },
    ],
  },
  X509Object: objectRow('CommonCertificateAttributes', 'Any', 'X509CertificateAttributes'),
  OtherCertificateObject: objectRow('CommonCertificateAttributes', 'Any', 'SecretKeyAttributes'),
  CertificateType: {
    kind: 'choice',
    clause: 'PKCS#15 6.6',
    options: [
      { name: 'x509Certificate', tag: 0x30, type: 'X509Object' },
      { name: 'x509AttributeCertificate', tag: 0xa0, type: 'OtherCertificateObject' },
      { name: 'spkiCertificate', tag: 0xa1, type: 'OtherCertificateObject' },
      { name: 'pgpCertificate', tag: 0xa2, type: 'OtherCertificateObject' },
      { name: 'wtlsCertificate', tag: 0xa3, type: 'OtherCertificateObject' },
      { name: 'x9-68Certificate', tag: 0xa4, type: 'OtherCertificateObject' },
      { name: 'cvCertificate', tag: 0xa5, type: 'OtherCertificateObject' },
    ],
  },
} as const satisfies Asn1TypeTable;
