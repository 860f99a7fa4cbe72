import { describe, expect, it } from 'vitest';
import { errorText, exitCodeOf } from '../../../core/base/app-error.ts';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { ok } from '../../../core/base/result.ts';
import { Secret } from '../../../core/base/secret.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import { encodeDirRecord, PKCS15_AID } from '../../../core/pkcs15/ef-dir.ts';
import { dryRun } from '../../../core/plan/dry-run.ts';
import { bodyWithMessage, makePlan } from '../../../core/plan/make-plan.ts';
import { type KeptFile, runPlan } from '../../../core/plan/run-plan.ts';
import type { WritePlan } from '../../../core/plan/write-plan.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import type { CardImage, FileImage } from '../../../core/virtual-card/card-image.ts';
import { ADM1, bodyOf, cardWith, DM_OBJECT, openscCard } from '../../support/bootstrap-card.ts';
import { planOn, recordingStore, runOn, runOptions } from '../../support/plan-runs.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const CONTENT = '3F007F506421';
const OTHER = defaultMessage({ ...NORDTEL, name: 'NordTel North', apn: 'a.much.longer.apn.nordtel.example' });
const image = (name: string) => builtinCard(name) as CardImage;

/** A card whose n-th UPDATE is answered by `sw`; `torn`: the card did it all the same. */
function answering(n: number, sw: string, torn = false) {
  return (inner: CardTransport): CardTransport => {
    let updates = 0;
    return {
      reader: inner.reader,
      atr: inner.atr,
      protocol: inner.protocol,
      async transmit(tpdu) {
        if (tpdu[1] !== 0xd6) return inner.transmit(tpdu);
        updates += 1;
        if (updates !== n) return inner.transmit(tpdu);
        if (torn) await inner.transmit(tpdu);
        return ok(hex(sw));
      },
      reset: (kind) => inner.reset(kind),
      beginTransaction: () => inner.beginTransaction(),
      endTransaction: () => inner.endTransaction(),
      disconnect: (disposition) => inner.disconnect(disposition),
    };
  };
}

const exitOf = (outcome: Awaited<ReturnType<typeof runPlan>>) => {
  const error = outcome.ok ? outcome.value.error : outcome.error;
  return error === undefined ? 0 : exitCodeOf(error);
};

describe('the first UPDATE is not done', () => {
  it.each([
    ['sim', '9804', 'update-refused', 4],
    ['uicc-3g', '6982', 'update-refused', 4],
    ['uicc-3g', '6983', 'update-refused', 4],
    ['sim', '9402', 'card-error', 5],
    ['uicc-3g', '6B00', 'card-error', 5],
    ['uicc-3g', '6400', 'card-error', 5],
    // The memory may have changed; the card still holds what it held.
    ['uicc-3g', '6581', 'card-error', 5],
    ['sim', '9240', 'card-error', 5],
  ])('%s answers %s: nothing was written, and that is what is said', async (name, sw, code, exit) => {
    const ran = await runOn(await planOn(image(name), bodyWithMessage(OTHER), answering(1, sw)));
    expect(ran.outcome).toMatchObject({ ok: false, error: { code, details: { sw } } });
    expect(exitOf(ran.outcome)).toBe(exit);
    expect(ran.store.events.at(-1)?.what).toBe('end unchanged');
    expect(toHex(bodyOf(ran.card.image(), CONTENT))).toBe(toHex(bodyOf(image(name), CONTENT)));
  });

  it('the card answers 6581 and has changed: interrupted', async () => {
    const ran = await runOn(await planOn(image('uicc-3g'), bodyWithMessage(OTHER), answering(1, '6581', true)));
    expect(ran.outcome).toMatchObject({ ok: true, value: { flash: { result: 'interrupted' } } });
    expect(ran.store.events.at(-1)?.what).toBe('end interrupted');
  });

  it('the card leaves in it: what it did is not known', async () => {
    const faults = [{ kind: 'remove', at: 1, ins: 'D6', when: 'before' } as const];
    const ran = await runOn(await planOn({ ...image('uicc-3g'), faults }, bodyWithMessage(OTHER)));
    expect(ran.outcome).toMatchObject({ ok: true, value: { flash: { result: 'interrupted' } } });
    expect(exitOf(ran.outcome)).toBe(6);
  });
});

