import type { Asn1TypeTable } from './asn1-type.ts';

/** Access rule files of a secure element (GlobalPlatform Secure Element Access Control 1.1, Annex C), of which carrier privileges are one use. */
export const ACCESS_CONTROL_TYPES = {
  AccessControlMainFile: {
    kind: 'sequence',
    clause: 'GP SEAC C.2',
    fields: [
      { name: 'refreshTag', tag: 0x04, type: 'Octets' },
      { name: 'accessControlRules', tag: 0x30, type: 'Path' },
    ],
  },
  MainFileRecord: {
    kind: 'choice',
    options: [{ name: 'AccessControlMainFile', tag: 0x30, type: 'AccessControlMainFile' }],
  },
  ExplicitAid: { kind: 'choice', options: [{ name: 'AID', tag: 0x04, type: 'Octets' }] },
  Rule: {
    kind: 'sequence',
    clause: 'GP SEAC C.3',
    fields: [
      { name: 'aid', tag: 0xa0, explicit: true, type: 'ExplicitAid' },
      { name: 'default', tag: 0x81, type: 'Null' },
      { name: 'others', tag: 0x82, type: 'Null' },
      { name: 'conditionFile', tag: 0x30, type: 'Path' },
    ],
  },
  RuleRecord: { kind: 'choice', options: [{ name: 'Rule', tag: 0x30, type: 'Rule' }] },
  ApduFilters: { kind: 'list', item: { name: 'apduFilter', tag: 0x04, type: 'Octets' } },
  ApduAccessRule: {
    kind: 'choice',
    clause: 'GP SEAC C.4',
    options: [
      { name: 'apduPermission', tag: 0x80, type: 'Boolean' },
      { name: 'apduFilters', tag: 0xa1, type: 'ApduFilters' },
    ],
  },
  NfcAccessRule: { kind: 'choice', options: [{ name: 'nfcPermission', tag: 0x80, type: 'Boolean' }] },
  AccessRule: {
    kind: 'choice',
    clause: 'GP SEAC C.4',
    options: [
      { name: 'apduAccessRule', tag: 0xa0, explicit: true, type: 'ApduAccessRule' },
      { name: 'nfcAccessRule', tag: 0xa1, explicit: true, type: 'NfcAccessRule' },
    ],
  },
  AccessRules: { kind: 'list', item: { name: 'accessRule', type: 'AccessRule' } },
  Condition: {
    kind: 'sequence',
    clause: 'GP SEAC C.4',
    fields: [
      { name: 'certHash', tag: 0x04, type: 'Octets' },
      { name: 'accessRules', tag: 0xa0, type: 'AccessRules' },
    ],
  },
  ConditionRecord: { kind: 'choice', options: [{ name: 'Condition', tag: 0x30, type: 'Condition' }] },
} as const satisfies Asn1TypeTable;
