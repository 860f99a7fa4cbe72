import { describe, expect, it } from 'vitest';
import { errorText, exitCodeOf } from '../../../core/base/app-error.ts';
import { hex, utf8 } from '../../../core/base/bytes.ts';
import { ok } from '../../../core/base/result.ts';
import { Secret } from '../../../core/base/secret.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { adminProfile } from '../../../core/card/admin-profile.ts';
import { arrReference, type FcpDraft } from '../../../core/card/fcp-encode.ts';
import { withFace } from '../../../core/card/with-face.ts';
import { type AdminAct, type AdminPlan, adminSession, planAdmin } from '../../../core/files/admin-plan.ts';
import { adminWords } from '../../../core/files/admin-words.ts';
import { type AdminOptions, type AdminStore, runAdmin } from '../../../core/files/run-admin.ts';
import { forgetful } from '../../support/refused-memory.ts';
import { openVirtualLink, type VirtualLink } from '../../support/virtual-link.ts';

const ICCID_3G = '89001010000000000026';
const ICCID_SIM = '89001010000000000042';
const PKCS15 = { aid: null, fids: [0x7f50] };
const ICCID_FILE = { aid: null, fids: [0x2fe2] };
const CONTENT = { aid: null, fids: [0x7f50, 0x6421] };

const bin = (size: number): FcpDraft => ({
  fid: 0x6430,
  file: { kind: 'ef', structure: 'transparent', size },
  lifeCycle: 'activated',
  security: arrReference(0x6f06, 1),
  sfi: 'none',
});

interface Kept {
  readonly events: string[];
  body: Uint8Array | undefined;
}

function memoryStore(kept: Kept): AdminStore {
  return {
    begin: async (plan) => {
      kept.events.push(`begin ${plan.act.kind}`);
      return ok('journal');
    },
    backup: async (_plan, body) => {
      kept.events.push('backup');
      kept.body = body;
      return ok('backup');
    },
    end: async (result) => {
      kept.events.push(`end ${result}`);
      return ok(undefined);
    },
  };
}

interface Attempt {
  readonly card?: string;
  readonly iccid?: string | undefined;
  readonly key?: string | undefined;
  readonly terminateCard?: boolean;
  readonly profile?: string;
}

const keyOf = (text: string) => new Secret(utf8(text));

async function perform(on: VirtualLink, act: AdminAct, attempt: Attempt = {}) {
  const { key = '12345678' } = attempt;
  const iccid = 'iccid' in attempt ? attempt.iccid : attempt.card === 'sim' ? ICCID_SIM : ICCID_3G;
  const profile = adminProfile(attempt.profile);
  if (profile === undefined) throw new Error('no profile');
  const kept: Kept = { events: [], body: undefined };
  const given = 'key' in attempt && attempt.key === undefined ? [] : ['adm1'];
  const options: AdminOptions = {
    consent: { iccid, terminateCard: attempt.terminateCard ?? false },
    keys: {
      value: (ref) => (given.includes(ref) ? keyOf(key) : undefined),
      consent: () => ({ fewTries: false, triesUnknown: true }),
      refused: forgetful(),
    },
    given,
    store: memoryStore(kept),
  };
  let planned: AdminPlan | undefined;
  const outcome = await withFace(on.link, 'auto', async (face) => {
    const session = adminSession(on.link, face, profile);
    const plan = await planAdmin(session, act);
    if (!plan.ok) return plan;
    planned = plan.value;
    return runAdmin(session, plan.value, options);
  });
  return { outcome, kept, plan: planned };
}

async function opened(
  name = 'uicc-3g',
  change: (image: NonNullable<ReturnType<typeof builtinCard>>) => void = () => {},
) {
  const image = builtinCard(name);
  if (image === undefined) throw new Error('no built-in');
  change(image);
  return openVirtualLink(image);
}

const fileOn = (on: VirtualLink, path: string) => on.image().files.find((file) => file.path === path);

