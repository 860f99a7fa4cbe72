import type { Asn1TypeTable } from './asn1-type.ts';

/** Types that every PKCS#15 directory uses. The module has implicit tags; a tag on a CHOICE or a parameter is explicit. */
export const COMMON_TYPES = {
  Text: { kind: 'text' },
  BmpText: { kind: 'bmpText' },
  Integer: { kind: 'integer' },
  Octets: { kind: 'octets' },
  FileIds: { kind: 'fileIds' },
  Oid: { kind: 'oid' },
  Time: { kind: 'time' },
  Boolean: { kind: 'boolean' },
  Null: { kind: 'null' },
  Any: { kind: 'any' },
  Path: {
    kind: 'sequence',
    clause: 'PKCS#15 6.1.5',
    fields: [
      { name: 'path', tag: 0x04, type: 'FileIds' },
      { name: 'index', tag: 0x02, type: 'Integer' },
      { name: 'length', tag: 0x80, type: 'Integer' },
    ],
  },
  UrlWithDigest: {
    kind: 'sequence',
    clause: 'PKCS#15 6.1.4',
    fields: [
      { name: 'url', tag: 0x16, type: 'Text' },
      { name: 'digest', tag: 0x30, type: 'Any' },
    ],
  },
  ReferencedValue: {
    kind: 'choice',
    clause: 'PKCS#15 6.1.4',
    options: [
      { name: 'Path', tag: 0x30, type: 'Path' },
      { name: 'URL', tag: 0x13, type: 'Text' },
      { name: 'urlWithDigest', tag: 0xa3, type: 'UrlWithDigest' },
    ],
  },
  ObjectValue: {
    kind: 'choice',
    clause: 'PKCS#15 6.1.4',
    options: [
      { name: 'Path', tag: 0x30, type: 'Path' },
      { name: 'URL', tag: 0x13, type: 'Text' },
      { name: 'urlWithDigest', tag: 0xa3, type: 'UrlWithDigest' },
      { name: 'direct', tag: 0xa0, type: 'Any' },
      { name: 'indirect-protected', tag: 0xa1, explicit: true, type: 'ReferencedValue' },
      { name: 'direct-protected', tag: 0xa2, type: 'Any' },
    ],
  },
  CommonObjectFlags: { kind: 'flags', clause: 'PKCS#15 6.1.8', bits: ['private', 'modifiable', 'internal'] },
  AccessMode: { kind: 'flags', clause: 'PKCS#15 6.1.8', bits: ['read', 'update', 'execute', 'delete'] },
  SecurityConditions: { kind: 'list', item: { name: 'condition', type: 'SecurityCondition' } },
  SecurityCondition: {
    kind: 'choice',
    clause: 'PKCS#15 6.1.8',
    options: [
      { name: 'authId', tag: 0x04, type: 'Octets' },
      { name: 'not', tag: 0xa0, explicit: true, type: 'SecurityCondition' },
      { name: 'and', tag: 0xa1, type: 'SecurityConditions' },
      { name: 'or', tag: 0xa2, type: 'SecurityConditions' },
    ],
  },
  AccessControlRule: {
    kind: 'sequence',
    clause: 'PKCS#15 6.1.8',
    fields: [
      { name: 'accessMode', tag: 0x03, type: 'AccessMode' },
      { name: 'securityCondition', type: 'SecurityCondition' },
    ],
  },
  AccessControlRules: { kind: 'list', item: { name: 'accessControlRule', tag: 0x30, type: 'AccessControlRule' } },
  CommonObjectAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.1.8',
    fields: [
      { name: 'label', tag: 0x0c, type: 'Text' },
      { name: 'flags', tag: 0x03, type: 'CommonObjectFlags' },
      { name: 'authId', tag: 0x04, type: 'Octets' },
      { name: 'userConsent', tag: 0x02, type: 'Integer' },
      { name: 'accessControlRules', tag: 0x30, type: 'AccessControlRules' },
    ],
  },
} as const satisfies Asn1TypeTable;
