import { describe, expect, it } from 'vitest';
import { concat, hex, padEnd } from '../../../core/base/bytes.ts';
import { Secret } from '../../../core/base/secret.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, defaultMessageXml } from '../../../core/bootstrap/default-message.ts';
import { FINDING_ROWS } from '../../../core/bootstrap/finding-rows.ts';
import type { KeySource } from '../../../core/card/given-keys.ts';
import { CLIENT_PROFILES, type ClientProfileName } from '../../../core/device/client-profiles.ts';
import { cardWithMessage } from '../../../core/device/message-card.ts';
import type { ReasonCode } from '../../../core/device/reason-rows.ts';
import { reasonText } from '../../../core/device/rejection.ts';
import { encodePinObject } from '../../../core/pkcs15/aodf.ts';
import { encodeDataObject } from '../../../core/pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID } from '../../../core/pkcs15/ef-dir.ts';
import { encodeOdf } from '../../../core/pkcs15/odf.ts';
import { OIDS } from '../../../core/pkcs15/oids.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { USIM_DIR_RECORD } from '../../../core/virtual-card/telecom-image.ts';
import { cardWith, DM_OBJECT, PIN1, TEMPLATE } from '../../support/bootstrap-card.ts';
import { account, inboxMessage, leaf, messageXml, singleXml } from '../../support/device-messages.ts';
import { encoded, runDevice } from '../../support/device-run.ts';
import { forgetful } from '../../support/refused-memory.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const GOOD = cardWith();
const SMALL = cardWithMessage(vectorIn(vectorsOf('cp.json'), 'cp-w7-minimal').bytes);
const onCard = (xml: string) => cardWithMessage(encoded(xml));
const builtin = (name: string): CardImage => {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(`no ${name}`);
  return image;
};

const LONG_AID = concat(PKCS15_AID, hex('01'));
const longAid = cardWith({
  efDir: { records: [encodeDirRecord({ aid: LONG_AID, label: 'PKCS15', fids: [0x7f50] })] },
  folder: { aid: LONG_AID },
});
const elsewhere = encodeDirRecord({ aid: PKCS15_AID, fids: [0x7f50], ddo: { odfPath: { path: hex('5035') } } });
const FAR = 0x8100;
const message = defaultMessage();
const shifted = (offset: number) =>
  cardWith({
    dodf: [{ ...DM_OBJECT, path: { path: hex('6421'), index: offset, length: message.length } }],
    content: concat(padEnd(new Uint8Array(), offset, 0xff), message),
  });
const textId = concat(hex('0200006A1E'), new TextEncoder().encode('-//SYNCML//DTD SyncML 1.2//EN'), hex('00'));
const byText = concat(textId, message.subarray(5));
const aodf = encodePinObject({
  label: 'PIN',
  ownAuthId: hex('01'),
  pinFlags: ['initialized'],
  type: 'ascii-numeric',
  minLength: 4,
  storedLength: 8,
  reference: 1,
});
const withAodf = cardWith({
  pin1Enabled: true,
  odf: encodeOdf(
    [
      { kind: 'dataObjects', path: hex('6420') },
      { kind: 'authObjects', path: hex('4401') },
    ],
    48,
  ),
  dodf: [{ ...DM_OBJECT, authId: hex('07') }],
  others: [{ fid: '4401', name: 'EF(AODF)', data: aodf, read: 'always', update: 'adm1' }],
});
const singles = onCard(
  messageXml({
    items: [
      singleXml('./DMAcc/X', null, 'urn:oma:mo:oma-dm-dmacc:1.0'),
      singleXml('./DMAcc/X/AppID', 'w7'),
      singleXml('./DMAcc/X/ServerID', 'a'),
      singleXml('./DMAcc/X/AppAddr/1/Addr', 'https://a/'),
    ],
  }),
);
const xmlForm = onCard(defaultMessageXml().replace('dmtnds+wbxml', 'dmtnds+xml').replace('>bin<', '>xml<'));
const fixedReference = onCard(defaultMessageXml().replace('./Inbox/NordTelNet', './NAP/NordTelNet'));

/** A TNDS document whose header has no 00 behind its identifier, as handset vendors write it. */
function vendorHeader(): Uint8Array {
  const at = message.findIndex((_, i) => message[i] === 0x02 && message[i + 3] === 0x6a && message[i + 4] === 0x1b);
  const text = at + 5 + 26;
  const bytes = concat(message.subarray(0, text), message.subarray(text + 1));
  bytes[at + 4] = 0x1a;
  // The OPAQUE around it is one byte shorter; its length has two bytes.
  const low = at - 1;
  bytes[low] = (bytes[low] ?? 0) - 1;
  return bytes;
}

