import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { createFileCursor } from '../../../core/card/file-cursor.ts';
import { type FileRead, readCurrentFile } from '../../../core/card/read-file.ts';
import { withFace } from '../../../core/card/with-face.ts';
import { dumpCard } from '../../../core/files/dump.ts';
import type { FileImage } from '../../../core/virtual-card/card-image.ts';
import { createTelecomImage } from '../../../core/virtual-card/telecom-image.ts';
import { openVirtualLink, type VirtualLink } from '../../support/virtual-link.ts';

const PATTERN = (size: number) => toHex(Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

interface Read {
  readonly read: FileRead;
  readonly card: VirtualLink;
}

/** Reads a file with id 2F70 under the MF of a card. */
async function readFile(mode: '2g' | '3g', file: Partial<FileImage>, protocol: 'T=0' | 'T=1' = 'T=0'): Promise<Read> {
  const base = builtinCard(mode === '2g' ? 'sim' : 'uicc-3g');
  if (base === undefined) throw new Error(mode);
  const own: FileImage = { path: '3F002F70', type: 'ef', structure: 'transparent', ...file };
  const card = await openVirtualLink({ ...base, protocols: [protocol], files: [...base.files, own] });
  const done = await withFace(card.link, mode, async (face) => {
    const cursor = createFileCursor(card.link, face);
    const selected = await cursor.select({ aid: null, fids: [0x2f70] });
    if (!selected.ok) return selected;
    if (selected.value.header === undefined) throw new Error('no header');
    return readCurrentFile(card.link, cursor, selected.value.header);
  });
  if (!done.ok) throw new Error(done.error.code);
  return { read: done.value, card };
}

describe.each([
  ['2g', 'T=0'],
  ['3g', 'T=0'],
  ['3g', 'T=1'],
] as const)('in %s over %s', (mode, protocol) => {
  it.each([0, 1, 255, 256, 257, 4096, 0x7fff, 0x8000])('a transparent file of %i bytes, whole', async (size) => {
    const { read } = await readFile(mode, { size, data: PATTERN(size) }, protocol);
    expect(read).toMatchObject({ complete: true, reach: 'ok', content: { kind: 'transparent' } });
    if (read.content.kind === 'transparent') expect(toHex(read.content.bytes)).toBe(PATTERN(size));
  });

  it.each(['linear', 'cyclic'] as const)('all records of a %s file', async (structure) => {
    const data = PATTERN(5 * 21);
    const { read } = await readFile(mode, { structure, recordLength: 21, size: 105, data }, protocol);
    expect(read.complete).toBe(true);
    if (read.content.kind !== 'records') throw new Error(read.content.kind);
    expect(read.content.records.map((record) => record.length)).toEqual([21, 21, 21, 21, 21]);
    expect(read.content.records.map((record) => toHex(record)).join('')).toBe(data);
  });
});

describe('beyond 32 kB', () => {
  it.each([0x8001, 0x8100, 0xffff, 0x10000, 70_001])('%i bytes in the ISO class, by the odd READ', async (size) => {
    const { read, card } = await readFile('3g', { size, data: PATTERN(size) });
    if (read.content.kind !== 'transparent') throw new Error(read.content.kind);
    expect(toHex(read.content.bytes)).toBe(PATTERN(size));
    expect(read.complete).toBe(true);
    const far = card.commands(0xb1);
    expect(far[0]).toBe(`01B100000454028000`);
    // The offset grows a third byte where two no longer say it.
    if (size > 0x10000) expect(far.some((command) => command.startsWith('01B1000005540301'))).toBe(true);
  });

  it('65535 bytes in class A0, whose offsets have 16 bits', async () => {
    const { read } = await readFile('2g', { size: 0xffff, data: PATTERN(0xffff) });
    if (read.content.kind !== 'transparent') throw new Error(read.content.kind);
    expect(toHex(read.content.bytes)).toBe(PATTERN(0xffff));
  });
});

describe('a BER-TLV file', () => {
  it('is read object by object, long ones in blocks', async () => {
    const short = '80020102';
    const long = `5F2182012C${PATTERN(300)}`;
    const { read } = await readFile('3g', { structure: 'ber-tlv', size: 512, data: short + long });
    expect(read.complete).toBe(true);
    if (read.content.kind !== 'objects') throw new Error(read.content.kind);
    expect(read.content.objects.map((object) => toHex(object))).toEqual([short, long]);
  });

  it('that is empty has no objects', async () => {
    const { read } = await readFile('3g', { structure: 'ber-tlv', size: 64, data: '' });
    expect(read.content).toEqual({ kind: 'objects', objects: [] });
  });
});

describe('what a card does not let be read', () => {
  const closed = { read: 15, update: 15, increase: 15, rehabilitate: 15, invalidate: 15 };

  it('is told, not thrown', async () => {
    const { read } = await readFile('2g', { size: 4, data: '01020304', access2g: closed });
    expect(read).toMatchObject({ complete: false, reach: 'refused', sw: 0x9804 });
    const never = { tag: 'AB' as const, value: '8001019700' };
    const iso = await readFile('3g', { size: 4, data: '01020304', security: never });
    expect(iso.read).toMatchObject({ complete: false, reach: 'refused', sw: 0x6982 });
  });

  it('from some offset on: what comes before it is kept', async () => {
    const { read } = await readFile('3g', { size: 600, data: PATTERN(300), unreadFrom: 300 });
    expect(read).toMatchObject({ complete: false, sw: 0x6982 });
    if (read.content.kind !== 'transparent') throw new Error(read.content.kind);
    expect(toHex(read.content.bytes)).toBe(PATTERN(300));
  });

  it('deactivated: told as that', async () => {
    const { read } = await readFile('3g', { size: 4, data: '01020304', lifeCycle: '04' });
    expect(read).toMatchObject({ complete: false, reach: 'inactive' });
    expect(hex('6984')[0]).toBe(read.sw >> 8);
  });
});

describe('extended length', () => {
  async function blocksOf(extended: boolean, protocol: 'T=0' | 'T=1') {
    const image = createTelecomImage({ platform: 'uicc', title: 'x', modes: '3g', protocol, extendedLength: extended });
    const own: FileImage = { path: '3F002F70', type: 'ef', structure: 'transparent', size: 5000, data: PATTERN(5000) };
    const card = await openVirtualLink({ ...image, files: [...image.files, own] });
    const dump = await dumpCard(card.link, { mode: '3g', standard: false, paths: ['3F002F70'] });
    if (!dump.ok) throw new Error(dump.error.code);
    expect(dump.value.image.files.find(({ path }) => path === own.path)?.data).toBe(PATTERN(5000));
    return card.commands(0xb0).filter((command) => command.startsWith('01B0') && !command.startsWith('01B08'));
  }

  it('is used over T=1 where the card announces it, and nowhere else', async () => {
    expect((await blocksOf(true, 'T=1')).filter((command) => command.length > 10)).toHaveLength(3);
    expect((await blocksOf(false, 'T=1')).every((command) => command.length === 10)).toBe(true);
    expect((await blocksOf(true, 'T=0')).every((command) => command.length === 10)).toBe(true);
  });
});
