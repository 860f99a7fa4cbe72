import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { Secret } from '../../../core/base/secret.ts';
import { type ReadOptions, readCard } from '../../../core/bootstrap/read-card.ts';
import type { RefusedKeys } from '../../../core/card/retry-guard.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { createRefusedKeys } from '../../../electron/storage/refused-keys.ts';
import { cardWith, ICCID, PIN1, TEMPLATE } from '../../support/bootstrap-card.ts';
import { forgetful } from '../../support/refused-memory.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

const WRONG = hex('39393939FFFFFFFF');
const MODES = [
  { platform: 'uicc', mode: '3g' },
  { platform: 'uicc', mode: '2g' },
  { platform: 'sim', mode: '2g' },
] as const;

interface Given {
  readonly pin1?: Uint8Array;
  readonly refused?: RefusedKeys;
  readonly consent?: { readonly fewTries?: boolean; readonly triesUnknown?: boolean };
  readonly depth?: ReadOptions['depth'];
}

/** Reads with what a person gave; `verifies` are the VERIFY commands that carried data, as they reached the card. */
async function readWith(image: CardImage, mode: '2g' | '3g', given: Given) {
  const raw: string[] = [];
  const listen = (inner: CardTransport): CardTransport => ({
    reader: inner.reader,
    atr: inner.atr,
    protocol: inner.protocol,
    transmit: (tpdu) => {
      raw.push(toHex(tpdu));
      return inner.transmit(tpdu);
    },
    reset: (kind) => inner.reset(kind),
    beginTransaction: () => inner.beginTransaction(),
    endTransaction: () => inner.endTransaction(),
    disconnect: (disposition) => inner.disconnect(disposition),
  });
  const card = await openVirtualLink(image, listen);
  const { pin1, refused = forgetful(), consent = {} } = given;
  const result = await readCard(card.link, {
    mode,
    depth: given.depth ?? 'device',
    keys: {
      value: (ref) => (ref === 'pin1' && pin1 !== undefined ? new Secret(pin1) : undefined),
      consent: () => ({ fewTries: false, triesUnknown: false, ...consent }),
      refused,
    },
  });
  const verify = raw.filter((command) => command.slice(2, 4) === '20');
  return { result, card, verify, verifies: verify.filter((command) => command.length > 10) };
}

/** A card whose PIN1 has `tries` left. */
function withTries(image: CardImage, tries: number): CardImage {
  return {
    ...image,
    credentials: image.credentials.map((item) => (item.ref === 'pin1' ? { ...item, tries } : item)),
  };
}

const triesOf = (image: CardImage) => image.credentials.find((item) => item.ref === 'pin1')?.tries;

describe.each(MODES)('PIN1 asked for, $platform in $mode mode', ({ platform, mode }) => {
  const image = cardWith({ platform, pin1Enabled: true });

  it.each(['device', 'inspect'] as const)('no key given: the need is told, nothing is sent (%s)', async (depth) => {
    const { result, verifies, card } = await readWith(image, mode, { depth });
    if (!result.ok) throw new Error(result.error.code);
    const read = result.value.needs.filter((need) => need.act === 'read');
    expect(read).toEqual([{ file: '3F007F506421', act: 'read', refs: ['pin1'], triesLeft: 3 }]);
    expect(verifies).toEqual([]);
    expect(triesOf(card.image())).toBe(3);
    expect(result.value.findings.map((finding) => finding.code)).toEqual(['access-pin-not-verified']);
    expect(result.value.steps.slice(5).map((step) => step.verdict)).toEqual(Array(4).fill('notReached'));
  });

  it('the right key: sent once, and the message is read', async () => {
    const { result, verifies } = await readWith(image, mode, { pin1: PIN1 });
    if (!result.ok) throw new Error(result.error.code);
    expect(result.value.findings).toEqual([]);
    expect(result.value.needs).toEqual([]);
    expect(verifies.map((command) => command.slice(-16))).toEqual([toHex(PIN1)]);
    expect(result.value.steps.at(-1)?.verdict).toBe('ok');
  });

  it('a wrong key: refused once, told, and the exchanges show no value', async () => {
    const { result, verifies, card } = await readWith(image, mode, { pin1: WRONG });
    expect(result).toMatchObject({ ok: false, error: { code: 'key-refused', details: { ref: 'pin1' } } });
    expect(verifies).toHaveLength(1);
    expect(triesOf(card.image())).toBe(2);
    expect(card.commands().join(' ')).not.toContain(toHex(WRONG));
    expect(JSON.stringify(result)).not.toContain('9999');
    // The channel is closed also where the read ends in an error.
    if (mode === '3g') expect(card.commands(0x70).at(-1)).toBe('0070800100');
  });

  it.each([1, 2])('%i tries left: nothing is sent without consent, the key with it', async (tries) => {
    const few = withTries(image, tries);
    const guarded = await readWith(few, mode, { pin1: PIN1 });
    expect(guarded.result).toMatchObject({ ok: false, error: { code: 'key-few-tries', details: { tries } } });
    expect(guarded.verifies).toEqual([]);
    const allowed = await readWith(few, mode, { pin1: PIN1, consent: { fewTries: true } });
    expect(allowed.result).toMatchObject({ ok: true, value: { findings: [] } });
  });

  it('blocked: told, nothing is sent, whatever is allowed', async () => {
    const blocked = withTries(image, 0);
    const consent = { fewTries: true, triesUnknown: true };
    const { result, verifies } = await readWith(blocked, mode, { pin1: PIN1, consent });
    expect(result).toMatchObject({ ok: false, error: { code: 'key-blocked' } });
    expect(verifies).toEqual([]);
    const plain = await readWith(blocked, mode, {});
    if (!plain.result.ok) throw new Error(plain.result.error.code);
    expect(plain.result.value.findings.map((finding) => finding.code)).toEqual([
      'access-pin-blocked',
      'access-pin-not-verified',
    ]);
  });

  it('the tries are asked for before the value is sent', async () => {
    const { card } = await readWith(image, mode, { pin1: PIN1 });
    const commands = card.commands();
    const value = commands.findIndex((command) => command.slice(2, 4) === '20' && command.length > 10);
    const asked = commands.findLastIndex(
      (command, i) => i < value && (mode === '2g' ? command.startsWith('A0F2') : /^0120000100?/.test(command)),
    );
    expect(asked).toBeGreaterThan(0);
    expect(value).toBe(asked + 1);
  });

  if (mode === '2g')
    it.each([
      { title: 'no key', given: {} },
      { title: 'a key', given: { pin1: PIN1 } },
      { title: 'a wrong key', given: { pin1: WRONG } },
      { title: 'inspection', given: { depth: 'inspect' } as const },
    ])('class A0 never gets an empty VERIFY: $title', async ({ given }) => {
      const { verify } = await readWith(image, mode, given);
      expect(verify.filter((command) => command.length <= 10)).toEqual([]);
    });
});

