import { describe, expect, it } from 'vitest';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { type DeviceState, FACTORY_STATE } from '../../../core/device/device-state.ts';
import { FACTORY_TREE, folder, nodeAt, withNode } from '../../../core/device/device-tree.ts';
import { cardWithMessage } from '../../../core/device/message-card.ts';
import { cardRemoved } from '../../../core/device/switch-on.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { cardWith } from '../../support/bootstrap-card.ts';
import { accessPoint, account, inboxMessage, itemXml, leaf, messageXml } from '../../support/device-messages.ts';
import { encoded, flat, runDevice, runMessage } from '../../support/device-run.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const CP = vectorIn(vectorsOf('cp.json'), 'cp-w7-minimal').bytes;
const of = (xml: string, iccid?: string): CardImage => {
  const image = cardWithMessage(encoded(xml));
  return iccid === undefined ? image : numbered(image, iccid);
};

/** The same card under another number. */
function numbered(image: CardImage, iccid: string): CardImage {
  const swapped = iccid.replace(/(.)(.)/g, '$2$1');
  return {
    ...image,
    iccid,
    files: image.files.map((file) => (file.path === '3F002FE2' ? { ...file, data: swapped } : file)),
  };
}

const TWO = messageXml({ items: [itemXml({ nodes: [account('A', 'a'), account('B', 'b'), accessPoint('Net')] })] });
const ONE = messageXml({ items: [itemXml({ nodes: [account('A', 'a'), accessPoint('Net')] })] });
const kinds = (changes: readonly { kind: string; uri: string }[]) => changes.map(({ kind, uri }) => `${kind} ${uri}`);

describe('second switch-on (5.5.6)', () => {
  it('keeps everything where the card has not changed', async () => {
    const first = await runDevice(of(TWO));
    const again = await runDevice(of(TWO), { previous: first.result.state });
    expect(kinds(again.result.changes)).toEqual(['kept ./DMAcc/A', 'kept ./DMAcc/B', 'kept ./NAP/Net']);
    expect(flat(again.result.state.tree)).toEqual(flat(first.result.state.tree));
    expect(again.result.state.provisioned).toEqual(first.result.state.provisioned);
  });

  it('removes servers that are no longer on the card, and nothing that is not from it', async () => {
    const theirs = folder('Mine', [{ ...folder('AppID'), format: 'chr', value: 'w7' }]);
    const start: DeviceState = { tree: withNode(FACTORY_TREE, ['DMAcc'], theirs), provisioned: [] };
    const first = await runDevice(of(TWO), { previous: start });
    const second = await runDevice(of(ONE), { previous: first.result.state });
    expect(kinds(second.result.changes)).toEqual(['kept ./DMAcc/A', 'kept ./NAP/Net', 'removed ./DMAcc/B']);
    expect(nodeAt(second.result.state.tree, ['DMAcc', 'B'])).toBeUndefined();
    expect(nodeAt(second.result.state.tree, ['DMAcc', 'Mine'])).toBeDefined();
    expect(second.result.servers.map(({ serverId }) => serverId)).toEqual(['a']);
  });

  it('updates an account whose data changed, under the name that it has', async () => {
    const first = await runDevice(of(ONE), { profile: 'own-names' });
    const changed = ONE.replace('<NodeName>A<', '<NodeName>Renamed<').replace('apn.example', 'other.example');
    const second = await runDevice(of(changed), { profile: 'own-names', previous: first.result.state });
    expect(kinds(second.result.changes)).toEqual(['kept ./DMAcc/DMAcc1', 'updated ./NAP/NAP1']);
    expect(flat(second.result.state.tree)['/NAP/NAP1/Addr']).toBe('other.example');
  });

  it('removes all of them where the card has no bootstrap data any more', async () => {
    const blank = builtinCard('uicc-blank');
    if (blank === undefined) throw new Error('no uicc-blank');
    const first = await runDevice(of(TWO));
    const second = await runDevice(blank, { previous: first.result.state });
    expect(second.result.rejection?.code).toBe('template-missing');
    expect(second.result.state).toEqual({
      tree: withNode(withNode(FACTORY_TREE, [], folder('DMAcc')), [], folder('NAP')),
      provisioned: [],
    });
    const keeper = await runDevice(of(TWO), { profile: 'keeps-servers' });
    const kept = await runDevice(blank, { profile: 'keeps-servers', previous: keeper.result.state });
    expect(kept.result.state).toEqual(keeper.result.state);
  });

  it('keeps them where the card only cannot be read', async () => {
    const first = await runDevice(of(TWO));
    for (const image of [
      cardWith({ pin1Enabled: true }),
      cardWith({ quirks: { noLogicalChannels: true } }),
      cardWith({ content: new Uint8Array([0x02, 0xa4, 0x01, 0x6a, 0x00, 0x6d]) }),
    ]) {
      const second = await runDevice(image, { previous: first.result.state });
      expect(second.result.outcome).toBe('rejected');
      expect(second.result.state).toEqual(first.result.state);
    }
  });

  it('takes a message whole or not at all: one bad object among new ones changes nothing', async () => {
    const first = await runDevice(of(ONE));
    const bad = inboxMessage(account('C', 'a', [leaf('PrefConRef', './Inbox/None')]), accessPoint('New'));
    const second = await runDevice(of(bad), { previous: first.result.state });
    expect(second.result.rejection).toMatchObject({ step: 'tree', code: 'reference-dangling' });
    expect(second.result.state).toEqual(first.result.state);
  });

  it('does not fill up with what it keeps: a stale server stays once', async () => {
    const first = await runDevice(of(TWO), { profile: 'keeps-servers' });
    const second = await runDevice(of(ONE), { profile: 'keeps-servers', previous: first.result.state });
    const third = await runDevice(of(ONE), { profile: 'keeps-servers', previous: second.result.state });
    expect(third.result.state.provisioned.map(({ uri }) => uri).toSorted()).toEqual([
      './DMAcc/A',
      './DMAcc/B',
      './NAP/Net',
    ]);
    expect(third.result.changes.every(({ kind }) => kind === 'kept')).toBe(true);
  });
});

describe('Client Provisioning and the card (5.4.5)', () => {
  it('what came from the card leaves with it, DM servers wait for the next switch-on', async () => {
    const cp = await runMessage(CP);
    expect(cp.state.provisioned).toHaveLength(1);
    const gone = cardRemoved(cp.state);
    expect(gone.state.provisioned).toEqual([]);
    expect(kinds(gone.changes)).toEqual(['removed ./DMAcc/1']);
    const dm = await runDevice(of(ONE));
    expect(cardRemoved(dm.result.state)).toEqual({ state: dm.result.state, changes: [] });
  });

  it('another card: what came from the first one is removed, whatever the second one holds', async () => {
    const cp = await runMessage(CP);
    const other = numbered(cardWith({ pin1Enabled: true }), '89001010000000009999');
    const second = await runDevice(other, { previous: cp.state });
    expect(second.result.rejection?.code).toBe('pin-not-given');
    expect(second.result.state.provisioned).toEqual([]);
    const same = await runMessage(CP, { previous: cp.state });
    expect(same.state.provisioned).toEqual(cp.state.provisioned);
  });

  it('a factory device has nothing to remove', () => {
    expect(cardRemoved(FACTORY_STATE)).toEqual({ state: FACTORY_STATE, changes: [] });
  });
});
