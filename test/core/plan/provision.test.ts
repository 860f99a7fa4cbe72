import { describe, expect, it } from 'vitest';
import { equalBytes, hex, padEnd, toHex } from '../../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { encodeDataObject } from '../../../core/pkcs15/dodf.ts';
import { encodeOdf } from '../../../core/pkcs15/odf.ts';
import { dryRun } from '../../../core/plan/dry-run.ts';
import { isStillHalf } from '../../../core/plan/half-written.ts';
import type { ProvisioningProfile } from '../../../core/plan/profile.ts';
import { readPlanned } from '../../../core/plan/read-planned.ts';
import { assessRecovery, planRecovery } from '../../../core/plan/recover.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import { planUnprovision } from '../../../core/plan/unprovision.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { bodyOf, cardWith, DM_OBJECT, withFile } from '../../support/bootstrap-card.ts';
import { runOptions } from '../../support/plan-runs.ts';
import {
  ADMIN,
  builtin,
  changed,
  inspect,
  keeping,
  must,
  planFor,
  profileNamed,
  provisioning,
  runPlanned,
} from '../../support/provision-runs.ts';
import { deviceObjects } from '../../support/tear-device.ts';
import { bareLink, putBack } from '../../support/tear-link.ts';

const MESSAGE = defaultMessage();
const OTHER = defaultMessage({ ...NORDTEL, name: 'Other' });
const DM_OID = '672B0701';

/** Blank cards, and the profile and mode that they are provisioned with. */
const BLANKS = [
  { name: 'sim-blank', profile: 'fixed', mode: '2g' },
  { name: 'ruim-blank', profile: 'fixed', mode: '2g' },
  { name: 'uicc-2g-blank', profile: 'fixed', mode: '2g' },
  { name: 'uicc-3g-blank', profile: 'create', mode: '3g' },
  { name: 'uicc-blank', profile: 'create', mode: '3g' },
] as const;

const toMessage = (profile: ProvisioningProfile) => provisioning(profile, [MESSAGE]);
const unprovisioning =
  (deleteFiles: boolean) =>
  (...[link, read]: Parameters<ReturnType<typeof provisioning>>) =>
    planUnprovision(link, read, { admin: ADMIN, deleteFiles });

/** What a device finds of DM bootstrap, as the message's bytes. */
function found(image: CardImage, mode: '2g' | '3g'): readonly string[] {
  return deviceObjects(new VirtualCard(image), mode)
    .filter(({ oid }) => oid === DM_OID)
    .map(({ content }) => toHex((content ?? new Uint8Array()).subarray(0, MESSAGE.length)));
}

