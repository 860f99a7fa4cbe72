import { isAsn1Fault } from '../pkcs15/asn1.ts';
import { type CertificateDetails, readCertificate } from '../pkcs15/certificate.ts';
import { partAt } from '../pkcs15/describe.ts';
import { oidTitle } from '../pkcs15/oids.ts';
import { type CertificateWords, partWords, type Words } from './explain-words.ts';

function wordsOf(details: CertificateDetails): Words {
  const texts = new Map(details.extensions.map(({ oid, text }) => [oid, text]));
  return (part) => {
    switch (part.name) {
      case 'Certificate':
        return details.subject;
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

/**
 * What X.509 certificates say. Apart from the rest of the explanation, and handed to it: it brings a library along that is
 * heavier than all of it, which the interface loads only for a card that has certificates.
 */
export const certificateWords: CertificateWords = (bytes, offset) => {
  const details = readCertificate(bytes, offset);
  return isAsn1Fault(details) ? undefined : wordsOf(details);
};
