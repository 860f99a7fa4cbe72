import { hexByte } from '../base/bytes.ts';
import type { Finding } from '../base/finding.ts';
import {
  allCharacteristics,
  type CpCharacteristic,
  type CpDocument,
  type CpElement,
  labelOf,
  ROOT_NAME,
} from '../cp/document.ts';
import type { PushHeader } from '../cp/push.ts';
import { SECURITY_METHODS } from '../cp/push.ts';
import { PROV_PUBLIC_ID } from '../cp/write-wbxml.ts';
import { charsetName, UTF_8 } from '../wbxml/charset.ts';
import type { WbxmlDocument } from '../wbxml/document.ts';
import { showPublicId } from '../wbxml/public-ids.ts';
import { makeFinding } from './finding-rows.ts';
import { accountFindings } from './message-cp-findings-account.ts';
import { contentFindings } from './message-cp-findings-content.ts';
import { referenceFindings } from './message-cp-findings-reference.ts';
import { placeOf } from './message-findings-place.ts';

/** What a provisioning document shows, against Provisioning Content and the registration of w7. */
export function cpFindings(document: CpDocument, wbxml: WbxmlDocument): Finding[] {
  return [
    ...headFindings(document, wbxml),
    ...document.unknownTokens.map(({ page, token, span }) =>
      makeFinding('cp-token-unknown', placeOf(span), { token: hexByte(token), page }),
    ),
    ...elementFindings(document.root, ''),
    ...allCharacteristics(document.characteristics).flatMap(orderFindings),
    ...contentFindings(document),
    ...referenceFindings(document),
    ...accountFindings(document),
  ];
}

function headFindings(document: CpDocument, wbxml: WbxmlDocument): Finding[] {
  const out: Finding[] = [];
  const where = placeOf(wbxml.header);
  const publicId = showPublicId(wbxml);
  const text = wbxml.publicId.number === 0 && publicId === '-//WAPFORUM//DTD PROV 1.0//EN';
  if (wbxml.publicId.number !== PROV_PUBLIC_ID && !text) out.push(makeFinding('cp-public-id', where, { publicId }));
  if (wbxml.charset !== null && wbxml.charset !== UTF_8)
    out.push(makeFinding('cp-charset', where, { charset: charsetName(wbxml.charset) }));
  const { root, version } = document;
  if (root.name !== ROOT_NAME) out.push(makeFinding('cp-root', placeOf(root.span), { root: root.name }));
  if (version !== null && !/^1(\.|$)/.test(version.trim())) {
    const span = root.attributes.find((attribute) => attribute.name === 'version')?.span ?? root.span;
    out.push(makeFinding('cp-version', placeOf(span), { version: version === '' ? 'empty' : version }));
  }
  return out;
}

/** Elements that are none of the three, parms that hold something, and those without name or type. */
function elementFindings(parent: CpElement, path: string): Finding[] {
  return parent.children.flatMap((element): Finding[] => {
    const own = path === '' ? labelOf(element) : `${path}/${labelOf(element)}`;
    const where = placeOf(element.span, own);
    if (element.name !== 'parm' && element.name !== 'characteristic') {
      const details = { element: element.name, parent: labelOf(parent) };
      return [makeFinding('cp-element-unknown', where, details)];
    }
    const out: Finding[] = [];
    const attribute = element.name === 'parm' ? 'name' : 'type';
    if ((element.attributes.find(({ name }) => name === attribute)?.value ?? '') === '')
      out.push(makeFinding('cp-nameless', where, { element: element.name, attribute }));
    if (element.name === 'parm' && (element.children.length > 0 || element.text !== ''))
      out.push(makeFinding('cp-parm-content', where, { parm: labelOf(element) }));
    return element.name === 'parm' ? out : [...out, ...elementFindings(element, own)];
  });
}

function orderFindings(characteristic: CpCharacteristic): Finding[] {
  const firstInner = characteristic.content.findIndex((entry) => entry.kind === 'characteristic');
  const late = characteristic.content.find((entry, index) => entry.kind === 'parm' && index > firstInner);
  if (firstInner < 0 || late?.kind !== 'parm') return [];
  const details = { characteristic: characteristic.type, parm: late.name };
  return [makeFinding('cp-order', placeOf(late.element.span, late.path), details)];
}

/** What the header of a push shows (WAP-184 6.2.1). */
export function pushFindings(push: PushHeader): Finding[] {
  const { security, mac } = push;
  const type = push.contentType;
  const out = [
    makeFinding('cp-push-header', placeOf(push.span), {
      length: push.span.length,
      type,
      security: security === null ? 'none' : (SECURITY_METHODS[security] ?? security),
    }),
  ];
  const reason = macFault(security, mac);
  if (reason !== null) out.push(makeFinding('cp-push-mac', placeOf(push.macSpan ?? push.span), { reason }));
  else if (security === null) out.push(makeFinding('cp-push-unsigned', placeOf(push.span), {}));
  return out;
}

function macFault(security: number | null, mac: string | null): string | null {
  if (mac !== null && security === null) return 'There is a MAC but no SEC that says how it was made';
  if (mac !== null && security === SECURITY_METHODS.indexOf('USERPINMAC'))
    return 'USERPINMAC has no MAC in the header: it is part of what the user types';
  if (mac !== null && !/^[0-9A-Fa-f]{40}$/.test(mac))
    return `The MAC has ${mac.length} characters and is no 40 hex digits`;
  if (mac === null && security !== null && security < SECURITY_METHODS.indexOf('USERPINMAC'))
    return 'SEC names a method but there is no MAC';
  if (security !== null && SECURITY_METHODS[security] === undefined) return `SEC is ${security}, which is no method`;
  return null;
}
