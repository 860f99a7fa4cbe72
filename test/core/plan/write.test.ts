import { describe, expect, it } from 'vitest';
import { appError } from '../../../core/base/app-error.ts';
import { concat, equalBytes, hex, padEnd, toHex } from '../../../core/base/bytes.ts';
import { err, ok } from '../../../core/base/result.ts';
import { Secret } from '../../../core/base/secret.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { editMessage } from '../../../core/bootstrap/message-edit.ts';
import { dryRun } from '../../../core/plan/dry-run.ts';
import { bodyFromBackup, bodyWithMessage, makePlan } from '../../../core/plan/make-plan.ts';
import { runPlan } from '../../../core/plan/run-plan.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { bodyOf, cardWith, DM_OBJECT, openscCard, withFile } from '../../support/bootstrap-card.ts';
import { planOn, type Ran, recordingStore, runOn, runOptions } from '../../support/plan-runs.ts';
import { memoryOfRefused } from '../../support/refused-memory.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const CONTENT = '3F007F506421';
const OLD = defaultMessage();
const LONGER = defaultMessage({ ...NORDTEL, name: 'NordTel North', apn: 'a.much.longer.apn.nordtel.example' });
const SHORTER = defaultMessage({ ...NORDTEL, clientName: 'd', apn: 'n.example' });

function edited(value: string): Uint8Array {
  const view = decodeMessage(OLD);
  const field = view.fields.find((item) => item.path.endsWith('/Addr') && item.value === NORDTEL.apn);
  const bytes = editMessage(view, [{ path: field?.path ?? '', value }]);
  if (!bytes.ok) throw new Error(bytes.error.code);
  return bytes.value;
}

const isUpdate = (command: string) => command.slice(2, 4) === 'D6';
const isVerify = (command: string) => command.slice(2, 4) === '20' && command.length > 10;

const NAMES = ['sim', 'ruim', 'uicc-2g', 'uicc-3g', 'uicc'] as const;
const image = (name: string) => builtinCard(name) as CardImage;