describe('a value that was refused', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each(MODES)('is never sent to that card again, $platform in $mode mode', async ({ platform, mode }) => {
    const image = cardWith({ platform, pin1Enabled: true });
    const first = await readWith(image, mode, { pin1: WRONG, refused: createRefusedKeys(folder) });
    expect(first.verifies).toHaveLength(1);
    // Another process: a fresh store on the same folder; the card’s counter is full again.
    const again = await readWith(image, mode, { pin1: WRONG, refused: createRefusedKeys(folder) });
    expect(again.result).toMatchObject({ ok: false, error: { code: 'key-known-refused' } });
    expect(again.verifies).toEqual([]);
    // The right value is another one, and another card is another card.
    const right = await readWith(image, mode, { pin1: PIN1, refused: createRefusedKeys(folder) });
    expect(right.result.ok).toBe(true);
    const other = cardWith({ platform, pin1Enabled: true, iccid: '89001010000000009019' });
    const elsewhere = await readWith(other, mode, { pin1: WRONG, refused: createRefusedKeys(folder) });
    expect(elsewhere.verifies).toHaveLength(1);
    expect(ICCID).not.toBe('89001010000000009019');
  });
});

it('a PIN that is disabled is not sent', async () => {
  const { verifies, result } = await readWith(cardWith(), '3g', { pin1: PIN1 });
  expect(result.ok).toBe(true);
  expect(verifies).toEqual([]);
});

describe.each(MODES)('directory files that ask for PIN1, $platform in $mode mode', ({ platform, mode }) => {
  const template = { records: [TEMPLATE], read: 'pin1' } as const;
  const image = cardWith({
    platform,
    pin1Enabled: true,
    efDir: template,
    odfFile: { read: 'pin1' },
    dodfFile: { read: 'pin1' },
  });

  it('end the way where it was not given', async () => {
    const { result, verifies } = await readWith(image, mode, {});
    expect(result.ok && result.value.findings.map(({ code }) => code)).toContain('dir-access');
    expect(result.ok && result.value.chosen).toBeNull();
    expect(verifies).toEqual([]);
  });

  it('are read with it, verified once; that a device has none there is told', async () => {
    const { result, verifies, card } = await readWith(image, mode, {
      pin1: PIN1,
      consent: { triesUnknown: mode === '2g' },
    });
    if (!result.ok) throw new Error(result.error.code);
    expect(result.value.chosen).toBe(0);
    expect(result.value.findings.filter(({ code }) => code === 'dir-access')).toHaveLength(1);
    expect(verifies).toHaveLength(1);
    expect(triesOf(card.image())).toBe(3);
  });

  it('cost one try where it is wrong', async () => {
    const { result, verifies, card } = await readWith(image, mode, {
      pin1: WRONG,
      consent: { triesUnknown: mode === '2g' },
    });
    expect(!result.ok && result.error.code).toBe('key-refused');
    expect(verifies).toHaveLength(1);
    expect(triesOf(card.image())).toBe(2);
  });
});
