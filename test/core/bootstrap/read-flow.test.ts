import { describe, expect, it } from 'vitest';
import { equalBytes, toHex } from '../../../core/base/bytes.ts';
import { BUILTIN_CARDS, builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { readCard } from '../../../core/bootstrap/read-card.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { cardWith } from '../../support/bootstrap-card.ts';
import { chosenContent, readImage } from '../../support/read-image.ts';
import { openVirtualLink, type VirtualLink } from '../../support/virtual-link.ts';

const MESSAGE = defaultMessage();

function imageNamed(name: string): CardImage {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(`no built-in ${name}`);
  return image;
}

const holdsMessage = (bytes: Uint8Array) => equalBytes(bytes.subarray(0, MESSAGE.length), MESSAGE);

/** Every healthy built-in in every mode that it speaks. */
const CASES = BUILTIN_CARDS.flatMap(({ name, modes }) =>
  (['2g', '3g'] as const)
    .filter((mode) => modes === 'both' || modes === mode)
    .map((mode) => ({ name, mode, blank: name.endsWith('-blank') })),
);

describe.each(['device', 'inspect'] as const)('read at %s depth', (depth) => {
  it.each(CASES.filter(({ blank }) => !blank))(
    '$name in $mode mode gives the message, nothing amiss',
    async ({ name, mode }) => {
      const { result } = await readImage(imageNamed(name), { mode, depth });
      expect(result.findings).toEqual([]);
      expect(result.steps.map((step) => step.verdict)).toEqual(Array(9).fill('ok'));
      expect(result.steps.every((step) => step.fact !== '' && step.exchanges.length >= 0)).toBe(true);
      expect(holdsMessage(chosenContent(result))).toBe(true);
      expect(result.card.mode).toBe(mode);
      const row = BUILTIN_CARDS.find((card) => card.name === name);
      expect([result.card.platform, result.card.iccid]).toEqual([row?.platform, row?.iccid]);
      expect(result.needs.filter((need) => need.act === 'read')).toEqual([]);
    },
  );

  it.each(CASES.filter(({ blank }) => blank))('$name in $mode mode ends at EF(DIR)', async ({ name, mode }) => {
    const { result } = await readImage(imageNamed(name), { mode, depth });
    const expected = name.startsWith('uicc') ? 'dir-no-pkcs15' : 'dir-record-blank';
    expect(result.findings.map((finding) => finding.code)).toEqual([expected]);
    expect(result.steps.map((step) => step.verdict)).toEqual(['error', ...Array(8).fill('notReached')]);
    expect([result.objects, result.chosen]).toEqual([[], null]);
  });
});

describe('which class is spoken', () => {
  it.each([
    { name: 'uicc', mode: '3g' },
    { name: 'uicc-3g', mode: '3g' },
    { name: 'uicc-2g', mode: '2g' },
    { name: 'sim', mode: '2g' },
    { name: 'ruim', mode: '2g' },
  ] as const)('auto finds $mode on $name', async ({ name, mode }) => {
    const { result } = await readImage(imageNamed(name));
    expect(result.card.mode).toBe(mode);
  });

  it.each([
    { name: 'uicc-2g', mode: '3g' },
    { name: 'sim', mode: '3g' },
    { name: 'uicc-3g', mode: '2g' },
  ] as const)('$mode asked of $name is refused, after one reset and no more', async ({ name, mode }) => {
    const card = await openVirtualLink(imageNamed(name));
    const result = await readCard(card.link, { mode, depth: 'device' });
    expect(result).toMatchObject({ ok: false, error: { code: 'card-class' } });
    // ISO class: MANAGE CHANNEL and STATUS; class A0: SELECT.
    expect(card.exchanges).toHaveLength(mode === '3g' ? 4 : 2);
  });
});

/** TPDUs of the cheapest read on T=0, for N bytes of message and the template in record k. */
const blocks = Math.ceil(MESSAGE.length / 256);
/** Records k+1, MANAGE CHANNEL, SELECT by AID, ODF 3, DODF 3, content 1 and its blocks, close. */
const list3g = (k: number) => k + 1 + 1 + 1 + 3 + 3 + 1 + blocks + 1;
/** EF(DIR) 2 and its records, one SELECT for the one DF of the path, ODF 3, DODF 3, content 2 and its blocks. */
const list2g = (k: number) => 2 + k + 1 + 3 + 3 + 2 + blocks;

describe('cost of a device-depth read in exchanges (T=0)', () => {
  // 3G identification: READ EF(ICCID) by SFI, on the channel that is opened first so that channel 0 is left alone.
  it.each([
    { name: 'uicc', k: 2 },
    { name: 'uicc-3g', k: 2 },
  ])('$name, 3G', async ({ name, k }) => {
    const { result, card } = await readImage(imageNamed(name), { mode: '3g' });
    expect(result.exchanges.count).toBe(1 + list3g(k));
    expect(card.commands().map((command) => command.slice(0, 10))).toEqual([
      '0070000001',
      '01B082000A',
      '01B201F400',
      '01B201F430',
      '01B202F430',
      '01A4040C0C',
      '01A4000C02',
      '01B0000000',
      '01B0000020',
      '01A4000C02',
      '01B0000000',
      '01B0000080',
      '01A4000C02',
      ...Array.from({ length: blocks }, (_, i) => `01B0${i.toString(16).padStart(2, '0')}0000`.toUpperCase()),
      '0070800100',
    ]);
  });

  it('one more where the last block is cut by the end of the file', async () => {
    const { result } = await readImage(cardWith({ contentFile: { size: MESSAGE.length } }), { mode: '3g' });
    expect(MESSAGE.length % 256).not.toBe(0);
    expect(result.exchanges.count).toBe(1 + list3g(2) + 1);
  });

  // 2G identification: SELECT MF, SELECT and READ EF(ICCID), SELECT MF; the MF again at the end; platform: SELECT DF(CDMA)
  // unless the ATR told already, and MF once more where it answered.
  it.each([
    { name: 'sim', k: 1, apart: 4 + 1 + 1 },
    { name: 'ruim', k: 1, apart: 4 + 1 + 1 + 1 },
    { name: 'uicc-2g', k: 2, apart: 4 + 1 },
    { name: 'uicc', k: 2, apart: 4 + 1 },
  ])('$name, 2G', async ({ name, k, apart }) => {
    const { result, card } = await readImage(imageNamed(name), { mode: '2g' });
    expect(result.exchanges.count).toBe(apart + list2g(k));
    const records = Array.from({ length: k }, (_, i) => `A0B20${i + 1}0430`);
    expect(card.commands().slice(4, 4 + list2g(k))).toEqual([
      'A0A40000022F00',
      'A0C000000F',
      ...records,
      'A0A40000027F50',
      'A0A40000025031',
      'A0C000000F',
      'A0B0000020',
      'A0A40000026420',
      'A0C000000F',
      'A0B0000080',
      'A0A40000026421',
      'A0C000000F',
      ...Array.from({ length: blocks }, (_, i) => `A0B0${i.toString(16).padStart(2, '0')}0000`.toUpperCase()),
    ]);
  });

  it('counts bytes both ways as they went over the contacts', async () => {
    const { result, card } = await readImage(imageNamed('sim'));
    const sum = (pick: (item: VirtualLink['exchanges'][number]) => Uint8Array) =>
      card.exchanges.reduce((total, item) => total + pick(item).length, 0);
    expect(result.exchanges).toEqual({
      count: card.exchanges.length,
      sent: sum((item) => item.command),
      received: sum((item) => item.response),
    });
  });
});

it('which exchange carried which bytes is told truly', async () => {
  const { result, card } = await readImage(imageNamed('uicc'), { depth: 'inspect' });
  for (const file of result.files) {
    let end = 0;
    for (const part of file.reads) {
      expect(part.offset).toBe(end);
      end += part.length;
      const response = card.exchanges[part.exchange]?.response ?? new Uint8Array();
      expect(toHex(response.subarray(0, part.length))).toBe(toHex(file.bytes.subarray(part.offset, end)));
    }
    expect(end).toBe(file.bytes.length);
  }
});

describe('T=1', () => {
  it.each(['3g', '2g'] as const)('a UICC reads in %s mode', async (mode) => {
    const { result } = await readImage(cardWith({ protocol: 'T=1' }), { mode });
    expect(result.findings).toEqual([]);
    expect(holdsMessage(chosenContent(result))).toBe(true);
    expect(result.card.protocol).toBe('T=1');
  });

  it('needs no follow-ups for lengths', async () => {
    const { card } = await readImage(cardWith({ protocol: 'T=1' }), { mode: '3g' });
    expect(card.commands(0xc0)).toEqual([]);
  });
});

describe('logical channels', () => {
  it('the one that was opened is closed, and channel 0 still has the MF', async () => {
    const { card } = await readImage(cardWith());
    const [opened, closed, ...more] = card.commands(0x70);
    expect([opened, closed, more]).toEqual(['0070000001', '0070800100', []]);
    // A file below the MF by its id: channel 0 stands where identification left it.
    const selected = await card.link.send({ cla: 0, ins: 0xa4, p1: 0, p2: 0x0c, data: Uint8Array.of(0x2f, 0x05) });
    expect(selected).toMatchObject({ ok: true, value: { sw: 0x9000 } });
    // The channel is gone: class 01 has no channel to speak on.
    const gone = await card.link.send({ cla: 1, ins: 0xa4, p1: 0, p2: 0x0c, data: Uint8Array.of(0x3f, 0x00) });
    expect(gone).toMatchObject({ ok: true, value: { sw: 0x6881 } });
  });

  it('is closed as well where the way ends early', async () => {
    const { card } = await readImage(cardWith({ odf: null }));
    expect(card.commands(0x70)).toEqual(['0070000001', '0070800100']);
  });

  it.each([
    { title: '', quirks: { noLogicalChannels: true } },
    { title: ' with 6D00', quirks: { noLogicalChannels: '6D00' } },
  ])('refused$title: told, gone on in channel 0, what was selected put back', async ({ quirks }) => {
    const { result, card } = await readImage(cardWith({ quirks }));
    expect(result.findings.map((finding) => finding.code)).toEqual(['channel-refused']);
    expect(holdsMessage(chosenContent(result))).toBe(true);
    expect(card.commands().every((command) => /^[08]0/.test(command))).toBe(true);
    const commands = card.commands();
    const asked = commands.findIndex((command) => command.startsWith('80F2'));
    expect(asked).toBeGreaterThan(commands.indexOf('0070000001'));
    expect(asked).toBeLessThan(commands.findIndex((command) => command.startsWith('00A4')));
    expect(commands.at(-1)).toBe('00A4000C023F00');
    expect(toHex(card.exchanges.at(-1)?.response ?? new Uint8Array())).toBe('9000');
  });

  it.each([
    { title: 'with channels', quirks: {} },
    { title: 'without', quirks: { noLogicalChannels: true } },
    { title: 'where MANAGE CHANNEL is answered with 6E00', quirks: { noLogicalChannels: '6E00' } },
  ])('$title, channel 0 has the DF it had', async ({ quirks }) => {
    const card = await openVirtualLink(cardWith({ quirks }));
    await card.link.send({ cla: 0, ins: 0xa4, p1: 0, p2: 0x0c, data: Uint8Array.of(0x7f, 0x10) });
    const read = await readCard(card.link, { mode: '3g', depth: 'inspect' });
    expect(read).toMatchObject({ ok: true, value: { chosen: 0 } });
    const status = await card.link.send({ cla: 0x80, ins: 0xf2, p1: 0, p2: 0, le: 256 });
    expect(status.ok && toHex(status.value.data)).toContain('83027F10');
  });

  it('refused, on a card that does not know P2=0C either: put back all the same', async () => {
    const { result, card } = await readImage(cardWith({ quirks: { noLogicalChannels: true, noP2_0C: true } }));
    expect(holdsMessage(chosenContent(result))).toBe(true);
    const back = await card.link.send({ cla: 0, ins: 0xa4, p1: 0, p2: 0x04, data: Uint8Array.of(0x2f, 0x05), le: 256 });
    expect(back).toMatchObject({ ok: true, value: { sw: 0x9000 } });
  });

  it('refused and strict: stops, selects no application', async () => {
    const { result, card } = await readImage(cardWith({ quirks: { noLogicalChannels: true } }), { strict: true });
    expect(result.findings.map((finding) => finding.code)).toEqual(['channel-refused']);
    expect(result.steps.map((step) => step.verdict)).toEqual(['ok', 'error', ...Array(7).fill('notReached')]);
    expect(card.commands().some((command) => command.startsWith('00A404'))).toBe(false);
  });

  it('none left besides the basic one: the same', async () => {
    const { result } = await readImage(cardWith({ quirks: { maxChannels: 0 } }));
    expect(result.findings.map((finding) => finding.code)).toEqual(['channel-refused']);
    expect(holdsMessage(chosenContent(result))).toBe(true);
  });
});

it('a card that does not know P2=0C is asked for the FCP instead', async () => {
  const { result, card } = await readImage(cardWith({ quirks: { noP2_0C: true } }));
  expect(result.findings).toEqual([]);
  expect(holdsMessage(chosenContent(result))).toBe(true);
  expect(card.commands(0xa4).some((command) => command.slice(4, 8) === '0404')).toBe(true);
});