describe.each(NAMES)('a plan on %s', (name) => {
  it('touches only bytes that differ, and the first one', async () => {
    const wanted = edited('dn.nordtel.example');
    const { plan, card } = await planOn(image(name), bodyWithMessage(wanted));
    const before = bodyOf(image(name), CONTENT);
    const after = before.slice();
    for (const range of plan.ranges) {
      const old = hex(range.old);
      const fresh = hex(range.new);
      expect(toHex(before.subarray(range.offset, range.offset + old.length))).toBe(range.old);
      expect(old.every((byte, i) => byte !== fresh[i])).toBe(true);
      after.set(fresh, range.offset);
    }
    expect(equalBytes(after.subarray(0, wanted.length), wanted)).toBe(true);
    const touched = plan.steps.flatMap((step) => Array.from(hex(step.data), (_, i) => step.offset + i));
    const differing = plan.ranges.flatMap((range) => Array.from(hex(range.new), (_, i) => range.offset + i));
    expect([...new Set(touched)].filter((at) => at !== 0).sort((a, b) => a - b)).toEqual(
      differing.filter((at) => at !== 0),
    );
    expect(plan.bytes).toBe(touched.length);
    expect(plan).toMatchObject({ file: CONTENT, capacity: 2048, start: 0, iccid: image(name).iccid });
    // Planning asks, it does not verify or write.
    expect(card.commands().filter((command) => isVerify(command) || isUpdate(command))).toEqual([]);
    expect(plan.credentials).toMatchObject([
      { ref: 'adm1', keyReference: 0x0a, triesLeft: plan.mode === '3g' ? 3 : null },
    ]);
  });

  it('runs to verified; the same again is unchanged, with nothing sent', async () => {
    const first = await runOn(await planOn(image(name), bodyWithMessage(LONGER)));
    expect(first.outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified', firstDifference: null } } });
    expect(toHex(bodyOf(first.card.image(), CONTENT))).toBe(toHex(padEnd(LONGER, 2048, 0xff)));
    if (!first.outcome.ok) throw new Error('unreachable');
    const updated = first.commands.filter(isUpdate);
    const sum = updated.reduce((total, command) => total + Number.parseInt(command.slice(8, 10), 16), 0);
    expect(first.outcome.value.flash.bytesWritten).toBe(sum);
    expect(first.outcome.value.flash.bytesWritten).toBe(first.plan.bytes);
    const again = await runOn(await planOn(first.card.image(), bodyWithMessage(LONGER)));
    expect(again.plan.steps).toEqual([]);
    expect(again.outcome).toMatchObject({
      ok: true,
      value: { flash: { result: 'unchanged', firstDifference: null, bytesWritten: 0 }, backup: '' },
    });
    expect(again.commands.filter((command) => isUpdate(command) || command.slice(2, 4) === '20')).toEqual([]);
    expect(again.store.events).toEqual([]);
  });

  it('the rest of a longer message before becomes FF', async () => {
    const { card } = await runOn(await planOn(image(name), bodyWithMessage(SHORTER)));
    expect(SHORTER.length).toBeLessThan(OLD.length);
    expect(toHex(bodyOf(card.image(), CONTENT))).toBe(toHex(padEnd(SHORTER, 2048, 0xff)));
  });

  it('backup first, then the journal, then the key, then the bytes, then the read-back', async () => {
    const { store, commands, plan } = await runOn(await planOn(image(name), bodyWithMessage(SHORTER)));
    const first = (test: (command: string) => boolean) => commands.findIndex(test);
    const [backup, begin] = store.events;
    expect([backup?.what, begin?.what]).toEqual(['backup', 'begin']);
    expect(begin?.at).toBeLessThanOrEqual(first(isVerify));
    expect(first(isVerify)).toBeLessThan(first(isUpdate));
    expect(toHex(store.bodies[0] ?? new Uint8Array())).toBe(toHex(bodyOf(image(name), CONTENT)));
    const data = plan.steps.flatMap((step, i) => (step.data === '' ? [] : [i]));
    expect(store.events.slice(2).map((event) => event.what)).toEqual([...data.map((i) => `step ${i}`), 'end verified']);
    // Each step is in the journal before the next UPDATE goes out.
    const updates = commands.flatMap((command, i) => (isUpdate(command) ? [i] : []));
    expect(store.events.slice(2, -1).map((event) => event.at)).toEqual(updates.map((at) => at + 1));
    const readBack = commands.slice((updates.at(-1) ?? 0) + 1);
    expect(readBack.filter((command) => command.slice(2, 4) === 'B0').length).toBeGreaterThanOrEqual(8);
  });

  it('a backup restores the body as it was', async () => {
    const written = await runOn(await planOn(image(name), bodyWithMessage(SHORTER)));
    const before = written.store.bodies[0] ?? new Uint8Array();
    const { outcome, card } = await runOn(await planOn(written.card.image(), bodyFromBackup(before)));
    expect(outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
    expect(toHex(bodyOf(card.image(), CONTENT))).toBe(toHex(before));
  });

  it('dry run: the same result, nothing goes to the card', async () => {
    const planned = await planOn(image(name), bodyWithMessage(SHORTER));
    const sent = planned.card.exchanges.length;
    const dry = await dryRun(planned.read, planned.plan);
    expect(planned.card.exchanges.length).toBe(sent);
    const real = await runOn(planned);
    if (!dry.ok || !real.outcome.ok) throw new Error('a run failed');
    const { exchanges: _, ...flash } = dry.value.flash;
    expect(real.outcome.value.flash).toMatchObject(flash);
    expect(dry.value.backup).toBe('');
  });
});

describe('what a plan refuses', () => {
  it.each(['sim', 'uicc-3g'])('too long for the file of %s, before anything is sent', async (name) => {
    const card = await openVirtualLink(image(name));
    const { read } = await planOn(image(name), bodyWithMessage(OLD));
    const made = await makePlan(card.link, read, 0, bodyWithMessage(new Uint8Array(2049).fill(2)));
    expect(made).toMatchObject({ ok: false, error: { code: 'plan-too-long', details: { excess: 1, capacity: 2048 } } });
    expect(card.commands().filter((command) => isUpdate(command) || command.slice(2, 4) === '20')).toEqual([]);
  });

  it('too long for the length that the path names', async () => {
    const path = { path: hex('6421'), index: 0, length: OLD.length };
    const card = cardWith({ dodf: [{ ...DM_OBJECT, path }] });
    await expect(planOn(card, bodyWithMessage(LONGER))).rejects.toThrow('plan-too-long');
  });

  it('another card: card-changed, nothing written', async () => {
    const { plan, read } = await planOn(image('sim'), bodyWithMessage(SHORTER));
    const other = await openVirtualLink(image('ruim'));
    const outcome = await runPlan(other.link, read, plan, runOptions(plan, recordingStore()));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'card-changed' } });
    expect(other.commands().filter((command) => isUpdate(command) || isVerify(command))).toEqual([]);
  });

  it('a card that was read as another one: card-changed, nothing sent', async () => {
    const { plan } = await planOn(image('sim'), bodyWithMessage(SHORTER));
    const other = await planOn(image('ruim'), bodyWithMessage(SHORTER));
    const before = other.card.exchanges.length;
    const outcome = await runPlan(other.card.link, other.read, plan, runOptions(plan, recordingStore()));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'card-changed' } });
    expect(other.card.exchanges.length).toBe(before);
  });

  it('a file that changed since: plan-stale, no backup, nothing written', async () => {
    const { plan, read } = await planOn(image('uicc-3g'), bodyWithMessage(SHORTER));
    const changed = await openVirtualLink(withFile(image('uicc-3g'), CONTENT, LONGER));
    const store = recordingStore();
    const outcome = await runPlan(changed.link, read, plan, runOptions(plan, store));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'plan-stale' } });
    expect(store.events).toEqual([]);
    expect(changed.commands().filter((command) => isUpdate(command) || isVerify(command))).toEqual([]);
    // The channel it opened is closed.
    expect(changed.commands(0x70).at(-1)).toBe('0070800100');
  });

  it.each([null, '89001010000000000018'])('armed for %s: not-armed, nothing sent', async (armedFor) => {
    const ran = await runOn(await planOn(image('sim'), bodyWithMessage(SHORTER)), { armedFor });
    expect(ran.outcome).toMatchObject({ ok: false, error: { code: 'not-armed' } });
    expect([ran.commands, ran.store.events]).toEqual([[], []]);
  });

  it.each(['sim', 'uicc-3g'])('no key given on %s: key-missing, nothing sent', async (name) => {
    const ran = await runOn(await planOn(image(name), bodyWithMessage(SHORTER)), { keys: () => undefined });
    expect(ran.outcome).toMatchObject({ ok: false, error: { code: 'key-missing', details: { ref: 'adm1' } } });
    expect([ran.commands, ran.store.events]).toEqual([[], []]);
  });

  it('class A0 does not tell the tries of ADM1: nothing is sent without consent', async () => {
    const consent = { fewTries: true, triesUnknown: false };
    const ran = await runOn(await planOn(image('sim'), bodyWithMessage(SHORTER)), { consent });
    expect(ran.outcome).toMatchObject({ ok: false, error: { code: 'key-tries-unknown' } });
    expect(ran.commands.filter((command) => command.slice(2, 4) === '20' || isUpdate(command))).toEqual([]);
  });

  it('a wrong key: refused, remembered, no byte written, the journal is ended', async () => {
    const refused = memoryOfRefused();
    const ran = await runOn(await planOn(image('uicc-3g'), bodyWithMessage(SHORTER)), {
      keys: () => new Secret(hex('0000000000000000')),
      refused,
    });
    expect(ran.outcome).toMatchObject({ ok: false, error: { code: 'key-refused' } });
    expect(refused.events).toEqual(['remember', 'refuse'].map((what) => `${what} ${image('uicc-3g').iccid} 10`));
  });

  it.each(['backup', 'begin'] as const)('where %s cannot be kept nothing is written', async (what) => {
    const planned = await planOn(image('uicc-3g'), bodyWithMessage(SHORTER));
    const failure = err(appError('file-unwritable', { path: '/full', reason: 'ENOSPC' }));
    const store = recordingStore(() => 0, { [what]: failure });
    const outcome = await runPlan(planned.card.link, planned.read, planned.plan, runOptions(planned.plan, store));
    expect(outcome).toMatchObject({ ok: false, error: { code: 'file-unwritable' } });
    expect(planned.card.commands().filter((command) => isUpdate(command) || isVerify(command))).toEqual([]);
  });

  it('where the journal breaks off, no further byte is written', async () => {
    const planned = await planOn(image('uicc-3g'), bodyWithMessage(SHORTER));
    const failure = err(appError('file-unwritable', { path: '/full', reason: 'ENOSPC' }));
    const store = recordingStore(() => 0, { stepDone: failure });
    const outcome = await runPlan(planned.card.link, planned.read, planned.plan, runOptions(planned.plan, store));
    expect(outcome).toMatchObject({ ok: true, value: { flash: { result: 'interrupted' } } });
    expect(planned.card.commands().filter(isUpdate)).toHaveLength(1);
  });
});

