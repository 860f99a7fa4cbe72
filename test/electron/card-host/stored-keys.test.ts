import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import type { ServiceClient } from '../../../electron/card-host/card-service.ts';
import { type CardHost, createCardHost } from '../../../electron/card-host/create-card-host.ts';
import { createVirtualPort } from '../../../electron/card-host/ports/virtual-port.ts';
import { createReaderHub } from '../../../electron/card-host/reader-hub.ts';
import type { Readers } from '../../../electron/card-host/readers.ts';
import { utilitySecretBox } from '../../../electron/card-host/utility-secret-box.ts';
import { type Answer, type Params, type RequestName, requests } from '../../../electron/ipc/contract.ts';
import type { FromHost } from '../../../electron/ipc/shell-channels.ts';
import type { SecretBox } from '../../../electron/storage/stored-keys.ts';
import { createStagePort } from '../../support/stage/stage-port.ts';

const CONSENT = { fewTries: false, triesUnknown: true };
const ADM1 = '3132333435363738';
const WRONG = '3939393939393939';
const MESSAGE = defaultMessage({ ...NORDTEL, name: 'NordTel North', serverId: 'north' });

let folder: string;
let close: () => Promise<void>;
let host: CardHost;
let said: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcard-host-keys-'));
  said = [];
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

/** Main's part, across the messages that it gets: seals by turning bits over. */
function mainBox(): SecretBox {
  const link = utilitySecretBox((message: FromHost) => {
    if (message.kind !== 'secret') return;
    const { id, ask } = message;
    const turned = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0x5a);
    const value =
      ask.act === 'seal'
        ? turned(Uint8Array.from(Buffer.from(ask.text)))
        : ask.act === 'open'
          ? { text: Buffer.from(turned(ask.sealed)).toString(), renew: false }
          : undefined;
    link.handle({ kind: 'secret-answer', id, result: { ok: true, value } });
  });
  return link.box;
}

function start(secretBox?: SecretBox, readers?: Readers): ServiceClient {
  host = createCardHost({
    ...(readers && { readers }),
    shell: secretBox === undefined ? 'browser' : 'electron',
    version: '0',
    dataFolder: folder,
    ...(secretBox !== undefined && { secretBox }),
  });
  close = () => host.service.close();
  return host.service.connect((event) => said.push(JSON.stringify(event)));
}

async function ask<N extends RequestName>(client: ServiceClient, name: N, params: Params<N>): Promise<Answer<N>> {
  const result = await client.call(name, params);
  said.push(JSON.stringify(result));
  if (!result.ok) throw new Error(result.error.code);
  return requests[name].result.parse(result.value) as Answer<N>;
}

const open = async (client: ServiceClient, reader = 'virtual:uicc') =>
  (await ask(client, 'card.open', { reader, mode: 'auto' })).session;

/** A reader with a card that looks real, besides the virtual ones. */
function readersWithCard(): Readers {
  const virtual = createVirtualPort({ builtin: (name) => builtinCard(name.replace('pcsc:', '')), list: [] });
  const wait = async () => undefined;
  const pcsc = createStagePort([{ name: 'pcsc:uicc', title: 'A', card: 'present' }], virtual, { failure: null, wait });
  return { virtual, hub: createReaderHub([pcsc, virtual]) };
}

interface Wish {
  /** What is typed, in hex; default the ADM1 that opens the card. */
  readonly values?: Readonly<Record<string, string>>;
  /** That the keys be remembered; default so. */
  readonly remember?: boolean;
}

const typed = async (client: ServiceClient, session: string, ref: string, value: string) =>
  (await ask(client, 'credential.put', { session, ref, form: 'hex', value })).handle;

/** Writes a message to a card, with the keys that are typed for it. @returns the answer of the run */
async function write(
  client: ServiceClient,
  session: string,
  { values = { adm1: ADM1 }, remember = true }: Wish = {},
): Promise<Answer<'plan.run'>> {
  const { id, plan } = await ask(client, 'plan.make', { session, object: 0, message: MESSAGE });
  await ask(client, 'card.arm', { session, plan: id, iccid: plan.iccid });
  const handles: string[] = [];
  for (const [ref, value] of Object.entries(values)) handles.push(await typed(client, session, ref, value));
  return ask(client, 'plan.run', { session, id, handles, ...(remember && { remember: handles }), ...CONSENT });
}

const namesOf = async (client: ServiceClient, session: string) =>
  (await ask(client, 'credential.stored', { session })).refs;

