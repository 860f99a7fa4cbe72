import { describe, expect, it } from 'vitest';
import { hexWord } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { type CardMode, identify, releaseFace } from '../../../core/card/identify.ts';
import { type BrowseOptions, browseCard } from '../../../core/files/browse.ts';
import { type CardTree, nodeName } from '../../../core/files/card-tree.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { openVirtualLink, type VirtualLink } from '../../support/virtual-link.ts';

const SELECT = 0xa4;
const READS = [0xb0, 0xb2, 0xc0];

function builtin(name: string): CardImage {
  const image = builtinCard(name);
  if (image === undefined) throw new Error(`no card ${name}`);
  return image;
}

interface Browsed {
  readonly tree: CardTree;
  readonly card: VirtualLink;
}

async function browsed(image: CardImage, mode: 'auto' | CardMode, options: BrowseOptions = {}): Promise<Browsed> {
  const card = await openVirtualLink(image);
  const face = await identify(card.link, mode);
  if (!face.ok) throw new Error(face.error.code);
  const tree = await browseCard(card.link, face.value, options);
  if (!tree.ok) throw new Error(tree.error.code);
  const left = await releaseFace(card.link, face.value);
  if (!left.ok) throw new Error(left.error.code);
  return { tree: tree.value, card };
}

const paths = ({ nodes }: CardTree) => nodes.map(({ path }) => path).toSorted();
const names = ({ nodes }: CardTree) => new Map(nodes.map((node) => [node.path, nodeName(node)]));

/** The fixed files of a blank card: EF(DIR) does not name their DF, so that nobody is led there. */
const UNNAMED = '3F007F50';

/** Files of an image that a class can reach: class A0 knows no ADF. */
function reachable(image: CardImage, mode: CardMode): readonly string[] {
  const adfs = image.files.filter(({ type }) => type === 'adf').map(({ path }) => path);
  const named = image.files.some(({ path, data = '' }) => path === '3F002F00' && data.includes('7F50'));
  return image.files
    .map(({ path }) => path)
    .filter((path) => mode === '3g' || !adfs.some((adf) => path.startsWith(adf)))
    .filter((path) => named || !path.startsWith(UNNAMED))
    .toSorted();
}

describe.each([
  ['uicc', '3g'],
  ['uicc', '2g'],
  ['uicc-3g', '3g'],
  ['uicc-2g', '2g'],
  ['sim', '2g'],
  ['ruim', '2g'],
  ['uicc-blank', '3g'],
  ['sim-blank', '2g'],
] as const)('%s in %s', (name, mode) => {
  it('every file that the class can reach is found, parents first', async () => {
    const image = builtin(name);
    const { tree } = await browsed(image, mode);
    expect(paths(tree)).toEqual(reachable(image, mode));
    const seen = new Set<string>();
    for (const { path } of tree.nodes) {
      if (path !== '3F00') expect(seen).toContain(path.slice(0, -4));
      seen.add(path);
    }
    expect(tree.complete).toBe(true);
  });

  it('nothing but SELECT and READ goes to the card, on a channel of our own in the ISO class', async () => {
    const { card } = await browsed(builtin(name), mode, { discover: true });
    for (const { command } of card.exchanges.slice(1)) {
      expect([SELECT, ...READS, 0x70]).toContain(command[1]);
      if (mode === '3g' && command[1] !== 0x70) expect((command[0] as number) & 0x03).toBe(1);
    }
  });
});

it('files have the names of the standards, where they stand', async () => {
  const { tree } = await browsed(builtin('uicc'), '3g');
  const named = names(tree);
  expect(named.get('3F00')).toBe('MF');
  expect(named.get('3F002FE2')).toBe('EF(ICCID)');
  expect(named.get('3F007FF0')).toBe('ADF(USIM)');
  expect(named.get('3F007FF06F38')).toBe('EF(UST)');
  expect(named.get('3F007F50')).toBe('DF(PKCS15)');
  expect(named.get('3F007F505031')).toBe('EF(ODF)');
});

