import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { padEnd } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { type CardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { type CardHost, createCardHost } from '../../../electron/card-host/create-card-host.ts';
import { type Answer, type Params, type RequestName, requests } from '../../../electron/ipc/contract.ts';
import { bodyOf } from '../../support/bootstrap-card.ts';

const CONTENT = '3F007F506421';
const NEXT = defaultMessage({ ...NORDTEL, name: 'NordTel North', serverId: 'north' });
const image = builtinCard('uicc-3g') as CardImage;
const iccid = image.iccid ?? '';

let folder: string;
let host: CardHost;
let reader: string;
let client: ReturnType<CardHost['service']['connect']>;

/** The app with a card that is pulled at an UPDATE. */
function start(faults: CardImage['faults']): void {
  const path = join(folder, 'one.card.json');
  writeFileSync(path, serializeCardImage({ ...image, faults }));
  reader = `virtual:${path}`;
  host = createCardHost({ shell: 'browser', version: '0', dataFolder: join(folder, 'data') });
  client = host.service.connect(() => undefined);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcard-recovery-'));
});
afterEach(async () => {
  await host.service.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask<N extends RequestName>(name: N, params: Params<N>): Promise<Answer<N>> {
  const result = await client.call(name, params);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return requests[name].result.parse(result.value) as Answer<N>;
}

const open = () => ask('card.open', { reader, mode: 'auto' });

async function run(session: string, id: string): Promise<Answer<'plan.run'>> {
  await ask('card.arm', { session, plan: id, iccid });
  const { handle } = await ask('credential.put', { session, ref: 'adm1', form: 'hex', value: '3132333435363738' });
  const ran = await ask('plan.run', { session, id, handles: [handle], fewTries: false, triesUnknown: false });
  return ran;
}

async function write(session: string): Promise<Answer<'plan.run'>> {
  const { id } = await ask('plan.make', { session, object: 0, message: NEXT });
  return run(session, id);
}

/** The card as it stands after a write that it left in, put back. */
async function halfWritten(): Promise<string> {
  start([{ kind: 'remove', at: 3, ins: 'D6' }]);
  const { session } = await open();
  expect(await write(session)).toMatchObject({ flash: { result: 'interrupted' } });
  expect((await host.hub.insert(reader)).ok).toBe(true);
  return (await open()).session;
}

const body = (read: Answer<'card.reread'>) => read.files.find(({ path }) => path === CONTENT)?.bytes;

describe('a card that was pulled in the middle of a write', () => {
  it('is known when it comes back, with what it holds and where it may go', async () => {
    const session = await halfWritten();
    const { recovery } = await ask('recovery.assess', { session });
    expect(recovery).toMatchObject({
      done: 2,
      left: false,
      state: 'half',
      files: [{ path: CONTENT, state: 'between' }],
      ways: ['finish', 'rollBack'],
      plan: { iccid },
    });
    expect(recovery?.begun).toMatch(/^\d{4}-/);
  });

  it.each([
    ['finish', NEXT],
    ['rollBack', defaultMessage()],
  ] as const)('%s: verified, and not asked about any more', async (way, message) => {
    const session = await halfWritten();
    const { id } = await ask('recovery.plan', { session, way });
    const done = await run(session, id);
    expect(done.flash.result).toBe('verified');
    expect(body(done.read)).toEqual(padEnd(message, 2048, 0xff));
    expect(await ask('recovery.assess', { session })).toEqual({ recovery: null });
    expect(await client.call('recovery.plan', { session, way })).toMatchObject({
      ok: false,
      error: { code: 'plan-stale' },
    });
  });

  it('may be left, which is remembered also by the next session', async () => {
    await ask('recovery.leave', { session: await halfWritten() });
    const { session } = await open();
    const { recovery } = await ask('recovery.assess', { session });
    expect(recovery).toMatchObject({ left: true, ways: ['finish', 'rollBack'] });
  });
});

describe('a write that was verified', () => {
  it('is undone from its backup, and the undoing from its own', async () => {
    start([]);
    const { session, read } = await open();
    expect(await ask('backups.list', { session })).toEqual({ backups: [] });
    const before = body(read);
    const { backup } = await write(session);
    const { backups } = await ask('backups.list', { session });
    expect(backups).toMatchObject([{ path: backup, current: false, files: [{ path: CONTENT, size: 2048 }] }]);

    const { id } = await ask('backups.plan', { session, backup: backups[0]?.id ?? '' });
    const undone = await run(session, id);
    expect([undone.flash.result, body(undone.read)]).toEqual(['verified', before]);
    const list = (await ask('backups.list', { session })).backups;
    expect(list.map(({ current }) => current).sort()).toEqual([false, true]);

    const again = await ask('backups.plan', { session, backup: list.find(({ current }) => !current)?.id ?? '' });
    const redone = await run(session, again.id);
    expect([redone.flash.result, body(redone.read)]).toEqual(['verified', padEnd(NEXT, 2048, 0xff)]);
  });

  it('is undone also where its journal is gone', async () => {
    start([]);
    const { session, read } = await open();
    await write(session);
    rmSync(join(folder, 'data', 'journals'), { recursive: true });
    const { backups } = await ask('backups.list', { session });
    const { id } = await ask('backups.plan', { session, backup: backups[0]?.id ?? '' });
    const undone = await run(session, id);
    expect([undone.flash.result, body(undone.read)]).toEqual(['verified', body(read)]);
  });

  it('of another card, or a path, is no backup of this one', async () => {
    start([]);
    const { session } = await open();
    for (const backup of ['../../one.card.json', 'x.backup.json'])
      expect(await client.call('backups.plan', { session, backup })).toMatchObject({
        ok: false,
        error: { code: 'plan-stale' },
      });
  });
});

describe('a half-written card that does not tell its ICCID', () => {
  /** The card comes back with its EF(ICCID) blank. */
  async function nameless(): Promise<string> {
    const session = await halfWritten();
    await ask('card.close', { session });
    const path = reader.slice('virtual:'.length);
    const now = JSON.parse(readFileSync(path, 'utf8')) as CardImage;
    const files = now.files.map((file) => (file.path === '3F002FE2' ? { ...file, data: 'FF'.repeat(10) } : file));
    writeFileSync(path, serializeCardImage({ ...now, files }));
    const opened = await open();
    expect(opened.read.card.iccid).toBeNull();
    return opened.session;
  }

  it('is known by what it holds, and armed by the number in the journal', async () => {
    const session = await nameless();
    const { recovery } = await ask('recovery.assess', { session });
    expect(recovery).toMatchObject({ named: iccid, plan: { iccid: '' }, state: 'half', ways: ['finish', 'rollBack'] });
    const { id } = await ask('recovery.plan', { session, way: 'finish' });
    const wrong = await client.call('card.arm', { session, plan: id, iccid: `${iccid.slice(0, -1)}0` });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'not-armed' } });
    const { flash, read, error } = await run(session, id);
    expect([flash.result, error]).toEqual(['verified', undefined]);
    expect(body(read)).toEqual(padEnd(NEXT, 2048, 0xff));
    expect((await ask('recovery.assess', { session })).recovery).toBeNull();
  });

  it('is armed for the plan that was approved, and for no other of the same session', async () => {
    const session = await nameless();
    const approved = await ask('recovery.plan', { session, way: 'rollBack' });
    const other = await ask('recovery.plan', { session, way: 'finish' });
    await ask('card.arm', { session, plan: approved.id, iccid });
    const { handle } = await ask('credential.put', { session, ref: 'adm1', form: 'hex', value: '3132333435363738' });
    const consent = { handles: [handle], fewTries: false, triesUnknown: false };
    const unapproved = await client.call('plan.run', { session, id: other.id, ...consent });
    expect(unapproved).toMatchObject({ ok: false, error: { code: 'not-armed' } });
    expect((await run(session, approved.id)).flash.result).toBe('verified');
  });

  it('is rolled back to what it held before', async () => {
    const session = await nameless();
    const { id } = await ask('recovery.plan', { session, way: 'rollBack' });
    const { flash, read } = await run(session, id);
    expect(flash.result).toBe('verified');
    expect(body(read)).toEqual(bodyOf(image, CONTENT));
  });

  it('is no other write’s: a whole card is left alone', async () => {
    const session = await halfWritten();
    const { id } = await ask('recovery.plan', { session, way: 'finish' });
    await run(session, id);
    await ask('card.close', { session });
    const blank = image.files.map((file) => (file.path === '3F002FE2' ? { ...file, data: 'FF'.repeat(10) } : file));
    writeFileSync(reader.slice('virtual:'.length), serializeCardImage({ ...image, files: blank }));
    const opened = await open();
    expect((await ask('recovery.assess', { session: opened.session })).recovery).toBeNull();
  });
});
