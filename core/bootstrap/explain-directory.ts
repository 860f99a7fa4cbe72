import type { TokenSpan } from '../base/structure.ts';
import { grantText, readAccessConditions, readAccessRules, targetText } from '../pkcs15/access-control.ts';
import { isAsn1Fault, readAsn1 } from '../pkcs15/asn1.ts';
import { readCertificate } from '../pkcs15/certificate.ts';
import { accessRuleText, readCommon } from '../pkcs15/common-object.ts';
import { type Asn1Part, describe, partAt, type TypeName } from '../pkcs15/describe.ts';
import { oidTitle } from '../pkcs15/oids.ts';
import { readPaddedList } from '../pkcs15/padded-list.ts';
import {
  type Draft,
  type ExplainedFile,
  explained,
  listDrafts,
  paddingDraft,
  partDraft,
  partTokens,
} from './explain-draft.ts';
import type { CardFile, FileRole } from './read-result.ts';

/** What the records of a directory file are, by its role. */
const RECORD_TYPES = {
  odf: 'OdfRecord',
  dodf: 'DataType',
  aodf: 'AuthenticationType',
  cdf: 'CertificateType',
  prkdf: 'PrivateKeyType',
  pukdf: 'PublicKeyType',
  skdf: 'SecretKeyType',
  unusedSpace: 'UnusedSpaceRecord',
  accessRules: 'RuleRecord',
  accessConditions: 'ConditionRecord',
} as const satisfies Partial<Record<FileRole, TypeName>>;

export type DirectoryRole = keyof typeof RECORD_TYPES;

export function isDirectoryRole(role: FileRole): role is DirectoryRole {
  return role in RECORD_TYPES;
}

function recordWords(role: DirectoryRole, bytes: Uint8Array, part: Asn1Part): string | undefined {
  const at = part.node.span.offset;
  if (role === 'accessRules') {
    const rule = readAccessRules(bytes).find(({ span }) => span.offset === at);
    return rule && targetText(rule.target);
  }
  if (role === 'accessConditions') {
    const grant = readAccessConditions(bytes).find(({ span }) => span.offset === at);
    return grant && grantText(grant);
  }
  if (role === 'unusedSpace' || role === 'odf') return undefined;
  return readCommon(part).label ?? firstOid(part) ?? '';
}

function firstOid(part: Asn1Part): string | undefined {
  const oid = partAt(part, 'classAttributes', 'applicationOID') ?? partAt(part, 'typeAttributes', 'OidDO', 'id');
  return oid?.preview?.split(',')[0];
}

/** What some parts mean beyond their own bytes: a rule as a sentence, a key reference in hex, a name as people write it. */
function partWords(part: Asn1Part): string | undefined {
  if (part.name === 'accessControlRules') return rulesText(part) || undefined;
  if (part.name === 'pinReference') return referenceText(part.node.value);
  if (part.node.tag === 0x30 && (part.name === 'subject' || part.name === 'issuer' || part.name === 'Name'))
    return nameText(part) || undefined;
  return undefined;
}

function rulesText(part: Asn1Part): string {
  const wrapper: Asn1Part = { ...part, name: 'commonObjectAttributes', parts: [part] };
  const { accessRules } = readCommon({ ...part, name: 'object', parts: [wrapper] });
  return accessRules.map(accessRuleText).join('; ');
}

/** Key references are bytes: one from 80 on that was written without a leading 00 is shown as the byte it is. */
function referenceText(value: Uint8Array): string {
  const last = value.at(-1) ?? 0;
  return `${last.toString(16).toUpperCase().padStart(2, '0')}${value.length === 1 && last >= 0x80 ? ' (written as a negative number)' : ''}`;
}

function nameText(name: Asn1Part): string {
  const attributes = name.parts.flatMap((rdn) => rdn.parts);
  return attributes
    .flatMap((attribute) => {
      const type = partAt(attribute, 'type')?.preview ?? '';
      const value = partAt(attribute, 'value')?.preview;
      const oid = type.split(',')[0] ?? type;
      return value === undefined ? [] : [`${oidTitle(oid) ?? oid}=${value}`];
    })
    .join(', ');
}

/** A directory file: records one after the other, then padding. */
export function explainDirectory(file: CardFile, role: DirectoryRole): ExplainedFile {
  const { bytes } = file;
  const list = readPaddedList(bytes);
  const tokens: TokenSpan[] = [];
  const records = list.records.map((node): Draft => {
    const part = describe(node, RECORD_TYPES[role]);
    partTokens(part, tokens);
    const preview = part.known ? recordWords(role, bytes, part) : undefined;
    return { ...partDraft(part, partWords), ...(preview !== undefined && { preview }) };
  });
  return explained(file, listDrafts(list, bytes, records), tokens);
}

function restDrafts(bytes: Uint8Array, end: number): readonly Draft[] {
  return end < bytes.length ? [paddingDraft({ offset: end, length: bytes.length - end }, bytes)] : [];
}

/** A file that holds one value and padding: TokenInfo, the main file of access control. */
export function explainValue(file: CardFile, type: TypeName, offset = 0): ExplainedFile {
  const { bytes } = file;
  const first = bytes[offset];
  const node = first === undefined || first === 0xff || first === 0x00 ? undefined : readAsn1(bytes, offset);
  if (node === undefined) return explained(file, restDrafts(bytes, offset), []);
  if (isAsn1Fault(node)) {
    const span = { offset, length: bytes.length - offset };
    return explained(file, [{ label: 'malformed', preview: node.reason, span, children: [] }], []);
  }
  const part = describe(node, type);
  const tokens: TokenSpan[] = [];
  partTokens(part, tokens);
  return explained(
    file,
    [partDraft(part, partWords), ...restDrafts(bytes, node.span.offset + node.span.length)],
    tokens,
  );
}

/** Words of an X.509 certificate for the parts that hold them. */
function certificateWords(bytes: Uint8Array, offset: number): (part: Asn1Part) => string | undefined {
  const details = readCertificate(bytes, offset);
  if (isAsn1Fault(details)) return partWords;
  const texts = new Map(details.extensions.map(({ oid, text }) => [oid, text]));
  return (part) => {
    switch (part.name) {
      case 'validity':
        return `${details.notBefore} to ${details.notAfter}`;
      case 'notBefore':
        return details.notBefore;
      case 'notAfter':
        return details.notAfter;
      case 'subjectPublicKeyInfo':
        return details.key;
      case 'signatureAlgorithm':
        return details.signature;
      case 'extension': {
        const oid = part.parts[0]?.preview?.split(',')[0] ?? '';
        const critical = partAt(part, 'critical')?.preview === 'TRUE' ? ', critical' : '';
        return texts.has(oid) ? `${oidTitle(oid) ?? oid}${critical}: ${texts.get(oid)}` : undefined;
      }
      default:
        return partWords(part);
    }
  };
}

/** An X.509 certificate in a file of its own, in its parts and in words. */
export function explainCertificate(file: CardFile): ExplainedFile {
  const { bytes } = file;
  const node = readAsn1(bytes, 0);
  if (isAsn1Fault(node) || node.tag !== 0x30) return explained(file, restDrafts(bytes, 0), []);
  const part = describe(node, 'CertificateFile');
  const tokens: TokenSpan[] = [];
  partTokens(part, tokens);
  const details = readCertificate(bytes);
  const draft = partDraft(part, certificateWords(bytes, 0));
  const preview = isAsn1Fault(details) ? details.reason : details.subject;
  return explained(file, [{ ...draft, preview }, ...restDrafts(bytes, node.span.offset + node.span.length)], tokens);
}
