import { describe, expect, it } from 'vitest';
import { concat, toHex } from '../../../core/base/bytes.ts';
import { ok } from '../../../core/base/result.ts';
import { Secret } from '../../../core/base/secret.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import type { CardAct } from '../../../core/card/access-acts.ts';
import { whoMay } from '../../../core/card/access-rule.ts';
import { type CardLink, openLink } from '../../../core/card/card-link.ts';
import { type FileHeader, readFcp, readSelectResponse2g } from '../../../core/card/file-header.ts';
import { type CardFace, identify, releaseFace } from '../../../core/card/identify.ts';
import { changeKey, disableKey, enableKey, unblockKey } from '../../../core/card/key-acts.ts';
import { currentPins, readKeyState, readTries, readUnblockTries } from '../../../core/card/key-state.ts';
import { reachKey, readKeyStates } from '../../../core/card/key-states.ts';
import { keyCommand } from '../../../core/card/pin-commands.ts';
import { type RefusedKeys, verifyKey } from '../../../core/card/retry-guard.ts';
import { withFace } from '../../../core/card/with-face.ts';
import { browseCard } from '../../../core/files/browse.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { Random } from '../../support/random.ts';

const CALLS = 100_000;
/** A card is put back now and then: random commands terminate it sooner or later. */
const CALLS_PER_CARD = 1_000;
const SEED = 20_260_401;

const CARDS = ['sim', 'ruim', 'uicc', 'uicc-2g', 'uicc-3g'] as const;
const ACTS: readonly CardAct[] = ['read', 'update', 'delete', 'resize', 'create-ef', 'invalidate', { ins: 0xcb }];
const KEY_ACTS = ['verify', 'change', 'disable', 'enable', 'unblock'] as const;
const REFERENCES = [0x01, 0x02, 0x0a, 0x0b, 0x11, 0x81, 0x8a] as const;
const FIDS = [0x3f00, 0x2f00, 0x2fe2, 0x2f06, 0x6f06, 0x6f07, 0x7f20, 0x7f10, 0x7fff, 0x5031, 0x4400, 0x6f40];
const MODES = ['2g', '3g'] as const;

/** Every value was refused before: the guard may not send one. */
const ALL_REFUSED: RefusedKeys = {
  recall: async () => ok({ refused: true, values: 1 }),
  remember: async () => ok(undefined),
  refuse: async () => ok(undefined),
  forget: async () => ok(undefined),
};

/** A built-in card with PIN1 on and its counters as given. */
function cardOf(name: string, tries: number): CardImage {
  const image = structuredClone(builtinCard(name));
  if (image === undefined) throw new Error(`no ${name}`);
  for (const credential of image.credentials) {
    credential.enabled = true;
    credential.tries = Math.min(tries, credential.maxTries);
  }
  return image;
}

const counters = (card: VirtualCard) =>
  card.image().credentials.map(({ ref, tries, unblock }) => ({ ref, tries, unblock: unblock?.tries }));

