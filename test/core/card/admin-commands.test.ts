import { describe, expect, it } from 'vitest';
import { toTpdu } from '../../../core/apdu/command.ts';
import { hex, toHex } from '../../../core/base/bytes.ts';
import type { Result } from '../../../core/base/result.ts';
import { adminCommands } from '../../../core/card/admin-commands.ts';
import { ADMIN_PROFILES, adminProfile, parseAdminProfile } from '../../../core/card/admin-profile.ts';
import { arrReference, type FcpDraft } from '../../../core/card/fcp-encode.ts';

const BASIC = { mode: '3g', channel: 0 } as const;

function profile(name: string) {
  const found = adminProfile(name);
  if (found === undefined) throw new Error(`no profile ${name}`);
  return found;
}

function sent(commands: Result<readonly Parameters<typeof toTpdu>[0][]>): readonly string[] {
  if (!commands.ok) throw new Error(`${commands.error.code} ${JSON.stringify(commands.error.details)}`);
  return commands.value.map((command) => toHex(toTpdu(command, 'T=0')));
}

const transparent: FcpDraft = {
  fid: 0x4200,
  file: { kind: 'ef', structure: 'transparent', size: 0x12 },
  lifeCycle: 'initialisation',
  security: arrReference(0x6f06, 1),
  sfi: 'none',
  special: { worksWhenDeactivated: true },
};
const records: FcpDraft = {
  fid: 0x2f00,
  file: { kind: 'ef', structure: 'linear', recordLength: 0x30, records: 4 },
  lifeCycle: 'activated',
  security: { tag: 0xab, value: hex('8001019000800102A40683010A950108') },
  sfi: 0x1e,
};
const application: FcpDraft = {
  fid: 0x7f50,
  file: {
    kind: 'df',
    aid: hex('A000000063504B43532D3135'),
    totalSize: 0x1000,
    pins: [
      { reference: 0x01, enabled: false },
      { reference: 0x0a, enabled: true },
    ],
  },
  lifeCycle: 'activated',
  security: arrReference(0x2f06, 3),
};

describe('commands of TS 102 222', () => {
  const standard = adminCommands(profile('ts-102222'), BASIC);
  const target = { fid: 0x6421, path: [0x7f50, 0x6421] };

  // The first is the sample that Android's test suite sends.
  it.each([
    [
      'CREATE FILE, transparent',
      () => standard.create(transparent),
      '00E000001D621B82024121830242008A01038B036F0601800200128800A503C00140',
    ],
    [
      'CREATE FILE, record file with its rule',
      () => standard.create(records),
      '00E0000028622682044221003083022F008A0105AB108001019000800102A40683010A950108800200C08801F0',
    ],
    [
      'CREATE FILE, DF with a name and PIN status',
      () => standard.create(application),
      '00E000002F622D8202782183027F50840CA000000063504B43532D31358A01058B032F060381021000C60990014083010183010A',
    ],
    ['DELETE FILE', () => standard.delete(target), '00E40000026421'],
    ['RESIZE FILE', () => standard.resize(target, 0x0800, false), '80D400000A62088302642180020800'],
    ['RESIZE FILE of a DF', () => standard.resize({ fid: 0x7f50 }, 0x12345, true), '80D400000B620983027F508103012345'],
    ['ACTIVATE FILE', () => standard.activate(target), '0044000000'],
    ['DEACTIVATE FILE', () => standard.deactivate(target), '0004000000'],
    ['TERMINATE EF', () => standard.terminate(target, false), '00E8000000'],
    ['TERMINATE DF', () => standard.terminate(target, true), '00E6000000'],
    ['TERMINATE CARD USAGE', () => standard.terminateCard(), '00FE000000'],
  ])('%s', (_name, build, hexText) => {
    expect(sent(build())).toEqual([hexText]);
  });

  it('puts the logical channel into both classes, beyond channel 3 as well', () => {
    const one = adminCommands(profile('ts-102222'), { mode: '3g', channel: 1 });
    expect(sent(one.delete(target))).toEqual(['01E40000026421']);
    expect(sent(one.resize(target, 8, false))).toEqual(['81D400000A62088302642180020008']);
    const five = adminCommands(profile('ts-102222'), { mode: '3g', channel: 5 });
    expect(sent(five.delete(target))).toEqual(['41E40000026421']);
    expect(sent(five.resize(target, 8, false))).toEqual(['C1D400000A62088302642180020008']);
  });

  it('INVALIDATE and REHABILITATE are what class A0 has, and all that it has', () => {
    const gsm = adminCommands(profile('ts-102222'), { mode: '2g', channel: 0 });
    expect(sent(gsm.deactivate(target))).toEqual(['A004000000']);
    expect(sent(gsm.activate(target))).toEqual(['A044000000']);
    for (const refused of [gsm.create(transparent), gsm.delete(target), gsm.terminateCard()])
      expect(refused).toMatchObject({ ok: false, error: { code: 'admin-class' } });
  });
});

