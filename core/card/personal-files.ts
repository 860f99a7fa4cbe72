import type { KnownFile } from './known-file.ts';

/** Names (without `EF_`) of the files that say whose card it is, where it was, and whom its holder knows. */
const PERSONAL: ReadonlySet<string> = new Set([
  // Who: TS 31.102 4.2.2, 4.2.26, 4.4.11.10; TS 31.103 4.2.2 to 4.2.4; C.S0023 3.4.
  ...['IMSI', 'IMSI_M', 'IMSI_T', 'MSISDN', 'MDN', 'SUPI_NAI', 'IMPI', 'IMPU', 'DOMAIN', 'WebRTCURI', 'ESN_MEID_ME'],
  ...['SIPUPP', 'MIPUPP', 'SIPSP', 'MIPSP', '3GPDUPPExt', 'PUID', 'Pseudo', 'UPLMNWLAN', 'WRI'],
  // Where: location files hold temporary identities besides.
  ...['LOCI', 'PSLOCI', 'LOCIGPRS', 'EPSLOCI', '5GS3GPPLOCI', '5GSN3GPPLOCI', 'TMSI', 'EPSNSC', 'BCCH'],
  ...['HNBN', 'OHNBN', 'ACSGL', 'OCSGL', 'PWS'],
  // Whom: telephone books, calls, messages.
  ...['ADN', 'FDN', 'BDN', 'SDN', 'LND', 'ICI', 'OCI', 'SMS', 'SMSR', 'SMSS', 'SMSP', 'MMSN', 'MBDN', 'CFIS'],
  ...['EXT1', 'EXT2', 'EXT3', 'EXT4', 'EXT5', 'EXT6', 'EXT7', 'EXT8', 'CCP', 'CCP2', 'ECCP', 'ICT', 'OCT'],
  ...['PBR', 'PSC', 'CC', 'VGCS', 'VBS'],
]);

/** True where the content of the file is about a person: a support bundle leaves it out. */
export function isPersonal({ symbol, structure }: KnownFile): boolean {
  return structure !== 'df' && structure !== 'adf' && PERSONAL.has(symbol.replace(/^EF_/, ''));
}
