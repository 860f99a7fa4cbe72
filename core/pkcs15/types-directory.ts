import type { Asn1TypeTable } from './asn1-type.ts';
import { objectRow } from './object-type.ts';

/** EF(TokenInfo), EF(ODF), EF(DODF), EF(AODF), EF(UnusedSpace). */
export const DIRECTORY_TYPES = {
  TokenFlags: {
    kind: 'flags',
    clause: 'PKCS#15 6.9',
    bits: ['readonly', 'loginRequired', 'prnGeneration', 'eidCompliant'],
  },
  SecurityEnvironmentInfo: {
    kind: 'sequence',
    clause: 'PKCS#15 6.9',
    fields: [
      { name: 'se', tag: 0x02, type: 'Integer' },
      { name: 'owner', tag: 0x06, type: 'Oid' },
      { name: 'aid', tag: 0x04, type: 'Octets' },
    ],
  },
  SecurityEnvironments: {
    kind: 'list',
    item: { name: 'SecurityEnvironmentInfo', tag: 0x30, type: 'SecurityEnvironmentInfo' },
  },
  Operations: {
    kind: 'flags',
    clause: 'PKCS#15 6.9',
    bits: [
      'compute-checksum',
      'compute-signature',
      'verify-checksum',
      'verify-signature',
      'encipher',
      'decipher',
      'hash',
      'generate-key',
    ],
  },
  AlgorithmInfo: {
    kind: 'sequence',
    clause: 'PKCS#15 6.9',
    fields: [
      { name: 'reference', tag: 0x02, type: 'Integer' },
      { name: 'algorithm', tag: 0x02, type: 'Integer' },
      { name: 'parameters', tag: 0x05, type: 'Null' },
      { name: 'supportedOperations', tag: 0x03, type: 'Operations' },
      { name: 'algId', tag: 0x06, type: 'Oid' },
      { name: 'algRef', tag: 0x02, type: 'Integer' },
    ],
  },
  Algorithms: { kind: 'list', item: { name: 'AlgorithmInfo', tag: 0x30, type: 'AlgorithmInfo' } },
  LastUpdate: {
    kind: 'choice',
    clause: 'PKCS#15 6.9',
    options: [
      { name: 'generalizedTime', tag: 0x18, type: 'Time' },
      { name: 'referencedTime', tag: 0xa0, explicit: true, type: 'ReferencedValue' },
    ],
  },
  /** Some cards write the label's tag explicitly: A0 around a UTF8String. */
  ExplicitLabel: { kind: 'choice', options: [{ name: 'UTF8String', tag: 0x0c, type: 'Text' }] },
  TokenInfo: {
    kind: 'sequence',
    clause: 'PKCS#15 6.9',
    fields: [
      { name: 'version', tag: 0x02, type: 'Integer' },
      { name: 'serialNumber', tag: 0x04, type: 'Octets' },
      { name: 'manufacturerID', tag: 0x0c, type: 'Text' },
      { name: 'label', tag: 0x80, type: 'Text' },
      { name: 'label', tag: 0xa0, explicit: true, type: 'ExplicitLabel' },
      { name: 'tokenflags', tag: 0x03, type: 'TokenFlags' },
      { name: 'seInfo', tag: 0x30, type: 'SecurityEnvironments' },
      { name: 'recordInfo', tag: 0xa1, type: 'Any' },
      { name: 'supportedAlgorithms', tag: 0xa2, type: 'Algorithms' },
      { name: 'issuerId', tag: 0x83, type: 'Text' },
      { name: 'holderId', tag: 0x84, type: 'Text' },
      { name: 'lastUpdate', tag: 0xa5, explicit: true, type: 'LastUpdate' },
      { name: 'preferredLanguage', tag: 0x13, type: 'Text' },
      { name: 'profileIndication', tag: 0xa6, type: 'Any' },
    ],
  },
  UnusedSpace: {
    kind: 'sequence',
    clause: 'PKCS#15 5.5.9',
    fields: [
      { name: 'Path', tag: 0x30, type: 'Path' },
      { name: 'authId', tag: 0x04, type: 'Octets' },
      { name: 'accessControlRules', tag: 0x30, type: 'AccessControlRules' },
    ],
  },
  UnusedSpaceRecord: { kind: 'choice', options: [{ name: 'UnusedSpace', tag: 0x30, type: 'UnusedSpace' }] },
  CommonDataObjectAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.8.1',
    fields: [
      { name: 'applicationName', tag: 0x0c, type: 'Text' },
      { name: 'applicationOID', tag: 0x06, type: 'Oid' },
    ],
  },
  OidDO: {
    kind: 'sequence',
    clause: 'PKCS#15 6.8.4',
    fields: [
      { name: 'id', tag: 0x06, type: 'Oid' },
      { name: 'value', type: 'ObjectValue' },
    ],
  },
  OpaqueObject: objectRow('CommonDataObjectAttributes', 'Any', 'ObjectValue'),
  OidObject: objectRow('CommonDataObjectAttributes', 'Any', 'OidDO'),
  DataType: {
    kind: 'choice',
    clause: 'PKCS#15 6.8',
    options: [
      { name: 'opaqueDO', tag: 0x30, type: 'OpaqueObject' },
      { name: 'externalIDO', tag: 0xa0, type: 'OpaqueObject' },
      { name: 'oidDO', tag: 0xa1, type: 'OidObject' },
    ],
  },
  CommonAuthenticationObjectAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.10.1',
    fields: [
      { name: 'authId', tag: 0x04, type: 'Octets' },
      { name: 'authReference', tag: 0x02, type: 'Integer' },
      { name: 'seIdentifier', tag: 0x80, type: 'Integer' },
    ],
  },
  PinFlags: {
    kind: 'flags',
    clause: 'PKCS#15 6.10.2',
    bits: [
      'case-sensitive',
      'local',
      'change-disabled',
      'unblock-disabled',
      'initialized',
      'needs-padding',
      'unblockingPin',
      'soPin',
      'disable-allowed',
      'integrity-protected',
      'confidentiality-protected',
      'exchangeRefData',
    ],
  },
  PinType: {
    kind: 'enum',
    clause: 'PKCS#15 6.10.2',
    values: { 0: 'bcd', 1: 'ascii-numeric', 2: 'utf8', 3: 'half-nibble-bcd', 4: 'iso9564-1' },
  },
  PinAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.10.2',
    fields: [
      { name: 'pinFlags', tag: 0x03, type: 'PinFlags' },
      { name: 'pinType', tag: 0x0a, type: 'PinType' },
      { name: 'minLength', tag: 0x02, type: 'Integer' },
      { name: 'storedLength', tag: 0x02, type: 'Integer' },
      { name: 'maxLength', tag: 0x02, type: 'Integer' },
      { name: 'pinReference', tag: 0x80, type: 'Integer' },
      { name: 'padChar', tag: 0x04, type: 'Octets' },
      { name: 'lastPinChange', tag: 0x18, type: 'Time' },
      { name: 'Path', tag: 0x30, type: 'Path' },
    ],
  },
  BiometricAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.10.3',
    fields: [
      { name: 'bioFlags', tag: 0x03, type: 'PinFlags' },
      { name: 'templateId', tag: 0x06, type: 'Oid' },
      { name: 'bioType', tag: 0x30, type: 'Any' },
      { name: 'bioType', tag: 0xa0, type: 'Any' },
      { name: 'bioReference', tag: 0x80, type: 'Integer' },
      { name: 'lastChange', tag: 0x18, type: 'Time' },
      { name: 'Path', tag: 0x30, type: 'Path' },
    ],
  },
  AuthKeyAttributes: {
    kind: 'sequence',
    clause: 'PKCS#15 6.10.4',
    fields: [
      { name: 'derivedKey', tag: 0x01, type: 'Boolean' },
      { name: 'authKeyId', tag: 0x04, type: 'Octets' },
    ],
  },
  PinObject: objectRow('CommonAuthenticationObjectAttributes', 'Any', 'PinAttributes'),
  BiometricObject: objectRow('CommonAuthenticationObjectAttributes', 'Any', 'BiometricAttributes'),
  AuthKeyObject: objectRow('CommonAuthenticationObjectAttributes', 'Any', 'AuthKeyAttributes'),
  AuthenticationType: {
    kind: 'choice',
    clause: 'PKCS#15 6.10',
    options: [
      { name: 'pin', tag: 0x30, type: 'PinObject' },
      { name: 'biometricTemplate', tag: 0xa0, type: 'BiometricObject' },
      { name: 'authKey', tag: 0xa1, type: 'AuthKeyObject' },
    ],
  },
} as const satisfies Asn1TypeTable;