describe('a key that the app remembers', () => {
  it.each([
    ['pcsc:uicc', 'virtual:uicc'],
    ['virtual:uicc', 'pcsc:uicc'],
  ])('for %s is none of its twin %s', async (one, twin) => {
    const client = start(mainBox(), readersWithCard());
    await write(client, await open(client, one));
    const session = await open(client, twin);
    expect(await ask(client, 'credential.stored', { session })).toMatchObject({ available: true, refs: [] });
    await expect(ask(client, 'credential.useStored', { session, ref: 'adm1' })).rejects.toThrow('secret-not-stored');
    await ask(client, 'credential.forget', { session, ref: 'adm1' });
    const own = await ask(client, 'credential.stored', { session: await open(client, one) });
    expect(own.refs).toEqual(['adm1']);
  });

  it('is not offered, nor any kept, for a card that was opened into memory', async () => {
    const client = start(mainBox(), readersWithCard());
    await write(client, await open(client, 'pcsc:uicc'));
    await write(client, await open(client, 'virtual:uicc'));
    const reader = host.virtual.add('twin.card.json', builtinCard('uicc') as CardImage);
    const session = await open(client, reader);
    const stored = await ask(client, 'credential.stored', { session });
    expect(stored).toMatchObject({ available: false, refs: [], reason: expect.stringContaining('in memory') });
    await expect(ask(client, 'credential.useStored', { session, ref: 'adm1' })).rejects.toThrow('secret-store');
    expect(await write(client, session)).toMatchObject({
      flash: { result: 'verified' },
      notRemembered: { code: 'secret-store-unavailable' },
    });
  });

  it('is typed once, and opens the card again after the app was closed; the interface never has it', async () => {
    const first = start(mainBox());
    const session = await open(first);
    expect(await ask(first, 'credential.stored', { session })).toEqual({ available: true, reason: '', refs: [] });
    const done = await write(first, session);
    expect([done.flash.result, done.notRemembered]).toEqual(['verified', undefined]);
    expect(await namesOf(first, session)).toEqual(['adm1']);
    await close();

    const second = start(mainBox());
    const again = await open(second);
    expect((await ask(second, 'credential.stored', { session: again })).refs).toEqual(['adm1']);
    const used = await ask(second, 'credential.useStored', { session: again, ref: 'adm1' });
    expect(used.length).toBe(8);
    await ask(second, 'credential.verify', { session: again, handle: used.handle, ...CONSENT });
    await ask(second, 'credential.forget', { session: again, ref: 'adm1' });
    expect((await ask(second, 'credential.stored', { session: again })).refs).toEqual([]);
    await expect(ask(second, 'credential.useStored', { session: again, ref: 'adm1' })).rejects.toThrow(
      'secret-not-stored',
    );
    const kept = await readFile(join(folder, 'stored-keys.json'), 'utf8');
    // The exchanges of the trace that are told are among what was said.
    for (const spelling of [ADM1, '12345678', Buffer.from('12345678').toString('base64'), '49,50,51,52,53,54,55,56'])
      expect([...said, kept].join('\n')).not.toContain(spelling);
  });

  it('is not offered in a browser, and refused with a reason', async () => {
    const client = start();
    const session = await open(client);
    const stored = await ask(client, 'credential.stored', { session });
    expect(stored).toMatchObject({
      available: false,
      reason: expect.stringContaining('a browser has no way'),
      refs: [],
    });
    expect(await write(client, session)).toMatchObject({
      flash: { result: 'verified' },
      notRemembered: { code: 'secret-store-unavailable' },
    });
  });

  it('is none where that was not asked for', async () => {
    const client = start(mainBox());
    const session = await open(client);
    await write(client, session, { remember: false });
    expect(await namesOf(client, session)).toEqual([]);
  });

  it('is none that the card refused', async () => {
    const client = start(mainBox());
    const session = await open(client);
    await expect(write(client, session, { values: { adm1: WRONG } })).rejects.toThrow('key-refused');
    expect(await namesOf(client, session)).toEqual([]);
  });

  it('is none that was typed and never sent', async () => {
    const client = start(mainBox());
    const session = await open(client);
    await write(client, session, { values: { adm1: ADM1, adm2: ADM1 } });
    expect(await namesOf(client, session)).toEqual(['adm1']);
  });

  it('is none where the card held its key for verified, whatever was typed', async () => {
    const client = start(mainBox());
    const session = await open(client);
    const handle = await typed(client, session, 'adm1', ADM1);
    await ask(client, 'credential.verify', { session, handle, ...CONSENT });
    expect((await write(client, session, { values: { adm1: WRONG } })).flash.result).toBe('verified');
    expect(await namesOf(client, session)).toEqual([]);
  });
});
