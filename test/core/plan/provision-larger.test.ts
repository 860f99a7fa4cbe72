import { describe, expect, it } from 'vitest';
import { hex, padEnd, toHex } from '../../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { type DataObjectSpec, encodeDataObject } from '../../../core/pkcs15/dodf.ts';
import { encodeOdf } from '../../../core/pkcs15/odf.ts';
import type { Growth, GrowthWay } from '../../../core/plan/larger-file.ts';
import { bodyWithMessage, makePlan } from '../../../core/plan/make-plan.ts';
import { planRecovery } from '../../../core/plan/recover.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import type { WritePlan } from '../../../core/plan/write-plan.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { type CardParts, cardWith, DM_OBJECT } from '../../support/bootstrap-card.ts';
import { runOptions } from '../../support/plan-runs.ts';
import { ADMIN, builtin, inspect, keeping, must, planFor, runPlanned } from '../../support/provision-runs.ts';
import { deviceObjects } from '../../support/tear-device.ts';
import { bareLink, putBack } from '../../support/tear-link.ts';

const OLD = defaultMessage();
/** Some bytes more than the file of the built-in cards. */
const NEW = defaultMessage({ ...NORDTEL, addr: `https://dm.nordtel.example/${'x'.repeat(300)}` });
const CAPACITY = 1650;
const DM_OID = '672B0701';

const growing =
  (way: GrowthWay, rest: Partial<Growth> = {}) =>
  (...[link, read]: Parameters<Parameters<typeof planFor>[1]>) =>
    makePlan(link, read, read.chosen ?? -1, bodyWithMessage(NEW), { way, admin: ADMIN, deleteFiles: false, ...rest });

const tight = (parts: CardParts = {}) =>
  cardWith({ content: padEnd(OLD, CAPACITY, 0xff), contentFile: { size: CAPACITY }, ...parts });

/** The message that a device finds, by its length in the file: as much of it as the longer of both has. */
function seen(image: CardImage): 'old' | 'new' | 'none' | 'other' {
  const objects = deviceObjects(new VirtualCard(image), '3g').filter(({ oid }) => oid === DM_OID);
  const content = objects[0]?.content ?? new Uint8Array();
  const begins = (message: Uint8Array) => toHex(content.subarray(0, message.length)) === toHex(message);
  if (begins(OLD)) return 'old';
  if (begins(NEW)) return 'new';
  return content.length === 0 || content[0] === 0xff || content.length < NEW.length ? 'none' : 'other';
}

const kinds = ({ steps }: WritePlan) =>
  steps.filter(({ data, command }) => data === '' && command !== undefined).map(({ kind }) => kind);

/** Runs the plan as often as it has commands, cut at another one each time. */
async function cuts(image: CardImage, make: Parameters<typeof planFor>[1]): Promise<ReadonlySet<string>> {
  const whole = await planFor(image, make);
  must(whole.made);
  const before = whole.bare.sent.length;
  const ended = must(await runPlanned(whole));
  expect(ended.flash.result).toBe('verified');
  expect(seen(whole.bare.card.image())).toBe('new');
  const found = new Set<string>();
  for (let at = 1; at <= whole.bare.sent.length - before; at++) {
    const torn = bareLink({ ...image, faults: [{ kind: 'remove', at }] });
    await runPlan(torn.link, whole.read, whole.plan, runOptions(whole.plan, keeping().store));
    const now = seen(putBack(torn));
    expect([at, now]).not.toEqual([at, 'other']);
    found.add(now);
  }
  return found;
}

/** The files of the application that a plan reads. */
const READ = ['3F007F505031', '3F007F506420', '3F007F506421'];

/** The card with so much memory left in the folder of the application, told or not. */
function roomFor(image: CardImage, free: number, told: 'fcp' | 'size' | 'no'): CardImage {
  if (told === 'fcp') return { ...image, freeMemory: free };
  const application = '3F007F50';
  const used = image.files.filter(({ path }) => READ.includes(path)).reduce((sum, { size = 0 }) => sum + size, 0);
  // A card that keeps its memory to itself: its header is without the object that would tell it.
  const { totalSize: _, ...rest } = image.files.find(({ path }) => path === application) ?? fail();
  const folder = { ...rest, ...(told === 'size' && { totalSize: used + free }) };
  return { ...image, files: image.files.map((file) => (file.path === application ? folder : file)) };
}

function fail(): never {
  throw new Error('no application');
}

