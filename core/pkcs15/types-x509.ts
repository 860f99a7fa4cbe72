import type { Asn1Field, Asn1TypeTable } from './asn1-type.ts';

/** Strings that a name may be written with (RFC 5280 4.1.2.4, DirectoryString and what older certificates use). */
const STRINGS: readonly Asn1Field[] = [
  { name: 'value', tag: 0x0c, type: 'Text' },
  { name: 'value', tag: 0x13, type: 'Text' },
  { name: 'value', tag: 0x14, type: 'Text' },
  { name: 'value', tag: 0x16, type: 'Text' },
  { name: 'value', tag: 0x1e, type: 'BmpText' },
];

/** X.509 certificates (RFC 5280 4.1), as far as their parts are named. */
export const X509_TYPES = {
  AttributeTypeAndValue: {
    kind: 'sequence',
    clause: 'RFC 5280 4.1.2.4',
    fields: [{ name: 'type', tag: 0x06, type: 'Oid' }, ...STRINGS],
  },
  RelativeDistinguishedName: {
    kind: 'list',
    item: { name: 'attribute', tag: 0x30, type: 'AttributeTypeAndValue' },
  },
  Name: { kind: 'list', item: { name: 'rdn', tag: 0x31, type: 'RelativeDistinguishedName' } },
  AlgorithmIdentifier: {
    kind: 'sequence',
    clause: 'RFC 5280 4.1.1.2',
    fields: [
      { name: 'algorithm', tag: 0x06, type: 'Oid' },
      { name: 'parameters', tag: 0x06, type: 'Oid' },
      { name: 'parameters', tag: 0x05, type: 'Null' },
      { name: 'parameters', tag: 0x30, type: 'Any' },
    ],
  },
  X509Time: {
    kind: 'choice',
    clause: 'RFC 5280 4.1.2.5',
    options: [
      { name: 'utcTime', tag: 0x17, type: 'Time' },
      { name: 'generalTime', tag: 0x18, type: 'Time' },
    ],
  },
  Validity: {
    kind: 'sequence',
    clause: 'RFC 5280 4.1.2.5',
    fields: [
      { name: 'notBefore', tag: 0x17, type: 'Time' },
      { name: 'notBefore', tag: 0x18, type: 'Time' },
      { name: 'notAfter', tag: 0x17, type: 'Time' },
      { name: 'notAfter', tag: 0x18, type: 'Time' },
    ],
  },
  SubjectPublicKeyInfo: {
    kind: 'sequence',
    clause: 'RFC 5280 4.1.2.7',
    fields: [
      { name: 'algorithm', tag: 0x30, type: 'AlgorithmIdentifier' },
      { name: 'subjectPublicKey', tag: 0x03, type: 'Octets' },
    ],
  },
  Extension: {
    kind: 'sequence',
    clause: 'RFC 5280 4.2',
    fields: [
      { name: 'extnID', tag: 0x06, type: 'Oid' },
      { name: 'critical', tag: 0x01, type: 'Boolean' },
      { name: 'extnValue', tag: 0x04, type: 'Octets' },
    ],
  },
  Extensions: { kind: 'list', item: { name: 'extension', tag: 0x30, type: 'Extension' } },
  ExtensionsField: { kind: 'choice', options: [{ name: 'Extensions', tag: 0x30, type: 'Extensions' }] },
  Version: { kind: 'enum', clause: 'RFC 5280 4.1.2.1', values: { 0: 'v1', 1: 'v2', 2: 'v3' } },
  VersionField: { kind: 'choice', options: [{ name: 'Version', tag: 0x02, type: 'Version' }] },
  TBSCertificate: {
    kind: 'sequence',
    clause: 'RFC 5280 4.1.2',
    fields: [
      { name: 'version', tag: 0xa0, explicit: true, type: 'VersionField' },
      { name: 'serialNumber', tag: 0x02, type: 'Octets' },
      { name: 'signature', tag: 0x30, type: 'AlgorithmIdentifier' },
      { name: 'issuer', tag: 0x30, type: 'Name' },
      { name: 'validity', tag: 0x30, type: 'Validity' },
      { name: 'subject', tag: 0x30, type: 'Name' },
      { name: 'subjectPublicKeyInfo', tag: 0x30, type: 'SubjectPublicKeyInfo' },
      { name: 'issuerUniqueID', tag: 0x81, type: 'Octets' },
      { name: 'subjectUniqueID', tag: 0x82, type: 'Octets' },
      { name: 'extensions', tag: 0xa3, explicit: true, type: 'ExtensionsField' },
    ],
  },
  Certificate: {
    kind: 'sequence',
    clause: 'RFC 5280 4.1.1',
    fields: [
      { name: 'tbsCertificate', tag: 0x30, type: 'TBSCertificate' },
      { name: 'signatureAlgorithm', tag: 0x30, type: 'AlgorithmIdentifier' },
      { name: 'signatureValue', tag: 0x03, type: 'Octets' },
    ],
  },
  CertificateFile: { kind: 'choice', options: [{ name: 'Certificate', tag: 0x30, type: 'Certificate' }] },
} as const satisfies Asn1TypeTable;
