import { expect, it } from 'vitest';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import { uicc } from '../../../core/card/commands.ts';
import { bodyWithMessage, makePlan } from '../../../core/plan/make-plan.ts';
import { answering } from '../../support/answering.ts';
import { cardWith } from '../../support/bootstrap-card.ts';
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
