import type { Span } from '../base/span.ts';
import type { Asn1Node } from './asn1.ts';
import { type CommonObject, readCommon } from './common-object.ts';
import { describe, partAt } from './describe.ts';
import { type ObjectValue, readObjectValue } from './object-value.ts';
import { type ObjectFile, readObjectFile } from './padded-list.ts';

/*
 * CertificateType ::= CHOICE { x509Certificate CertificateObject{X509CertificateAttributes}, x509AttributeCertificate [0] …,
 *   spkiCertificate [1] …, pgpCertificate [2] …, wtlsCertificate [3] …, x9-68Certificate [4] …, cvCertificate [5] … }
 * CommonCertificateAttributes ::= SEQUENCE { iD, authority DEFAULT FALSE, … } (PKCS#15 6.6)
 */
export interface CertificateObject extends CommonObject {
  /** `x509Certificate`, `wtlsCertificate` … */
  readonly form: string;
  readonly id: Uint8Array | null;
  /** True for the certificate of an authority. */
  readonly authority: boolean;
  readonly value: ObjectValue;
  readonly span: Span;
}

/** Reads one record of a CDF, or one inline object of an ODF; undefined where it is no certificate object. */
export function readCertificateObject(node: Asn1Node): CertificateObject | undefined {
  const object = describe(node, 'CertificateType');
  const klass = partAt(object, 'classAttributes');
  if (!object.known || klass === undefined) return undefined;
  const type = partAt(object, 'typeAttributes')?.node.children[0];
  return {
    ...readCommon(object),
    form: object.name,
    id: partAt(klass, 'iD')?.node.value ?? null,
    authority: (partAt(klass, 'authority')?.node.value[0] ?? 0) !== 0,
    value: readObjectValue(type?.children[0]),
    span: node.span,
  };
}

/** Decodes an EF(CDF): certificates of the holder, trusted or useful ones. */
export function readCdf(bytes: Uint8Array): ObjectFile<CertificateObject> {
  return readObjectFile(bytes, readCertificateObject);
}
