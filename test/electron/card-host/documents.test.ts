import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appError } from '../../../core/base/app-error.ts';
import { fromUtf8, utf8 } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { type CardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import type { ServiceClient } from '../../../electron/card-host/card-service.ts';
import { type CardHost, createCardHost } from '../../../electron/card-host/create-card-host.ts';
import { DocumentUploads } from '../../../electron/card-host/document-uploads.ts';
import { openOutsideFiles } from '../../../electron/card-host/outside-files.ts';
import { readerChecks } from '../../../electron/card-host/reader-checks.ts';
import type { ReaderGround } from '../../../electron/card-host/reader-ground.ts';
import {
  type Answer,
  type EventData,
  type Params,
  type RequestName,
  requests,
} from '../../../electron/ipc/contract.ts';
import { CHUNK_LIMIT, DOCUMENT_LIMIT } from '../../../electron/ipc/document-contract.ts';
import { bodyOf } from '../../support/bootstrap-card.ts';

const CARD = builtinCard('uicc') as CardImage;
const IMAGE = utf8(serializeCardImage(CARD));

let dataFolder: string;
let host: CardHost;
let client: ServiceClient;
let opened: EventData<'document.opened'>[];

async function ask<N extends RequestName>(name: N, params: Params<N>): Promise<Answer<N>> {
  const result = await client.call(name, params);
  if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error.details)}`);
  return requests[name].result.parse(result.value) as Answer<N>;
}

async function refusal(name: RequestName, params: unknown): Promise<string> {
  const result = await client.call(name, params);
  return result.ok ? 'no refusal' : result.error.code;
}

function connect(): void {
  const heard: EventData<'document.opened'>[] = [];
  opened = heard;
  client = host.service.connect(({ name, data }) => {
    if (name === 'document.opened') heard.push(data as EventData<'document.opened'>);
  });
}

async function upload(name: string, bytes: Uint8Array): Promise<Answer<'document.end'>> {
  const { upload: id } = await ask('document.begin', { name, size: bytes.length });
  for (let offset = 0; offset < bytes.length; offset += CHUNK_LIMIT)
    await ask('document.chunk', { upload: id, offset, bytes: bytes.subarray(offset, offset + CHUNK_LIMIT) });
  return ask('document.end', { upload: id });
}

const readerOf = async (name: string | null) => (await ask('readers.list', {})).find((reader) => reader.name === name);

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'bootcard-documents-'));
  host = createCardHost({ shell: 'browser', version: '0', dataFolder });
  connect();
});
afterEach(async () => {
  await host.service.close();
  rmSync(dataFolder, { recursive: true });
});

describe('a file that is handed over', () => {
  it('becomes a card in memory, whose changes stay there until it is saved', async () => {
    const { kind, reader } = await upload('lab.card.json', IMAGE);
    expect(kind).toBe('image');
    if (reader === null) throw new Error('no reader');
    expect(await readerOf(reader)).toMatchObject({ title: 'lab.card.json', virtual: { memory: { edited: false } } });
    const { session, read } = await ask('card.open', { reader, mode: 'auto' });
    expect(read.card.iccid).toBe(CARD.iccid);

    const content = read.files.find(({ role }) => role === 'content');
    const message = (content?.bytes ?? new Uint8Array()).slice();
    const at = Buffer.from(message).indexOf('https://');
    message.set(utf8('HTTPS'), at);
    const made = await ask('plan.make', { session, object: read.chosen ?? 0, message, allowFindings: true });
    await ask('card.arm', { session, plan: made.id, iccid: read.card.iccid ?? '' });
    const { handle } = await ask('credential.put', { session, ref: 'adm1', form: 'hex', value: '3132333435363738' });
    await ask('plan.run', { session, id: made.id, handles: [handle], fewTries: false, triesUnknown: false });
    expect(await readerOf(reader)).toMatchObject({ virtual: { memory: { edited: true } } });

    const saved = await ask('document.save', { reader });
    expect(saved.name).toBe('lab.card.json');
    const image = JSON.parse(fromUtf8(saved.bytes) ?? '') as CardImage;
    expect(Buffer.from(bodyOf(image, '3F007F506421')).includes('HTTPS://')).toBe(true);
    // Asked for is not saved: the user may think better of it.
    expect(await readerOf(reader)).toMatchObject({ virtual: { memory: { edited: true } } });
    await ask('document.saved', { reader });
    expect(await readerOf(reader)).toMatchObject({ virtual: { memory: { edited: false } } });
    // What changed while the window asked for a place is not in the file.
    await ask('document.save', { reader });
    await ask('virtual.break', { reader, fault: { kind: 'mute', at: 50 } });
    await ask('document.saved', { reader });
    expect(await readerOf(reader)).toMatchObject({ virtual: { memory: { edited: true } } });
    await ask('virtual.mend', { reader, at: null });

    const kept = await ask('document.keep', { reader });
    expect(await readerOf(kept.reader)).toMatchObject({ title: 'lab', virtual: { kept: true } });
    await ask('document.close', { reader });
    expect(await readerOf(reader)).toBeUndefined();
    expect(await refusal('document.save', { reader })).toBe('document-gone');
  });

  it('puts no file of this machine in its place', async () => {
    const faults = [{ kind: 'swap', at: 1, card: join(dataFolder, 'other.card.json') }] as const;
    const image = { ...CARD, faults: [...faults] };
    await expect(upload('given.card.json', utf8(serializeCardImage(image)))).rejects.toThrow('virtual-swap');
    const builtIn = { ...CARD, faults: [{ kind: 'swap' as const, at: 1, card: 'sim' }] };
    expect((await upload('given.card.json', utf8(serializeCardImage(builtIn)))).reader).not.toBeNull();
  });

  it('becomes a good card with this message on it, where it is a message', async () => {
    const { kind, reader } = await upload('m.wbxml', bodyOf(CARD, '3F007F506421'));
    expect(kind).toBe('message');
    const { read } = await ask('card.open', { reader: reader ?? '', mode: 'auto' });
    expect(read.steps.every(({ verdict }) => verdict === 'ok')).toBe(true);
  });

  it('is run as a plan in the order that a cut cannot turn into a lie, with the tries that the card tells', async () => {
    const { session, read } = await ask('card.open', { reader: 'virtual:uicc-3g', mode: 'auto' });
    const content = read.files.find(({ role }) => role === 'content');
    const message = (content?.bytes ?? new Uint8Array()).slice();
    message.set(utf8('HTTPS'), Buffer.from(message).indexOf('https://'));
    const { plan } = await ask('plan.make', { session, object: read.chosen ?? 0, message, allowFindings: true });
    const commit = plan.steps.find(({ kind }) => kind === 'commit');
    if (commit === undefined) throw new Error('nothing to put in another order');
    const steps = plan.steps.filter((step) => step !== commit);
    const first = steps.findIndex(({ kind }) => kind === 'update');
    const loaded = async (name: string, changed: typeof plan) => {
      const { plan: kept } = await upload(name, utf8(JSON.stringify(changed)));
      return ask('plan.load', { session, id: kept?.id ?? '' });
    };
    const credentials = plan.credentials.map((credential) => ({ ...credential, triesLeft: 10 }));
    const changed = { ...plan, credentials, steps: [...steps.slice(0, first), commit, ...steps.slice(first)] };
    const { id, plan: shown } = await loaded('early.plan.json', changed);
    expect(shown.credentials.map(({ triesLeft }) => triesLeft)).toEqual([3]);
    await ask('card.arm', { session, plan: id, iccid: plan.iccid });
    const { handle } = await ask('credential.put', { session, ref: 'adm1', form: 'hex', value: '3132333435363738' });
    const consent = { fewTries: false, triesUnknown: false };
    expect(await refusal('plan.run', { session, id, handles: [handle], ...consent })).toBe('plan-order');
  });

  it('comes in order and whole, or not at all', async () => {
    const bytes = new Uint8Array(8);
    expect(await refusal('document.begin', { name: 'x', size: DOCUMENT_LIMIT + 1 })).toBe('document-too-long');
    const { upload: id } = await ask('document.begin', { name: 'x', size: 16 });
    expect(await refusal('document.chunk', { upload: id, offset: 8, bytes })).toBe('document-broken');
    // What broke is forgotten: nothing is put together of its remains.
    expect(await refusal('document.chunk', { upload: id, offset: 0, bytes })).toBe('document-broken');
    const short = (await ask('document.begin', { name: 'x', size: 16 })).upload;
    await ask('document.chunk', { upload: short, offset: 0, bytes });
    expect(await refusal('document.end', { upload: short })).toBe('document-broken');
    const long = (await ask('document.begin', { name: 'x', size: 4 })).upload;
    expect(await refusal('document.chunk', { upload: long, offset: 0, bytes })).toBe('document-broken');
    const big = new Uint8Array(CHUNK_LIMIT + 1);
    const { upload: wide } = await ask('document.begin', { name: 'x', size: big.length });
    expect(await refusal('document.chunk', { upload: wide, offset: 0, bytes: big })).toBe('request-invalid');
    const nothing = { upload: wide, offset: 0, bytes: new Uint8Array() };
    expect(await refusal('document.chunk', nothing)).toBe('request-invalid');
  });

  it('comes whole in chunks of any length', () => {
    const uploads = new DocumentUploads();
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i & 0xff);
    const begun = uploads.begin('x', bytes.length);
    const id = begun.ok ? begun.value : '';
    for (let offset = 0, length = 1; offset < bytes.length; offset += length, length = (length % 7) + 1)
      expect(uploads.chunk(id, offset, bytes.subarray(offset, offset + length)).ok).toBe(true);
    expect(uploads.end(id)).toEqual({ ok: true, value: { name: 'x', bytes } });
    const again = uploads.begin('x', 1);
    expect(uploads.chunk(again.ok ? again.value : '', 0, new Uint8Array())).toMatchObject({
      error: { code: 'document-broken' },
    });
  });

  it('is read while others have their turn, however long it is', async () => {
    const log = utf8(Array.from({ length: 20_000 }, () => '> 00A40004023F00\n< 9000\n').join(''));
    const { upload: id } = await ask('document.begin', { name: 'long.log', size: log.length });
    for (let offset = 0; offset < log.length; offset += CHUNK_LIMIT)
      await ask('document.chunk', { upload: id, offset, bytes: log.subarray(offset, offset + CHUNK_LIMIT) });
    const order: string[] = [];
    const opened = ask('document.end', { upload: id }).then((document) => {
      order.push('opened');
      return document;
    });
    // Each takes a turn of its own.
    for (let other = 0; other < 3; other++) {
      await new Promise((resolve) => setImmediate(resolve));
      await ask('document.recent', {});
      order.push('other');
    }
    expect((await opened).kind).toBe('trace');
    expect(order).toEqual(['other', 'other', 'other', 'opened']);
  });

  it('is another window’s own: no window ends what another began', async () => {
    const { upload: id } = await ask('document.begin', { name: 'x', size: 0 });
    const other = host.service.connect(() => undefined);
    expect(await other.call('document.end', { upload: id })).toMatchObject({ ok: false });
  });

  it('keeps no more than a few begun uploads', async () => {
    const first = (await ask('document.begin', { name: 'x', size: 0 })).upload;
    for (let more = 0; more < 4; more++) await ask('document.begin', { name: 'y', size: 0 });
    expect(await refusal('document.end', { upload: first })).toBe('document-broken');
  });

  it('keeps no more bytes on their way than one file may have: the oldest go', async () => {
    const begin = async (size: number) => (await ask('document.begin', { name: 'x', size })).upload;
    const chunk = (id: string) => client.call('document.chunk', { upload: id, offset: 0, bytes: Uint8Array.of(1) });
    const half = await begin(DOCUMENT_LIMIT / 2);
    const other = await begin(DOCUMENT_LIMIT / 2);
    expect((await chunk(half)).ok).toBe(true);
    const small = await begin(1);
    expect([(await chunk(half)).ok, (await chunk(other)).ok, (await chunk(small)).ok]).toEqual([false, true, true]);
  });

  it('is dropped when the window goes', async () => {
    const { upload: id } = await ask('document.begin', { name: 'x', size: 0 });
    client.close();
    expect(await refusal('document.end', { upload: id })).toBe('document-broken');
    expect(await refusal('document.begin', { name: 'x', size: 0 })).toBe('document-broken');
  });
});

describe('files opened before', () => {
  it('are remembered by name, never with what they hold, until they are forgotten', async () => {
    await upload('one.card.json', IMAGE);
    const path = join(dataFolder, 'two.card.json');
    writeFileSync(path, IMAGE);
    await openOutsideFiles(host, [path]);
    const recent = await ask('document.recent', {});
    expect(recent.map(({ name, found }) => [name, found])).toEqual([
      ['two.card.json', true],
      ['one.card.json', false],
    ]);
    const list = join(dataFolder, 'recent-files.json');
    expect(readFileSync(list, 'utf8')).not.toContain(CARD.iccid ?? '?');
    const [two, one] = recent.map(({ id }) => id);
    expect((await ask('document.reopen', { id: two ?? '' })).kind).toBe('image');
    expect(await refusal('document.reopen', { id: one ?? '' })).toBe('document-elsewhere');
    await ask('document.forget', {});
    expect(await ask('document.recent', {})).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('are none where the list is damaged', async () => {
    writeFileSync(join(dataFolder, 'recent-files.json'), '{"id": 1');
    expect(await ask('document.recent', {})).toEqual([]);
    await upload('one.card.json', IMAGE);
    expect(await ask('document.recent', {})).toHaveLength(1);
  });
});

describe('files that the app was asked to open', () => {
  it('are shown in a window, a damaged one with its reason', async () => {
    const path = join(dataFolder, 'good.card.json');
    const bad = join(dataFolder, 'bad.card.json');
    writeFileSync(path, IMAGE);
    writeFileSync(bad, IMAGE.subarray(0, 700));
    expect(await openOutsideFiles(host, [bad, path])).toMatchObject({ ok: false, error: { code: 'image-invalid' } });
    expect(opened).toMatchObject([
      { ok: false, name: 'bad.card.json' },
      { ok: true, value: { kind: 'image', reader: `virtual:${path}` } },
    ]);
    // An image stays where it stands: what is written to its card is kept in the file.
    expect((await readerOf(`virtual:${path}`))?.virtual?.memory).toBeUndefined();
  });

  it('wait for the first window', async () => {
    client.close();
    const path = join(dataFolder, 'good.card.json');
    writeFileSync(path, IMAGE);
    await openOutsideFiles(host, [path]);
    connect();
    expect(opened).toHaveLength(1);
    connect();
    expect(opened).toHaveLength(0);
  });
});

describe('a name that the user gave', () => {
  it('is told to every window, and is there after a restart', async () => {
    await ask('reader.label', { reader: 'virtual:sim', label: '  Bench 4 ' });
    expect((await readerOf('virtual:sim'))?.label).toBe('Bench 4');
    await host.service.close();
    host = createCardHost({ shell: 'browser', version: '0', dataFolder });
    connect();
    expect((await readerOf('virtual:sim'))?.label).toBe('Bench 4');
    await ask('reader.label', { reader: 'virtual:sim', label: '' });
    expect((await readerOf('virtual:sim'))?.label).toBeUndefined();
  });
});

describe('what to check when no reader is there', () => {
  const ground: ReaderGround = {
    platform: 'linux',
    installed: () => true,
    socket: () => 'there',
    drivers: () => 2,
    usbReaders: () => [],
    refusedPorts: () => [],
  };
  const gone = new Map([['pcsc:', appError('pcsc-unavailable', { reason: 'it is not running' })]]);
  const wrong = (given: Partial<ReaderGround>, failures = gone) =>
    readerChecks({ readers: [], failures }, { ...ground, ...given })
      .filter(({ state }) => state !== 'ok')
      .map(({ id, what }) => `${id}: ${what.en}`);

  it('names the nearest reason, one for each', () => {
    expect(wrong({ installed: () => false })[0]).toMatch(/service: .*not installed/);
    expect(wrong({ socket: () => 'absent' })[0]).toMatch(/does not run/);
    expect(wrong({ socket: () => 'refused' })[0]).toMatch(/may not talk/);
    expect(wrong({ drivers: () => 0 }, new Map())[0]).toMatch(/driver: No driver/);
    expect(wrong({ usbReaders: () => ['ACME Reader'] }, new Map())).toEqual([expect.stringMatching(/ACME Reader/)]);
    expect(wrong({ refusedPorts: () => ['/dev/ttyUSB0'] }, new Map())[1]).toMatch(/ttyUSB0/);
    expect(wrong({ platform: 'win32' })[0]).toMatch(/SCardSvr/);
  });
});

describe('a card in memory that has the number of another', () => {
  /** The built-in card as a dump has it: nothing verifies. */
  const DUMP: CardImage = {
    ...CARD,
    credentials: CARD.credentials.map(({ value: _value, ...rest }) => rest),
  };
  const adm1 = (session: string) =>
    ask('credential.put', { session, ref: 'adm1', form: 'ascii', value: '12345678' } as const);

  async function verified(reader: string): Promise<string> {
    const { session } = await ask('card.open', { reader, mode: 'auto' });
    const { handle } = await adm1(session);
    return refusal('credential.verify', { session, handle, fewTries: false, triesUnknown: true });
  }

  it('does not have its values refused for the other', async () => {
    const { reader } = await upload('dump.card.json', utf8(serializeCardImage(DUMP)));
    expect(await verified(reader ?? '')).toBe('key-refused');
    expect(await verified(reader ?? '')).toBe('key-known-refused');
    expect(existsSync(join(dataFolder, 'refused.log'))).toBe(false);
    expect(await verified('virtual:uicc')).toBe('no refusal');
    const again = await upload('dump.card.json', utf8(serializeCardImage(DUMP)));
    expect(await verified(again.reader ?? '')).toBe('key-refused');
  });

  it('keeps its backups to itself', async () => {
    const { reader } = await upload('twin.card.json', IMAGE);
    const { session, read } = await ask('card.open', { reader: reader ?? '', mode: 'auto' });
    const message = defaultMessage({ ...NORDTEL, name: 'NordTel North', serverId: 'north' });
    const { id } = await ask('plan.make', { session, object: 0, message });
    await ask('card.arm', { session, plan: id, iccid: read.card.iccid ?? '' });
    const { handle } = await adm1(session);
    const done = await ask('plan.run', { session, id, handles: [handle], fewTries: false, triesUnknown: true });
    expect(done.flash.result).toBe('verified');
    expect((await ask('backups.list', { session })).backups).toHaveLength(1);
    const other = await ask('card.open', { reader: 'virtual:uicc', mode: 'auto' });
    expect((await ask('backups.list', { session: other.session })).backups).toEqual([]);
    expect(existsSync(join(dataFolder, 'journals'))).toBe(false);
  });
});
