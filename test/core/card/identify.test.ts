import { describe, expect, it } from 'vitest';
import { ok } from '../../../core/base/result.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { openLink } from '../../../core/card/card-link.ts';
import { readKeyStates } from '../../../core/card/key-states.ts';
import { withFace } from '../../../core/card/with-face.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';

/** A SIM of its time, which takes every class byte for A0, and what was sent to it. */
function classBlindSim() {
  const image = builtinCard('sim');
  if (image === undefined) throw new Error('no sim');
  const card = new VirtualCard(image);
  const sent: Uint8Array[] = [];
  const done = async () => ok(undefined);
  const transport: CardTransport = {
    reader: 'virtual:class-blind',
    atr: card.atr,
    protocol: card.protocol,
    async transmit(tpdu) {
      sent.push(tpdu.slice());
      const answer = card.transmit(Uint8Array.of(0xa0, ...tpdu.subarray(1)));
      return typeof answer === 'string' ? { ok: false, error: { code: 'card-removed', details: {} } } : ok(answer);
    },
    async reset() {
      card.reset();
      return ok(undefined);
    },
    beginTransaction: done,
    endTransaction: done,
    async disconnect() {},
  };
  return { card, sent, link: openLink(transport) };
}

describe('a SIM that looks at no class byte', () => {
  it('is a SIM: no empty VERIFY is sent to it, no try is lost', async () => {
    const { card, sent, link } = classBlindSim();
    const before = card.image().credentials;
    const keys = await withFace(link, 'auto', async (face) => {
      expect(face).toMatchObject({ mode: '2g', channel: 0, iccid: '89001010000000000042' });
      return readKeyStates(link, face);
    });
    expect(keys.ok && keys.value.map(({ ref, tries }) => [ref, tries])).toEqual([
      ['pin1', 3],
      ['pin2', 3],
    ]);
    expect(sent.some((tpdu) => tpdu[1] === 0x20)).toBe(false);
    expect(card.image().credentials).toEqual(before);
  });

  it('is refused where the ISO class is asked for', async () => {
    const { sent, link } = classBlindSim();
    const face = await withFace(link, '3g', async (found) => ok(found));
    expect(face).toMatchObject({ ok: false, error: { code: 'card-class' } });
    expect(sent.some((tpdu) => tpdu[1] === 0x20)).toBe(false);
  });
});
