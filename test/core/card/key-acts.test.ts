import { describe, expect, it } from 'vitest';
import { hex, padEnd } from '../../../core/base/bytes.ts';
import { Secret } from '../../../core/base/secret.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { type CardLink, openLink } from '../../../core/card/card-link.ts';
import { changeKey, disableKey, enableKey, type NewValueRequest, unblockKey } from '../../../core/card/key-acts.ts';
import { keyCommand } from '../../../core/card/pin-commands.ts';
import { verifyKey } from '../../../core/card/retry-guard.ts';
import type { CardImage, CredentialImage } from '../../../core/virtual-card/card-image.ts';
import { memoryOfRefused } from '../../support/refused-memory.ts';
import { openVirtualLink, type VirtualLink } from '../../support/virtual-link.ts';

type Mode = '2g' | '3g';

/** A value as it is typed: digits filled up with FF. */
const typed = (text: string) => new Secret(padEnd(new TextEncoder().encode(text), 8, 0xff));

function builtin(mode: Mode, change: (pin1: CredentialImage) => void = () => undefined): CardImage {
  const image = structuredClone(builtinCard(mode === '2g' ? 'sim' : 'uicc-3g'));
  if (image === undefined) throw new Error('no such built-in');
  const pin1 = image.credentials.find(({ ref }) => ref === 'pin1');
  if (pin1 === undefined) throw new Error('no PIN1');
  pin1.enabled = true;
  change(pin1);
  return image;
}

const pin1Of = (card: VirtualLink) => card.image().credentials.find(({ ref }) => ref === 'pin1');

/** PIN1 of a built-in card, with a memory of its own. */
async function pin1(mode: Mode, change?: (pin1: CredentialImage) => void) {
  const card = await openVirtualLink(builtin(mode, change));
  const refused = memoryOfRefused();
  const request = (value: string, next = '', consent: Partial<NewValueRequest['consent']> = {}): NewValueRequest => ({
    link: card.link,
    mode,
    channel: 0,
    reference: 1,
    iccid: '89',
    consent: { fewTries: false, triesUnknown: false, ...consent },
    refused,
    value: typed(value),
    next: typed(next),
  });
  return { card, refused, request };
}

