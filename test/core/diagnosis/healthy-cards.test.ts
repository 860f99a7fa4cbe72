import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { Secret } from '../../../core/base/secret.ts';
import { type CardDraft, cardOf, DM_OBJECT, healthyDraft, ownRecords } from '../../../core/bootstrap/card-draft.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { encodeMessage } from '../../../core/bootstrap/encode-message.ts';
import { cardName, FAULT_RECIPES } from '../../../core/bootstrap/fault-cards.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import type { KeySource } from '../../../core/card/given-keys.ts';
import { encodeDodf } from '../../../core/pkcs15/dodf.ts';
import { encodeDirRecord, PKCS15_AID } from '../../../core/pkcs15/ef-dir.ts';
import { encodeOdf } from '../../../core/pkcs15/odf.ts';
import { telecomAtr } from '../../../core/virtual-card/atr.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { Random } from '../../support/random.ts';
import { forgetful } from '../../support/refused-memory.ts';
import { conformingOn, diagnoseImage } from './diagnose-image.ts';

const CARDS = 200;
const GROUPS = 10;

const KINDS = [
  { platform: 'sim', modes: '2g' },
  { platform: 'ruim', modes: '2g' },
  { platform: 'uicc', modes: 'both' },
  { platform: 'uicc', modes: '3g' },
  { platform: 'uicc', modes: '2g' },
] as const;
const FOLDERS = ['7F50', '7F80', '5015'] as const;
const SERVERS = ['nordtel', 'example.net', 'o2dm', 'ops-01'] as const;
const FID = /^[0-9A-F]{4}$/;

/** The same message in another style of encoding, its tree in another form. */
function restyled(random: Random, message: Uint8Array): Uint8Array {
  const style = random.pick(['compatible', 'canonical', 'smallest'] as const);
  const tnds = random.pick(['keep', 'xml', 'wbxml'] as const);
  const encoded = encodeMessage(decodeMessage(message), { style, tnds });
  if (!encoded.ok) throw new Error(encoded.error.code);
  return encoded.value.bytes;
}

/** A card that is right, in one of the many ways in which it can be. */
function healthyCard(random: Random, serial: number): { readonly draft: CardDraft } {
  const name = cardName(random.pick(KINDS), 'Healthy', 5000 + serial);
  const server = random.pick(SERVERS);
  const folder = random.pick(FOLDERS);
  const dodfFid = random.pick(['6420', '4405']);
  const contentFid = random.pick(['6421', '3200']);
  for (const fid of [folder, dodfFid, contentFid]) expect(fid).toMatch(FID);
  const base = healthyDraft(name);
  const plain = defaultMessage({
    serverId: server,
    name: random.pick(['NordTel', 'Operator', 'MVNO']),
    addr: `https://${random.pick(['dm', 'www.dm', 'syncml'])}.${server}.example/${random.pick(['', 'dm', 'a/b'])}`,
    port: random.pick([443, 8443, 80]),
    clientName: 'device',
    clientSecret: 'first-secret',
    serverSecret: 'second-secret',
    clientNonce: Uint8Array.from(random.times(4, 12, () => random.below(256))),
    serverNonce: Uint8Array.from(random.times(4, 12, () => random.below(256))),
    apn: `dm.${server}.example`,
  });
  const message = restyled(random, plain);
  const absolute = random.chance(40);
  const before = absolute ? `3F00${folder}` : '';
  const size = Math.max(message.length, random.pick([2048, 3000, 4096]));
  const stretched = random.chance(30) ? { index: 0, length: size } : {};
  const filler = random.chance(30) ? 0x00 : 0xff;
  const fids = [Number.parseInt(folder, 16)];
  const label = random.pick(['PKCS15', 'DM', '']);
  const record = encodeDirRecord({ aid: PKCS15_AID, fids, ...(label !== '' && { label }) });
  const path = { path: hex(before + contentFid), ...stretched };
  const draft: CardDraft = {
    ...base,
    dir: {
      records: [...ownRecords(name), record],
      recordLength: random.pick([40, 48, 64]),
      structure: random.chance(20) ? 'transparent' : 'linear',
    },
    folder: { fid: folder },
    odf: base.odf && {
      ...base.odf,
      data: encodeOdf([{ kind: 'dataObjects', path: hex(before + dodfFid) }]),
      size: random.pick([16, 32, 300]),
      filler,
    },
    dodf: base.dodf && {
      ...base.dodf,
      fid: dodfFid,
      data: encodeDodf([{ ...DM_OBJECT, form: random.pick(['opaque', 'oid'] as const), path }]),
      size: random.pick([128, 200]),
      filler,
    },
    content: base.content && {
      ...base.content,
      fid: contentFid,
      data: message,
      size,
      ...(random.chance(50) && { filler }),
    },
    pin1: { enabled: random.chance(20), tries: 3 },
  };
  return { draft };
}

/** One card in seven holds a provisioning document, as EF(Bootstrap) of its own profile. */
function provisioningCard(random: Random, serial: number): { readonly draft: CardDraft } {
  const recipe = FAULT_RECIPES.find(({ code }) => code === 'dodf-provisioning-only');
  const draft = healthyDraft(cardName(random.pick(KINDS), 'Healthy', 5000 + serial));
  const made = recipe?.make(draft) ?? draft;
  return { draft: { ...made, pin1: { enabled: random.chance(20), tries: 3 } } };
}

/** The same card on the other protocol. */
function onT1(image: CardImage): CardImage {
  return { ...image, protocols: ['T=1'], atr: toHex(telecomAtr(image.platform, 'T=1', false)) };
}

const random = new Random(61);
const cards = Array.from({ length: CARDS }, (_, i) => {
  const { draft } = i % 7 === 3 ? provisioningCard(random, i) : healthyCard(random, i);
  const t1 = draft.name.platform === 'uicc' && random.chance(30);
  return { image: t1 ? onT1(cardOf(draft)) : cardOf(draft), draft, pinAsked: draft.pin1.enabled };
});
const PIN1: KeySource = {
  value: (ref) => (ref === 'pin1' ? new Secret(hex('31323334FFFFFFFF')) : undefined),
  consent: () => ({ fewTries: false, triesUnknown: false }),
  refused: forgetful(),
};

describe('no false root on healthy cards', () => {
  it.each(Array.from({ length: GROUPS }, (_, group) => group))('group %i', async (group) => {
    for (const [i, { image, pinAsked }] of cards.entries()) {
      if (i % GROUPS !== group) continue;
      const diagnosis = await diagnoseImage(image, pinAsked ? { keys: PIN1 } : {});
      const shown = `card ${i}, ${image.platform} ${image.modes}: ${diagnosis.findings.map(({ code }) => code).join(', ')}`;
      expect([diagnosis.verdict, diagnosis.root], shown).toEqual(['ok', null]);
      expect(
        diagnosis.findings.filter(({ kind }) => kind === 'fault'),
        shown,
      ).toEqual([]);
      expect(await conformingOn(image, pinAsked ? PIN1 : undefined), shown).toBeNull();
    }
  });

  it('the cards are of every kind, on both protocols, with and without a PIN', () => {
    expect(new Set(cards.map(({ draft }) => `${draft.name.platform} ${draft.name.modes}`)).size).toBe(KINDS.length);
    expect(new Set(cards.map(({ pinAsked }) => pinAsked)).size).toBe(2);
    expect(new Set(cards.flatMap(({ image }) => image.protocols)).size).toBe(2);
  });
});