describe('a card without memory for a longer message', () => {
  it.each([
    ['resize', 'fcp'],
    ['new-file', 'fcp'],
    ['auto', 'size'],
    ['new-file', 'size'],
  ] as const)('is told before anything is written: %s, by %s', async (way, told) => {
    const grown = NEW.length - CAPACITY;
    const needed = way === 'new-file' ? NEW.length : grown;
    const { made } = await planFor(roomFor(tight(), grown - 1, told), growing(way));
    expect(made).toMatchObject({ ok: false, error: { code: 'plan-no-memory', details: { needed } } });
    // What else the folder holds is the card's secret.
    if (told !== 'fcp') return;
    const enough = await planFor(roomFor(tight(), needed, told), growing(way));
    expect(enough.made).toMatchObject({ ok: true });
    expect(enough.plan.memory).toEqual([{ folder: '3F007F50', needed, free: needed }]);
    expect(must(await runPlanned(enough)).flash.result).toBe('verified');
  });

  it.each(['resize', 'new-file'] as const)(
    'that does not tell refuses before the first UPDATE, also where several files grow: %s',
    async (way) => {
      // The record of the DODF gets longer as well, and the DODF has no byte to spare.
      const record = encodeDataObject({ ...DM_OBJECT, path: { path: hex('6421'), index: 0, length: 100 } });
      const image = tight({ dodf: record, content: padEnd(OLD, CAPACITY, 0xff) });
      const planned = await planFor(image, growing(way));
      must(planned.made);
      const commands = planned.plan.steps.filter(({ command }) => command !== undefined);
      const firstUpdate = commands.findIndex(({ data }) => data !== '');
      const making = commands.filter(({ kind }) => kind === 'create' || kind === 'resize');
      expect(planned.plan.memory?.[0]?.free).toBe(null);
      expect(commands.slice(0, firstUpdate)).toEqual(making);
      for (let at = 1; at <= making.length; at++) {
        const ins = way === 'resize' ? 'D4' : 'E0';
        const count = making.filter(({ kind }) => kind === (way === 'resize' ? 'resize' : 'create')).length;
        if (at > count) break;
        const torn = bareLink({ ...image, faults: [{ kind: 'status', at, ins, sw: '6A84' }] });
        const outcome = await runPlan(torn.link, planned.read, planned.plan, runOptions(planned.plan, keeping().store));
        expect(outcome.ok ? outcome.value.flash.bytesWritten : 0).toBe(0);
        expect(outcome.ok ? outcome.value.flash.result : outcome.error.code).toBe(
          at === 1 ? 'card-error' : 'interrupted',
        );
        const content = putBack(torn).files.find(({ path }) => path === '3F007F506421');
        expect(content?.data?.slice(0, 2 * OLD.length)).toBe(toHex(OLD));
      }
    },
  );
});

