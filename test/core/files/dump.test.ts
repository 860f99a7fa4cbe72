import { describe, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import { Secret } from '../../../core/base/secret.ts';
import { BUILTIN_CARDS, builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { type CardDump, type DumpOptions, dumpCard } from '../../../core/files/dump.ts';
import { type CardImage, parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { createTelecomImage } from '../../../core/virtual-card/telecom-image.ts';
import { answering } from '../../support/answering.ts';
import { forgetful } from '../../support/refused-memory.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';

function builtin(name: string): CardImage {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(`no card ${name}`);
  return image;
}

async function dumped(
  image: CardImage,
  options: Partial<DumpOptions> = {},
  wrap?: Parameters<typeof openVirtualLink>[1],
): Promise<CardDump & { readonly commands: readonly string[] }> {
  const card = await openVirtualLink(image, wrap);
  const dump = await dumpCard(card.link, { mode: 'auto', ...options });
  if (!dump.ok) throw new Error(dump.error.code);
  return { ...dump.value, commands: card.commands() };
}

/** The image as it comes back from the disk. */
function stored(image: CardImage): CardImage {
  const read = parseCardImage(serializeCardImage(image), 'dump');
  if (!read.ok) throw new Error(JSON.stringify(read.error.details));
  return read.value;
}

const bodies = ({ files }: CardImage) =>
  new Map(files.filter(({ type }) => type === 'ef').map(({ path, size, data }) => [path, { size, data }]));

describe.each(BUILTIN_CARDS.map(({ name }) => name))('%s', (name) => {
  it('dump, serve, dump: the same image', async () => {
    const first = await dumped(builtin(name));
    const second = await dumped(stored(first.image));
    expect(second.image).toEqual(first.image);
    expect(first.unread).toEqual([]);
    expect(second.unread).toEqual([]);
  });

  it('has every file of the card, with its content', async () => {
    const image = builtin(name);
    const dump = await dumped(image);
    const expected = new Map(
      image.files
        .filter(({ type }) => type === 'ef')
        .map(({ path, size, data = '' }) => [path, { size, data: data.padEnd(2 * (size ?? 0), 'F') }]),
    );
    const found = bodies(dump.image);
    for (const [path, body] of found) expect([path, body]).toEqual([path, expected.get(path)]);
    if (image.modes !== '2g') expect([...found.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
  });

  it('says which classes the card answers, and holds no credential value', async () => {
    const image = builtin(name);
    const { image: dump } = await dumped(image);
    expect(dump).toMatchObject({ platform: image.platform, modes: image.modes, iccid: image.iccid, atr: image.atr });
    expect(JSON.stringify(dump.credentials)).not.toMatch(/value/);
    expect(dump.credentials.length).toBeGreaterThan(0);
  });

  it('sends questions and reads, and no VERIFY with data', async () => {
    const { commands } = await dumped(builtin(name), { discover: true });
    const allowed = ['A4', 'B0', 'B1', 'B2', 'C0', 'F2', '70', 'CB'];
    for (const command of commands) {
      const ins = command.slice(2, 4);
      if (ins === '20' || ins === '2C') expect(command).toMatch(/^(?!A0)..(20|2C)00..(00)?$/);
      else expect(allowed).toContain(ins);
    }
  });
});

it('rules of both classes of a card that answers both', async () => {
  const { image } = await dumped(builtin('uicc'));
  const content = image.files.find(({ path }) => path === '3F007F506421');
  expect(content).toMatchObject({
    security: { tag: '8B', value: expect.stringMatching(/^6F06/) },
    access2g: { read: 1, update: 4 },
    sfi: null,
  });
});

it('states and tries of PINs, from whichever class tells them', async () => {
  const image = builtin('uicc');
  const credentials = image.credentials.map((item) =>
    item.ref === 'pin1' ? { ...item, tries: 2, enabled: true } : item.ref === 'pin2' ? { ...item, tries: 0 } : item,
  );
  const { image: dump } = await dumped({ ...image, credentials });
  expect(dump.credentials).toEqual([
    expect.objectContaining({
      ref: 'pin1',
      chv: '01',
      key: '01',
      tries: 2,
      enabled: true,
      unblock: { tries: 10, maxTries: 10 },
    }),
    expect.objectContaining({ ref: 'pin2', chv: '02', key: '81', tries: 0, enabled: true }),
    expect.objectContaining({ ref: 'adm1', key: '0A', tries: 3, enabled: true }),
  ]);
});

it('tries that no class tells are marked as assumed', async () => {
  const { image } = await dumped(builtin('uicc-3g'));
  expect(image.credentials.find(({ ref }) => ref === 'pin1')).toMatchObject({ enabled: false, triesAssumed: true });
  expect(image.credentials.find(({ ref }) => ref === 'adm1')).not.toHaveProperty('triesAssumed');
});

/** A card that asks for PIN1. */
function guarded(name: string): CardImage {
  const image = builtin(name);
  const credentials = image.credentials.map((item) => (item.ref === 'pin1' ? { ...item, enabled: true } : item));
  return { ...image, credentials };
}

describe.each(['uicc', 'uicc-3g', 'sim', 'ruim'])('files of %s behind a PIN', (name) => {
  const behind = name === 'ruim' ? '3F007F256F22' : '3F007F506421';

  it('stand in the dump with their headers, their content told to be unknown', async () => {
    const { image, unread } = await dumped(guarded(name));
    const file = image.files.find(({ path }) => path === behind);
    expect(file).toMatchObject({ unreadFrom: 0, data: '' });
    expect(file?.size).toBeGreaterThan(0);
    expect(unread.find(({ path }) => path === behind)).toMatchObject({
      readable: 0,
      sw: name === 'sim' || name === 'ruim' ? 0x9804 : 0x6982,
    });
  });

  it('dump to the same image again, and are no more readable than before', async () => {
    const first = await dumped(guarded(name));
    const second = await dumped(stored(first.image));
    expect(second.image).toEqual(first.image);
    expect(second.unread.map(({ path }) => path)).toEqual(first.unread.map(({ path }) => path));
  });

  it('are read with the key', async () => {
    const secret = new Secret(hex('31323334FFFFFFFF'));
    const keys = {
      value: (ref: string) => (ref === 'pin1' ? secret : undefined),
      consent: () => ({ fewTries: false, triesUnknown: false }),
      refused: forgetful(),
    };
    const { image, unread } = await dumped(guarded(name), { keys });
    expect(unread).toEqual([]);
    expect(image.files.find(({ path }) => path === behind)).not.toHaveProperty('unreadFrom');
    // What was verified in between does not change what the counters were.
    expect(image.credentials.find(({ ref }) => ref === 'pin1')).toMatchObject({ tries: 3, enabled: true });
  });
});

/** The bootstrap card with a large content file of a pattern. */
function withLargeFile(size: number): CardImage {
  const image = builtin('uicc-3g');
  const data = Array.from({ length: size }, (_, i) => ((i * 7) & 0xff).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
  const files = image.files.map((file) => (file.path === '3F007F506421' ? { ...file, size, data } : file));
  return { ...image, files };
}

describe('a file beyond 32 kB', () => {
  it('is dumped whole by the odd READ, and dumps again', async () => {
    const image = withLargeFile(40_001);
    const first = await dumped(image);
    const content = first.image.files.find(({ path }) => path === '3F007F506421');
    expect(content?.data).toBe(image.files.find(({ path }) => path === '3F007F506421')?.data);
    expect((await dumped(stored(first.image))).image).toEqual(first.image);
  });

  it('on a card that knows no odd READ is known as far as offsets go, also when it is dumped again', async () => {
    const noOdd = answering((tpdu) => (tpdu[1] === 0xb1 ? hex('6D00') : undefined));
    const first = await dumped(withLargeFile(40_001), {}, noOdd);
    expect(first.unread).toMatchObject([{ path: '3F007F506421', readable: 0x8000, size: 40_001, sw: 0x6d00 }]);
    const second = await dumped(stored(first.image));
    expect(second.image).toEqual(first.image);
  });
});

it.each([
  ['no logical channels', { noLogicalChannels: '6D00' }],
  ['three channels', { maxChannels: 3 }],
  ['no P2 = 0C', { noP2_0C: true }],
] as const)('a card with %s: the dump has the same habit', async (_title, quirks) => {
  const first = await dumped({ ...builtin('uicc-3g'), quirks });
  expect(first.image.quirks).toEqual(quirks);
  expect((await dumped(stored(first.image))).image).toEqual(first.image);
});

it('a deactivated file and an application that is one keep their state', async () => {
  const image = builtin('uicc');
  const files = image.files.map((file) => (file.path === '3F007F506421' ? { ...file, lifeCycle: '04' } : file));
  const first = await dumped({ ...image, files });
  expect(first.image.files.find(({ path }) => path === '3F007F506421')).toMatchObject({
    lifeCycle: '04',
    unreadFrom: 0,
  });
  expect((await dumped(stored(first.image))).image).toEqual(first.image);
});

it('a card of T=1 with extended length stays one', async () => {
  const image = createTelecomImage({
    platform: 'uicc',
    title: 'x',
    modes: '3g',
    protocol: 'T=1',
    extendedLength: true,
  });
  const first = await dumped(image);
  expect(first.image).toMatchObject({ extendedLength: true, protocols: ['T=1'] });
  expect((await dumped(stored(first.image))).image).toEqual(first.image);
});

it('one class alone, on demand', async () => {
  const { image } = await dumped(builtin('uicc'), { mode: '2g' });
  expect(image.modes).toBe('2g');
  expect(image.files.every((file) => file.security === undefined)).toBe(true);
});
