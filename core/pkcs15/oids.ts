/** Object identifiers that a telecom card's data objects carry, and the DER value bytes of any OID. */
export const OIDS = {
  /** OMA DM smartcard bootstrap (DM Bootstrap D.4.2). */
  dmBootstrap: '2.23.43.7.1',
  /** OMA LwM2M smartcard bootstrap (LwM2M Appendix G). */
  lwm2mBootstrap: '2.23.43.9.1',
  /** OMA Client Provisioning files (PROVSC 6.2). */
  provBootstrap: '2.23.43.5.1',
  provConfig1: '2.23.43.5.2',
  provConfig2: '2.23.43.5.3',
  /** WIM (WAP-260 9.4): peer and session objects, path of the WIM. */
  wimPeer: '2.23.43.1.2.1',
  wimSession: '2.23.43.1.2.2',
  wimPath: '2.23.43.1.3',
  /** Access rules of a secure element, carrier privileges among them (GlobalPlatform Secure Element Access Control). */
  accessControl: '1.2.840.114283.200.1.1',
} as const;

/** The provisioning files of OMA CP, in the order in which a device looks for them (PROVUAB). */
export const PROVISIONING_OIDS: readonly string[] = [OIDS.provBootstrap, OIDS.provConfig1, OIDS.provConfig2];

/** What X.509 certificates name by OID (RFC 5280, RFC 3279, RFC 5480, RFC 8017). */
const X509_OIDS: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'givenName',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '2.5.29.14': 'subjectKeyIdentifier',
  '2.5.29.15': 'keyUsage',
  '2.5.29.17': 'subjectAltName',
  '2.5.29.18': 'issuerAltName',
  '2.5.29.19': 'basicConstraints',
  '2.5.29.30': 'nameConstraints',
  '2.5.29.31': 'cRLDistributionPoints',
  '2.5.29.32': 'certificatePolicies',
  '2.5.29.35': 'authorityKeyIdentifier',
  '2.5.29.37': 'extKeyUsage',
  '1.3.6.1.5.5.7.1.1': 'authorityInfoAccess',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '1.2.840.113549.1.1.1': 'RSA',
  '1.2.840.113549.1.1.4': 'MD5 with RSA',
  '1.2.840.113549.1.1.5': 'SHA-1 with RSA',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  '1.2.840.113549.1.1.11': 'SHA-256 with RSA',
  '1.2.840.113549.1.1.12': 'SHA-384 with RSA',
  '1.2.840.113549.1.1.13': 'SHA-512 with RSA',
  '1.2.840.10045.2.1': 'EC',
  '1.2.840.10045.4.1': 'ECDSA with SHA-1',
  '1.2.840.10045.4.3.2': 'ECDSA with SHA-256',
  '1.2.840.10045.4.3.3': 'ECDSA with SHA-384',
  '1.2.840.10045.4.3.4': 'ECDSA with SHA-512',
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
  '1.2.840.10040.4.1': 'DSA',
  '1.3.101.112': 'Ed25519',
};

const OID_TITLES: Readonly<Record<string, string>> = {
  [OIDS.dmBootstrap]: 'OMA DM bootstrap',
  [OIDS.lwm2mBootstrap]: 'LwM2M bootstrap',
  [OIDS.provBootstrap]: 'CP Bootstrap',
  [OIDS.provConfig1]: 'CP Config1',
  [OIDS.provConfig2]: 'CP Config2',
  [OIDS.wimPeer]: 'WIM peer',
  [OIDS.wimSession]: 'WIM session',
  [OIDS.wimPath]: 'WIM path',
  [OIDS.accessControl]: 'GlobalPlatform access control',
  ...X509_OIDS,
};

/** What an OID stands for; undefined where the table does not know it. */
export function oidTitle(oid: string): string | undefined {
  return OID_TITLES[oid];
}

/** Dotted form of DER value bytes (X.690 8.19); undefined when they are not an OID. */
export function oidFromBytes(bytes: Uint8Array): string | undefined {
  const arcs: number[] = [];
  let arc = 0;
  let open = false;
  for (const byte of bytes) {
    if (!open && byte === 0x80) return undefined;
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER / 128) return undefined;
    open = (byte & 0x80) !== 0;
    if (open) continue;
    arcs.push(arc);
    arc = 0;
  }
  const first = arcs[0];
  if (open || first === undefined) return undefined;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - 40 * root, ...arcs.slice(1)].join('.');
}

/** DER value bytes of a dotted OID. @throws RangeError when it is not one: OIDs written by us are constants. */
export function oidToBytes(oid: string): Uint8Array {
  const arcs = oid.split('.').map(Number);
  const [root, second, ...rest] = arcs;
  if (root === undefined || second === undefined || arcs.some((arc) => !Number.isSafeInteger(arc) || arc < 0)) {
    throw new RangeError(`not an OID: ${oid}`);
  }
  const out: number[] = [];
  for (const arc of [root * 40 + second, ...rest]) {
    const digits: number[] = [];
    for (let left = arc; digits.length === 0 || left > 0; left = Math.floor(left / 128)) digits.unshift(left % 128);
    out.push(...digits.map((digit, i) => (i < digits.length - 1 ? digit | 0x80 : digit)));
  }
  return Uint8Array.from(out);
}