it('a later UPDATE that is refused: interrupted, with the card’s words', async () => {
  const ran = await runOn(await planOn(image('uicc-3g'), bodyWithMessage(OTHER), answering(3, '6982')));
  if (!ran.outcome.ok || ran.outcome.value.error === undefined) throw new Error('it should be interrupted');
  expect(ran.outcome.value.flash.result).toBe('interrupted');
  expect(errorText(ran.outcome.value.error).message).toMatch(/6982.*[^.]\.$/);
  expect(exitOf(ran.outcome)).toBe(6);
});

describe('asked to stop', () => {
  const stopAt = async (what: 'at once' | 'begin' | 'step') => {
    const planned = await planOn(image('uicc-3g'), bodyWithMessage(OTHER));
    const store = recordingStore();
    let stop = what === 'at once';
    const outcome = await runPlan(
      planned.card.link,
      planned.read,
      planned.plan,
      runOptions(
        planned.plan,
        {
          ...store,
          begin: async (plan, backup) => {
            stop ||= what === 'begin';
            return store.begin(plan, backup);
          },
          stepDone: async (step) => {
            stop = true;
            return store.stepDone(step);
          },
        },
        { stopped: () => stop },
      ),
    );
    return { outcome, updates: planned.card.commands(0xd6).length, last: store.events.at(-1)?.what };
  };

  it('before anything was begun: nothing is kept, nothing is written', async () => {
    const { outcome, updates, last } = await stopAt('at once');
    expect(outcome).toMatchObject({ ok: false, error: { code: 'write-stopped' } });
    expect([exitOf(outcome), updates, last]).toEqual([6, 0, undefined]);
  });

  it('before the first UPDATE: nothing is written, the journal is ended', async () => {
    const { outcome, updates, last } = await stopAt('begin');
    expect(outcome).toMatchObject({ ok: false, error: { code: 'write-stopped' } });
    expect([updates, last]).toEqual([0, 'end unchanged']);
  });

  it('after the first UPDATE: it is finished', async () => {
    const { outcome, last } = await stopAt('step');
    expect(outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
    expect(last).toBe('end verified');
  });
});

describe('keys', () => {
  it('a message behind a PIN that was not given: the PIN is named, not the object denied', async () => {
    const card = await openVirtualLink(cardWith({ pin1Enabled: true }));
    const read = await readCard(card.link, { mode: 'auto', depth: 'inspect' });
    if (!read.ok) throw new Error(read.error.code);
    const made = await makePlan(card.link, read.value, read.value.chosen ?? -1, bodyWithMessage(OTHER));
    expect(made).toMatchObject({ ok: false, error: { code: 'key-missing', details: { ref: 'pin1', file: CONTENT } } });
    expect(made.ok ? 0 : exitCodeOf(made.error)).toBe(4);
  });

  /** UPDATE with ADM2 or ADM1 (TS 102 221 9.2.5: A0 is OR); this card has no ADM2. */
  const orCard = (): CardImage => {
    const security = {
      tag: 'AB',
      value: `8001019000${'800102'}A010${'A40683010B950108'}${'A40683010A950108'}`,
    } as const;
    const own = cardWith();
    return { ...own, files: own.files.map((file) => (file.path === CONTENT ? { ...file, security } : file)) };
  };

  it('where one of two does, the one that was given is taken', async () => {
    const planned = await planOn(orCard(), bodyWithMessage(OTHER));
    expect(planned.plan.credentials).toMatchObject([{ ref: 'adm2', alternatives: ['adm1'] }]);
    const none = await runOn(planned, { keys: () => undefined });
    expect(none.outcome).toMatchObject({ ok: false, error: { code: 'key-missing', details: { ref: 'adm2' } } });
    const ran = await runOn(planned, { keys: (ref) => (ref === 'adm1' ? new Secret(ADM1) : undefined) });
    expect(ran.outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
    expect(ran.commands.filter((command) => command.slice(2, 4) === '20').every((tpdu) => tpdu[7] === 'A')).toBe(true);
  });
});

/** `image` with its PKCS#15 application one DF deeper. */
function deeper(own: CardImage): CardImage {
  const moved = (path: string) => path.replace(/^3F007F50/, '3F007F105F50');
  const files: FileImage[] = own.files.map((file) => ({ ...file, path: moved(file.path) }));
  return { ...own, files };
}

const DEEP_TEMPLATE = encodeDirRecord({ aid: PKCS15_AID, label: 'PKCS15', fids: [0x7f10, 0x5f50] });
const PATHLESS_TEMPLATE = hex('610E4F0CA000000063504B43532D3135');

describe('plan, clone and card agree', () => {
  const cards: [string, CardImage][] = [
    ['sim', image('sim')],
    ['ruim', image('ruim')],
    ['uicc-2g', image('uicc-2g')],
    ['uicc-3g', image('uicc-3g')],
    ['uicc', image('uicc')],
    ['T=1', cardWith({ protocol: 'T=1' })],
    ['no channels', { ...image('uicc-3g'), quirks: { noLogicalChannels: true } }],
    ['without tag 51', cardWith({ efDir: { records: [PATHLESS_TEMPLATE] } })],
    ['a DF below level 1', deeper(cardWith({ efDir: { records: [DEEP_TEMPLATE] } }))],
    ['a DF below level 1, class A0', deeper(cardWith({ platform: 'sim', efDir: { records: [DEEP_TEMPLATE] } }))],
    ['content under the MF', withContentUnderMf()],
    ['another layout, class A0', openscCard('sim')],
    ['another layout, ISO class', openscCard('uicc')],
  ];

  it.each(cards)('%s: the exchanges that were planned are those that ran; the clone holds the same', async (_, own) => {
    const planned = await planOn(own, bodyWithMessage(OTHER));
    const dry = await dryRun(planned.read, planned.plan);
    expect(dry).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
    const ran = await runOn(planned);
    if (!ran.outcome.ok) throw new Error(ran.outcome.error.code);
    const { flash } = ran.outcome.value;
    expect([flash.result, flash.exchanges]).toEqual(['verified', planned.plan.exchanges]);
    expect(ran.commands.length).toBe(planned.plan.exchanges);
    const same = await planOn(ran.card.image(), bodyWithMessage(OTHER));
    const again = await runOn(same);
    expect(again.outcome).toMatchObject({
      value: { flash: { result: 'unchanged', exchanges: same.plan.exchanges } },
    });
  });
});

function withContentUnderMf(): CardImage {
  const own = cardWith({ dodf: [{ ...DM_OBJECT, path: { path: hex('3F006421') } }], content: null });
  const content: FileImage = {
    path: '3F006421',
    type: 'ef',
    structure: 'transparent',
    size: 2048,
    data: toHex(defaultMessage()),
  };
  return { ...own, files: [...own.files, content] };
}

it('a backup is called what the file is called', async () => {
  const planned = await planOn(image('uicc-3g'), bodyWithMessage(OTHER));
  const files = planned.plan.files.map((file) => ({ ...file, name: 'Other object' }));
  const names: string[] = [];
  const store = recordingStore();
  const backup = async (_plan: WritePlan, kept: readonly KeptFile[]) => {
    names.push(...kept.map(({ name }) => name));
    return ok('/backup');
  };
  await runPlan(
    planned.card.link,
    planned.read,
    { ...planned.plan, files },
    runOptions(planned.plan, { ...store, backup }),
  );
  expect(names).toEqual(['Other object']);
});
