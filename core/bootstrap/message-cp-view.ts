import type { Finding } from '../base/finding.ts';
import type { Span } from '../base/span.ts';
import { allParms, type CpDocument, ROOT_NAME } from '../cp/document.ts';
import { isSecretParm } from '../cp/document-rows.ts';
import { readCpWbxml } from '../cp/read-wbxml.ts';
import { readCpXml } from '../cp/read-xml.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { showPublicId } from '../wbxml/public-ids.ts';
import { makeFinding } from './finding-rows.ts';
import { cpAccounts, cpFields, cpSecrets, cpXml } from './message-cp.ts';
import { cpFindings } from './message-cp-findings.ts';
import { cpStructure } from './message-cp-tree.ts';
import { placeOf } from './message-findings-place.ts';
import type { DecodeOptions, MessageView } from './message-model.ts';

type Content = Pick<MessageView, 'tree' | 'accounts' | 'fields' | 'secrets'>;

/**
 * What a provisioning document gives. In a file for DM messages it is a fault of its own, whatever it holds: a device
 * does not get as far as its content.
 * @param whole false for a document that stops decoding.
 */
export function provisioningView(
  wbxml: WbxmlDocument,
  bytes: Uint8Array,
  whole: boolean,
  { expect = 'dm' }: DecodeOptions,
): Partial<MessageView> {
  const document = readCpWbxml(wbxml, bytes);
  if (document === undefined) return { profile: 'cp' };
  const findings: Finding[] = [];
  if (expect === 'dm') {
    const publicId = showPublicId(wbxml);
    findings.push(makeFinding('profile-cp-in-dm-file', placeOf(wbxml.header), { publicId }));
  } else if (whole) {
    findings.push(...cpFindings(document, wbxml));
  }
  const content = contentOf(document, wbxml);
  return {
    ...content,
    profile: 'cp',
    secrets: whole ? content.secrets : [...content.secrets, ...cutSecret(document, wbxml, bytes)],
    xml: whole ? cpXml(document, 'show') : '',
    findings,
  };
}

/** The rest of a document that stops decoding inside a parm that holds a secret. */
function cutSecret(document: CpDocument, wbxml: WbxmlDocument, bytes: Uint8Array): Span[] {
  const last = allParms(document).at(-1);
  const offset = wbxml.span.offset + wbxml.span.length;
  if (last === undefined || !isSecretParm(last.name) || offset >= bytes.length) return [];
  return last.element.span.offset + last.element.span.length === offset
    ? [{ offset, length: bytes.length - offset }]
    : [];
}

/** What a provisioning document in XML text gives; undefined where the text is none. */
export function plainProvisioning(bytes: Uint8Array, place: Span): Content | undefined {
  const read = readCpXml(bytes, place);
  return read.ok && read.value.root.name === ROOT_NAME ? contentOf(read.value, null) : undefined;
}

function contentOf(document: CpDocument, wbxml: WbxmlDocument | null): Content {
  return {
    tree: cpStructure(document, wbxml),
    accounts: cpAccounts(document),
    fields: cpFields(document),
    secrets: cpSecrets(document),
  };
}
