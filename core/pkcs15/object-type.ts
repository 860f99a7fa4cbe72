import type { Asn1Field, Asn1TypeRow } from './asn1-type.ts';

/**
 * PKCS15Object {ClassAttributes, SubClassAttributes, TypeAttributes} ::= SEQUENCE { commonObjectAttributes, classAttributes,
 *   subClassAttributes [0] OPTIONAL, typeAttributes [1] } (PKCS#15 6.1.7). The parameters make [0] and [1] explicit.
 */
export function objectRow(klass: string, subclass: string, type: string): Asn1TypeRow {
  const fields: readonly Asn1Field[] = [
    { name: 'commonObjectAttributes', tag: 0x30, type: 'CommonObjectAttributes' },
    { name: 'classAttributes', tag: 0x30, type: klass },
    { name: 'subClassAttributes', tag: 0xa0, explicit: true, type: subclass },
    { name: 'typeAttributes', tag: 0xa1, explicit: true, type },
  ];
  return { kind: 'sequence', clause: 'PKCS#15 6.1.7', fields };
}
