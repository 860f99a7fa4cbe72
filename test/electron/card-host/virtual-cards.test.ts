import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import type { ServiceClient } from '../../../electron/card-host/card-service.ts';
import { type CardHost, createCardHost } from '../../../electron/card-host/create-card-host.ts';
import { FrameReader, frame } from '../../../electron/card-host/vpcd-client.ts';
import { type Answer, type Params, type RequestName, requests } from '../../../electron/ipc/contract.ts';

let dataFolder: string;
let host: CardHost;
let client: ServiceClient;
let ended: string[];

async function ask<N extends RequestName>(name: N, params: Params<N>): Promise<Answer<N>> {
  const result = await client.call(name, params);
  if (!result.ok) throw new Error(result.error.code);
  return requests[name].result.parse(result.value) as Answer<N>;
}

async function refusal(name: RequestName, params: unknown): Promise<string> {
  const result = await client.call(name, params);
  return result.ok ? 'no refusal' : result.error.code;
}

function start(): void {
  host = createCardHost({ shell: 'browser', version: '0', dataFolder });
  ended = [];
  client = host.service.connect(({ name, data }) => {
    if (name === 'session.ended') ended.push((data as { error: { code: string } }).error.code);
  });
}

const stateOf = async (name: string) =>
  (await host.virtual.list().then((list) => (list.ok ? list.value : []))).find((item) => item.name === name);

const soon = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 10_000 });

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'bootcard-virtual-'));
  start();
});
afterEach(async () => {
  await host.service.close();
  rmSync(dataFolder, { recursive: true });
});

describe('a card that is made', () => {
  it('has a number of its own, is its owner’s alone, and is there again after a restart', async () => {
    const { reader } = await ask('virtual.make', { base: 'uicc-3g', title: 'Bench one' });
    const second = await ask('virtual.make', { base: 'uicc-3g', title: 'Bench two' });
    const { read } = await ask('card.open', { reader, mode: 'auto' });
    const other = await ask('virtual.show', { reader: second.reader });
    expect(read.card.iccid).toMatch(/^89001030\d{12}$/);
    expect(other.iccid).not.toBe(read.card.iccid);
    for (const name of readdirSync(join(dataFolder, 'cards')))
      expect(statSync(join(dataFolder, 'cards', name)).mode & 0o777).toBe(0o600);

    await host.service.close();
    start();
    await soon(async () => (await stateOf(reader))?.virtual?.kept).toBe(true);
    expect((await stateOf(reader))?.title).toBe('Bench one');
  });

  it('is made after any card with a fault, and shows it', async () => {
    const bases = await ask('virtual.bases', {});
    const faults = bases.filter(({ group }) => group === 'fault');
    expect(faults.length).toBeGreaterThan(60);
    const base = 'fault-dm-source-mismatch';
    const { reader } = await ask('virtual.make', { base, title: 'Wrong source' });
    const { read } = await ask('card.open', { reader, mode: 'auto' });
    expect(read.findings.map(({ code }) => code)).toContain('dm-source-mismatch');
    expect(await refusal('virtual.make', { base: 'nobody', title: 'x' })).toBe('virtual-base');
  });

  it('is renamed, set back, and deleted once its last digits are typed', async () => {
    const { reader } = await ask('virtual.make', { base: 'sim', title: 'Old name' });
    const opened = await ask('card.open', { reader, mode: 'auto' });
    expect((await ask('virtual.rename', { reader, title: ' New name ' })).title).toBe('New name');
    expect((await stateOf(reader))?.title).toBe('New name');
    // A try that was spent is a change that the card is set back from.
    const put = { session: opened.session, ref: 'adm1', form: 'ascii', value: '99999999' } as const;
    const { handle } = await ask('credential.put', put);
    const consent = { fewTries: false, triesUnknown: true };
    expect(await refusal('credential.verify', { session: opened.session, handle, ...consent })).toMatch(/^key-/);
    const spent = await ask('virtual.show', { reader });
    expect([spent.changed, spent.credentials.find(({ ref }) => ref === 'adm1')?.tries]).toEqual([true, 2]);
    expect(await refusal('virtual.restore', { reader, confirmed: '0000' })).toBe('virtual-unconfirmed');
    expect((await ask('virtual.show', { reader })).changed).toBe(true);
    const confirmed = spent.iccid?.slice(-4) ?? '';
    // A write holds the card from its first command to its last.
    const slot = host.virtual.slot(reader);
    const [writing] = slot?.connections ?? [];
    await writing?.beginTransaction();
    expect(await refusal('virtual.restore', { reader, confirmed })).toBe('virtual-in-use');
    await writing?.endTransaction();
    const back = await ask('virtual.restore', { reader, confirmed });
    expect([back.changed, back.title, back.credentials.find(({ ref }) => ref === 'adm1')?.tries]).toEqual([
      false,
      'New name',
      3,
    ]);
    expect(ended).toEqual(['card-removed']);

    expect(await refusal('virtual.delete', { reader, confirmed: '0000' })).toBe('virtual-unconfirmed');
    await ask('virtual.delete', { reader, confirmed: back.iccid?.slice(-4) ?? '' });
    expect(readdirSync(join(dataFolder, 'cards'))).toEqual([]);
    expect(await stateOf(reader)).toBeUndefined();
    expect(await refusal('virtual.delete', { reader: 'virtual:uicc', confirmed: '0018' })).toBe('virtual-not-kept');
  });
});

