import { describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { type ClientProfileName, clientProfile } from '../../../core/device/client-profiles.ts';
import type { DeviceState } from '../../../core/device/device-state.ts';
import { FACTORY_TREE, folder, withNode } from '../../../core/device/device-tree.ts';
import { cardWithMessage } from '../../../core/device/message-card.ts';
import { reasonText } from '../../../core/device/rejection.ts';
import { switchOn } from '../../../core/device/switch-on.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { bodyOf, withFile } from '../../support/bootstrap-card.ts';
import { mutated } from '../../support/mutate.ts';
import { Random } from '../../support/random.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const CLIENTS: readonly ClientProfileName[] = ['conforming', 'lenient', 'strict', '2g-only'];

/** A device with an account of somebody else. */
const BEFORE: DeviceState = { tree: withNode(FACTORY_TREE, ['DMAcc'], folder('Theirs')), provisioned: [] };

/** Every client takes all of what is on the card or leaves its tree as it was, and says why in whole words. */
async function allOrNothing(image: CardImage, what: string): Promise<void> {
  const card = await openVirtualLink(image);
  for (const name of CLIENTS) {
    const profile = clientProfile(name);
    if (profile === undefined) throw new Error(name);
    const run = await switchOn(BEFORE, card.link, { profile });
    if (!run.ok) throw new Error(`${what}, ${name}: ${JSON.stringify(run.error)}`);
    const { outcome, rejection, state, changes, servers } = run.value;
    expect(outcome === 'accepted', what).toBe(rejection === null);
    if (rejection === null) {
      expect(servers.length, what).toBeGreaterThan(0);
      continue;
    }
    expect(state, `${what}, ${name}`).toEqual(BEFORE);
    expect(changes).toEqual([]);
    for (const language of ['en', 'zh'] as const) expect(reasonText(rejection, language), what).not.toMatch(/\{\w+\}/);
  }
  await card.close();
}

describe('garbage', () => {
  const messages = [
    ['the default message', defaultMessage()],
    ['a CP document', vectorIn(vectorsOf('cp.json'), 'cp-w7-minimal').bytes],
  ] as const;

  it.each(messages)('%s, mutated', async (_name, message) => {
    for (let seed = 0; seed < 60; seed++) {
      const bytes = mutated(message, new Random(seed));
      await allOrNothing(cardWithMessage(bytes), `seed ${seed}: ${toHex(bytes).slice(0, 80)}`);
    }
  });

  it('bytes of chance for a message', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(seed);
      const bytes = Uint8Array.from(random.times(0, 300, () => random.below(256)));
      await allOrNothing(cardWithMessage(bytes), `seed ${seed}`);
    }
  });

  it.each(['3F002F00', '3F007F505031', '3F007F506420'])('directory file %s, mutated', async (path) => {
    const image = builtinCard('uicc');
    if (image === undefined) throw new Error('no uicc');
    const body = bodyOf(image, path);
    for (let seed = 0; seed < 40; seed++) {
      const bytes = mutated(body, new Random(seed)).subarray(0, body.length);
      await allOrNothing(withFile(image, path, bytes), `${path}, seed ${seed}: ${toHex(bytes)}`);
    }
  });
});
