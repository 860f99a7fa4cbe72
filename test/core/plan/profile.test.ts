import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../../core/plan/profile.ts';
import { PROVISIONING_PROFILES } from '../../../core/plan/profile-builtin.ts';

const YAML = `
format: bootcard-profile/1
name: lab
title: Lab cards
files: create
application: { path: [7F50], label: PKCS15 }
odf: { fid: 5031, size: 32 }
dodf: { fid: 6420, size: 0128 }
objects:
  - { label: DM, fid: 6421, size: 2048, form: both, flags: { private: true },
      access: { read: pin1, update: 0A }, message: dm.xml }
  - { label: Other, fid: 6422, access: { arr: 2F06, record: 3 } }
`;

function refused(change: (profile: Record<string, unknown>) => unknown) {
  const profile = structuredClone(PROVISIONING_PROFILES[0]) as unknown as Record<string, unknown>;
  const read = parseProfile(JSON.stringify(change(profile)), 'p.json');
  return read.ok ? undefined : [read.error.code, read.error.details.place];
}

describe('a provisioning profile', () => {
  it.each(PROVISIONING_PROFILES)('$name is what its own JSON says', (profile) => {
    expect(parseProfile(JSON.stringify(profile), 'p.json')).toEqual({ ok: true, value: profile });
  });

  it('may be YAML, where ids stay as they are written', () => {
    const read = parseProfile(YAML, 'p.yaml');
    expect(read).toMatchObject({
      ok: true,
      value: {
        odf: { fid: '5031', size: 32 },
        dodf: { fid: '6420', size: 128 },
        objects: [
          { fid: '6421', size: 2048, flags: { private: true }, access: { update: '0A' } },
          { fid: '6422', access: { arr: '2F06', record: 3 } },
        ],
      },
    });
  });

  it('names the place of what is wrong', () => {
    expect(refused((p) => ({ ...p, odf: { fid: '50', size: 32 } }))).toEqual(['profile-invalid', 'odf.fid']);
    expect(refused((p) => ({ ...p, odf: { fid: '5031', size: 0 } }))).toEqual(['profile-invalid', 'odf.size']);
    expect(refused((p) => ({ ...p, objects: [] }))).toEqual(['profile-invalid', 'objects']);
    expect(refused((p) => ({ ...p, dodf: p.odf }))).toEqual(['profile-invalid', 'objects']);
    expect(refused((p) => ({ ...p, unknown: 1 }))).toEqual(['profile-invalid', 'the top level']);
    expect(refused((p) => ({ ...p, key: 'adm99' }))).toEqual(['profile-invalid', 'key']);
    expect(parseProfile('a: [', 'p')).toMatchObject({ ok: false, error: { code: 'profile-invalid' } });
    expect(parseProfile('a: &x 1\nb: *x', 'p')).toMatchObject({ ok: false, error: { code: 'profile-invalid' } });
  });
});
