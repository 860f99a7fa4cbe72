import { utf8 } from '../base/bytes.ts';
import { tlv } from '../tlv/ber-tlv.ts';
import { derBits, derInteger } from './asn1.ts';
import type { ObjectAccessRule, ObjectFlags, SecurityCondition } from './common-object.ts';

/** Common attributes to be written; what is absent is left out. */
export interface CommonObjectSpec {
  readonly label?: string;
  readonly flags?: ObjectFlags;
  readonly authId?: Uint8Array;
  readonly userConsent?: number;
  readonly accessRules?: readonly ObjectAccessRule[];
}

const MODES = ['read', 'update', 'execute', 'delete'];

/** DER BIT STRING of the flags. */
export function encodeFlags(flags: ObjectFlags): Uint8Array {
  return derBits([...(flags.private ? [0] : []), ...(flags.modifiable ? [1] : [])]);
}

function encodeCondition(condition: SecurityCondition): Uint8Array {
  switch (condition.kind) {
    case 'authId':
      return tlv(0x04, condition.authId);
    case 'not':
      return tlv(0xa0, encodeCondition(condition.of));
    case 'and':
      return tlv(0xa1, ...condition.of.map(encodeCondition));
    case 'or':
      return tlv(0xa2, ...condition.of.map(encodeCondition));
    case 'unknown':
      return condition.bytes;
  }
}

/** CommonObjectAttributes in DER (PKCS#15 6.1.8). */
export function encodeCommon(spec: CommonObjectSpec): Uint8Array {
  const parts: Uint8Array[] = [];
  if (spec.label !== undefined) parts.push(tlv(0x0c, utf8(spec.label)));
  if (spec.flags !== undefined) parts.push(encodeFlags(spec.flags));
  if (spec.authId !== undefined) parts.push(tlv(0x04, spec.authId));
  if (spec.userConsent !== undefined) parts.push(tlv(0x02, derInteger(spec.userConsent)));
  if (spec.accessRules !== undefined && spec.accessRules.length > 0) {
    const rules = spec.accessRules.map(({ modes, condition }) => {
      const bits = modes.map((mode) => MODES.indexOf(mode)).filter((bit) => bit >= 0);
      return tlv(0x30, derBits(bits), encodeCondition(condition));
    });
    parts.push(tlv(0x30, ...rules));
  }
  return tlv(0x30, ...parts);
}
