import { describe, expect, it } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import { BUILTIN_CARDS, builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import type { KeySource } from '../../../core/card/given-keys.ts';
import { deviceJson } from '../../../core/device/device-json.ts';
import { simulateAll } from '../../../core/device/simulate.ts';
import { cardWith, DM_OBJECT, PIN1 } from '../../support/bootstrap-card.ts';
import { flat, runDevice } from '../../support/device-run.ts';
import { forgetful, memoryOfRefused } from '../../support/refused-memory.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const ACL = 'Delete=nordtel&Get=*&Replace=nordtel';

/** The management tree that the default message makes. */
const DEFAULT_TREE = {
  '/DMAcc/NordTel?ACL': ACL,
  '/DMAcc/NordTel/AppID': 'w7',
  '/DMAcc/NordTel/ServerID': 'nordtel',
  '/DMAcc/NordTel/Name': 'NordTel',
  '/DMAcc/NordTel/PrefConRef': './NAP/NordTelNet',
  '/DMAcc/NordTel/AppAddr/1/Addr': 'https://dm.nordtel.example/',
  '/DMAcc/NordTel/AppAddr/1/AddrType': 'URI',
  '/DMAcc/NordTel/AppAddr/1/Port/1/PortNbr': '443',
  '/DMAcc/NordTel/AAuthPref': 'DIGEST',
  '/DMAcc/NordTel/AppAuth/1/AAuthLevel': 'CLCRED',
  '/DMAcc/NordTel/AppAuth/1/AAuthType': 'DIGEST',
  '/DMAcc/NordTel/AppAuth/1/AAuthName': 'device',
  '/DMAcc/NordTel/AppAuth/1/AAuthSecret': 'Kestrel-4711',
  '/DMAcc/NordTel/AppAuth/1/AAuthData': 'hex:4E6F72648C01D73A',
  '/DMAcc/NordTel/AppAuth/2/AAuthLevel': 'SRVCRED',
  '/DMAcc/NordTel/AppAuth/2/AAuthType': 'DIGEST',
  '/DMAcc/NordTel/AppAuth/2/AAuthName': 'nordtel',
  '/DMAcc/NordTel/AppAuth/2/AAuthSecret': 'Aurora-0815',
  '/DMAcc/NordTel/AppAuth/2/AAuthData': 'hex:54656C9F22E05BC4',
  '/NAP/NordTelNet?ACL': ACL,
  '/NAP/NordTelNet/NapId': 'NordTelNet',
  '/NAP/NordTelNet/Addr': 'dm.nordtel.example',
  '/NAP/NordTelNet/AddrType': 'APN',
  '/NAP/NordTelNet/Bearer/BearerType': 'GSM-GPRS',
};

const built = (name: string) => {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(name);
  return image;
};

const withPin = (value: Uint8Array | undefined, refused = forgetful()): KeySource => ({
  value: (ref) => (ref === 'pin1' && value !== undefined ? new Secret(value) : undefined),
  consent: () => ({ fewTries: false, triesUnknown: false }),
  refused,
});

describe('switch-on', () => {
  for (const { name, iccid, modes } of BUILTIN_CARDS.filter((card) => !/blank|^fault/.test(card.name))) {
    it(`${name}: a conforming device makes the default tree of it`, async () => {
      const { result } = await runDevice(built(name));
      expect(result).toMatchObject({ outcome: 'accepted', rejection: null, iccid, mode: modes === '2g' ? '2g' : '3g' });
      expect(flat(result.state.tree)).toEqual(DEFAULT_TREE);
      expect(result.servers).toEqual([
        {
          serverId: 'nordtel',
          name: 'NordTel',
          addresses: ['https://dm.nordtel.example/'],
          uri: './DMAcc/NordTel',
        },
      ]);
    });
  }

  it('marks what is a secret, and nothing else', async () => {
    const { result } = await runDevice(built('sim'));
    const secrets: string[] = [];
    const walk = (node: typeof result.state.tree): void => {
      if (node.secret) secrets.push(node.name);
      node.children.forEach(walk);
    };
    walk(result.state.tree);
    expect(secrets.toSorted()).toEqual(['AAuthData', 'AAuthData', 'AAuthSecret', 'AAuthSecret']);
  });

  it('goes the way of D.3.5 on a channel of its own, and gives it back', async () => {
    const { result, card } = await runDevice(built('uicc'));
    expect(card.commands(0x70)).toEqual(['0070000001', '0070800100']);
    const aid = card.commands(0xa4).filter((command) => command.startsWith('01A404'));
    expect(aid).toEqual(['01A404040CA000000063504B43532D3135']);
    const way = result.steps.flatMap(({ id, acts }) => acts.map(() => id));
    expect([...new Set(way)]).toEqual(['switchOn', 'efDir', 'application', 'odf', 'dodf', 'pin', 'content']);
    expect(result.steps.every(({ state }) => state === 'done')).toBe(true);
    // After the channel is open, nothing but its closing goes over channel 0.
    const opened = card.exchanges.findIndex(({ command }) => command[1] === 0x70);
    const basic = card.exchanges.slice(opened + 1).filter(({ command }) => (command[0] ?? 0) % 4 === 0);
    expect(basic).toHaveLength(1);
  });

  it('goes the way of D.2.5 in class A0, by file ids alone', async () => {
    const { card } = await runDevice(built('uicc-2g'));
    const selected = card.commands(0xa4).map((command) => command.slice(-4));
    const dir = selected.indexOf('2F00');
    expect(selected.slice(dir)).toEqual(['2F00', '3F00', '7F50', '5031', '6420', '6421']);
    expect(
      card
        .commands(0xa4)
        .slice(1)
        .every((command) => command.startsWith('A0A4000002')),
    ).toBe(true);
    expect(card.commands(0x70)).toEqual([]);
  });

  it.each(['uicc', 'sim'])('records every exchange with %s under one step', async (name) => {
    const { result, card } = await runDevice(
      cardWith({ platform: name === 'sim' ? 'sim' : 'uicc', pin1Enabled: true }),
      {
        keys: withPin(PIN1),
      },
    );
    expect(result.outcome).toBe('accepted');
    const indexes = result.steps.flatMap(({ acts }) => acts.flatMap(({ exchanges }) => exchanges));
    expect(indexes.toSorted((a, b) => a - b)).toEqual(card.exchanges.map(({ index }) => index));
    const pin = result.steps.find(({ id }) => id === 'pin');
    const verify = card.exchanges.findIndex(({ command }) => command[1] === 0x20 && command.length > 5);
    expect(pin?.acts.some(({ exchanges }) => exchanges.includes(verify))).toBe(true);
  });

  it('writes nothing and asks nothing of a server', async () => {
    const { card } = await runDevice(built('uicc'));
    const instructions = new Set(card.exchanges.map(({ command }) => command[1]));
    for (const writing of [0xd6, 0xdc, 0xe0, 0x24, 0x2c]) expect(instructions.has(writing)).toBe(false);
  });
});

describe('PIN policy', () => {
  const platforms = ['uicc', 'sim'] as const;

  it.each(platforms)('%s: flagged private, the user gives the PIN', async (platform) => {
    const { result } = await runDevice(cardWith({ platform, pin1Enabled: true }), { keys: withPin(PIN1) });
    expect(result.outcome).toBe('accepted');
  });

  it.each(platforms)('%s: flagged private, the user gives none: none is sent', async (platform) => {
    const { result, card } = await runDevice(cardWith({ platform, pin1Enabled: true }));
    expect(result.rejection).toMatchObject({ step: 'pin', code: 'pin-not-given', details: { refs: 'pin1' } });
    expect(card.exchanges.filter(({ command }) => command[1] === 0x20 && command.length > 5)).toEqual([]);
  });

  it.each(platforms)('%s: flagged modifiable alone, CHV1 is verified as well (D.2.4)', async (platform) => {
    const object = { ...DM_OBJECT, flags: { private: false, modifiable: true } };
    const { result } = await runDevice(cardWith({ platform, pin1Enabled: true, dodf: [object] }));
    expect(result.rejection?.code).toBe('pin-not-given');
  });

  it.each(platforms)(
    '%s: no flag and a PIN after all: a conforming device is refused, a lenient one asks',
    async (platform) => {
      const object = { ...DM_OBJECT, flags: { private: false, modifiable: false } };
      const image = cardWith({ platform, pin1Enabled: true, dodf: [object] });
      const conforming = await runDevice(image, { keys: withPin(PIN1) });
      expect(conforming.result.rejection).toMatchObject({ step: 'content', code: 'file-refused' });
      const lenient = await runDevice(image, { keys: withPin(PIN1), profile: 'lenient' });
      expect(lenient.result.outcome).toBe('accepted');
    },
  );

  it.each(platforms)('%s: a wrong PIN is sent once and never again', async (platform) => {
    const memory = memoryOfRefused();
    const wrong = withPin(Uint8Array.of(0x39, 0x39, 0x39, 0x39, 0xff, 0xff, 0xff, 0xff), memory);
    const card = await openVirtualLink(cardWith({ platform, pin1Enabled: true }));
    const rows = await simulateAll(card.link, { keys: wrong });
    await card.close();
    if (!rows.ok) throw new Error(rows.error.code);
    const sent = card.exchanges.filter(({ command }) => command[1] === 0x20 && command.length > 5);
    expect(sent).toHaveLength(1);
    const first = rows.value[0];
    expect(first && deviceJson(first)).toMatchObject({
      outcome: 'rejected',
      step: 'pin',
      stepNumber: 6,
      code: 'pin-refused',
    });
  });

  it.each(platforms)('%s: EF(DODF) asks for the PIN itself (D.4.2)', async (platform) => {
    const image = cardWith({ platform, pin1Enabled: true, dodfFile: { read: 'pin1' } });
    expect((await runDevice(image)).result.rejection).toMatchObject({ step: 'pin', code: 'pin-not-given' });
    expect((await runDevice(image, { keys: withPin(PIN1) })).result.outcome).toBe('accepted');
    const never = await runDevice(image, { keys: withPin(PIN1), profile: 'no-pin' });
    expect(never.result.rejection).toMatchObject({ step: 'dodf', code: 'file-refused' });
  });

  it('a blocked PIN is told as one', async () => {
    for (const platform of platforms) {
      const { result } = await runDevice(cardWith({ platform, pin1Enabled: true, pin1Tries: 0 }));
      expect(result.rejection, platform).toMatchObject({ step: 'pin', code: 'pin-blocked' });
    }
  });

  it('an access rule that no user can meet ends the way before anything is sent', async () => {
    const administrator = await runDevice(cardWith({ contentFile: { read: 'adm1' } }), { keys: withPin(PIN1) });
    expect(administrator.result.rejection).toMatchObject({ step: 'pin', code: 'access-out-of-reach' });
    const nobody = await runDevice(cardWith({ contentFile: { read: 'never' } }));
    expect(nobody.result.rejection).toMatchObject({ step: 'pin', code: 'access-never' });
    const dangling = await runDevice(cardWith({ contentFile: { arrRecord: 9 } }));
    expect(dangling.result.rejection).toMatchObject({ code: 'access-rule-missing', details: { record: 9 } });
  });
});

describe('what the card refuses', () => {
  it('a DF that is not where the path leads', async () => {
    const { result } = await runDevice(cardWith({ platform: 'sim', folder: { fid: '7F51' } }));
    expect(result.rejection).toMatchObject({ step: 'application', code: 'df-unreachable', details: { fid: '7F50' } });
  });

  it('a READ in the middle of the message', async () => {
    const { result } = await runDevice({
      ...built('uicc-3g'),
      faults: [{ kind: 'status', at: 6, ins: 'B0', sw: '6581' }],
    });
    expect(result.rejection).toMatchObject({ step: 'content', code: 'file-unreadable', where: { offset: 0x200 } });
  });

  it('what a lenient device copes with', async () => {
    for (const quirks of [
      { noChannelCommands: true },
      { selectFciOnly: true },
      { le00Refused: true },
      { maxResponse: 64 },
      { unknownIns: ['F2'] },
      { fcpOmits: ['80', '8A', 'C6'] },
    ]) {
      for (const platform of ['uicc', 'sim'] as const) {
        const { result } = await runDevice(cardWith({ platform, quirks }), { profile: 'lenient' });
        expect(result.rejection, `${platform} ${JSON.stringify(quirks)}`).toBeNull();
      }
    }
  });

  it('a SELECT of EF(DIR) that the card does not understand is no sign that the data are gone', async () => {
    const first = await runDevice(cardWith());
    const { result } = await runDevice(cardWith({ quirks: { selectFciOnly: true } }), { previous: first.result.state });
    expect(result.rejection?.code).toBe('efdir-unselectable');
    expect(result.state).toEqual(first.result.state);
  });

  it('the length that class A0 names is taken (67xx)', async () => {
    const image = cardWith({ platform: 'sim', quirks: { maxResponse: 64, maxResponseTold: true } });
    expect((await runDevice(image)).result.outcome).toBe('accepted');
  });

  it('a label that a strict device wants', async () => {
    const { result } = await runDevice(builtinCard('fault-dodf-label-missing') ?? built('uicc'), { profile: 'strict' });
    expect(result.rejection).toMatchObject({ step: 'dodf', code: 'object-label' });
  });
});

describe('simulateAll', () => {
  it('gives every client a fresh reset of the card', async () => {
    const card = await openVirtualLink(built('uicc'));
    let resets = 0;
    const { reset } = card.link.transport;
    card.link.transport.reset = (kind) => {
      resets += 1;
      return reset.call(card.link.transport, kind);
    };
    const rows = await simulateAll(card.link);
    await card.close();
    if (!rows.ok) throw new Error(rows.error.code);
    // One that is switched off by policy needs none; all others find their class at the first try.
    expect(resets).toBe(rows.value.length - 1);
  });

  it('is an error only where the card left', async () => {
    const card = await openVirtualLink({ ...built('uicc'), faults: [{ kind: 'remove', at: 12 }] });
    const rows = await simulateAll(card.link);
    await card.close();
    expect(rows).toMatchObject({ ok: false, error: { code: 'card-removed' } });
  });
});