interface Row {
  readonly fails: CardImage;
  readonly code: ReasonCode;
  readonly succeeds: CardImage;
}

/** For every client a card on which it stops, why, and one on which it does not. */
const ROWS: Readonly<Record<Exclude<ClientProfileName, 'switched-off'>, Row>> = {
  conforming: { fails: builtin('uicc-blank'), code: 'template-missing', succeeds: GOOD },
  strict: { fails: cardWith({ dodf: [DM_OBJECT, DM_OBJECT] }), code: 'object-ambiguous', succeeds: GOOD },
  lenient: {
    fails: builtin('sim-blank'),
    code: 'template-missing',
    succeeds: cardWith({ quirks: { noLogicalChannels: true } }),
  },
  '2g-only': { fails: builtin('uicc-3g'), code: 'class-refused', succeeds: builtin('uicc-2g') },
  '3g-only': { fails: builtin('ruim'), code: 'class-refused', succeeds: builtin('uicc-3g') },
  'no-channels': {
    fails: builtin('uicc-3g-blank'),
    code: 'template-missing',
    succeeds: cardWith({ quirks: { noLogicalChannels: true } }),
  },
  'dir-records-only': {
    fails: cardWith({ efDir: { records: [USIM_DIR_RECORD, TEMPLATE], structure: 'transparent' } }),
    code: 'efdir-not-records',
    succeeds: GOOD,
  },
  'dir-stops-at-blank': {
    fails: cardWith({ efDir: { records: [new Uint8Array(), TEMPLATE] } }),
    code: 'efdir-blank-record',
    succeeds: GOOD,
  },
  'aid-exact': { fails: longAid, code: 'template-aid-longer', succeeds: GOOD },
  'odf-5031': {
    fails: cardWith({ efDir: { records: [elsewhere] }, odfFile: { fid: '5035' } }),
    code: 'file-missing',
    succeeds: GOOD,
  },
  'odf-paths-only': {
    fails: cardWith({ odf: encodeOdf([{ kind: 'dataObjects', objects: [encodeDataObject(DM_OBJECT)] }], 96) }),
    code: 'odf-inline',
    succeeds: GOOD,
  },
  'short-ids': { fails: GOOD, code: 'short-id-refused', succeeds: cardWith({ odfFile: { sfi: 0x11 } }) },
  'paths-from-mf': {
    fails: GOOD,
    code: 'file-wrong-path',
    succeeds: cardWith({
      odf: encodeOdf([{ kind: 'dataObjects', path: hex('3F007F506420') }], 32),
      dodf: [{ ...DM_OBJECT, path: { path: hex('3F007F506421') } }],
    }),
  },
  'fixed-dodf': {
    fails: cardWith({ odf: encodeOdf([{ kind: 'dataObjects', path: hex('6430') }], 32), dodfFile: { fid: '6430' } }),
    code: 'file-wrong-path',
    succeeds: cardWith({ odf: null }),
  },
  'fixed-content': {
    fails: cardWith({ dodf: [{ ...DM_OBJECT, path: { path: hex('6431') } }], contentFile: { fid: '6431' } }),
    code: 'file-wrong-path',
    succeeds: cardWith({ dodf: null }),
  },
  'dodf-first-record': {
    fails: cardWith({ dodf: [{ ...DM_OBJECT, oid: OIDS.lwm2mBootstrap }, DM_OBJECT] }),
    code: 'object-not-first',
    succeeds: cardWith({ dodf: [DM_OBJECT, { ...DM_OBJECT, oid: OIDS.lwm2mBootstrap }] }),
  },
  'opaque-only': { fails: cardWith({ dodf: [{ ...DM_OBJECT, form: 'oid' }] }), code: 'object-form', succeeds: GOOD },
  'oid-only': { fails: GOOD, code: 'object-form', succeeds: cardWith({ dodf: [{ ...DM_OBJECT, form: 'oid' }] }) },
  'last-object': {
    fails: cardWith({ dodf: [DM_OBJECT, { ...DM_OBJECT, path: { path: hex('6499') } }] }),
    code: 'file-missing',
    succeeds: cardWith({ dodf: [{ ...DM_OBJECT, path: { path: hex('6499') } }, DM_OBJECT] }),
  },
  'ignores-index': { fails: shifted(16), code: 'wbxml-not', succeeds: GOOD },
  'ignores-stretch': {
    fails: shifted(16),
    code: 'wbxml-not',
    succeeds: cardWith({ dodf: [{ ...DM_OBJECT, path: { path: hex('6421'), index: 0, length: 20 } }] }),
  },
  'no-pin': { fails: cardWith({ pin1Enabled: true }), code: 'file-refused', succeeds: GOOD },
  'aodf-pin': { fails: withAodf, code: 'pin-unknown', succeeds: GOOD },
  'one-block-255': { fails: GOOD, code: 'wbxml-undecodable', succeeds: SMALL },
  'one-block-256': { fails: GOOD, code: 'wbxml-undecodable', succeeds: SMALL },
  'fixed-length': { fails: GOOD, code: 'read-length', succeeds: cardWith({ quirks: { readPastEnd: 'FF' } }) },
  'near-offsets': { fails: shifted(FAR), code: 'offset-out-of-reach', succeeds: GOOD },
  'public-id-number': { fails: cardWithMessage(byText), code: 'wbxml-public-id', succeeds: GOOD },
  'tnds-usual-header': { fails: cardWithMessage(vendorHeader()), code: 'tnds-header', succeeds: GOOD },
  'no-wbxml-tnds': { fails: GOOD, code: 'tnds-not-understood', succeeds: xmlForm },
  'no-xml-tnds': { fails: xmlForm, code: 'tnds-not-understood', succeeds: GOOD },
  'inbox-only': { fails: singles, code: 'tnds-not-understood', succeeds: GOOD },
  'own-names': { fails: fixedReference, code: 'reference-lost', succeeds: GOOD },
  'needs-connectivity': {
    fails: onCard(inboxMessage(account('A', 'a'))),
    code: 'connectivity-missing',
    succeeds: onCard(inboxMessage(account('A', 'a', [leaf('PrefConRef', 'INTERNET')]))),
  },
  'dm-only': { fails: SMALL, code: 'object-missing', succeeds: GOOD },
  'cp-only': { fails: GOOD, code: 'object-missing', succeeds: SMALL },
  'keeps-servers': { fails: builtin('uicc-blank'), code: 'template-missing', succeeds: GOOD },
};