describe('deviations are data', () => {
  const target = { fid: 0x6421, path: [0x7f50, 0x6421] };
  const made = (name: string) => adminCommands(profile(name), BASIC);

  it.each([
    ['record-number', () => made('record-number').create(records), /^00E00000296227820542210030048302/],
    ['size-first', () => made('size-first').create(transparent), /^00E000001B6219800200128202412183024200/],
    ['create-class-80', () => made('create-class-80').create(transparent), /^80E00000/],
    ['delete-by-path', () => made('delete-by-path').delete(target), /^00E40800047F506421$/],
    ['by-id', () => made('by-id').deactivate(target), /^00040000026421$/],
    ['resize-class-00', () => made('resize-class-00').resize(target, 16, false), /^00D400000A/],
    ['class-a0', () => made('class-a0').create(transparent), /^A0E000001D/],
  ] as const)('%s', (_name, build, pattern) => {
    expect(sent(build())[0]).toMatch(pattern);
  });

  it('class-a0 works in 2G mode too', () => {
    const gsm = adminCommands(profile('class-a0'), { mode: '2g', channel: 0 });
    expect(sent(gsm.delete(target))).toEqual(['A0E40000026421']);
  });

  it('a command by path is refused where the file has none', () => {
    expect(made('delete-by-path').delete({ fid: 0x6f07 })).toMatchObject({
      ok: false,
      error: { code: 'admin-invalid' },
    });
  });

  it('every profile has a name of its own, a title and its evidence', () => {
    expect(new Set(ADMIN_PROFILES.map(({ name }) => name)).size).toBe(ADMIN_PROFILES.length);
    for (const { title, evidence } of ADMIN_PROFILES)
      expect([title, evidence].every((text) => text.length > 10)).toBe(true);
  });

  it('a file of one’s own says what differs, the rest is as in the profile that it extends', () => {
    const text = JSON.stringify({
      format: 'bootcard-admin/1',
      name: 'lab',
      title: 'the lab card',
      evidence: 'its manual',
      extends: 'record-number',
      commands: { delete: { cla: '80', ins: 'E4', p1: '01', p2: '00', target: 'fid' }, terminateCard: null },
    });
    const read = parseAdminProfile(text, 'lab.json');
    if (!read.ok) throw new Error(read.error.code);
    const lab = adminCommands(read.value, BASIC);
    expect(sent(lab.delete(target))).toEqual(['80E40100026421']);
    expect(sent(lab.create(records))[0]).toContain('8205422100300483');
    expect(lab.terminateCard()).toMatchObject({ ok: false, error: { code: 'admin-absent' } });
  });

  it.each([
    ['{', 'the top level'],
    ['{"format":"bootcard-admin/2","name":"x","title":"x","evidence":""}', 'format'],
    ['{"format":"bootcard-admin/1","name":"x","title":"x","evidence":"","extends":"y"}', 'extends'],
    [
      '{"format":"bootcard-admin/1","name":"x","title":"x","evidence":"","commands":{"delete":{"cla":"0"}}}',
      'commands.delete.cla',
    ],
  ])('a file that is none names the place: %s', (text, place) => {
    expect(parseAdminProfile(text, 'x.json')).toMatchObject({
      ok: false,
      error: { code: 'admin-profile-invalid', details: { path: 'x.json', place } },
    });
  });
});