describe.each(['2g', '3g'] as const)('PIN1 in %s', (mode) => {
  it('is changed by its present value, which is then wrong', async () => {
    const { card, request } = await pin1(mode);
    expect(await changeKey(request('1234', '567890'))).toEqual({ ok: true, value: 'done' });
    expect(pin1Of(card)?.value).toBe('353637383930FFFF');
    expect(await changeKey(request('567890', '1234'))).toEqual({ ok: true, value: 'done' });
    expect(pin1Of(card)).toMatchObject({ value: '31323334FFFFFFFF', tries: 3 });
    await card.close();
  });

  it('a wrong present value costs one try, and is not sent again in this mode or any other', async () => {
    const { card, request } = await pin1(mode);
    expect(await changeKey(request('0000', '5678'))).toMatchObject({ ok: false, error: { code: 'key-refused' } });
    expect(await changeKey(request('0000', '5678', { fewTries: true }))).toMatchObject({
      ok: false,
      error: { code: 'key-known-refused' },
    });
    expect(await verifyKey(request('0000'))).toMatchObject({ ok: false, error: { code: 'key-known-refused' } });
    expect(pin1Of(card)).toMatchObject({ value: '31323334FFFFFFFF', tries: 2 });
    await card.close();
  });

  it('with fewer than 3 tries nothing is sent without consent', async () => {
    const { card, request } = await pin1(mode, (pin) => {
      pin.tries = 2;
    });
    for (const act of [changeKey, disableKey])
      expect(await act(request('1234', '5678'))).toMatchObject({ ok: false, error: { code: 'key-few-tries' } });
    expect(await disableKey(request('1234', '', { fewTries: true }))).toEqual({ ok: true, value: 'done' });
    await card.close();
  });

  it('is switched off and on; what it is already costs nothing', async () => {
    const { card, request } = await pin1(mode);
    expect(await enableKey(request('0000'))).toEqual({ ok: true, value: 'unchanged' });
    expect(await disableKey(request('1234'))).toEqual({ ok: true, value: 'done' });
    expect(pin1Of(card)?.enabled).toBe(false);
    expect(await disableKey(request('0000'))).toEqual({ ok: true, value: 'unchanged' });
    expect(await changeKey(request('1234', '5678'))).toMatchObject({ ok: false, error: { code: 'key-off' } });
    expect(pin1Of(card)?.tries).toBe(3);
    const enabled = await enableKey(request('1234', '', { triesUnknown: true }));
    expect(enabled).toEqual({ ok: true, value: 'done' });
    expect(pin1Of(card)?.enabled).toBe(true);
    await card.close();
  });

  it('blocked: nothing is sent but its PUK, and a new PIN that was refused once counts anew', async () => {
    const { card, refused, request } = await pin1(mode, (pin) => {
      pin.tries = 0;
    });
    for (const act of [changeKey, disableKey, verifyKey])
      expect(await act(request('1234', '5678'))).toMatchObject({ ok: false, error: { code: 'key-blocked' } });
    await refused.refuse('89', 1, typed('5678'));
    expect(await unblockKey(request('12345678', '5678'))).toEqual({ ok: true, value: 'done' });
    expect(pin1Of(card)).toMatchObject({ value: '35363738FFFFFFFF', tries: 3, enabled: true });
    expect(await changeKey(request('5678', '1234'))).toEqual({ ok: true, value: 'done' });
    await card.close();
  });

  it('a refused PUK costs one of its tries, is not sent again, and says nothing of the PIN', async () => {
    const { card, request } = await pin1(mode, (pin) => {
      pin.tries = 0;
    });
    const before = pin1Of(card)?.unblock?.tries ?? 0;
    expect(await unblockKey(request('00000000', '5678'))).toMatchObject({
      ok: false,
      error: { code: 'key-refused', details: { ref: 'puk1' } },
    });
    expect(await unblockKey(request('00000000', '5678'))).toMatchObject({ error: { code: 'key-known-refused' } });
    expect(pin1Of(card)).toMatchObject({ tries: 0, unblock: { tries: before - 1 } });
    await card.close();
  });

  it.each([
    [2, 'key-few-tries'],
    [0, 'puk-blocked'],
  ])('a PUK with %i tries: %s', async (tries, code) => {
    const { card, request } = await pin1(mode, (pin) => {
      if (pin.unblock) pin.unblock.tries = tries;
    });
    expect(await unblockKey(request('12345678', '5678'))).toMatchObject({ ok: false, error: { code } });
    expect(pin1Of(card)?.unblock?.tries).toBe(tries);
    await card.close();
  });

  it.each(['123', '12a4', ''])('a new PIN that nobody could type is not set: "%s"', async (next) => {
    const { card, request } = await pin1(mode);
    for (const act of [changeKey, unblockKey])
      expect(await act(request('1234', next))).toMatchObject({ ok: false, error: { code: 'credential-invalid' } });
    expect(card.commands()).toEqual([]);
    await card.close();
  });
});