/** The card without reader or port: what is measured is the card layer. */
function linkTo(card: VirtualCard): CardLink {
  const done = async () => ok(undefined);
  const transport: CardTransport = {
    reader: 'virtual:random',
    get atr() {
      return card.atr;
    },
    protocol: card.protocol,
    async transmit(tpdu) {
      const answer = card.transmit(tpdu);
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
  return openLink(transport);
}

describe('random calls into the card layer', () => {
  it(`never lower a try counter, nor block a PIN: ${CALLS} calls`, { timeout: 120_000 }, async () => {
    const random = new Random(SEED);
    const below = (bound: number) => random.below(bound);
    const pick = <T>(list: readonly T[]): T => random.pick(list);
    const bytes = (length: number) => Uint8Array.from({ length }, () => below(256));
    const word = (value: number) => Uint8Array.of(value >> 8, value & 0xff);

    let link = linkTo(new VirtualCard(cardOf('sim', 3)));
    let face: CardFace | undefined;
    let header: FileHeader | undefined;

    /** The class that the card was found to speak, as a rule: a card that answers 6E00 proves little. */
    const mode = () => (face === undefined || random.chance(15) ? pick(MODES) : face.mode);
    const classByte = () => (mode() === '2g' ? 0xa0 : pick([0, 1, face?.channel ?? 0]));

    const place = () => ({
      mode: mode(),
      channel: pick([0, 0, 1, face?.channel ?? 0]),
      reference: pick(REFERENCES),
    });
    const request = () => ({
      ...place(),
      link,
      iccid: pick([null, '8900']),
      consent: { fewTries: random.chance(50), triesUnknown: random.chance(50) },
      refused: ALL_REFUSED,
      value: new Secret(bytes(pick([8, 8, 16, 4]))),
      next: new Secret(Uint8Array.of(0x31, 0x32, 0x33, 0x34, 0xff, 0xff, 0xff, 0xff)),
    });

    /** SELECT in either class; its answer is the header that `whoMay` is asked about. */
    const select = async () => {
      const cla = classByte();
      const answer = await link.send({
        cla,
        ins: 0xa4,
        p1: cla === 0xa0 ? 0 : pick([0, 0, 0, 8, 4, 3]),
        p2: cla === 0xa0 ? 0 : 4,
        data: random.chance(90) ? word(pick(FIDS)) : concat(word(pick(FIDS)), word(pick(FIDS))),
        ...(cla === 0xa0 ? {} : { le: 256 }),
      });
      if (!answer.ok || answer.value.data.length === 0) return;
      const read = cla === 0xa0 ? readSelectResponse2g(answer.value.data) : readFcp(answer.value.data);
      if (read.ok) header = read.value;
    };

    /** Any command at all, PIN commands among them: the gate is what keeps those from the card. */
    const anything = () => {
      const ins = pick([below(256), pick([0x20, 0x21, 0x24, 0x26, 0x28, 0x2c, 0xb0, 0xb2, 0xd6, 0xdc, 0xf2])]);
      const data = random.chance(50) ? bytes(pick([1, 2, 8, 16])) : undefined;
      const command = {
        cla: pick([classByte(), classByte(), 0x80, 0x0c, below(256)]),
        ins,
        p1: pick([0, below(256)]),
        p2: pick(REFERENCES),
      };
      return link.send({ ...command, ...(data && { data }), ...(random.chance(30) && { le: 1 + below(256) }) });
    };

    const calls: readonly (readonly [weight: number, call: () => unknown])[] = [
      [30, select],
      [15, anything],
      [
        15,
        () =>
          link.transport.transmit(
            concat(
              Uint8Array.of(classByte(), pick([0x20, 0x2c, 0x24, below(256)]), 0, pick(REFERENCES)),
              bytes(below(14)),
            ),
          ),
      ],
      [
        10,
        () =>
          link.send({
            cla: classByte(),
            ins: pick([0xb0, 0xb2]),
            p1: below(4),
            p2: pick([0, 4]),
            le: 1 + below(256),
          }),
      ],
      [10, () => header && whoMay(header, pick(ACTS), { arr: { kind: 'record', bytes: bytes(below(30)) } })],
      [10, () => readTries(link, mode(), pick([0, 1]), pick(REFERENCES))],
      [6, () => readUnblockTries(link, place())],
      [6, () => readKeyState(link, place(), [])],
      [6, () => currentPins(link, place())],
      [6, () => verifyKey(request())],
      [6, () => pick([changeKey, disableKey, enableKey, unblockKey])(request())],
      [6, () => link.send(keyCommand(place(), pick(KEY_ACTS), bytes(pick([8, 16]))))],
      [
        4,
        async () => {
          const found = await identify(link, pick(['auto', ...MODES]));
          face = found.ok ? found.value : undefined;
        },
      ],
      [3, () => face && releaseFace(link, face)],
      [1, () => face && readKeyStates(link, face)],
      [1, () => face && reachKey(link, face, pick(REFERENCES))],
      [2, () => link.transport.reset('warm')],
      [0.1, () => readCard(link, { mode: pick(['auto', ...MODES]), depth: pick(['device', 'inspect']) })],
      [0.05, () => withFace(link, pick(MODES), (found) => browseCard(link, found))],
    ];
    const total = calls.reduce((sum, [weight]) => sum + weight, 0);
    const next = () => {
      let at = below(total * 1000) / 1000;
      const found = calls.find(([weight]) => {
        at -= weight;
        return at < 0;
      });
      return found?.[1] ?? select;
    };

    for (let made = 0; made < CALLS; ) {
      const tries = pick([3, 3, 2, 1]);
      const name = pick(CARDS);
      const card = new VirtualCard(cardOf(name, tries));
      const before = counters(card);
      link = linkTo(card);
      const found = await identify(link, 'auto');
      face = found.ok ? found.value : undefined;
      header = undefined;
      for (let n = 0; n < CALLS_PER_CARD; n++, made++) await next()();
      expect({ made, name, counters: counters(card) }).toEqual({ made, name, counters: before });
    }
  });

  it('and the test would see it: a value sent past the gate lowers one', () => {
    const card = new VirtualCard(cardOf('uicc-3g', 3));
    const before = counters(card);
    const answer = card.transmit(concat(Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x08), new Uint8Array(8).fill(0x39)));
    expect(typeof answer === 'string' ? answer : toHex(answer)).toBe('63C2');
    expect(counters(card)).not.toEqual(before);
  });
});
