import type { TokenSpan } from '../base/structure.ts';
import { grantText, readAccessConditions, readAccessRules, targetText } from '../pkcs15/access-control.ts';
import { isAsn1Fault, readAsn1 } from '../pkcs15/asn1.ts';
import { readCommon } from '../pkcs15/common-object.ts';
import { type Asn1Part, describe, partAt, type TypeName } from '../pkcs15/describe.ts';
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
import { type CertificateWords, wordsFor } from './explain-words.ts';
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

/** A directory file: records one after the other, then padding. */
export function explainDirectory(file: CardFile, role: DirectoryRole, certificates?: CertificateWords): ExplainedFile {
  const { bytes } = file;
  const list = readPaddedList(bytes);
  const tokens: TokenSpan[] = [];
  const records = list.records.map((node): Draft => {
    const part = describe(node, RECORD_TYPES[role]);
    partTokens(part, tokens);
    const preview = part.known ? recordWords(role, bytes, part) : undefined;
    return { ...partDraft(part, wordsFor(part, bytes, certificates)), ...(preview !== undefined && { preview }) };
  });
  return explained(file, listDrafts(list, bytes, records), tokens);
}

function restDrafts(bytes: Uint8Array, end: number): readonly Draft[] {
  return end < bytes.length ? [paddingDraft({ offset: end, length: bytes.length - end }, bytes)] : [];
}

/** A file that holds one value and padding: TokenInfo, a certificate, the main file of access control. */
export function explainValue(
  file: CardFile,
  type: TypeName,
  offset = 0,
  certificates?: CertificateWords,
): ExplainedFile {
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
    [partDraft(part, wordsFor(part, bytes, certificates)), ...restDrafts(bytes, node.span.offset + node.span.length)],
    tokens,
  );
}