/** Cards that a conforming device rejects as well: the others show what the client's own habit costs. */
const NOBODY: readonly string[] = ['conforming', 'lenient', 'no-channels', 'keeps-servers', 'no-pin', 'aodf-pin'];

const keys: KeySource = {
  value: (ref) => (ref === 'pin1' ? new Secret(PIN1) : undefined),
  consent: () => ({ fewTries: false, triesUnknown: false }),
  refused: forgetful(),
};

describe('client profiles', () => {
  for (const [name, { fails, code, succeeds }] of Object.entries(ROWS) as [ClientProfileName, Row][]) {
    it(`${name}: stops at ${code} on one card, bootstraps from another`, async () => {
      const given = name === 'aodf-pin' ? { keys } : {};
      const { result: stopped } = await runDevice(fails, { profile: name, ...given });
      expect(stopped.rejection?.code).toBe(code);
      expect(stopped.rejection && reasonText(stopped.rejection)).not.toMatch(/[{}]/);
      const { result: good } = await runDevice(succeeds, { profile: name, ...given });
      expect(good.rejection).toBeNull();
      if (NOBODY.includes(name)) return;
      const { result: conforming } = await runDevice(fails);
      const own = name === '3g-only' || name === '2g-only' ? 'accepted' : conforming.outcome;
      expect(own, 'a conforming device takes the same card').toBe('accepted');
    });
  }

  it('with a PIN that the user types, a conforming device bootstraps where others do not ask or ask for another', async () => {
    const { result } = await runDevice(withAodf, { keys });
    expect(result.outcome).toBe('accepted');
    const never = await runDevice(withAodf, { keys, profile: 'no-pin' });
    expect(never.result.rejection).toMatchObject({ step: 'content', code: 'file-refused' });
    expect(never.card.commands(0x20)).toEqual([]);
  });

  it('switched-off asks the card for nothing', async () => {
    const { result, card } = await runDevice(GOOD, { profile: 'switched-off' });
    expect(result.rejection).toMatchObject({ step: 'switchOn', code: 'policy-disabled' });
    expect(card.exchanges).toHaveLength(0);
  });

  it('names each client once, in both languages, with a basis', () => {
    const names = CLIENT_PROFILES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names[0]).toBe('conforming');
    for (const { title, basis } of CLIENT_PROFILES) {
      expect(title.en).not.toBe('');
      expect(title.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(basis).not.toBe('');
    }
  });

  it('has a client for every hazard of the failure catalogue', () => {
    const blamed = new Set(CLIENT_PROFILES.flatMap(({ hazards }) => hazards));
    const rows = Object.entries(FINDING_ROWS).filter(([, { kind, row }]) => kind === 'hazard' && row !== null);
    expect(rows).toHaveLength(19);
    expect(rows.map(([code]) => code).filter((code) => !(blamed as ReadonlySet<string>).has(code))).toEqual([]);
  });
});