describe('acts on a card in 3G mode', () => {
  it('CREATE FILE of each kind, and the card shows it', async () => {
    const on = await opened();
    const files: readonly [FcpDraft, string][] = [
      [bin(64), '3F007F506430'],
      [
        { ...bin(1), fid: 0x6431, file: { kind: 'ef', structure: 'linear', recordLength: 20, records: 3 } },
        '3F007F506431',
      ],
      [
        { ...bin(1), fid: 0x6432, file: { kind: 'ef', structure: 'cyclic', recordLength: 3, records: 5 } },
        '3F007F506432',
      ],
      [{ ...bin(32), fid: 0x6433, filling: hex('A5') }, '3F007F506433'],
      [{ ...bin(6), fid: 0x6434, repeat: hex('0102') }, '3F007F506434'],
    ];
    for (const [file, path] of files) {
      const { outcome } = await perform(on, { kind: 'create', folder: PKCS15, file });
      expect(outcome, path).toMatchObject({ ok: true, value: { proof: { differences: [] } } });
      expect(fileOn(on, path), path).toBeDefined();
    }
    const { outcome } = await perform(on, { kind: 'create', folder: PKCS15, file: { ...bin(16), fid: 0x6435 } });
    expect(outcome).toMatchObject({ value: { proof: { initial: { kind: 'filled', byte: 0xff, size: 16 } } } });
  });

  it('CREATE FILE of a DF with a name, then of a file in it', async () => {
    const on = await opened('uicc-3g-blank');
    const folder: FcpDraft = {
      fid: 0x7f50,
      file: {
        kind: 'df',
        aid: hex('A000000063504B43532D3135'),
        totalSize: 4096,
        pins: [{ reference: 1, enabled: false }],
      },
      lifeCycle: 'activated',
      security: arrReference(0x2f06, 1),
    };
    const created = await perform(
      on,
      { kind: 'create', folder: { aid: null, fids: [] }, file: folder },
      { iccid: '89001010000000000075' },
    );
    expect(created.outcome).toMatchObject({ ok: true, value: { proof: { differences: [] } } });
    const inside = await perform(
      on,
      { kind: 'create', folder: PKCS15, file: { ...bin(10), security: arrReference(0x2f06, 2) } },
      { iccid: '89001010000000000075' },
    );
    expect(inside.outcome).toMatchObject({ ok: true, value: { proof: { differences: [] } } });
  });

  it('DELETE FILE keeps a backup first', async () => {
    const on = await opened();
    const before = fileOn(on, '3F007F506421')?.size;
    const { outcome, kept } = await perform(on, { kind: 'delete', place: CONTENT });
    expect(outcome).toMatchObject({ ok: true, value: { backup: 'backup', proof: { differences: [] } } });
    expect(kept.events).toEqual(['begin delete', 'backup', 'end done']);
    expect(kept.body?.length).toBe(before);
    expect(fileOn(on, '3F007F506421')).toBeUndefined();
  });

  it('RESIZE FILE, both ways', async () => {
    const on = await opened();
    for (const size of [2100, 1000]) {
      const { outcome } = await perform(on, { kind: 'resize', place: CONTENT, size });
      expect(outcome).toMatchObject({ ok: true, value: { proof: { differences: [] } } });
      expect(fileOn(on, '3F007F506421')?.size).toBe(size);
    }
  });

  it.each(['ts-102222', 'by-id'])('DEACTIVATE and ACTIVATE, profile %s', async (profile) => {
    const on = await opened();
    const off = await perform(on, { kind: 'deactivate', place: CONTENT }, { profile });
    expect(off.outcome).toMatchObject({ ok: true, value: { proof: { differences: [] }, backup: 'backup' } });
    expect(fileOn(on, '3F007F506421')?.lifeCycle).toBe('04');
    const again = await perform(on, { kind: 'activate', place: CONTENT }, { profile });
    expect(again.outcome).toMatchObject({ ok: true, value: { proof: { differences: [] } } });
    expect(fileOn(on, '3F007F506421')?.lifeCycle ?? '05').toBe('05');
  });

  it('TERMINATE EF and TERMINATE DF, by what the file is', async () => {
    const on = await opened();
    const ef = await perform(on, { kind: 'terminate', place: CONTENT });
    expect(ef.plan?.kind).toBe('terminateEf');
    expect(ef.outcome).toMatchObject({ ok: true, value: { proof: { differences: [] } } });
    const df = await perform(on, { kind: 'terminate', place: PKCS15 });
    expect(df.plan?.kind).toBe('terminateDf');
    expect(df.outcome).toMatchObject({ ok: true });
    expect(on.commands(0xe6)).toHaveLength(1);
    expect(on.commands(0xe8)).toHaveLength(1);
  });

  it('TERMINATE CARD USAGE needs a confirmation of its own', async () => {
    const on = await opened();
    const refused = await perform(on, { kind: 'terminate-card' });
    expect(refused.outcome).toMatchObject({ ok: false, error: { code: 'admin-unconfirmed' } });
    expect(on.commands(0xfe)).toHaveLength(0);
    await perform(on, { kind: 'terminate-card' }, { terminateCard: true });
    expect(on.commands(0xfe)).toHaveLength(1);
    expect(on.image().files[0]?.lifeCycle).toBe('0C');
  });
});

