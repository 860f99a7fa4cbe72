import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { ok } from '../../../core/base/result.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { typedKey } from '../../../core/card/pin-pad-acts.ts';
import type { KeyRequest } from '../../../core/card/retry-guard.ts';
import type { CardTransport, PinPad } from '../../../core/transport/card-transport.ts';
import { memoryOfRefused } from '../../support/refused-memory.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

type Mode = '2g' | '3g';

/**
 * A reader with keys as PC/SC part 10 has it: reads where the PINs go from the structure, puts in what was typed, sends the
 * command and hands back the card's answer. `typed` empty: nobody typed anything in time.
 */
function padOf(inner: CardTransport, typed: string[], can = { verify: true, modify: true }): PinPad {
  const enter = (structure: Uint8Array, modify: boolean) => {
    const view = new DataView(structure.buffer, structure.byteOffset);
    const at = modify ? 20 : 15;
    const command = structure.slice(at + 4);
    if (view.getUint32(at, true) !== command.length || structure[2] !== 0x82 || structure[3] !== 8)
      throw new Error('not a structure this reader takes');
    const places = modify ? [structure[5], structure[6]] : [0];
    for (const place of places) {
      const digits = typed.shift();
      if (digits === undefined) return Promise.resolve(ok(hex('6400')));
      command.set(new TextEncoder().encode(digits), 5 + (place ?? 0));
    }
    return inner.transmit(command);
  };
  return {
    features: async () => ok(can),
    verify: (structure) => enter(structure, false),
    modify: (structure) => enter(structure, true),
  };
}

async function pin1(mode: Mode, typed: string[], options: { tries?: number; pad?: boolean; modify?: boolean } = {}) {
  const { tries = 3, pad = true, modify = true } = options;
  const image = structuredClone(builtinCard(mode === '2g' ? 'sim' : 'uicc-3g'));
  const credential = image?.credentials.find(({ ref }) => ref === 'pin1');
  if (image === undefined || credential === undefined) throw new Error('no such built-in');
  Object.assign(credential, { enabled: true, tries });
  const card = await openVirtualLink(image, (inner) =>
    pad ? { ...methods(inner), pinPad: padOf(inner, typed, { verify: true, modify }) } : inner,
  );
  const request: KeyRequest = {
    link: card.link,
    mode,
    channel: 0,
    reference: 1,
    iccid: '89',
    consent: { fewTries: false, triesUnknown: false },
    refused: memoryOfRefused(),
  };
  const now = () => card.image().credentials.find(({ ref }) => ref === 'pin1');
  return { card, request, now };
}

/** A transport's members as own properties, so that one can be added. */
function methods(inner: CardTransport): CardTransport {
  return {
    reader: inner.reader,
    atr: inner.atr,
    protocol: inner.protocol,
    transmit: (tpdu) => inner.transmit(tpdu),
    reset: (kind) => inner.reset(kind),
    beginTransaction: () => inner.beginTransaction(),
    endTransaction: () => inner.endTransaction(),
    disconnect: (disposition) => inner.disconnect(disposition),
  };
}

describe.each(['2g', '3g'] as const)('a PIN typed at the reader, %s', (mode) => {
  it('is verified and changed; the trace has the command without it', async () => {
    const { card, request, now } = await pin1(mode, ['1234', '1234', '4711']);
    expect(await typedKey(request, 'verify')).toEqual({ ok: true, value: 'done' });
    expect(await typedKey(request, 'change')).toEqual({ ok: true, value: 'done' });
    expect(now()).toMatchObject({ value: '34373131FFFFFFFF', tries: 3 });
    const sent = card.exchanges.map(({ command }) => toHex(command)).filter((command) => command.length > 10);
    expect(sent.map((command) => command.slice(10))).toEqual(['2A'.repeat(8), '2A'.repeat(16)]);
    await card.close();
  });

  it('wrong: costs one try, and below 3 the next is not asked for without consent', async () => {
    const { card, request, now } = await pin1(mode, ['0000', '1234']);
    expect(await typedKey(request, 'verify')).toMatchObject({ ok: false, error: { code: 'key-refused' } });
    expect(now()?.tries).toBe(2);
    expect(await typedKey(request, 'verify')).toMatchObject({ ok: false, error: { code: 'key-few-tries' } });
    const consent = { fewTries: true, triesUnknown: false };
    expect(await typedKey({ ...request, consent }, 'verify')).toEqual({ ok: true, value: 'done' });
    await card.close();
  });

  it('nothing typed in time: no try is spent, and the next attempt is as good as the first', async () => {
    const typed: string[] = [];
    const { card, request, now } = await pin1(mode, typed);
    expect(await typedKey(request, 'verify')).toMatchObject({ ok: false, error: { code: 'pin-pad-cancelled' } });
    expect(now()?.tries).toBe(3);
    typed.push('1234');
    expect(await typedKey(request, 'verify')).toEqual({ ok: true, value: 'done' });
    await card.close();
  });

  it('blocked: nothing is asked for', async () => {
    const { card, request } = await pin1(mode, ['1234'], { tries: 0 });
    expect(await typedKey(request, 'verify')).toMatchObject({ ok: false, error: { code: 'key-blocked' } });
    await card.close();
  });

  it('a reader that has no keys, or none for changing', async () => {
    const without = await pin1(mode, [], { pad: false });
    expect(await typedKey(without.request, 'verify')).toMatchObject({ error: { code: 'pin-pad-none' } });
    await without.card.close();
    const half = await pin1(mode, ['1234'], { modify: false });
    expect(await typedKey(half.request, 'change')).toMatchObject({ error: { code: 'pin-pad-none' } });
    await half.card.close();
  });

  it('the pad is out of reach but through the guard', async () => {
    const { card, request } = await pin1(mode, ['0000']);
    const pad = request.link.transport.pinPad;
    expect(await pad?.features()).toMatchObject({ ok: true, value: { verify: true } });
    expect(await pad?.verify(new Uint8Array(0))).toMatchObject({ error: { code: 'key-unguarded' } });
    expect(await pad?.modify(new Uint8Array(0))).toMatchObject({ error: { code: 'key-unguarded' } });
    await card.close();
  });
});

it('an administrative key is not typed at a reader', async () => {
  const { card, request } = await pin1('3g', ['1234']);
  expect(await typedKey({ ...request, reference: 0x0a }, 'verify')).toMatchObject({ error: { code: 'key-act' } });
  await card.close();
});
