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
} as const;

const OID_TITLES: Readonly<Record<string, string>> = {
  [OIDS.dmBootstrap]: 'OMA DM bootstrap',
  [OIDS.lwm2mBootstrap]: 'LwM2M bootstrap',
  [OIDS.provBootstrap]: 'CP Bootstrap',
  [OIDS.provConfig1]: 'CP Config1',
  [OIDS.provConfig2]: 'CP Config2',
  [OIDS.wimPeer]: 'WIM peer',
  [OIDS.wimSession]: 'WIM session',
  [OIDS.wimPath]: 'WIM path',
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