describe('acts in class A0', () => {
  it('INVALIDATE and REHABILITATE', async () => {
    const on = await opened('sim');
    const off = await perform(on, { kind: 'deactivate', place: CONTENT }, { card: 'sim' });
    expect(off.outcome).toMatchObject({ ok: true, value: { proof: { differences: [] }, backup: 'backup' } });
    expect(on.commands(0x04)).toEqual(['A004000000']);
    const again = await perform(on, { kind: 'activate', place: CONTENT }, { card: 'sim' });
    expect(again.outcome).toMatchObject({ ok: true, value: { proof: { differences: [] } } });
    expect(on.commands(0x44)).toEqual(['A044000000']);
  });

  it('nothing else is sent there', async () => {
    const on = await opened('sim');
    const { outcome, kept } = await perform(on, { kind: 'delete', place: CONTENT }, { card: 'sim' });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'admin-class' } });
    expect(kept.events).toEqual([]);
  });
});

describe('what is refused before anything is sent', () => {
  const ACTS: readonly AdminAct[] = [
    { kind: 'create', folder: PKCS15, file: bin(8) },
    { kind: 'delete', place: CONTENT },
    { kind: 'resize', place: CONTENT, size: 10 },
    { kind: 'activate', place: CONTENT },
    { kind: 'deactivate', place: CONTENT },
    { kind: 'terminate', place: CONTENT },
    { kind: 'terminate-card' },
  ];
  const CHANGING = [0xe0, 0xe4, 0xd4, 0x44, 0x04, 0xe8, 0xe6, 0xfe, 0x20];

  it.each(ACTS)('$kind without confirmation, with the ICCID of another card, without its key', async (act) => {
    const on = await opened();
    const cases: readonly [Attempt, string][] = [
      [{ iccid: undefined }, 'admin-unconfirmed'],
      [{ iccid: ICCID_SIM, terminateCard: true }, 'admin-unconfirmed'],
      [{ key: undefined, terminateCard: true }, 'key-missing'],
    ];
    for (const [attempt, code] of cases) {
      const { outcome, kept } = await perform(on, act, attempt);
      expect(outcome).toMatchObject({ ok: false, error: { code } });
      if (!outcome.ok) expect(exitCodeOf(outcome.error)).toBe(4);
      expect(kept.events).toEqual([]);
    }
    for (const ins of CHANGING) expect(on.commands(ins), ins.toString(16)).toHaveLength(0);
  });

  it('a wrong key ends it: nothing changed, the journal says so', async () => {
    const on = await opened();
    const { outcome, kept } = await perform(on, { kind: 'delete', place: CONTENT }, { key: '00000000' });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'key-refused' } });
    expect(kept.events).toEqual(['begin delete', 'end unchanged']);
    expect(on.commands(0xe4)).toHaveLength(0);
  });

  it('a rule that says never costs no try', async () => {
    const on = await opened();
    const { outcome } = await perform(on, { kind: 'terminate', place: ICCID_FILE });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'admin-never' } });
    expect(on.commands(0x20)).toHaveLength(0);
  });

  it('what a file’s own rule denies, its DF’s rule for children may allow', async () => {
    const on = await opened();
    const { outcome, plan } = await perform(on, { kind: 'delete', place: ICCID_FILE });
    expect(plan?.needs).toEqual([['adm1']]);
    expect(outcome).toMatchObject({ ok: true, value: { proof: { differences: [] } } });
  });

  it('a file that is not there', async () => {
    const on = await opened();
    const { outcome } = await perform(on, { kind: 'delete', place: { aid: null, fids: [0x7f50, 0x6fff] } });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'admin-no-file' } });
  });

  it('the MF is no file to be deleted', async () => {
    const on = await opened();
    const { outcome } = await perform(on, { kind: 'delete', place: { aid: null, fids: [] } });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'admin-kind' } });
  });
});

