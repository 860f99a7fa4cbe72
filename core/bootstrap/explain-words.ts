import type { Asn1Node } from '../pkcs15/asn1.ts';
import { accessRuleText, readCommon } from '../pkcs15/common-object.ts';
import { type Asn1Part, partAt } from '../pkcs15/describe.ts';
import { oidTitle } from '../pkcs15/oids.ts';

/** What a part means beyond its own bytes; undefined where its preview says it all. */
export type Words = (part: Asn1Part) => string | undefined;

/** Words for the parts of the certificate at an offset; undefined where none stands there. See `certificateWords`. */
export type CertificateWords = (bytes: Uint8Array, offset: number) => Words | undefined;

/** What some parts mean beyond their own bytes: a rule as a sentence, a key reference in hex, a name as people write it. */
export const partWords: Words = (part) => {
  if (part.name === 'accessControlRules') return rulesText(part) || undefined;
  if (part.name === 'pinReference') return referenceText(part.node.value);
  if (part.node.tag === 0x30 && (part.name === 'subject' || part.name === 'issuer' || part.name === 'Name'))
    return nameText(part) || undefined;
  return undefined;
};

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

function everyPart(part: Asn1Part): readonly Asn1Part[] {
  return [part, ...part.parts.flatMap(everyPart)];
}

/**
 * Words for a described value, and for the certificates that stand in it where `certificates` can read them; without it a
 * certificate shows its structure alone.
 */
export function wordsFor(root: Asn1Part, bytes: Uint8Array, certificates?: CertificateWords): Words {
  if (certificates === undefined) return partWords;
  const special = new Map<Asn1Node, Words>();
  for (const part of everyPart(root)) {
    if (!part.known || part.name !== 'Certificate') continue;
    const words = certificates(bytes, part.node.span.offset);
    if (words === undefined) continue;
    for (const inner of everyPart(part)) special.set(inner.node, words);
  }
  return (part) => (special.get(part.node) ?? partWords)(part);
}