describe('a clone', () => {
  it('has what could be read, a number of its own, and PINs that are told', async () => {
    const { session, read } = await ask('card.open', { reader: 'virtual:uicc', mode: 'auto' });
    const clone = await ask('virtual.clone', { session, title: 'Clone', ownNumber: true });
    expect(clone.iccid).not.toBe(read.card.iccid);
    expect(clone.files).toBeGreaterThan(10);
    expect(clone.credentials.find(({ ref }) => ref === 'pin1')).toEqual({
      ref: 'pin1',
      value: '1234',
      unblock: '12345678',
    });
    const again = await ask('card.open', { reader: clone.reader, mode: 'auto' });
    expect(again.read.card.iccid).toBe(clone.iccid);
    const content = (files: typeof read.files) => files.find(({ role }) => role === 'content')?.bytes;
    expect(content(again.read.files)).toEqual(content(read.files));
    const { handle } = await ask('credential.put', {
      session: again.session,
      ref: 'adm1',
      form: 'ascii',
      value: '12345678',
    });
    await ask('credential.verify', { session: again.session, handle, fewTries: false, triesUnknown: true });
  });

  it('says what the card did not let be read, and has it once the PIN is verified', async () => {
    const { reader } = await ask('virtual.make', { base: 'uicc-3g', title: 'Shut' });
    const path = reader.slice('virtual:'.length);
    const image = JSON.parse(readFileSync(path, 'utf8')) as CardImage;
    const [pin1] = image.credentials;
    if (pin1 === undefined) throw new Error('no PIN');
    writeFileSync(path, JSON.stringify({ ...image, credentials: [{ ...pin1, enabled: true }] }));
    const { session } = await ask('card.open', { reader, mode: 'auto' });
    const shut = await ask('virtual.clone', { session, title: 'Clone', ownNumber: false });
    expect(shut.iccid).toBe(image.iccid);
    const content = shut.unread.find(({ path: file }) => file.endsWith('6421'));
    expect(content).toMatchObject({ readable: 0, size: 2048, sw: 0x6982 });
    const { handle } = await ask('credential.put', { session, ref: 'pin1', form: 'ascii', value: '1234' });
    await ask('credential.verify', { session, handle, fewTries: false, triesUnknown: false });
    const open = await ask('virtual.clone', { session, title: 'Clone', ownNumber: false });
    expect(open.unread.some(({ path: file }) => file.endsWith('6421'))).toBe(false);
  });
});

describe('a fault', () => {
  it('is armed on a card that is in use, counted from then on, shown and taken away', async () => {
    const reader = 'virtual:uicc-3g';
    const { session } = await ask('card.open', { reader, mode: 'auto' });
    await ask('virtual.break', { reader, fault: { kind: 'status', at: 3, sw: '6F00' } });
    const armed = await ask('virtual.break', { reader, fault: { kind: 'remove', at: 2, ins: 'D6' } });
    expect(armed.faults.map(({ fault, left }) => [fault.kind, left])).toEqual([
      ['status', 3],
      ['remove', 2],
    ]);
    expect((await stateOf(reader))?.virtual?.faults).toBe(2);
    await ask('virtual.mend', { reader, at: 0 });
    await ask('card.reread', { session });
    expect((await stateOf(reader))?.virtual?.faults).toBe(1);
    expect((await ask('virtual.mend', { reader, at: null })).faults).toEqual([]);
    expect(await refusal('virtual.break', { reader, fault: { kind: 'tear', at: 1 } })).toBe('virtual-fault');
    const swap = { kind: 'swap', at: 1, card: join(dataFolder, 'refused.card.json') } as const;
    expect(await refusal('virtual.break', { reader, fault: swap })).toBe('virtual-swap');
    await ask('virtual.break', { reader, fault: { ...swap, card: 'sim' } });
  });

  it('that happened is told at once, and one that lasts stays until it is taken away', async () => {
    const reader = 'virtual:uicc-3g';
    await ask('virtual.break', { reader, fault: { kind: 'statusFrom', at: 1, sw: '6F00' } });
    await refusal('card.open', { reader, mode: 'auto' });
    const { faults } = await ask('virtual.show', { reader });
    expect(faults.map(({ left }) => left)).toEqual([0]);
    await ask('virtual.mend', { reader, at: 0 });
    await ask('card.open', { reader, mode: 'auto' });
    await ask('virtual.break', { reader, fault: { kind: 'remove', at: 1 } });
    const [session] = ended;
    expect(session).toBeUndefined();
    await refusal('card.open', { reader, mode: 'auto' });
    const state = await stateOf(reader);
    expect([state?.card, state?.virtual?.faults]).toEqual(['empty', 0]);
  });
});

