import { describe, expect, it } from 'vitest';
import { equalBytes, padEnd, toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { bodyWithMessage } from '../../../core/plan/make-plan.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { bodyOf, withFile } from '../../support/bootstrap-card.ts';
import { planOn, runOn } from '../../support/plan-runs.ts';
import { readImage } from '../../support/read-image.ts';

const CONTENT = '3F007F506421';
const CAPACITY = 2048;
const FULL = defaultMessage();

const messageWith = (rest: Partial<typeof NORDTEL>) => defaultMessage({ ...NORDTEL, ...rest });
/** Old and new bodies: of one length, longer, shorter, from and to nothing, of another kind, and all but equal. */
const PAIRS: readonly { readonly title: string; readonly old: Uint8Array; readonly next: Uint8Array }[] = [
  { title: 'one letter', old: FULL, next: messageWith({ apn: 'dn.nordtel.example' }) },
  { title: 'two letters far apart', old: FULL, next: messageWith({ clientName: 'devict', apn: 'dn.nordtel.example' }) },
  { title: 'the port', old: FULL, next: messageWith({ port: 8443 }) },
  { title: 'longer', old: FULL, next: messageWith({ name: 'NordTel North', clientName: 'device-0001' }) },
  { title: 'shorter', old: FULL, next: messageWith({ name: 'N', apn: 'n.example' }) },
  { title: 'from blank', old: new Uint8Array(CAPACITY).fill(0xff), next: FULL },
  { title: 'from zeros', old: new Uint8Array(CAPACITY), next: FULL },
  { title: 'to blank', old: FULL, next: new Uint8Array(FULL.length).fill(0xff) },
  { title: 'another WBXML version', old: FULL, next: Uint8Array.of(0x03, ...FULL.subarray(1)) },
  {
    title: 'other secrets',
    old: FULL,
    next: messageWith({ clientSecret: 'Merlin-1234', serverSecret: 'Boreal-9999' }),
  },
  {
    title: 'all of it',
    old: FULL,
    next: messageWith({ serverId: 'other', name: 'Other', addr: 'https://x.example/', port: 1 }),
  },
];

/** What a device makes of a body: the bytes of its message, or none. */
function messageIn(body: Uint8Array): Uint8Array | null {
  const view = decodeMessage(body);
  return view.document === null ? null : body.subarray(0, view.size);
}

function check(title: string, body: Uint8Array, old: Uint8Array, next: Uint8Array): 'old' | 'new' | 'none' {
  const whole = (message: Uint8Array) => padEnd(message, CAPACITY, 0xff);
  if (equalBytes(body, whole(old))) return 'old';
  if (equalBytes(body, whole(next))) return 'new';
  const found = messageIn(body);
  if (found !== null && equalBytes(found, next)) return 'new';
  expect([title, found === null ? null : toHex(found.subarray(0, 8))]).toEqual([title, null]);
  return 'none';
}

/** Every UPDATE; of a run with very many the first ones, the last ones and some between. */
function cutPoints(updates: number): readonly number[] {
  const all = Array.from({ length: updates }, (_, i) => i + 1);
  return all.filter((at) => updates <= 16 || at <= 4 || at > updates - 4 || at % 16 === 0);
}

/** A blank file is no message: writing it takes the consent that the test of a device would give. */
const toHold = (next: Uint8Array) => bodyWithMessage(next, { allowFindings: true });

describe.each(['sim', 'uicc-2g', 'uicc-3g'])('a card pulled out of a run, %s', (name) => {
  const image = builtinCard(name) as CardImage;

  it.each(PAIRS)('$title: old, new or nothing after every cut', async ({ old, next }) => {
    const start = withFile(image, CONTENT, padEnd(old, CAPACITY, 0xff));
    const whole = await runOn(await planOn(start, toHold(next)));
    expect(whole.outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
    const updates = whole.commands.filter((command) => command.slice(2, 4) === 'D6').length;
    expect(updates).toBeGreaterThan(0);
    const seen: string[] = [];
    for (const at of cutPoints(updates))
      for (const when of ['before', 'after'] as const) {
        const faulty = { ...start, faults: [{ kind: 'remove', at, ins: 'D6', when } as const] };
        const ran = await runOn(await planOn(faulty, toHold(next)));
        expect(ran.outcome).toMatchObject({
          ok: true,
          value: { flash: { result: 'interrupted' }, backup: '/backup', error: { code: 'write-interrupted' } },
        });
        expect(ran.store.events.at(-1)?.what).toBe('end interrupted');
        const body = bodyOf(ran.card.image(), CONTENT);
        seen.push(check(`${when} UPDATE ${at}`, body, old, next));
      }
    // Before the first byte it is the old one, after the last the new one.
    expect(seen[0]).toBe('old');
    expect(seen.at(-1)).toBe('new');
  });

  it('put back, it is written from where it stands and reads as if nothing had been', async () => {
    const next = messageWith({ name: 'NordTel North' });
    const faulty = { ...image, faults: [{ kind: 'remove', at: 3, ins: 'D6', when: 'after' } as const] };
    const cut = await runOn(await planOn(faulty, toHold(next)));
    const half = cut.card.image();
    expect(half.faults).toEqual([]);
    const { codes } = await readImage(half);
    expect(codes.length).toBeGreaterThan(0);
    const again = await runOn(await planOn(half, toHold(next)));
    expect(again.outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
    expect(toHex(bodyOf(again.card.image(), CONTENT))).toBe(toHex(padEnd(next, CAPACITY, 0xff)));
    expect((await readImage(again.card.image())).codes).toEqual([]);
  });
});

it('a message whose first byte went is none, but its secrets stay known', () => {
  const whole = decodeMessage(FULL);
  const cut = padEnd(FULL, CAPACITY, 0xff);
  cut[0] = 0xff;
  const view = decodeMessage(cut);
  expect(view).toMatchObject({ profile: 'unknown', document: null, xml: '', accounts: [], size: CAPACITY });
  expect(view.findings.map((finding) => finding.code)).toEqual(['wbxml-version']);
  expect(whole.secrets.length).toBeGreaterThan(0);
  expect(view.secrets).toEqual(whole.secrets);
});