describe('keys', () => {
  const key = (link: CardLink, value: Secret, next: Secret, mode: Mode = '3g'): NewValueRequest => ({
    link,
    mode,
    channel: 0,
    reference: 0x0a,
    iccid: '89',
    consent: { fewTries: false, triesUnknown: false },
    refused: memoryOfRefused(),
    value,
    next,
  });

  it('an ADM key is changed, and keeps its length', async () => {
    const card = await openVirtualLink(builtin('3g'));
    const adm1 = new Secret(hex('3132333435363738'));
    const longer = new Secret(new Uint8Array(16));
    expect(await changeKey(key(card.link, adm1, longer))).toMatchObject({ error: { code: 'credential-invalid' } });
    const next = new Secret(hex('0102030405060708'));
    expect(await changeKey(key(card.link, adm1, next))).toEqual({ ok: true, value: 'done' });
    await card.close();
  });

  it('an ADM key of 16 bytes is verified; 8 bytes for it cost nothing and say why', async () => {
    const image = builtin('3g');
    const adm1 = image.credentials.find(({ ref }) => ref === 'adm1');
    if (adm1 === undefined) throw new Error('no ADM1');
    adm1.value = '000102030405060708090A0B0C0D0E0F';
    const card = await openVirtualLink(image);
    const short = await verifyKey(key(card.link, new Secret(new Uint8Array(8)), new Secret(new Uint8Array(8))));
    expect(short).toMatchObject({ ok: false, error: { code: 'card-error', details: { sw: '6700' } } });
    const right = new Secret(hex('000102030405060708090A0B0C0D0E0F'));
    expect(await verifyKey(key(card.link, right, right))).toEqual({ ok: true, value: undefined });
    const odd = new Secret(new Uint8Array(12));
    expect(await verifyKey(key(card.link, odd, odd))).toMatchObject({ error: { code: 'credential-invalid' } });
    expect(card.image().credentials.find(({ ref }) => ref === 'adm1')?.tries).toBe(adm1.maxTries);
    await card.close();
  });

  it.each(['3g', '2g'] as const)('is not switched off and has no unblock code (%s)', async (mode) => {
    const card = await openVirtualLink(builtin(mode));
    const value = new Secret(hex('3132333435363738'));
    for (const act of [enableKey, disableKey, unblockKey])
      expect(await act(key(card.link, value, value, mode))).toMatchObject({ error: { code: 'key-act' } });
    expect(card.commands()).toEqual([]);
    await card.close();
  });

  it('what was refused for CHV2 in class A0 is not sent to PIN2 in the ISO class', async () => {
    const refused = memoryOfRefused();
    const card = await openVirtualLink(builtin('2g'));
    const request = { ...key(card.link, typed('0000'), typed('0000'), '2g'), refused };
    await verifyKey({ ...request, reference: 2 });
    await card.close();
    const other = await openVirtualLink(builtin('3g'));
    const again = await verifyKey({ ...request, link: other.link, mode: '3g', reference: 0x81 });
    expect(again).toMatchObject({ ok: false });
    expect(other.commands().filter((command) => command.length > 10)).toEqual([]);
    await other.close();
  });
});

describe('the gate of a link', () => {
  const value = new Uint8Array(8).fill(0x31);
  const acts = ['verify', 'change', 'disable', 'enable', 'unblock'] as const;

  it.each(acts)('%s with data is refused, whichever class and however it is sent', async (act) => {
    const card = await openVirtualLink(builtin('3g'));
    for (const mode of ['2g', '3g'] as const) {
      const command = keyCommand({ mode, channel: 0, reference: 1 }, act, value);
      expect(await card.link.send(command)).toMatchObject({ ok: false, error: { code: 'key-unguarded' } });
      const { cla, ins, p1, p2 } = command;
      const tpdu = Uint8Array.of(cla, ins | 1, p1, p2, value.length, ...value);
      expect(await card.link.transport.transmit(tpdu)).toMatchObject({ error: { code: 'key-unguarded' } });
      expect(await openLink(card.link.transport).send(command)).toMatchObject({ error: { code: 'key-unguarded' } });
    }
    expect(card.commands()).toEqual([]);
    await card.close();
  });

  it.each(['A020000100', 'A02C000000', '00240001', '0026000100', '0028000100', '00200001FF'])(
    '%s is refused: it may cost a try',
    async (tpdu) => {
      const card = await openVirtualLink(builtin('3g'));
      expect(await card.link.transport.transmit(hex(tpdu))).toMatchObject({ error: { code: 'key-unguarded' } });
      expect(card.commands()).toEqual([]);
      await card.close();
    },
  );

  it.each(['00200001', '0020000100', '002C000100', '01200001'])('%s only asks, and goes through', async (tpdu) => {
    const card = await openVirtualLink(builtin('3g'));
    expect(await card.link.transport.transmit(hex(tpdu))).toMatchObject({ ok: true });
    await card.close();
  });

  it('a link that openLink did not make has no way for a credential', async () => {
    const card = await openVirtualLink(builtin('3g'));
    const forged: CardLink = { ...card.link };
    const verified = await verifyKey({
      link: forged,
      mode: '3g',
      channel: 0,
      reference: 1,
      iccid: null,
      value: typed('1234'),
      consent: { fewTries: false, triesUnknown: false },
      refused: memoryOfRefused(),
    });
    expect(verified).toMatchObject({ ok: false, error: { code: 'key-unguarded' } });
    await card.close();
  });
});
