import { describe, expect, it } from 'vitest';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { type CardDump, dumpCard } from '../../../core/files/dump.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

function builtin(name: string, quirks: CardImage['quirks'] = {}): CardImage {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(`no card ${name}`);
  return { ...image, quirks };
}

async function dumped(image: CardImage): Promise<CardDump & { readonly commands: readonly string[] }> {
  const card = await openVirtualLink(image);
  const dump = await dumpCard(card.link, { mode: 'auto' });
  if (!dump.ok) throw new Error(dump.error.code);
  return { ...dump.value, commands: card.commands() };
}

/** Habits of real cards that cost an exchange more and hide nothing. */
const HABITS: readonly CardImage['quirks'][] = [
  { noLogicalChannels: true },
  { maxChannels: 1 },
  { noChannelClose: true },
  { noChannelCommands: true },
  { channelStartsAt: '3F007F50' },
  { wrongClass: '6D00' },
  { noP2_0C: true },
  { answersP2_0C: true },
  { selectFciOnly: true },
  { fciTag: true },
  { fcpOmits: ['80'] },
  { fcpPadding: 'FFFF' },
  { shortDirectory: true },
  { noSelectByPath: true },
  { aidSelection: 'full' },
  { aidSelection: 'partial' },
  { noSfi: true },
  { readPastEnd: '6700' },
  { readPastEnd: '6282' },
  { recordLengthUntold: true },
  { le00Refused: true },
  { maxResponse: 64 },
  { maxResponse: 64, maxResponseTold: true },
  { maxCommand: 16 },
  { lengthUntold: true },
  { emptyDirRecord: 'notFound' },
  { proactive: '12' },
];

describe.each(['uicc', 'sim'] as const)('%s', (name) => {
  it.each(HABITS.map((quirks) => [JSON.stringify(quirks), quirks] as const))(
    'with %s: every file, whole',
    async (_text, quirks) => {
      const plain = await dumped(builtin(name));
      const odd = await dumped(builtin(name, quirks));
      expect(odd.image.files).toEqual(plain.image.files);
      expect(odd.unread).toEqual([]);
    },
  );
});

it('channels that the card does not close again are not opened for a count', async () => {
  const { image, commands } = await dumped(builtin('uicc-3g', { noChannelClose: true }));
  expect(commands.filter((command) => command.startsWith('00700000'))).toHaveLength(2);
  expect(image.quirks).toEqual({ noChannelClose: '6881' });
});

it('a card that asks for short blocks is asked for them from then on', async () => {
  const { commands } = await dumped(builtin('uicc-3g', { maxResponse: 100, maxResponseTold: true }));
  const blocks = commands.filter((command) => /^01B00[0-7]/.test(command)).map((command) => command.slice(8));
  expect(blocks.filter((le) => le === '00').length).toBeLessThan(4);
});

it('a header that omits the size, life cycle and file id leaves a file that is read all the same', async () => {
  const { image } = await dumped(builtin('uicc-3g', { fcpOmits: ['80', '83', '8A', 'C6'] }));
  expect(image.files.find(({ path }) => path === '3F002FE2')).toMatchObject({
    fid: null,
    data: '98000101000000000062',
    size: 10,
  });
});