/** A transport that changes what is sent or answered. */
function meddle(change: (tpdu: Uint8Array, n: number) => Uint8Array | undefined) {
  return (inner: CardTransport): CardTransport => {
    let updates = 0;
    return {
      reader: inner.reader,
      atr: inner.atr,
      protocol: inner.protocol,
      async transmit(tpdu) {
        if (tpdu[1] === 0xd6) updates += 1;
        const answer = change(tpdu, updates);
        return answer === undefined ? inner.transmit(tpdu) : ok(answer);
      },
      reset: (kind) => inner.reset(kind),
      beginTransaction: () => inner.beginTransaction(),
      endTransaction: () => inner.endTransaction(),
      disconnect: (disposition) => inner.disconnect(disposition),
    };
  };
}

describe.each(['sim', 'uicc-3g'] as const)('when the card of %s lets a run down', (name) => {
  it('an UPDATE that it ignores is found, its offset named', async () => {
    let ignored = -1;
    const wrap = meddle((tpdu, n) => {
      if (tpdu[1] !== 0xd6 || n !== 3) return undefined;
      ignored = ((tpdu[2] as number) << 8) | (tpdu[3] as number);
      return hex('9000');
    });
    const { outcome, store } = await runOn(await planOn(image(name), bodyWithMessage(SHORTER), wrap));
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        flash: { result: 'failed', firstDifference: ignored },
        backup: '/backup',
        error: { code: 'verify-failed', details: { offset: ignored, file: CONTENT, backup: '/backup' } },
      },
    });
    expect(ignored).toBeGreaterThan(0);
    expect(store.events.at(-1)?.what).toBe('end failed');
  });

  it('a byte of a secret that was not written is named by its field, and not shown', async () => {
    const next = defaultMessage({ ...NORDTEL, clientSecret: '~'.repeat(NORDTEL.clientSecret.length) });
    const wrap = meddle((tpdu, n) => (tpdu[1] === 0xd6 && n === 2 ? hex('9000') : undefined));
    const { outcome } = await runOn(await planOn(image(name), bodyWithMessage(next), wrap));
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        error: {
          code: 'verify-failed',
          details: { field: 'NordTel/AppAuth/1/AAuthSecret', actual: '**', expected: '**' },
        },
      },
    });
  });

  it('6581 in the middle: interrupted, the journal says how far, the file holds no message', async () => {
    const wrap = meddle((tpdu, n) => (tpdu[1] === 0xd6 && n === 3 ? hex(name === 'sim' ? '9240' : '6581') : undefined));
    const { outcome, store, card, plan } = await runOn(await planOn(image(name), bodyWithMessage(SHORTER), wrap));
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        flash: { result: 'interrupted' },
        error: { code: 'write-interrupted', details: { journal: '/journal' } },
      },
    });
    const first = plan.steps.findIndex((step) => step.data !== '');
    expect(store.events.slice(2).map((event) => event.what)).toEqual([
      `step ${first}`,
      `step ${first + 1}`,
      'end interrupted',
    ]);
    expect(decodeMessage(bodyOf(card.image(), CONTENT)).document).toBeNull();
  });

  it('the file cannot be selected again before the first UPDATE: nothing is written', async () => {
    let backedUp = false;
    const wrap = meddle((tpdu) =>
      backedUp && tpdu[1] === 0xa4 && toHex(tpdu).includes('6421') ? hex(name === 'sim' ? '9404' : '6A82') : undefined,
    );
    const planned = await planOn(image(name), bodyWithMessage(SHORTER), wrap);
    const store = recordingStore();
    const begin = store.begin.bind(store);
    const outcome = await runPlan(
      planned.card.link,
      planned.read,
      planned.plan,
      runOptions(planned.plan, {
        ...store,
        begin: (plan, backup) => {
          backedUp = true;
          return begin(plan, backup);
        },
      }),
    );
    expect(planned.card.commands(0xd6)).toEqual([]);
    expect(outcome.ok && outcome.value.error === undefined).toBe(false);
    expect(store.events.at(-1)?.what).toMatch(/^end /);
  });
});

