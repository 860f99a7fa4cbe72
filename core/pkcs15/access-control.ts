import { toHex } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { type Asn1Fault, isAsn1Fault, readAsn1 } from './asn1.ts';
import { type Asn1Part, describe, partAt } from './describe.ts';
import { readPaddedList } from './padded-list.ts';
import { type Pkcs15Path, readPath } from './path.ts';

/*
 * Access rule files (GlobalPlatform Secure Element Access Control): the object 1.2.840.114283.200.1.1 is the main file, it
 * names the rules file, each rule names a target application and its conditions file. A target AID of FF FF FF FF FF FF
 * is how UICC carrier privileges are kept in these files.
 */
export interface AccessControlMain {
  readonly refreshTag: Uint8Array;
  readonly rules: Pkcs15Path;
  readonly span: Span;
}

/** For which application a rule counts. */
export type AccessTarget =
  | { readonly kind: 'aid'; readonly aid: Uint8Array }
  /** The application that is selected by default. */
  | { readonly kind: 'default' }
  /** Every application without a rule of its own. */
  | { readonly kind: 'others' }
  | { readonly kind: 'unknown' };

export interface AccessTargetRule {
  readonly target: AccessTarget;
  readonly conditions: Pkcs15Path | null;
  readonly span: Span;
}

export interface AccessGrant {
  /** SHA-1 (20 bytes) or SHA-256 (32) of the certificate that the device application is signed with; null for any. */
  readonly certHash: Uint8Array | null;
  /** What the APDU and NFC rules say; empty where they say nothing: everything is allowed. */
  readonly limits: readonly string[];
  readonly span: Span;
}

/** The AID under which carrier privileges are kept (Android, from release 7.0). */
const CARRIER_PRIVILEGES = 'FFFFFFFFFFFF';

/** Decodes EF(ACMain); what follows is padding. */
export function readAccessControlMain(bytes: Uint8Array, offset = 0): AccessControlMain | Asn1Fault {
  const node = readAsn1(bytes, offset);
  if (isAsn1Fault(node)) return node;
  const main = describe(node, 'MainFileRecord');
  const refreshTag = partAt(main, 'refreshTag')?.node.value;
  const pathNode = partAt(main, 'accessControlRules')?.node;
  const rules = pathNode && readPath(pathNode);
  if (!main.known || refreshTag === undefined || rules === undefined)
    return { offset, reason: 'no refresh tag and path of the rules', next: offset + node.span.length };
  return { refreshTag, rules, span: node.span };
}

function targetOf(rule: Asn1Part): AccessTarget {
  const aid = partAt(rule, 'aid', 'AID')?.node.value;
  if (aid !== undefined) return { kind: 'aid', aid };
  if (partAt(rule, 'default')) return { kind: 'default' };
  return { kind: partAt(rule, 'others') ? 'others' : 'unknown' };
}

/** Decodes EF(ACRules). */
export function readAccessRules(bytes: Uint8Array): readonly AccessTargetRule[] {
  return readPaddedList(bytes).records.map((node) => {
    const rule = describe(node, 'RuleRecord');
    const pathNode = partAt(rule, 'conditionFile')?.node;
    return { target: targetOf(rule), conditions: (pathNode && readPath(pathNode)) ?? null, span: node.span };
  });
}

function limitText(rule: Asn1Part): string {
  const kind = rule.name === 'nfcAccessRule' ? 'NFC events' : 'APDUs';
  const [choice] = rule.parts;
  if (choice?.name === 'apduFilters')
    return `${kind}: ${choice.parts.map((part) => part.preview).join(', ') || 'none'}`;
  return `${kind} ${choice?.preview === 'FALSE' ? 'never' : 'always'}`;
}

/** Decodes EF(ACConditions). An empty file grants nothing; `30 00` grants to every application. */
export function readAccessConditions(bytes: Uint8Array): readonly AccessGrant[] {
  return readPaddedList(bytes).records.map((node) => {
    const condition = describe(node, 'ConditionRecord');
    return {
      certHash: partAt(condition, 'certHash')?.node.value ?? null,
      limits: (partAt(condition, 'accessRules')?.parts ?? []).filter((part) => part.known).map(limitText),
      span: node.span,
    };
  });
}

/** A target in words. */
export function targetText(target: AccessTarget): string {
  switch (target.kind) {
    case 'aid':
      return toHex(target.aid) === CARRIER_PRIVILEGES ? 'carrier privileges' : `application ${toHex(target.aid)}`;
    case 'default':
      return 'the default application';
    case 'others':
      return 'every other application';
    case 'unknown':
      return 'an unknown target';
  }
}

/** A grant in words. */
export function grantText(grant: AccessGrant): string {
  const who =
    grant.certHash === null
      ? 'any device application'
      : `applications signed with ${grant.certHash.length === 20 ? 'SHA-1 ' : ''}${grant.certHash.length === 32 ? 'SHA-256 ' : ''}${toHex(grant.certHash)}`;
  return grant.limits.length === 0 ? who : `${who}; ${grant.limits.join('; ')}`;
}
