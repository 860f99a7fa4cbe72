import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hex, toHex } from '../../core/base/bytes.ts';
import type { CardTransport, ReaderPort } from '../../core/transport/card-transport.ts';
import { type CardImage, parseCardImage, serializeCardImage } from '../../core/virtual-card/card-image.ts';
import { createVirtualPort } from '../../electron/card-host/ports/virtual-port.ts';
import { contractImage } from './contract-image.ts';

const ADM1 = '0020000A083132333435363738';
const SELECT_ODF = ['00A4080C047F505031', '9000'] as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcard-port-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function opened(port: ReaderPort, name: string, exclusive = false): Promise<CardTransport> {
  const connected = await port.connect(name, { exclusive });
  if (!connected.ok) throw new Error(connected.error.code);
  return connected.value;
}

async function says(card: CardTransport, command: string): Promise<string> {
  const answer = await card.transmit(hex(command));
  return answer.ok ? toHex(answer.value) : answer.error.code;
}

const portOf = (image: CardImage) =>
  createVirtualPort({ builtin: (name) => (name === 'x' ? image : undefined), list: [{ name: 'x' }] });

describe('virtual readers', () => {
  it('write an image back after a change, for the owner alone, and leave nothing beside it', async () => {
    const path = join(folder, 'a.card.json');
    await writeFile(path, JSON.stringify({ ...contractImage(), notKnownYet: { kept: true } }));
    const card = await opened(portOf(contractImage()), `virtual:${path}`);
    expect(await says(card, ADM1)).toBe('9000');
    expect(await says(card, SELECT_ODF[0])).toBe(SELECT_ODF[1]);
    expect(await says(card, '00D6000002BEEF')).toBe('9000');
    const text = await readFile(path, 'utf8');
    const image = parseCardImage(text, path);
    expect(image.ok && image.value.files.find((file) => file.path === '3F007F505031')?.data).toMatch(/^BEEF3004/);
    expect(JSON.parse(text).notKnownYet).toEqual({ kept: true });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['a.card.json']);
  });

  it('leave an image alone when nothing changed', async () => {
    const path = join(folder, 'a.card.json');
    const text = JSON.stringify(contractImage());
    await writeFile(path, text);
    const card = await opened(portOf(contractImage()), `virtual:${path}`);
    await says(card, SELECT_ODF[0]);
    await says(card, '00B0000020');
    await card.disconnect('reset');
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('take up an image that changed on disk between two sessions', async () => {
    const path = join(folder, 'a.card.json');
    await writeFile(path, serializeCardImage(contractImage()));
    const port = portOf(contractImage());
    await (await opened(port, `virtual:${path}`)).disconnect('leave');
    const changed = contractImage();
    changed.atr = '3B00';
    await writeFile(path, serializeCardImage(changed));
    expect(toHex((await opened(port, `virtual:${path}`)).atr)).toBe('3B00');
  });

  it('tell what is wrong with an image', async () => {
    const path = join(folder, 'bad.card.json');
    await writeFile(path, '{"format":"bootcard-card/1"}');
    const connected = await portOf(contractImage()).connect(`virtual:${path}`);
    expect(!connected.ok && connected.error).toMatchObject({
      code: 'image-invalid',
      details: { path, place: 'title' },
    });
  });

  it('keep the state of a built-in within the process, pristine in the next', async () => {
    const port = portOf(contractImage());
    const first = await opened(port, 'virtual:x');
    expect(await says(first, '0020000A083132333435363739')).toBe('63C2');
    await first.disconnect('reset');
    expect(await says(await opened(port, 'virtual:x'), '0020000A00')).toBe('63C2');
    expect(await says(await opened(portOf(contractImage()), 'virtual:x'), '0020000A00')).toBe('63C3');
  });

  it('forget what was verified when the card is taken out', async () => {
    const port = portOf(contractImage());
    const first = await opened(port, 'virtual:x');
    expect(await says(first, ADM1)).toBe('9000');
    expect(port.eject('virtual:x')).toBe(true);
    expect(port.eject('virtual:x')).toBe(false);
    expect(port.insert('virtual:x')).toBe(true);
    expect(await says(first, ADM1)).toBe('card-removed');
    expect(await says(await opened(port, 'virtual:x'), '0020000A00')).toBe('63C3');
  });

  it('give a card to one program alone when asked to', async () => {
    const port = portOf(contractImage());
    const alone = await opened(port, 'virtual:x', true);
    const other = await port.connect('virtual:x');
    expect(!other.ok && other.error.code).toBe('card-held');
    await alone.disconnect('leave');
    expect((await port.connect('virtual:x')).ok).toBe(true);
  });

  it('keep others out of a transaction, and tell them of a reset', async () => {
    const port = portOf(contractImage());
    const [one, two] = [await opened(port, 'virtual:x'), await opened(port, 'virtual:x')];
    await one.beginTransaction();
    const order: string[] = [];
    const waiting = says(two, SELECT_ODF[0]).then(() => order.push('two'));
    await says(one, SELECT_ODF[0]).then(() => order.push('one'));
    await one.endTransaction();
    await waiting;
    expect(order).toEqual(['one', 'two']);
    await one.reset('warm');
    expect(await says(two, SELECT_ODF[0])).toBe('card-reset');
    await two.reset('warm');
    expect(await says(two, SELECT_ODF[0])).toBe('9000');
  });

  it.each([
    ['remove', 'card-removed', 'card-absent'],
    ['mute', 'card-mute', undefined],
  ] as const)('turn the fault %s into %s', async (kind, code, afterwards) => {
    const image = contractImage();
    image.faults = [{ kind, at: 1, ins: 'D6', when: 'after' }];
    const port = portOf(image);
    const card = await opened(port, 'virtual:x');
    await says(card, ADM1);
    await says(card, SELECT_ODF[0]);
    expect(await says(card, '00D6000002BEEF')).toBe(code);
    expect(await says(card, '00B0000002')).toBe(code);
    const again = await port.connect('virtual:x');
    expect(again.ok ? undefined : again.error.code).toBe(afterwards);
    port.insert('virtual:x');
    const back = await opened(port, 'virtual:x');
    expect(await says(back, SELECT_ODF[0])).toBe('9000');
    // The command took effect before the card went: `when: after`.
    expect(await says(back, '00B0000002')).toBe('BEEF9000');
  });

  it('tell everybody of a card that lost its power, which goes on after a reset', async () => {
    const image = contractImage();
    image.faults = [{ kind: 'reset', at: 1, ins: 'B0' }];
    const port = portOf(image);
    const [one, two] = [await opened(port, 'virtual:x'), await opened(port, 'virtual:x')];
    await says(one, SELECT_ODF[0]);
    expect(await says(one, '00B0000002')).toBe('card-reset');
    expect(await says(two, '00B0000002')).toBe('card-reset');
    await one.reset('warm');
    expect(await says(one, '00B0000002')).toBe('6986');
  });

  it('swap their card for another, which is another to everybody', async () => {
    const path = join(folder, 'other.card.json');
    await writeFile(path, serializeCardImage({ ...contractImage(), atr: '3B00', title: 'Other' }));
    const image = { ...contractImage(), faults: [{ kind: 'swap' as const, at: 2, card: path }] };
    const port = portOf(image);
    const card = await opened(port, 'virtual:x');
    await says(card, ADM1);
    expect(await says(card, SELECT_ODF[0])).toBe('card-removed');
    const other = await opened(port, 'virtual:x');
    expect(toHex(other.atr)).toBe('3B00');
    const list = await port.list();
    expect(list.ok && list.value[0]?.title).toBe('Other');
    // What is written now is written to the other card's image.
    await says(other, ADM1);
    await says(other, SELECT_ODF[0]);
    expect(await says(other, '00D6000002BEEF')).toBe('9000');
    const kept = parseCardImage(await readFile(path, 'utf8'), path);
    expect(kept.ok && kept.value.files.find((file) => file.path === '3F007F505031')?.data).toMatch(/^BEEF/);
  });

  it('swap no file in for a card that was handed over', async () => {
    const path = join(folder, 'other.card.json');
    const text = serializeCardImage(contractImage());
    await writeFile(path, text);
    const port = portOf(contractImage());
    const faults = [{ kind: 'swap' as const, at: 1, card: path }];
    const name = port.add('given', { ...contractImage(), faults });
    expect(port.foreignSwap(faults)).toMatchObject({ code: 'virtual-swap', details: { card: path } });
    expect(port.foreignSwap([{ kind: 'swap', at: 1, card: 'x' }])).toBeUndefined();
    expect(await says(await opened(port, name), ADM1)).toBe('virtual-swap');
    expect(port.slot(name)).toMatchObject({ path: undefined, inserted: false });
  });

  it('stay listed as a kept card’s after a swap; put in by hand, it is there again', async () => {
    const path = join(folder, 'kept.card.json');
    const faults = [{ kind: 'swap', at: 1, card: 'x' }] as const;
    await writeFile(path, serializeCardImage({ ...contractImage(), title: 'Kept', faults: [...faults] }));
    const port = portOf({ ...contractImage(), title: 'Other one' });
    const kept = await port.keep(path);
    if (!kept.ok) throw new Error(kept.error.code);
    expect(port.slot(kept.value)).toMatchObject({ kept: true, path });
    await says(await opened(port, kept.value), ADM1);
    const slot = port.slot(kept.value);
    expect(slot).toMatchObject({ path: undefined, inserted: true });
    expect(slot?.state()).toMatchObject({ title: 'Other one', virtual: { kept: true } });
    // What is done to the card in its place is not done to the kept one.
    const other = await opened(port, kept.value);
    await says(other, ADM1);
    await says(other, SELECT_ODF[0]);
    expect(await says(other, '00D6000002BEEF')).toBe('9000');
    expect([port.eject(kept.value), port.insert(kept.value)]).toEqual([true, true]);
    expect(slot?.state()).toMatchObject({ title: 'Kept', card: 'present', virtual: { kept: true, faults: 0 } });
    expect(slot?.path).toBe(path);
    const own = await opened(port, kept.value);
    await says(own, ADM1);
    await says(own, SELECT_ODF[0]);
    expect(await says(own, '00D6000002CAFE')).toBe('9000');
    const image = parseCardImage(await readFile(path, 'utf8'), path);
    expect(image.ok && image.value.files.find((file) => file.path === '3F007F505031')?.data).toMatch(/^CAFE/);
  });

  it('say so where the other card cannot be had, and are empty then', async () => {
    const image = { ...contractImage(), faults: [{ kind: 'swap' as const, at: 1, card: join(folder, 'none.json') }] };
    const port = portOf(image);
    expect(await says(await opened(port, 'virtual:x'), ADM1)).toBe('file-unreadable');
    const again = await port.connect('virtual:x');
    expect(!again.ok && again.error.code).toBe('card-absent');
  });

  it('write a torn file back to the image, without the fault', async () => {
    const path = join(folder, 'a.card.json');
    const faults = [{ kind: 'tear' as const, at: 1, ins: 'D6', prefix: 1 }];
    await writeFile(path, serializeCardImage({ ...contractImage(), faults }));
    const card = await opened(portOf(contractImage()), `virtual:${path}`);
    await says(card, ADM1);
    await says(card, SELECT_ODF[0]);
    expect(await says(card, '00D6000002BEEF')).toBe('card-removed');
    const image = parseCardImage(await readFile(path, 'utf8'), path);
    expect(image.ok && image.value).toMatchObject({
      faults: [],
      memory: { wear: [{ path: '3F007F505031', page: 0, writes: 1, bytes: 2 }] },
    });
    expect(image.ok && image.value.files.find((file) => file.path === '3F007F505031')?.data).toMatch(/^BE06/);
  });

  describe('take time', () => {
    async function timed(image: CardImage, muteAfter?: number) {
      const slept: number[] = [];
      const port = createVirtualPort({
        builtin: () => image,
        list: [],
        sleep: async (millis) => void slept.push(millis),
      });
      const connected = await port.connect('virtual:x', muteAfter === undefined ? {} : { muteAfter });
      if (!connected.ok) throw new Error(connected.error.code);
      return { card: connected.value, slept };
    }

    it('only where the image says so', async () => {
      const { card, slept } = await timed(contractImage());
      await says(card, SELECT_ODF[0]);
      expect(slept).toEqual([]);
    });

    it.each([
      [true, 1],
      [10, 10],
      [0.5, 0.5],
    ])('as on contacts with realTime %s', async (realTime, factor) => {
      const { card, slept } = await timed({ ...contractImage(), link: { ta1: '96', realTime } });
      await says(card, SELECT_ODF[0]);
      expect(slept).toHaveLength(1);
      // Nine characters of command, procedure byte, status word: 160 etu of 3.2 microseconds.
      expect(slept[0]).toBeCloseTo(0.512 * factor, 9);
    });

    it('where a fault holds an answer back', async () => {
      const faults = [{ kind: 'slow' as const, at: 1, millis: 4000 }];
      const { card, slept } = await timed({ ...contractImage(), faults });
      expect(await says(card, SELECT_ODF[0])).toBe('9000');
      expect(slept).toEqual([4000]);
    });

    it('and are mute to who does not wait as long', async () => {
      const faults = [{ kind: 'slow' as const, at: 1, millis: 4000 }];
      const { card, slept } = await timed({ ...contractImage(), faults }, 1500);
      expect(await says(card, SELECT_ODF[0])).toBe('card-mute');
      expect(slept).toEqual([1500]);
    });
  });
});
