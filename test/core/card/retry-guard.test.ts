import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { ok } from '../../../core/base/result.ts';
import { Secret } from '../../../core/base/secret.ts';
import { openLink } from '../../../core/card/card-link.ts';
import { type KeyConsent, verifyKey } from '../../../core/card/retry-guard.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import { memoryOfRefused } from '../../support/refused-memory.ts';

const NO_CONSENT: KeyConsent = { fewTries: false, triesUnknown: false };
const VALUE = '3131313131313131';

/** A card that answers VERIFY as told and keeps what it was sent. */
function cardThat(answers: { readonly empty?: string; readonly value: string }) {
  const sent: string[] = [];
  const done = async () => ok(undefined);
  const transport: CardTransport = {
    reader: 'virtual:scripted',
    atr: hex('3B00'),
    protocol: 'T=0',
    async transmit(tpdu) {
      sent.push(toHex(tpdu));
      return ok(hex(tpdu.length > 5 ? answers.value : (answers.empty ?? '6A88')));
    },
    reset: done,
    beginTransaction: done,
    endTransaction: done,
    async disconnect() {},
  };
  return { sent, link: openLink(transport) };
}

function attempt(
  card: ReturnType<typeof cardThat>,
  refused: ReturnType<typeof memoryOfRefused>,
  options: { readonly mode?: '2g' | '3g'; readonly value?: string; readonly consent?: Partial<KeyConsent> } = {},
) {
  const { mode = '3g', value = VALUE, consent = {} } = options;
  return verifyKey({
    link: card.link,
    mode,
    channel: 0,
    iccid: '89',
    reference: 10,
    value: new Secret(hex(value)),
    consent: { ...NO_CONSENT, ...consent },
    refused,
  });
}

const values = (card: ReturnType<typeof cardThat>) => card.sent.filter((tpdu) => tpdu.length > 10);

describe('the retry guard', () => {
  it('remembers a value before it sends it, and forgets it when the card accepts it', async () => {
    const refused = memoryOfRefused();
    expect(await attempt(cardThat({ empty: '63C3', value: '9000' }), refused)).toMatchObject({ ok: true });
    expect(refused.events).toEqual(['remember 89 10', 'forget 89 10']);
  });

  it.each(['63C2', '9804', '9840', '6983', '6982', '6985', '6F00', '6400', '6581'])(
    '%s: the value is never sent to this card again',
    async (sw) => {
      const refused = memoryOfRefused();
      const card = cardThat({ empty: '63C3', value: sw });
      expect((await attempt(card, refused)).ok).toBe(false);
      expect(await attempt(card, refused)).toMatchObject({ ok: false, error: { code: 'key-known-refused' } });
      expect(values(card)).toHaveLength(1);
    },
  );

  it.each(['6D00', '6E00', '6700', '6B00', '6A86', '6A88', '6881', '9802'])(
    '%s: the card did not look at the value, which stays usable',
    async (sw) => {
      const refused = memoryOfRefused();
      const card = cardThat({ empty: '63C3', value: sw });
      expect(await attempt(card, refused)).toMatchObject({ ok: false, error: { code: 'card-error', details: { sw } } });
      expect(refused.events).toEqual(['remember 89 10', 'forget 89 10']);
    },
  );

  it('91xx to a value is success: a proactive command waits', async () => {
    expect(await attempt(cardThat({ empty: '63C3', value: '9110' }), memoryOfRefused())).toMatchObject({ ok: true });
  });

  it('unknown tries: nothing without consent, one attempt with it, and no second one on the same consent', async () => {
    const refused = memoryOfRefused();
    const card = cardThat({ empty: '6A88', value: '6982' });
    expect(await attempt(card, refused)).toMatchObject({ ok: false, error: { code: 'key-tries-unknown' } });
    expect(values(card)).toHaveLength(0);
    expect(await attempt(card, refused, { consent: { triesUnknown: true } })).toMatchObject({
      ok: false,
      error: { code: 'key-refused' },
    });
    expect(await attempt(card, refused, { value: '3232323232323232', consent: { triesUnknown: true } })).toMatchObject({
      ok: false,
      error: { code: 'key-attempt-spent' },
    });
    expect(values(card)).toHaveLength(1);
    await attempt(card, refused, { value: '3232323232323232', consent: { triesUnknown: true, fewTries: true } });
    expect(values(card)).toHaveLength(2);
  });

  describe('a value whose answer was lost', () => {
    const sent = async (tries: number | null) => {
      const refused = memoryOfRefused();
      await refused.remember('89', 10, new Secret(hex(VALUE)), tries);
      return refused;
    };

    it('goes again where the counter stands as it stood, or was set back: nothing was counted against it', async () => {
      for (const empty of ['63C3', '63CA']) {
        const card = cardThat({ empty, value: '9000' });
        expect(await attempt(card, await sent(3))).toMatchObject({ ok: true });
        expect(values(card)).toHaveLength(1);
      }
    });

    it('was refused where the counter stands lower', async () => {
      const card = cardThat({ empty: '63C3', value: '9000' });
      expect(await attempt(card, await sent(4))).toMatchObject({ ok: false, error: { code: 'key-known-refused' } });
      expect(values(card)).toHaveLength(0);
    });

    it.each([
      ['before', '63C3', null],
      ['now', '6A88', 3],
    ])('is not known where the card did not tell its tries %s: only with all consent', async (_, empty, tries) => {
      const card = cardThat({ empty, value: '9000' });
      const consent = { triesUnknown: true };
      expect(await attempt(card, await sent(tries), { consent })).toMatchObject({ error: { code: 'key-unanswered' } });
      expect(values(card)).toHaveLength(0);
      expect(await attempt(card, await sent(tries), { consent: { ...consent, fewTries: true } })).toMatchObject({
        ok: true,
      });
    });
  });

  it('class A0: an administrative key is never asked for its tries with an empty VERIFY', async () => {
    const card = cardThat({ value: '9804' });
    await attempt(card, memoryOfRefused(), { mode: '2g', consent: { triesUnknown: true } });
    expect(card.sent).toEqual([`A020000A08${VALUE}`]);
  });

  it.each([
    ['63C2', 'key-few-tries'],
    ['63C0', 'key-blocked'],
    ['6983', 'key-blocked'],
  ])('empty VERIFY %s: %s, nothing sent', async (empty, code) => {
    const card = cardThat({ empty, value: '9000' });
    expect(await attempt(card, memoryOfRefused())).toMatchObject({ ok: false, error: { code } });
    expect(values(card)).toHaveLength(0);
  });
});