it('applications are told with their place, also those that class A0 has no way to', async () => {
  const iso = await browsed(builtin('uicc'), '3g');
  expect(iso.tree.applications.map(({ label, path, sw }) => [label, path, sw])).toEqual([
    ['USIM', '3F007FF0', 0x9000],
    ['PKCS15', '3F007F50', 0x9000],
  ]);
  const gsm = await browsed(builtin('uicc'), '2g');
  expect(gsm.tree.applications.map(({ label, path, sw }) => [label, path, sw])).toEqual([
    ['USIM', null, null],
    ['PKCS15', '3F007F50', 0x9000],
  ]);
});

it('the objects of the PKCS#15 directories are found by the directories, wherever they are', async () => {
  const { tree } = await browsed(builtin('uicc'), '3g');
  expect(tree.nodes.find(({ path }) => path === '3F007F506421')).toMatchObject({ foundBy: 'pkcs15', kind: 'ef' });
});

it('access answers come from nibbles in class A0 and from EF(ARR) in the ISO class, each record read once', async () => {
  const update = (tree: CardTree) =>
    tree.nodes.find(({ path }) => path === '3F007F506421')?.access?.update.alternatives.map(({ keys }) => keys);
  const iso = await browsed(builtin('uicc'), '3g');
  expect(update(iso.tree)).toEqual([['adm1']]);
  expect(update((await browsed(builtin('sim'), '2g')).tree)).toEqual([['adm1']]);
  const records = iso.card.commands(0xb2).filter((command) => command.startsWith('01B2'));
  expect(new Set(records).size).toBeLessThan(12);
});

/** A file that no standard and no directory names. */
function withHiddenFile(fid: string, folder = '3F00'): CardImage {
  const image = builtin('uicc');
  const file = {
    path: folder + fid,
    type: 'ef' as const,
    structure: 'transparent' as const,
    size: 4,
    data: 'CAFE0001',
  };
  return { ...image, files: [...image.files, file] };
}

describe('careful discovery', () => {
  it.each([
    ['2F77', '3F00', '3g'],
    ['6F9E', '3F007FF0', '3g'],
    ['6F9E', '3F007F20', '2g'],
    ['4401', '3F007F50', '3g'],
  ] as const)('finds %s in %s only when it is asked for (%s)', async (fid, folder, mode) => {
    const image = withHiddenFile(fid, folder);
    const path = folder + fid;
    expect(paths((await browsed(image, mode)).tree)).not.toContain(path);
    const { tree } = await browsed(image, mode, { discover: true });
    expect(tree.nodes.find((node) => node.path === path)).toMatchObject({ foundBy: 'discovery', kind: 'ef' });
  });

  it('tells how far it is, and ends between two commands when it is cancelled', async () => {
    let last = 0;
    const { tree, card } = await browsed(builtin('uicc'), '3g', {
      discover: true,
      trying: (_folder, tried) => {
        last = tried;
      },
      cancelled: () => last >= 64,
    });
    expect(tree.complete).toBe(false);
    expect(tree.nodes.length).toBeGreaterThan(1);
    expect(card.commands(SELECT).length).toBeLessThan(200);
  });

  it('names no AID that EF(DIR) does not list', async () => {
    const { card } = await browsed(builtin('uicc'), '3g', { discover: true });
    const byName = card.commands(SELECT).filter((command) => command.slice(4, 6) === '04');
    expect(new Set(byName.map((command) => command.slice(10))).size).toBe(2);
  });
});

it('a card without logical channels is browsed in channel 0, and left as it was', async () => {
  const image = { ...builtin('uicc'), quirks: { noLogicalChannels: true } };
  const { tree, card } = await browsed(image, '3g');
  expect(paths(tree)).toEqual(reachable(image, '3g'));
  expect(card.commands(SELECT).at(-1)).toContain(hexWord(0x3f00));
});

it('files are told as soon as they are known', async () => {
  const told: string[] = [];
  const { tree } = await browsed(builtin('sim'), '2g', { found: ({ path }) => told.push(path) });
  expect(told).toEqual(tree.nodes.map(({ path }) => path));
});

it('a deactivated file is found with its header', async () => {
  const image = builtin('uicc');
  const files = image.files.map((file) => (file.path === '3F007F506421' ? { ...file, lifeCycle: '04' } : file));
  const { tree } = await browsed({ ...image, files }, '3g');
  expect(tree.nodes.find(({ path }) => path === '3F007F506421')).toMatchObject({
    reach: 'inactive',
    header: { lifeCycle: 'deactivated', size: 2048 },
  });
});