describe.each(BLANKS)('$name', ({ name, profile, mode }) => {
  const image = builtin(name);

  it('carries the object afterwards, and nothing is found to say about it', async () => {
    const after = await changed(image, toMessage(profileNamed(profile)));
    expect(found(after, mode)).toEqual([toHex(MESSAGE)]);
    const read = await inspect(bareLink(after).link);
    expect(read.findings).toEqual([]);
    expect(read.steps.map(({ verdict }) => verdict)).toEqual(Array(9).fill('ok'));
  });

  it('is as it was once the object is taken off again', async () => {
    const after = await changed(image, toMessage(profileNamed(profile)));
    const back = await changed(after, unprovisioning(true));
    const bodies = ({ files }: CardImage) => new Map(files.map((file) => [file.path, file.data ?? '']));
    const before = bodies(new VirtualCard(image).image());
    const now = bodies(back);
    expect([...now.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [path, body] of before) {
      const size = image.files.find((file) => file.path === path)?.size ?? 0;
      expect([path, toHex(padEnd(hex(now.get(path) ?? ''), size, 0xff))]).toEqual([
        path,
        toHex(padEnd(hex(body), size, 0xff)),
      ]);
    }
  });

  it('a dry run ends as the run does, with the same files, and sends the card nothing', async () => {
    const planned = await planFor(image, toMessage(profileNamed(profile)));
    const read = must(await readPlanned(planned.bare.link, planned.read, planned.plan));
    const sent = planned.bare.sent.length;
    const dry = must(await dryRun(read, planned.plan));
    expect(planned.bare.sent.length).toBe(sent);
    const real = must(await runPlanned(planned));
    expect([dry.flash.result, dry.flash.bytesWritten]).toEqual([real.flash.result, real.flash.bytesWritten]);
    const after = planned.bare.card.image();
    expect(real.flash.exchanges).toBe(planned.plan.exchanges);
    for (const { path, rule } of planned.plan.files) {
      const file = (card: CardImage) => card.files.find((item) => item.path === path);
      if (rule === 'folder') expect(file(dry.clone)?.aid).toBe(file(after)?.aid);
      else expect([path, file(dry.clone)?.data]).toEqual([path, file(after)?.data]);
    }
  });

  it('does nothing the second time', async () => {
    const after = await changed(image, toMessage(profileNamed(profile)));
    const again = await planFor(after, toMessage(profileNamed(profile)));
    expect([again.made.ok, again.plan.steps]).toEqual([true, []]);
  });

  it('gets another message through the same profile, and no second record', async () => {
    const first = await changed(image, toMessage(profileNamed(profile)));
    const second = await changed(first, provisioning(profileNamed(profile), [OTHER]));
    expect(found(second, mode)).toEqual([toHex(padEnd(OTHER, MESSAGE.length, 0xff)).slice(0, 2 * MESSAGE.length)]);
  });

  it('names the keys before anything is sent', async () => {
    const { plan } = await planFor(image, toMessage(profileNamed(profile)));
    expect(plan.credentials.map(({ ref }) => ref)).toEqual(['adm1']);
  });
});

describe('cut at every command', () => {
  it.each(BLANKS.filter(({ name }) => name !== 'ruim-blank'))(
    '$name: a device finds the message or none, and the card is finished or brought back',
    async ({ name, profile, mode }) => {
      const image = builtin(name);
      const whole = await planFor(image, toMessage(profileNamed(profile)));
      const before = whole.bare.sent.length;
      must(await runPlanned(whole));
      const commands = whole.bare.sent.length - before;
      const wanted = whole.bare.card.image();
      for (let at = 1; at <= commands; at += 1) {
        for (const when of ['before', 'after'] as const) {
          const planned = await planFor(image, toMessage(profileNamed(profile)));
          const torn = bareLink({ ...image, faults: [{ kind: 'remove', at, when }] });
          const kept = keeping();
          await runPlan(torn.link, planned.read, planned.plan, runOptions(planned.plan, kept.store));
          const cut = putBack(torn);
          const seen = found(cut, mode);
          expect([at, when, seen.length === 0 || (seen.length === 1 && seen[0] === toHex(MESSAGE))]).toEqual([
            at,
            when,
            true,
          ]);
          if (at % 5 !== 0 || !kept.begun()) continue;
          const entry = { plan: planned.plan, done: 0, backup: '' };
          for (const way of ['finish', 'rollBack'] as const) {
            const back = bareLink(cut);
            const recovery = await planRecovery(back.link, entry, kept.bodies, way);
            // A card on which nothing was begun is where it should be.
            if (!recovery.ok) throw new Error(`${at} ${when} ${way} ${JSON.stringify(recovery.error)}`);
            const read = await inspect(back.link);
            const ended = must(
              await runPlan(back.link, read, recovery.value, runOptions(recovery.value, keeping().store)),
            );
            expect([at, when, way, ['verified', 'unchanged'].includes(ended.flash.result)]).toEqual([
              at,
              when,
              way,
              true,
            ]);
            const end = putBack(back);
            expect([at, when, way, found(end, mode)]).toEqual([
              at,
              when,
              way,
              way === 'finish' ? [toHex(MESSAGE)] : [],
            ]);
            const paths = (card: CardImage) => card.files.map(({ path }) => path).sort();
            expect(paths(end)).toEqual(paths(way === 'finish' ? wanted : image));
          }
        }
      }
    },
    60_000,
  );
});

describe('a CREATE FILE that the card refuses', () => {
  const image = builtin('uicc-3g-blank');
  const paths = ({ files }: CardImage) => files.map(({ path }) => path).sort();

  /** The card as it is after the n-th CREATE FILE was refused for want of memory, and the run that met it. */
  async function refusing(at: number) {
    const planned = await planFor(image, toMessage(profileNamed('create')));
    const torn = bareLink({ ...image, faults: [{ kind: 'status', at, ins: 'E0', sw: '6A84' }] });
    const kept = keeping();
    const ran = await runPlan(torn.link, planned.read, planned.plan, runOptions(planned.plan, kept.store));
    return { plan: planned.plan, kept, ran, torn, card: putBack(torn) };
  }

  it('the first: nothing was written, and nothing is to be recovered', async () => {
    const { ran, card, plan } = await refusing(1);
    expect(ran).toMatchObject({ ok: false, error: { code: 'card-error', details: { sw: '6A84' } } });
    expect(paths(card)).toEqual(paths(image));
    expect(plan.steps.filter(({ kind }) => kind === 'create').length).toBe(5);
  });

  it.each([2, 3, 4, 5])('the %ith: what was made is taken off again, or the rest is made', async (at) => {
    const { plan, kept, ran, torn, card } = await refusing(at);
    expect(must(ran)).toMatchObject({ flash: { result: 'interrupted', bytesWritten: 0 } });
    expect(torn.sent.some((text) => /^..D[6C]/.test(text))).toBe(false);
    expect(paths(card).length).toBe(paths(image).length + at - 1);
    const entry = { plan, done: at - 1, backup: '' };
    expect(isStillHalf(await inspect(bareLink(card).link), entry)).toBe(true);
    const assessed = must(await assessRecovery(bareLink(card).link, entry, kept.bodies));
    expect(assessed).toMatchObject({ state: 'half', ways: ['finish', 'rollBack'] });
    for (const way of ['finish', 'rollBack'] as const) {
      const back = bareLink(card);
      const recovery = must(await planRecovery(back.link, entry, kept.bodies, way));
      const read = await inspect(back.link);
      const ended = must(await runPlan(back.link, read, recovery, runOptions(recovery, keeping().store)));
      expect([way, ended.flash.result]).toEqual([way, 'verified']);
      expect(found(putBack(back), '3g')).toEqual(way === 'finish' ? [toHex(MESSAGE)] : []);
      if (way === 'rollBack') {
        expect(recovery.steps.filter(({ kind }) => kind === 'delete').length).toBe(at - 1);
        expect(putBack(back).files).toEqual(new VirtualCard(image).image().files);
      }
    }
  });

  it('on a card that deletes nothing what was made stays, and says nothing', async () => {
    const { plan, kept, card } = await refusing(4);
    const files = plan.files.map((file) => ({ ...file, remove: [] }));
    const back = bareLink(card);
    const entry = { plan: { ...plan, files }, done: 3, backup: '' };
    const recovery = must(await planRecovery(back.link, entry, kept.bodies, 'rollBack'));
    expect(recovery.steps.some(({ kind }) => kind === 'delete')).toBe(false);
    const read = await inspect(back.link);
    const ended = must(await runPlan(back.link, read, recovery, runOptions(recovery, keeping().store)));
    expect(['verified', 'unchanged']).toContain(ended.flash.result);
    expect([found(putBack(back), '3g'), paths(putBack(back))]).toEqual([[], paths(card)]);
  });
});

describe('torn inside an UPDATE', () => {
  /** How much of the UPDATE's range is new, old or erased. */
  const TEARS = [
    { prefix: 1 },
    { prefix: 3 },
    { prefix: 40 },
    { bytes: 'F' },
    { bytes: 'NF'.repeat(128) },
    { bytes: 'OFN'.repeat(85) },
  ];

  it.each(BLANKS.filter(({ name }) => name === 'sim-blank' || name === 'uicc-3g-blank'))(
    '$name: a device finds the message or none',
    async ({ name, profile, mode }) => {
      const image = builtin(name);
      const planned = await planFor(image, toMessage(profileNamed(profile)));
      const sent = planned.bare.sent.length;
      must(await runPlanned(planned));
      const updates = planned.bare.sent
        .slice(sent)
        .flatMap((text, i) => (['D6', 'DC'].includes(text.slice(2, 4)) ? [i + 1] : []));
      expect(updates.length).toBeGreaterThan(8);
      let torn = 0;
      for (const at of updates)
        for (const how of TEARS) {
          const card = bareLink({ ...image, faults: [{ kind: 'tear', at, ...how }] });
          const ended = await runPlan(card.link, planned.read, planned.plan, runOptions(planned.plan, keeping().store));
          const whole = ended.ok && ended.value.flash.result === 'verified';
          if (!whole) torn += 1;
          const seen = found(putBack(card), mode);
          expect([at, how, seen.filter((text) => text !== toHex(MESSAGE) && !text.startsWith('FF'))]).toEqual([
            at,
            how,
            [],
          ]);
        }
      expect(torn).toBe(updates.length * TEARS.length);
    },
    60_000,
  );
});

describe('an application that others have objects in', () => {
  const theirs = encodeDataObject({
    form: 'opaque',
    label: 'Theirs',
    oid: '1.3.6.1.4.1.99999.1',
    path: { path: hex('4405') },
  });
  const always = { read: 'always', update: 'adm1' } as const;
  const shared = (platform: 'sim' | 'uicc') =>
    cardWith({
      platform,
      odf: encodeOdf(
        [
          { kind: 'dataObjects', path: hex('4404') },
          { kind: 'authObjects', path: hex('4401') },
        ],
        48,
      ),
      dodf: platform === 'sim' ? new Uint8Array(128).fill(0xff) : null,
      content: platform === 'sim' ? new Uint8Array(2048).fill(0xff) : null,
      others: [
        { fid: '4401', name: 'AODF', data: new Uint8Array(16).fill(0xff), ...always },
        { fid: '4404', name: 'DODF', data: theirs, size: 64, ...always },
        { fid: '4405', name: 'theirs', data: hex('C0FFEE'), ...always },
      ],
    });
  const theirObjects = (image: CardImage, mode: '2g' | '3g') =>
    deviceObjects(new VirtualCard(image), mode).filter(({ label }) => label === 'Theirs');

  it.each([
    { platform: 'sim', mode: '2g', profile: 'fixed' },
    { platform: 'uicc', mode: '3g', profile: 'create' },
  ] as const)('keeps them, and the record of EF(DIR), $platform', async ({ platform, mode, profile }) => {
    const image = shared(platform);
    const after = await changed(image, toMessage(profileNamed(profile)));
    expect(found(after, mode)).toEqual([toHex(MESSAGE)]);
    expect(theirObjects(after, mode)).toEqual(theirObjects(image, mode));
    expect(bodyOf(after, '3F002F00')).toEqual(bodyOf(image, '3F002F00'));
    const odf = bodyOf(after, '3F007F505031');
    expect(equalBytes(odf.subarray(0, 16), bodyOf(image, '3F007F505031').subarray(0, 16))).toBe(true);
    const back = await changed(after, unprovisioning(true));
    expect(found(back, mode)).toEqual([]);
    expect(theirObjects(back, mode)).toEqual(theirObjects(image, mode));
    expect(bodyOf(back, '3F007F505031')).toEqual(bodyOf(image, '3F007F505031'));
    expect(bodyOf(back, '3F002F00')).toEqual(bodyOf(image, '3F002F00'));
  });

  it('where they stand in the same DODF behind ours, only ours goes, and theirs is found after every cut', async () => {
    const ours = encodeDataObject(DM_OBJECT);
    const image = cardWith({
      platform: 'uicc',
      dodf: padEnd(Uint8Array.of(...ours, ...theirs), 160, 0xff),
      others: [{ fid: '4405', name: 'theirs', data: hex('C0FFEE'), ...always }],
    });
    const planned = await planFor(image, unprovisioning(true));
    // Not in place: a new DODF, one byte of EF(ODF), the old one deleted.
    expect(planned.plan.steps.filter(({ kind }) => kind === 'create' || kind === 'delete')).toHaveLength(3);
    const steps = planned.plan.steps.length;
    for (let at = 1; at < 4 * steps; at += 1) {
      const torn = bareLink({ ...image, faults: [{ kind: 'remove', at }] });
      await runPlan(torn.link, planned.read, planned.plan, runOptions(planned.plan, keeping().store));
      expect([at, theirObjects(putBack(torn), '3g')]).toEqual([at, theirObjects(image, '3g')]);
    }
    must(await runPlanned(planned));
    const after = planned.bare.card.image();
    expect(found(after, '3g')).toEqual([]);
    expect(theirObjects(after, '3g')).toEqual(theirObjects(image, '3g'));
  });

  it('what nobody named stays in the DF, and the DF with it', async () => {
    const image = await changed(builtin('uicc-3g-blank'), toMessage(profileNamed('create')));
    const stray = { path: '3F007F506F99', type: 'ef', structure: 'transparent', size: 3, data: 'C0FFEE' } as const;
    const after = await changed({ ...image, files: [...image.files, stray] }, unprovisioning(true));
    expect(after.files.filter(({ path }) => path.startsWith('3F007F50')).map(({ path }) => path)).toEqual([
      '3F007F50',
      '3F007F506F99',
    ]);
  });
});

describe('refused before anything is written', () => {
  const refusal = async (image: CardImage, profile: ProvisioningProfile, messages = [MESSAGE]) => {
    const { made, bare } = await planFor(image, provisioning(profile, messages));
    const updates = bare.sent.filter((text) => ['D6', 'DC', 'E0', 'E4', '20'].includes(text.slice(2, 4)));
    // An empty VERIFY asks for the tries and sends nothing.
    expect(updates.filter((text) => !(text.slice(2, 4) === '20' && text.length <= 10))).toEqual([]);
    return made.ok ? undefined : { code: made.error.code, ...made.error.details };
  };
  it('EF(DIR) that is missing, full, or has records that are too short', async () => {
    const dir = (efDir: Parameters<typeof cardWith>[0]) =>
      cardWith({ ...efDir, odf: null, dodf: null, content: null, folder: { fid: '7F51', aid: hex('A0000000990102') } });
    expect(await refusal(dir({ efDir: null }), profileNamed('create'))).toMatchObject({
      code: 'provision-dir',
      reason: 'it is not on the card',
    });
    const other = hex('61074F05A000000099');
    expect(await refusal(dir({ efDir: { records: [other, other], count: 2 } }), profileNamed('create'))).toMatchObject({
      code: 'provision-dir',
      reason: 'all 2 records are taken',
    });
    const short = { records: [], recordLength: 20 };
    expect(await refusal(dir({ efDir: short }), profileNamed('create'))).toMatchObject({
      code: 'provision-dir',
      reason: 'its records have 20 bytes, 22 are needed',
    });
  });

  it('a short record goes without the label', async () => {
    const image = cardWith({
      odf: null,
      dodf: null,
      content: null,
      efDir: { records: [], recordLength: 24 },
      folder: { fid: '7F51', aid: hex('A0000000990102') },
    });
    const after = await changed(image, toMessage(profileNamed('create')));
    expect(toHex(bodyOf(after, '3F002F00')).slice(0, 48)).toBe('61144F0CA000000063504B43532D313551043F007F50FFFF');
  });

  it('files that a fixed profile counts on, and files in class A0', async () => {
    const blank = builtin('uicc-3g-blank');
    expect(await refusal(blank, profileNamed('fixed'))).toMatchObject({ code: 'provision-missing', file: '3F007F50' });
    const none = { ...builtin('sim-blank') };
    const bare = { ...none, files: none.files.filter(({ path }) => !path.startsWith('3F007F50')) };
    expect(await refusal(bare, profileNamed('create'))).toMatchObject({ code: 'provision-class', file: '3F007F50' });
  });

  it('a card that has such an object elsewhere, a file that is somebody else’s, a message too long, a missing one', async () => {
    const elsewhere = profileNamed('create', { objects: [{ label: 'DM', fid: '6499', size: 2048 }] });
    expect(await refusal(builtin('uicc-3g'), elsewhere)).toMatchObject({ code: 'provision-exists' });
    const used = withFile(builtin('sim-blank'), '3F007F506421', hex('C0FFEE'));
    expect(await refusal(used, profileNamed('fixed'))).toMatchObject({ code: 'provision-occupied' });
    const small = profileNamed('create', { objects: [{ label: 'DM', fid: '6421', size: 100 }] });
    expect(await refusal(builtin('uicc-3g-blank'), small)).toMatchObject({
      code: 'plan-too-long',
      excess: MESSAGE.length - 100,
    });
    expect(await refusal(builtin('uicc-3g-blank'), profileNamed('create'), [])).toMatchObject({
      code: 'provision-messages',
    });
    const df = profileNamed('create', { application: { path: ['7F10'] } });
    expect(await refusal(builtin('uicc-3g-blank'), df)).toMatchObject({ code: 'provision-occupied', file: '3F007F10' });
  });

  it('an ODF without room, where it cannot be made longer', async () => {
    const image = cardWith({
      platform: 'sim',
      odf: encodeOdf([{ kind: 'authObjects', path: hex('4401') }], 10),
      dodf: new Uint8Array(128).fill(0xff),
      content: new Uint8Array(2048).fill(0xff),
    });
    expect(await refusal(image, profileNamed('fixed'))).toMatchObject({
      code: 'provision-room',
      file: '3F007F505031',
      free: 2,
      needed: 8,
    });
  });
});

describe('what a profile can say', () => {
  it('both forms of record, absolute rules by EF(ARR), more objects, no token', async () => {
    const { tokenInfo: _, ...profile } = profileNamed('create', {
      objects: [
        { label: 'First', fid: '6421', form: 'both', access: { read: 'pin1', update: 'adm1' } },
        { label: 'Second', fid: '6422', access: { arr: '2F06', record: 1 } },
      ],
    });
    const after = await changed(builtin('uicc-3g-blank'), provisioning(profile, [MESSAGE, OTHER]));
    const read = await inspect(bareLink(after).link);
    expect(read.objects.map(({ label, form, path, flags }) => [label, form, path, flags.private])).toEqual([
      ['First', 'opaque', '3F007F506421', true],
      ['First', 'oid', '3F007F506421', true],
      ['Second', 'opaque', '3F007F506422', false],
    ]);
    expect(after.files.find(({ path }) => path === '3F007F506422')?.security).toEqual({ tag: '8B', value: '2F0601' });
    expect(after.files.some(({ path }) => path === '3F007F505032')).toBe(false);
  });
});