describe('what the card refuses, in words with a next step', () => {
  it.each([
    ['6A84', 'admin-no-memory', /fewer bytes/],
    ['6A89', 'admin-exists', /another id/],
    ['6A8A', 'admin-exists', /another id/],
    ['6982', 'admin-right', /--key/],
    ['6985', 'admin-state', /life cycle/],
    ['6A80', 'admin-data', /--profile/],
    ['6700', 'admin-data', /--profile/],
    ['6D00', 'admin-unknown', /--profile/],
    ['6F00', 'card-error', /read the file/],
  ])('%s is %s', async (sw, code, next) => {
    const on = await opened('uicc-3g', (image) => image.faults.push({ kind: 'status', at: 1, ins: 'E0', sw }));
    const { outcome, kept } = await perform(on, { kind: 'create', folder: PKCS15, file: bin(8) });
    expect(outcome).toMatchObject({ ok: false, error: { code, details: { sw } } });
    if (outcome.ok) return;
    expect(errorText(outcome.error).next).toMatch(next);
    expect(errorText(outcome.error, 'zh').next).not.toBe('');
    expect(kept.events.at(-1)).toBe(code === 'card-error' ? 'end interrupted' : 'end unchanged');
  });

  it('a file that exists, by the card itself', async () => {
    const on = await opened();
    const { outcome } = await perform(on, { kind: 'create', folder: PKCS15, file: { ...bin(8), fid: 0x6421 } });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'admin-exists', details: { sw: '6A89' } } });
  });

  it('success that the card does not show is no success', async () => {
    const on = await opened('uicc-3g', (image) => image.faults.push({ kind: 'status', at: 1, ins: 'E4', sw: '9000' }));
    const { outcome, kept } = await perform(on, { kind: 'delete', place: CONTENT });
    expect(outcome).toMatchObject({ ok: true, value: { error: { code: 'admin-unproven' } } });
    expect(kept.events.at(-1)).toBe('end failed');
  });
});

describe('the description', () => {
  it('says what it does, whether it lasts, and who may, in two languages', async () => {
    const on = await opened();
    const { plan } = await perform(on, { kind: 'terminate', place: CONTENT }, { iccid: undefined });
    if (plan === undefined) throw new Error('no plan');
    expect(adminWords(plan)).toEqual([
      'Terminates 3F007F506421: it can never be read or updated again, only deleted.',
      'Nothing on the card brings it back.',
      'Allowed: adm1.',
    ]);
    expect(adminWords(plan, 'zh')[1]).toBe('卡上无法恢复。');
    expect(plan.needs).toEqual([['adm1']]);
  });
});
