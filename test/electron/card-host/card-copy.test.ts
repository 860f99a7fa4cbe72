import { expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.ts';
import { Secret } from '../../../core/base/secret.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { openLink } from '../../../core/card/card-link.ts';
import type { CardImage, CredentialImage } from '../../../core/virtual-card/card-image.ts';
import { withAccepted } from '../../../electron/card-host/card-copy.ts';
import { diagnoseFlows } from '../../../electron/card-host/diagnose-flows.ts';
import { memoryOfRefused } from '../../support/refused-memory.ts';

const CARD = builtinCard('uicc') as CardImage;
const SHUT: CredentialImage = { ref: 'pin2 of 3F007FFF', key: '81', tries: 3, maxTries: 3, enabled: true };

it.each(['pin2', 'chv2', '81'])('a dumped PIN of an application is known by its reference: %s', (ref) => {
  const image = { ...CARD, credentials: [SHUT, { ...SHUT, ref: 'adm1', key: '0A' }] };
  const { credentials } = withAccepted(image, (name) => name === ref);
  expect(credentials.map(({ enabled }) => enabled)).toEqual([false, true]);
});

it('a key of class A0 alone is known by its number', () => {
  const { key: _key, ...shut } = SHUT;
  const image = { ...CARD, credentials: [{ ...shut, ref: 'own', chv: '01' }] };
  expect(withAccepted(image, (name) => name === 'pin1').credentials[0]?.enabled).toBe(false);
  expect(withAccepted(image, (name) => name === 'pin2').credentials[0]?.enabled).toBe(true);
});

it('what a copy refuses is not remembered of its card', async () => {
  const refused = memoryOfRefused();
  const value = new Secret(utf8('12345678'));
  const consent = { fewTries: false, triesUnknown: false };
  const flows = diagnoseFlows(
    ({ transport }) => openLink(transport),
    () => ({ value: () => value, consent: () => consent, refused }),
  );
  const card: Parameters<typeof flows.keySource>[0] = Object.create(null);
  const keys = flows.keySource(card, { accepted: () => undefined });
  expect(keys.value('pin2', '1')).toBe(value);
  await keys.refused.remember('1', 0x81, value, 3);
  expect(await keys.refused.recall('1', 0x81, value)).toMatchObject({ value: { unanswered: { tries: 3 } } });
  await keys.refused.refuse('1', 0x81, value);
  expect(await keys.refused.recall('1', 0x81, value)).toEqual({ ok: true, value: { refused: true, values: 1 } });
  expect(await keys.refused.recall('1', 0x0a, value)).toEqual({ ok: true, value: { refused: false, values: 0 } });
  expect(refused.events).toEqual([]);
  await keys.refused.forget('1', 0x81, value);
  expect(await keys.refused.recall('1', 0x81, value)).toEqual({ ok: true, value: { refused: false, values: 0 } });
});