it('bytes behind the message that are somebody else’s stay', async () => {
  const tail = hex('C0FFEE00C0FFEE');
  const body = concat(OLD, new Uint8Array(32).fill(0xff), tail);
  const ran: Ran = await runOn(await planOn(cardWith({ content: body }), bodyWithMessage(SHORTER)));
  expect(ran.outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
  const after = bodyOf(ran.card.image(), CONTENT);
  expect(toHex(after.subarray(OLD.length + 32, OLD.length + 32 + tail.length))).toBe(toHex(tail));
});

it.each(['sim', 'uicc'] as const)('another program’s layout is written and verified, %s', async (platform) => {
  const planned = await planOn(openscCard(platform), bodyWithMessage(SHORTER));
  expect((await dryRun(planned.read, planned.plan)).ok).toBe(true);
  const { outcome, card } = await runOn(planned);
  expect(outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
  expect(equalBytes(bodyOf(card.image(), '3F0050153200').subarray(0, SHORTER.length), SHORTER)).toBe(true);
});

it('a message at an index: its own first byte is the commit, what stands before stays', async () => {
  const content = concat(hex('0102030405'), OLD);
  const path = { path: hex('6421'), index: 5, length: 2000 };
  const parts = { dodf: [{ ...DM_OBJECT, path }], content };
  const { outcome, card, plan } = await runOn(await planOn(cardWith(parts), bodyWithMessage(SHORTER)));
  expect(outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
  expect(plan.steps.filter((step) => step.kind === 'commit')).toMatchObject([{ offset: 5 }]);
  expect(toHex(bodyOf(card.image(), CONTENT).subarray(0, 5))).toBe('0102030405');
});