describe('a message longer than its file', () => {
  it('RESIZE FILE makes it longer, where the card can', async () => {
    const { plan } = await planFor(tight(), growing('auto'));
    expect(kinds(plan)).toEqual(['resize']);
    expect(plan.files.map(({ path, before, after }) => [path, before?.size, after?.size])).toEqual([
      ['3F007F506421', CAPACITY, NEW.length],
    ]);
    expect(await cuts(tight(), growing('auto'))).toEqual(new Set(['old', 'none', 'new']));
  });

  it('a new file takes its place by one byte of the path: there is no moment without a message', async () => {
    const { plan } = await planFor(tight(), growing('new-file'));
    expect(kinds(plan)).toEqual(['create']);
    const pointing = plan.steps.filter(({ file, data }) => file === '3F007F506420' && data !== '');
    expect(pointing.map(({ kind, data }) => [kind, data])).toEqual([['commit', '22']]);
    expect(await cuts(tight(), growing('new-file'))).toEqual(new Set(['old', 'new']));
  });

  it('a file that was deleted is looked for, and the result names it', async () => {
    const make = growing('new-file', { deleteFiles: true });
    const { plan, ...whole } = await planFor(tight(), make);
    expect(plan.steps.at(-1)).toMatchObject({ kind: 'readBack', file: '3F007F506421' });
    expect(must(await runPlanned({ ...whole, plan })).flash).toMatchObject({
      result: 'verified',
      deleted: ['3F007F506421'],
    });
    // A card that answers 9000 to DELETE FILE and does nothing.
    const lying = bareLink({ ...tight(), faults: [{ kind: 'status', at: 1, ins: 'E4', sw: '9000' }] });
    const ended = must(await runPlan(lying.link, whole.read, plan, runOptions(plan, keeping().store)));
    expect(ended.flash.result).toBe('failed');
    expect(ended.flash.deleted).toBe(undefined);
    expect(ended.error).toMatchObject({ code: 'delete-failed', details: { file: '3F007F506421' } });
  });

  it('the old file is deleted where the card was named for it, else emptied', async () => {
    for (const deleteFiles of [true, false]) {
      const planned = await planFor(tight(), growing('new-file', { deleteFiles }));
      must(planned.made);
      must(await runPlanned(planned));
      const old = planned.bare.card.image().files.find(({ path }) => path === '3F007F506421');
      expect(old === undefined).toBe(deleteFiles);
      if (old !== undefined) expect(old.data).toBe('FF'.repeat(CAPACITY));
    }
  });

  it.each([
    ['resize', growing('resize')],
    ['new-file, the old one deleted', growing('new-file', { deleteFiles: true })],
    ['new-file, the old one emptied', growing('new-file')],
  ])('cut anywhere, it is finished or brought back: %s', async (_, make) => {
    const image = tight();
    const whole = await planFor(image, make);
    must(whole.made);
    const before = whole.bare.sent.length;
    must(await runPlanned(whole));
    const commands = whole.bare.sent.length - before;
    let recovered = 0;
    for (let at = 1; at <= commands; at += 5) {
      const torn = bareLink({ ...image, faults: [{ kind: 'remove', at, when: 'after' }] });
      const kept = keeping();
      await runPlan(torn.link, whole.read, whole.plan, runOptions(whole.plan, kept.store));
      if (!kept.begun()) continue;
      recovered += 1;
      for (const way of ['finish', 'rollBack'] as const) {
        const back = bareLink(putBack(torn));
        const entry = { plan: whole.plan, done: 0, backup: '' };
        const recovery = must(await planRecovery(back.link, entry, kept.bodies, way));
        const read = await inspect(back.link);
        const ended = must(await runPlan(back.link, read, recovery, runOptions(recovery, keeping().store)));
        expect([at, way, ['verified', 'unchanged'].includes(ended.flash.result)]).toEqual([at, way, true]);
        expect([at, way, seen(putBack(back))]).toEqual([at, way, way === 'finish' ? 'new' : 'old']);
      }
    }
    expect(recovered).toBeGreaterThan(5);
  });

  it('ids that something names, and files that are there, are not taken', async () => {
    const always = { read: 'always', update: 'adm1' } as const;
    const named = encodeDataObject({ form: 'opaque', label: 'x', oid: '1.2.3', path: { path: hex('6423') } });
    const image = tight({
      dodf: padEnd(Uint8Array.of(...encodeDataObject(DM_OBJECT), ...named), 160, 0xff),
      others: [{ fid: '6422', name: 'x', data: hex('00'), ...always }],
    });
    const { plan } = await planFor(image, growing('new-file'));
    expect(plan.file).toBe('3F007F506424');
  });

  it('`auto` takes a new file where the rule has no RESIZE FILE', async () => {
    const image = tight();
    const rule = { tag: 'AB', value: '800101900080017AA40683010A950108' } as const;
    const files = image.files.map((file) => (file.path === '3F007F506421' ? { ...file, security: rule } : file));
    const { plan } = await planFor({ ...image, files }, growing('auto'));
    expect(kinds(plan)).toEqual(['create']);
  });

  it.each([
    ['class A0', builtin('sim'), 'auto'],
    ['asked not to', tight(), 'never'],
  ] as const)('is refused before anything is written: %s', async (_, image, way) => {
    const long = defaultMessage({ ...NORDTEL, addr: `https://dm.nordtel.example/${'x'.repeat(900)}` });
    const { made } = await planFor(image, (link, read) =>
      makePlan(link, read, read.chosen ?? -1, bodyWithMessage(long), { way, admin: ADMIN, deleteFiles: false }),
    );
    expect(made).toMatchObject({ ok: false, error: { code: 'plan-too-long' } });
  });

  const limited = (specs: readonly Partial<DataObjectSpec>[], content = OLD.length): CardImage =>
    cardWith({
      dodf: padEnd(
        Uint8Array.of(
          ...specs.flatMap((rest) => [
            ...encodeDataObject({
              ...DM_OBJECT,
              path: { path: hex('6421'), index: 0, length: content },
              ...rest,
            } as DataObjectSpec),
          ]),
        ),
        200,
        0xff,
      ),
      contentFile: { size: 4096 },
    });

  it('a Path.length that would cut it off follows it', async () => {
    const image = limited([{}]);
    const planned = await planFor(image, growing('auto'));
    must(planned.made);
    // The file is long enough: nothing but the record has to follow.
    expect(kinds(planned.plan)).toEqual([]);
    must(await runPlanned(planned));
    expect(planned.bare.card.image().files.find(({ path }) => path === '3F007F506420')?.data).toContain(
      `8002${NEW.length.toString(16).padStart(4, '0').toUpperCase()}`,
    );
    await cuts(image, growing('auto'));
  });

  it('both records of an object follow', async () => {
    const image = limited([{}, { form: 'oid' }]);
    await cuts(image, growing('new-file'));
  });

  it('a file that others have parts of is left as it is', async () => {
    const image = limited([
      {},
      { oid: '1.2.3', label: 'Theirs', path: { path: hex('6421'), index: 1700, length: 10 } },
    ]);
    const { made } = await planFor(image, growing('auto'));
    expect(made).toMatchObject({ ok: false, error: { code: 'plan-too-long' } });
  });

  it('the ODF that leads there stays as it is', async () => {
    const planned = await planFor(tight(), growing('new-file'));
    expect(planned.plan.files.some(({ path }) => path === '3F007F505031')).toBe(false);
    expect(encodeOdf([{ kind: 'dataObjects', path: hex('6420') }])).toHaveLength(8);
  });
});
