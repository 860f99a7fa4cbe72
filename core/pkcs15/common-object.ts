import { fromUtf8, showUtf8, toHex } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { type Asn1Node, asn1Signed, bitsOf } from './asn1.ts';
import { type Asn1Part, partAt } from './describe.ts';

export interface ObjectFlags {
  readonly private: boolean;
  readonly modifiable: boolean;
}

/** What has to be fulfilled before an object may be used (PKCS#15 6.1.8). */
export type SecurityCondition =
  | { readonly kind: 'authId'; readonly authId: Uint8Array }
  | { readonly kind: 'not'; readonly of: SecurityCondition }
  | { readonly kind: 'and' | 'or'; readonly of: readonly SecurityCondition[] }
  | { readonly kind: 'unknown'; readonly bytes: Uint8Array };

export interface ObjectAccessRule {
  readonly modes: readonly string[];
  readonly condition: SecurityCondition;
}

/** What every PKCS#15 object says of itself: the values of CommonObjectAttributes. */
export interface CommonObject {
  readonly label: string | null;
  readonly labelSpan?: Span;
  readonly flags: ObjectFlags;
  readonly flagsNode?: Asn1Node;
  /** Names the authentication object, in the AODF, that protects this one. */
  readonly authId?: Uint8Array;
  readonly userConsent?: number;
  readonly accessRules: readonly ObjectAccessRule[];
}

/** Flags are numbered from the most significant bit: 80 private, 40 modifiable (PKCS#15 6.1.8). Unused-bit counts are ignored. */
function flagsOf(node: Asn1Node | undefined): ObjectFlags {
  const bits = node ? bitsOf(node.value) : [];
  return { private: bits.includes(0), modifiable: bits.includes(1) };
}

function conditionOf(part: Asn1Part | undefined): SecurityCondition {
  const inner = (part?.parts ?? []).map(conditionOf);
  const [first] = inner;
  if (part?.known && part.name === 'authId') return { kind: 'authId', authId: part.node.value };
  if (part?.known && part.name === 'not' && first) return { kind: 'not', of: first };
  if (part?.known && (part.name === 'and' || part.name === 'or')) return { kind: part.name, of: inner };
  return { kind: 'unknown', bytes: part?.node.value ?? new Uint8Array() };
}

function ruleOf(part: Asn1Part): ObjectAccessRule {
  const [mode, condition] = part.parts;
  return {
    modes: mode?.name === 'accessMode' ? (mode.preview ?? '').split(', ') : [],
    condition: conditionOf(condition),
  };
}

/** The common attributes of an object that was described as one. */
export function readCommon(object: Asn1Part): CommonObject {
  const common = partAt(object, 'commonObjectAttributes');
  const label = partAt(common, 'label')?.node;
  const flags = partAt(common, 'flags')?.node;
  const authId = partAt(common, 'authId')?.node;
  const consent = partAt(common, 'userConsent');
  const userConsent = consent && asn1Signed(consent.node.value);
  return {
    label: label ? (fromUtf8(label.value) ?? showUtf8(label.value)) : null,
    ...(label && { labelSpan: label.valueSpan }),
    flags: flagsOf(flags),
    ...(flags && { flagsNode: flags }),
    ...(authId && { authId: authId.value }),
    ...(userConsent !== undefined && { userConsent }),
    accessRules: (partAt(common, 'accessControlRules')?.parts ?? []).filter((part) => part.known).map(ruleOf),
  };
}

/** A condition in words: `authId 01 and not authId 02`. */
export function conditionText(condition: SecurityCondition): string {
  switch (condition.kind) {
    case 'authId':
      return `authId ${toHex(condition.authId)}`;
    case 'not':
      return `not ${nested(condition.of)}`;
    case 'and':
    case 'or':
      return condition.of.map(nested).join(` ${condition.kind} `) || 'nothing';
    case 'unknown':
      return `unknown condition ${toHex(condition.bytes)}`;
  }
}

function nested(condition: SecurityCondition): string {
  const compound = (condition.kind === 'and' || condition.kind === 'or') && condition.of.length > 1;
  return compound ? `(${conditionText(condition)})` : conditionText(condition);
}

/** A rule in words: `read, update: authId 01`. */
export function accessRuleText(rule: ObjectAccessRule): string {
  return `${rule.modes.join(', ') || 'no mode'}: ${conditionText(rule.condition)}`;
}
