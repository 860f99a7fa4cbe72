import { expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import { uicc } from '../../../core/card/commands.ts';
import { encodeDodf } from '../../../core/pkcs15/dodf.ts';
import { OIDS } from '../../../core/pkcs15/oids.ts';
import { bodyWithMessage, makePlan } from '../../../core/plan/make-plan.ts';
import { answering } from '../../support/answering.ts';
import { cardWith } from '../../support/bootstrap-card.ts';
import { planOn, runOn } from '../../support/plan-runs.ts';
import { messageOfSize } from '../../support/scripted-message.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

it('offsets that P1 P2 cannot say are refused, not wrapped', () => {
  expect(() => uicc.readBinary(0, 0x8000, 1)).toThrow(RangeError);
  expect(() => uicc.updateBinary(0, 0x9010, Uint8Array.of(1))).toThrow(RangeError);
});

/** A card that knows no odd instructions. */
const withoutOddInstructions = answering((tpdu) =>
  tpdu[1] === 0xb1 || tpdu[1] === 0xd7 ? Uint8Array.of(0x6d, 0x00) : undefined,
);

it('where the card knows no odd READ, a file beyond 32 kB is read as far as offsets go and never planned for', async () => {
  const card = await openVirtualLink(cardWith({ contentFile: { size: 40_960 } }), withoutOddInstructions);
  const read = await readCard(card.link, { mode: '3g', depth: 'inspect' });
  if (!read.ok) throw new Error(read.error.code);
  const content = read.value.files.find((file) => file.role === 'content');
  expect(content?.bytes.length).toBe(0x8000);
  const plan = await makePlan(card.link, read.value, 0, bodyWithMessage(messageOfSize(1024)));
  expect(plan).toMatchObject({ ok: false, error: { code: 'plan-no-object' } });
});

it('a file beyond 32 kB is planned for and written where the card knows the odd instructions', async () => {
  const card = await openVirtualLink(cardWith({ contentFile: { size: 40_960 } }));
  const read = await readCard(card.link, { mode: '3g', depth: 'inspect' });
  if (!read.ok) throw new Error(read.error.code);
  expect(read.value.files.find((file) => file.role === 'content')?.bytes.length).toBe(40_960);
  const plan = await makePlan(card.link, read.value, 0, bodyWithMessage(messageOfSize(1024)));
  expect(plan).toMatchObject({ ok: true });
});

it('a message that stands beyond 32 kB is written and read back there', async () => {
  const start = 0x9000;
  const base = builtinCard('uicc-3g');
  if (base === undefined) throw new Error('uicc-3g');
  const object = {
    form: 'opaque',
    label: 'DM Bootstrap',
    flags: { private: true, modifiable: false },
    oid: OIDS.dmBootstrap,
    path: { path: hex('6421'), index: start, length: 2048 },
  } as const;
  const files = base.files.map((file) => {
    if (file.path === '3F007F506420') return { ...file, data: toHex(encodeDodf([object], 128)) };
    return file.path === '3F007F506421' ? { ...file, size: 40_960, data: '' } : file;
  });
  const message = messageOfSize(1024);
  const { outcome, commands, card } = await runOn(await planOn({ ...base, files }, bodyWithMessage(message)));
  expect(outcome).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
  expect(commands.some((command) => command.startsWith('01D70000'))).toBe(true);
  expect(commands.every((command) => !command.startsWith('01D6'))).toBe(true);
  const data = card.image().files.find(({ path }) => path === '3F007F506421')?.data ?? '';
  expect(data.slice(2 * start, 2 * (start + message.length))).toBe(toHex(message));
  expect(data.slice(0, 2 * start)).toBe('FF'.repeat(start));
});