describe('a card that is lent', () => {
  let vpcd: Server;
  let port: number;
  let socket: Promise<Socket>;

  beforeEach(async () => {
    vpcd = createServer();
    socket = new Promise((resolve) => vpcd.once('connection', resolve));
    await new Promise<void>((resolve) => vpcd.listen(0, '127.0.0.1', resolve));
    const address = vpcd.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterEach(() => new Promise<void>((resolve) => vpcd.close(() => resolve())));

  /** What the card says to one TPDU, through the frames of vpcd. */
  async function exchange(to: Socket, tpdu: Uint8Array): Promise<Uint8Array> {
    const frames = new FrameReader();
    const answered = new Promise<Uint8Array>((resolve) => {
      to.on('data', (chunk) => {
        const [first] = frames.push(chunk);
        if (first !== undefined) resolve(first);
      });
    });
    to.write(frame(tpdu));
    return answered;
  }

  it('answers the others, is held here, and comes back', async () => {
    const { reader } = await ask('virtual.make', { base: 'uicc-3g', title: 'Lent' });
    await ask('card.open', { reader, mode: 'auto' });
    const info = await ask('virtual.serve', { reader, host: '127.0.0.1', port, dropLe: false });
    expect(await refusal('virtual.restore', { reader, confirmed: '' })).toBe('virtual-in-use');
    expect(info.served).toBe(`127.0.0.1:${port}`);
    expect(ended).toEqual(['card-held']);
    expect(await refusal('card.open', { reader, mode: 'auto' })).toBe('card-held');
    const said = await exchange(await socket, Uint8Array.of(0x00, 0xa4, 0x00, 0x04, 0x02, 0x3f, 0x00));
    expect(said[0]).toBe(0x61);
    expect((await ask('virtual.stop', { reader })).served).toBeNull();
    await ask('card.open', { reader, mode: 'auto' });
  });

  it('is out of the reader where the other side takes it, and that a fault took it', async () => {
    const reader = 'virtual:uicc-3g';
    await ask('virtual.break', { reader, fault: { kind: 'remove', at: 1 } });
    await ask('virtual.serve', { reader, host: '127.0.0.1', port, dropLe: false });
    const other = await socket;
    other.write(frame(Uint8Array.of(0x00, 0xa4, 0x00, 0x04, 0x02, 0x3f, 0x00)));
    await soon(async () => (await stateOf(reader))?.card).toBe('empty');
    await ask('reader.insert', { reader });
    await ask('card.open', { reader, mode: 'auto' });
  });

  it('is lent to one place at a time, and not at all where it is taken out meanwhile', async () => {
    const reader = 'virtual:uicc-3g';
    const target = { reader, host: '127.0.0.1', port, dropLe: false };
    const first = client.call('virtual.serve', target);
    const second = client.call('virtual.serve', target);
    expect((await first).ok).toBe(true);
    expect(await second).toMatchObject({ ok: false, error: { code: 'card-held' } });
    await ask('virtual.stop', { reader });

    const accepted = new Promise<Socket>((resolve) => vpcd.once('connection', resolve));
    const late = client.call('virtual.serve', target);
    await Promise.resolve();
    expect(host.virtual.slot(reader)?.state()).toMatchObject({ card: 'held', holder: `vpcd 127.0.0.1:${port}` });
    expect(host.virtual.eject(reader)).toBe(true);
    expect(await late).toMatchObject({ ok: false, error: { code: 'card-removed' } });
    const other = await accepted;
    other.resume();
    if (!other.closed) await new Promise((resolve) => other.once('close', resolve));
    await ask('reader.insert', { reader });
    await ask('card.open', { reader, mode: 'auto' });
  });

  it.each(['192.0.2.1', '127.0.0.1.example.org', '0.0.0.0'])(
    'does not leave this computer unasked: %s',
    async (away) => {
      const target = { reader: 'virtual:uicc-3g', host: away, port, dropLe: false };
      expect(await refusal('virtual.serve', target)).toBe('vpcd-remote');
      expect(await refusal('virtual.serve', { ...target, remote: false })).toBe('vpcd-remote');
    },
  );

  it('stays here where nobody listens', async () => {
    await new Promise<void>((resolve) => vpcd.close(() => resolve()));
    const reader = 'virtual:uicc-3g';
    const target = { reader, host: '127.0.0.1', port, dropLe: false };
    expect(await refusal('virtual.serve', target)).toBe('vpcd-unreachable');
    await ask('card.open', { reader, mode: 'auto' });
    vpcd = createServer().listen(0);
  });
});
