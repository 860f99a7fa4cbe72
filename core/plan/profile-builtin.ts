import type { ProvisioningProfile } from './profile.ts';

/** Ids of the built-in cards: the DF by GSM custom (TS 51.011 6.2: 7Fxx), the rest as DM Bootstrap D.4 has it. */
const APPLICATION = { path: ['7F50'], label: 'PKCS15' };
const COMMON = {
  format: 'bootcard-profile/1',
  odf: { fid: '5031', size: 32 },
  tokenInfo: { fid: '5032', size: 64, label: 'DM Bootstrap', manufacturer: 'Bootcard' },
  dodf: { fid: '6420', size: 128 },
} as const;

/** The profiles that come with the product, and what `provision` takes by name. */
export const PROVISIONING_PROFILES: readonly ProvisioningProfile[] = [
  {
    ...COMMON,
    name: 'create',
    title: 'PKCS#15 with one DM bootstrap object, made by TS 102 222',
    files: 'create',
    application: APPLICATION,
    objects: [{ label: 'DM Bootstrap', fid: '6421', size: 2048, access: { read: 'pin1', update: 'adm1' } }],
  },
  {
    ...COMMON,
    name: 'open',
    title: 'As create, the message readable by everybody',
    files: 'create',
    application: APPLICATION,
    objects: [{ label: 'DM Bootstrap', fid: '6421', size: 2048, access: { read: 'always', update: 'adm1' } }],
  },
  {
    ...COMMON,
    name: 'fixed',
    title: 'The same files, there already and empty, filled',
    files: 'fixed',
    application: APPLICATION,
    objects: [{ label: 'DM Bootstrap', fid: '6421' }],
  },
];

/** A built-in profile by name. */
export function provisioningProfile(name: string): ProvisioningProfile | undefined {
  return PROVISIONING_PROFILES.find((profile) => profile.name === name);
}
