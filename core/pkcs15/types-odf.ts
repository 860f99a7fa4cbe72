import type { Asn1Field, Asn1TypeRow, Asn1TypeTable } from './asn1-type.ts';

/** PathOrObjects {ObjectType} (PKCS#15 6.2): a directory file, or the objects themselves. */
function entryRow(list: string): Asn1TypeRow {
  const options: readonly Asn1Field[] = [
    { name: 'Path', tag: 0x30, type: 'Path' },
    { name: 'objects', tag: 0xa0, type: list },
    { name: 'indirect-protected', tag: 0xa1, explicit: true, type: 'ReferencedValue' },
    { name: 'direct-protected', tag: 0xa2, type: 'Any' },
  ];
  return { kind: 'choice', clause: 'PKCS#15 6.2', options };
}

/** EF(ODF): one record for each directory. */
export const ODF_TYPES = {
  PrivateKeys: { kind: 'list', item: { name: 'privateKey', type: 'PrivateKeyType' } },
  PublicKeys: { kind: 'list', item: { name: 'publicKey', type: 'PublicKeyType' } },
  SecretKeys: { kind: 'list', item: { name: 'secretKey', type: 'SecretKeyType' } },
  Certificates: { kind: 'list', item: { name: 'certificate', type: 'CertificateType' } },
  DataObjects: { kind: 'list', item: { name: 'dataObject', type: 'DataType' } },
  AuthObjects: { kind: 'list', item: { name: 'authObject', type: 'AuthenticationType' } },
  PrivateKeysEntry: entryRow('PrivateKeys'),
  PublicKeysEntry: entryRow('PublicKeys'),
  SecretKeysEntry: entryRow('SecretKeys'),
  CertificatesEntry: entryRow('Certificates'),
  DataObjectsEntry: entryRow('DataObjects'),
  AuthObjectsEntry: entryRow('AuthObjects'),
  OdfRecord: {
    kind: 'choice',
    clause: 'PKCS#15 6.2',
    options: [
      { name: 'privateKeys', tag: 0xa0, explicit: true, type: 'PrivateKeysEntry' },
      { name: 'publicKeys', tag: 0xa1, explicit: true, type: 'PublicKeysEntry' },
      { name: 'trustedPublicKeys', tag: 0xa2, explicit: true, type: 'PublicKeysEntry' },
      { name: 'secretKeys', tag: 0xa3, explicit: true, type: 'SecretKeysEntry' },
      { name: 'certificates', tag: 0xa4, explicit: true, type: 'CertificatesEntry' },
      { name: 'trustedCertificates', tag: 0xa5, explicit: true, type: 'CertificatesEntry' },
      { name: 'usefulCertificates', tag: 0xa6, explicit: true, type: 'CertificatesEntry' },
      { name: 'dataObjects', tag: 0xa7, explicit: true, type: 'DataObjectsEntry' },
      { name: 'authObjects', tag: 0xa8, explicit: true, type: 'AuthObjectsEntry' },
    ],
  },
} as const satisfies Asn1TypeTable;
