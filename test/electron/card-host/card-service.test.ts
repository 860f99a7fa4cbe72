import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../core/base/bytes.ts';
import type { WritePlan } from '../../../core/plan/write-plan.ts';
import { traceTransport } from '../../../core/transport/tracing.ts';
import {
  type CardService,
  createCardService,
  type EventFrame,
  type ServiceClient,
} from '../../../electron/card-host/card-service.ts';
import { hostDesk } from '../../../electron/card-host/create-card-host.ts';
import { createVirtualPort } from '../../../electron/card-host/ports/virtual-port.ts';
import { createReaderHub } from '../../../electron/card-host/reader-hub.ts';
import { createVirtualCards } from '../../../electron/card-host/virtual-cards.ts';
import { type Answer, events, type Params, type RequestName, requests } from '../../../electron/ipc/contract.ts';
import { createKeptCards } from '../../../electron/storage/kept-cards.ts';
import { createStoredKeys, noSecretBox } from '../../../electron/storage/stored-keys.ts';
import { FAKE_ICCID, FAKE_PLAN, type FakePort, fakeFlows, fakePort } from '../../support/fake-flows.ts';

const READER = 'pcsc:Fake 00 00';
const CONSENT = { fewTries: false, triesUnknown: false };

let port: FakePort;
let service: CardService;
let seen: string[];
let told: EventFrame[];
let client: ServiceClient;
let iccid: string | null;
let midway: () => Promise<void>;
let plan: WritePlan;

beforeEach(() => {
  port = fakePort();
  seen = [];
  iccid = FAKE_ICCID;
  midway = async () => undefined;
  plan = FAKE_PLAN;
  let now = 0;
  service = createCardService({
    hub: createReaderHub([port]),
    flows: fakeFlows(
      seen,
      () => iccid,
      () => midway(),
      () => plan,
    ),
    traced: (transport, record) => traceTransport(transport, { clock: () => now++, record }),
    storedKeys: createStoredKeys('/nowhere', noSecretBox('none')),
    originOf: () => 'real',
    virtual: createVirtualCards(createVirtualPort({ builtin: () => undefined, list: [] }), createKeptCards('/nowhere')),
    shell: 'browser',
    version: '0.0.0',
    backupFolder: '/backups',
    desk: hostDesk('/nowhere'),
  });
  // A list of its own for every test: a late event of the last one must not land in it.
  const heard: EventFrame[] = [];
  told = heard;
  client = service.connect((event) => heard.push(event));
});

afterEach(() => service.close());

/** The answer's value; both ways through the contract's schemas. */
async function ask<N extends RequestName>(name: N, params: Params<N>, from = client): Promise<Answer<N>> {
  const result = await from.call(name, params);
  if (!result.ok) throw new Error(result.error.code);
  return requests[name].result.parse(result.value) as Answer<N>;
}

async function refusal(name: string, params: unknown, from = client): Promise<string> {
  const result = await from.call(name, params);
  return result.ok ? 'no refusal' : result.error.code;
}

const open = async (): Promise<string> => (await ask('card.open', { reader: READER, mode: 'auto' })).session;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const toldOf = (name: string): unknown[] => told.filter((event) => event.name === name).map(({ data }) => data);

async function armed(session: string): Promise<{ id: string; handle: string }> {
  const { id } = await ask('plan.make', { session, object: 0, message: Uint8Array.of(1) });
  await ask('card.arm', { session, plan: id, iccid: FAKE_ICCID });
  const { handle } = await ask('credential.put', { session, ref: 'adm1', form: 'hex', value: '3132333435363738' });
  return { id, handle };
}

describe('requests', () => {
  it('tells what runs here and which readers there are', async () => {
    expect(await ask('app.info', {})).toEqual({
      version: '0.0.0',
      shell: 'browser',
      pcsc: null,
      backupFolder: '/backups',
    });
    expect(await ask('readers.list', {})).toMatchObject([{ name: READER, card: 'present' }]);
    expect(toldOf('readers.changed')).toHaveLength(1);
  });

  it('refuses what is no request, and tells no value of a bad one', async () => {
    expect(await refusal('card.burn', {})).toBe('request-invalid');
    expect(await refusal('toString', {})).toBe('request-invalid');
    const session = await open();
    const bad = await client.call('credential.put', { session, ref: 'adm1', form: 'octal', value: 'hidden-value' });
    expect(bad).toMatchObject({ ok: false, error: { code: 'request-invalid' } });
    expect(JSON.stringify(bad)).not.toContain('hidden-value');
  });

  it('answers a missing reader as a value', async () => {
    expect(await refusal('card.open', { reader: 'sim:1', mode: 'auto' })).toBe('reader-unknown');
    port.pull();
    expect(await refusal('card.open', { reader: READER, mode: 'auto' })).toBe('card-absent');
  });
});

describe('sessions', () => {
  it('tells every exchange, and again on request', async () => {
    const session = await open();
    await ask('card.reread', { session });
    await settled();
    const heard = toldOf('trace.exchange').map((data) => events['trace.exchange'].parse(data));
    expect(heard.map(({ exchange }) => exchange.index)).toEqual([0, 1]);
    expect(heard.every((data) => data.session === session)).toBe(true);
    expect((await ask('trace.slice', { session, from: 1 })).map(({ index }) => index)).toEqual([1]);
  });

  it('ends when the card is pulled while idle', async () => {
    const session = await open();
    port.pull();
    expect(toldOf('session.ended')).toMatchObject([{ session, error: { code: 'card-removed' } }]);
    expect(await refusal('card.reread', { session })).toBe('session-unknown');
    expect(port.disconnects).toEqual(['leave']);
    port.put();
    expect(await open()).not.toBe(session);
  });

  it('ends when the card is found gone in an exchange, once', async () => {
    const session = await open();
    const reread = client.call('card.reread', { session });
    port.pull();
    expect(await reread).toMatchObject({ ok: false, error: { code: 'card-removed' } });
    expect(toldOf('session.ended')).toHaveLength(1);
  });

  it('keeps a reader from a second window until the first lets go', async () => {
    const other = service.connect(() => undefined);
    await open();
    expect(await refusal('card.open', { reader: READER, mode: 'auto' }, other)).toBe('card-held');
    client.close();
    await ask('card.open', { reader: READER, mode: 'auto' }, other);
    expect(port.disconnects).toEqual(['leave']);
  });

  it('leaves a card as it stands, but for one that a key may be verified on or that is in the middle of something', async () => {
    const verified = async () => {
      const session = await open();
      const { handle } = await ask('credential.put', { session, ref: 'pin1', form: 'ascii', value: '1234' });
      await ask('credential.verify', { session, handle, ...CONSENT });
      return session;
    };
    await ask('card.close', { session: await open() });
    await ask('card.close', { session: await verified() });
    // What a reset took away needs no second one.
    const session = await verified();
    const plan = await ask('plan.make', { session, object: 0, message: Uint8Array.of(1) });
    await ask('card.arm', { session, plan: plan.id, iccid: FAKE_ICCID });
    await ask('plan.run', { session, id: plan.id, handles: [], ...CONSENT });
    await ask('card.close', { session });
    const cut = await open();
    let answer = () => {};
    port.wait(new Promise<void>((resolve) => (answer = resolve)));
    const reread = client.call('card.reread', { session: cut });
    await settled();
    await ask('card.close', { session: cut });
    answer();
    await reread;
    expect(port.disconnects).toEqual(['leave', 'reset', 'leave', 'reset']);
  });

  it('gives a reader to one of two windows that ask at once', async () => {
    const other = service.connect(() => undefined);
    const ask = (from: ServiceClient) => from.call('card.open', { reader: READER, mode: 'auto' });
    const results = await Promise.all([ask(client), ask(other)]);
    expect(results.map(({ ok }) => ok)).toEqual([true, false]);
  });

  it('does not let one window use what another has open', async () => {
    const session = await open();
    const other = service.connect(() => undefined);
    expect(await refusal('card.reread', { session }, other)).toBe('session-unknown');
  });

  it('opens a reader anew in the same window', async () => {
    const first = await open();
    const second = await open();
    expect(second).not.toBe(first);
    expect(await refusal('card.reread', { session: first })).toBe('session-unknown');
  });
});

describe('credentials', () => {
  it('keeps the value out of the trace, and gives an accepted one to the next read', async () => {
    const session = await open();
    const { handle } = await ask('credential.put', { session, ref: 'pin1', form: 'ascii', value: '1234' });
    await ask('credential.verify', { session, handle, ...CONSENT });
    expect(toHex(port.sent.at(-1) ?? new Uint8Array())).toBe('002000010831323334FFFFFFFF');
    await ask('card.reread', { session });
    expect(seen.at(-1)).toBe('read with 8 bytes of pin1');
    const trace = await ask('trace.slice', { session, from: 0 });
    expect(trace.map(({ command }) => toHex(command))).toContain('00200001082A2A2A2A2A2A2A2A');
  });

  it.each([
    ['pin1', 'ascii', '123'],
    ['pin1', 'ascii', '123456789'],
    ['pin1', 'ascii', 'abcd'],
    ['adm1', 'ascii', '1234'],
    ['adm1', 'hex', '31323334'],
    ['adm1', 'hex', '313233343536373Z'],
  ])('refuses %s as %s "%s"', async (ref, form, value) => {
    const session = await open();
    expect(await refusal('credential.put', { session, ref, form, value })).toBe('credential-invalid');
  });

  it('forgets what was typed when disarmed', async () => {
    const session = await open();
    const { handle } = await armed(session);
    await ask('card.disarm', { session });
    expect(await refusal('credential.verify', { session, handle, ...CONSENT })).toBe('request-invalid');
  });
});

describe('writing', () => {
  it('runs a plan on the armed card and reads it again', async () => {
    const session = await open();
    const { id, handle } = await armed(session);
    const done = await ask('plan.run', { session, id, handles: [handle], ...CONSENT });
    expect(done).toMatchObject({
      flash: { result: 'verified' },
      backup: '/backup',
      read: { card: { iccid: FAKE_ICCID } },
    });
    expect(seen).toContain(`run armed for ${FAKE_ICCID} with adm1`);
    expect(toldOf('plan.progress')).toEqual([{ session, step: 0, total: 1, kind: 'commit', offset: 0 }]);
    expect(await refusal('plan.run', { session, id, handles: [handle], ...CONSENT })).toBe('plan-stale');
  });

  it('arms for one run: afterwards nothing is armed, held or verified', async () => {
    const session = await open();
    const { id, handle } = await armed(session);
    await ask('plan.run', { session, id, handles: [handle], ...CONSENT });
    expect(port.resets).toEqual(['warm']);
    const next = await ask('plan.make', { session, object: 0, message: Uint8Array.of(1) });
    expect(await refusal('plan.run', { session, id: next.id, handles: [], ...CONSENT })).toBe('not-armed');
    expect(await refusal('credential.verify', { session, handle, ...CONSENT })).toBe('request-invalid');
  });

  it('resets no card that it never came to: another process may be writing to it', async () => {
    const session = await open();
    const { id, handle } = await armed(session);
    midway = () => ask('plan.stop', { session }).then(() => undefined);
    expect(await refusal('plan.run', { session, id, handles: [handle], ...CONSENT })).toBe('write-stopped');
    expect(port.resets).toEqual([]);
  });

  it('is disarmed also where something is thrown in the run', async () => {
    const session = await open();
    const { id, handle } = await armed(session);
    midway = () => Promise.reject(new Error('a mistake'));
    await client.call('plan.run', { session, id, handles: [handle], ...CONSENT }).catch(() => undefined);
    expect(await refusal('plan.run', { session, id, handles: [], ...CONSENT })).toBe('plan-stale');
    expect(await refusal('credential.verify', { session, handle, ...CONSENT })).toBe('request-invalid');
  });

  it('writes nothing unarmed, nor after disarming, nor armed for another card', async () => {
    const session = await open();
    const { id, handle } = await armed(session);
    await ask('card.disarm', { session });
    expect(await refusal('plan.run', { session, id, handles: [], ...CONSENT })).toBe('not-armed');
    expect(await refusal('plan.run', { session, id, handles: [handle], ...CONSENT })).toBe('not-armed');
    expect(await refusal('card.arm', { session, plan: id, iccid: '8949009999999999999' })).toBe('card-changed');
    expect(await refusal('plan.run', { session, id, handles: [], ...CONSENT })).toBe('not-armed');
    expect(seen.some((line) => line.startsWith('run'))).toBe(false);
  });

  it('arms the one plan that was approved', async () => {
    const session = await open();
    const first = await armed(session);
    const { id } = await ask('plan.make', { session, object: 0, message: Uint8Array.of(1) });
    const run = { session, handles: [first.handle], ...CONSENT };
    expect(await refusal('plan.run', { ...run, id })).toBe('not-armed');
    expect(await refusal('card.arm', { session, plan: 'none', iccid: FAKE_ICCID })).toBe('plan-stale');
    // What was approved before is so no longer: approving is for one thing at a time.
    expect(await refusal('plan.run', { ...run, id: first.id })).toBe('not-armed');
    await ask('card.arm', { session, plan: id, iccid: FAKE_ICCID });
    expect(await refusal('plan.run', { ...run, id: first.id })).toBe('not-armed');
    expect(await ask('plan.run', { ...run, id })).toMatchObject({ flash: { result: 'verified' } });
  });

  it('takes files off the card only with its number typed for that', async () => {
    plan = {
      ...FAKE_PLAN,
      steps: [{ kind: 'delete', file: '7FFF6421', offset: 0, data: '', command: '00E40000026421' }],
    };
    const session = await open();
    const { id, handle } = await armed(session);
    const run = { session, id, handles: [handle], ...CONSENT };
    expect(await refusal('plan.run', run)).toBe('plan-unconfirmed');
    expect(await refusal('plan.run', { ...run, confirmed: FAKE_ICCID.slice(-4) })).toBe('plan-unconfirmed');
    expect(await ask('plan.run', { ...run, confirmed: FAKE_ICCID })).toMatchObject({ flash: { result: 'verified' } });
  });

  it('stops when asked to, and forgets that it was asked with the next run', async () => {
    const session = await open();
    const first = await armed(session);
    midway = () => ask('plan.stop', { session }).then(() => undefined);
    expect(await refusal('plan.run', { session, id: first.id, handles: [first.handle], ...CONSENT })).toBe(
      'write-stopped',
    );
    midway = async () => undefined;
    const { id, handle } = await armed(session);
    const done = await ask('plan.run', { session, id, handles: [handle], ...CONSENT });
    expect(done.flash.result).toBe('verified');
  });

  it('cannot be armed for a card without ICCID', async () => {
    iccid = null;
    const session = await open();
    const { id } = await ask('plan.make', { session, object: 0, message: Uint8Array.of(1) });
    expect(await refusal('card.arm', { session, plan: id, iccid: '' })).toBe('not-armed');
  });

  it('is disarmed when another card is found in the reader', async () => {
    const session = await open();
    const { id, handle } = await armed(session);
    iccid = '8949009999999999999';
    await ask('card.reread', { session });
    expect(await refusal('plan.run', { session, id, handles: [], ...CONSENT })).toBe('not-armed');
    expect(await refusal('credential.verify', { session, handle, ...CONSENT })).toBe('request-invalid');
  });

  it('tells what became of a write that the card left in', async () => {
    const session = await open();
    const { id, handle } = await armed(session);
    const run = client.call('plan.run', { session, id, handles: [handle], ...CONSENT });
    port.pull();
    const result = await run;
    // Pulled before the run had its turn: refused; pulled in it: interrupted. Never "verified".
    expect(JSON.stringify(result)).toMatch(/card-removed/);
    expect(toldOf('session.ended')).toHaveLength(1);
  });

  describe('is never cut in two', () => {
    let goOn: () => void;
    let begun: Promise<void>;
    let run: Promise<unknown>;
    let session: string;

    beforeEach(async () => {
      const held = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      let begin: () => void;
      begun = new Promise((resolve) => {
        begin = resolve;
      });
      midway = () => {
        begin();
        return held;
      };
      session = await open();
      const { id, handle } = await armed(session);
      run = client.call('plan.run', { session, id, handles: [handle], ...CONSENT });
      await begun;
    });
    afterEach(() => goOn());

    /** What is done meanwhile must wait for the write, which ends with its key and its card still there. */
    async function waitsFor(act: Promise<unknown>): Promise<void> {
      let done = false;
      void act.then(() => {
        done = true;
      });
      await settled();
      await settled();
      expect([done, port.disconnects]).toEqual([false, []]);
      goOn();
      await act;
      expect(await run).toMatchObject({ ok: true, value: { flash: { result: 'verified' } } });
      expect(seen).toContain('midway with 8 bytes');
    }

    it('by closing the card', async () => {
      await waitsFor(client.call('card.close', { session }));
      expect(port.disconnects).toEqual(['reset']);
      expect(await refusal('card.reread', { session })).toBe('session-unknown');
    });

    it('by disarming: answered when nothing is written any more', async () => {
      await waitsFor(client.call('card.disarm', { session }));
      expect(await refusal('card.reread', { session })).toBe('no refusal');
    });

    it('by opening the card again in the same window', async () => {
      await waitsFor(client.call('card.open', { reader: READER, mode: 'auto' }));
      expect(port.disconnects).toEqual(['reset']);
    });

    it('by the end of its window; the next window gets the card afterwards', async () => {
      client.close();
      const next = service.connect(() => undefined);
      await waitsFor(next.call('card.open', { reader: READER, mode: 'auto' }));
      expect(port.disconnects).toEqual(['reset']);
    });

    it('by the end of the service', async () => {
      await waitsFor(service.close());
      expect(port.disconnects).toEqual(['reset']);
    });
  });

  it('a window that goes while its card is powered leaves no reader held', async () => {
    const opening = client.call('card.open', { reader: READER, mode: 'auto' });
    client.close();
    expect(await opening).toMatchObject({ ok: false, error: { code: 'session-unknown' } });
    expect(port.disconnects).toEqual(['leave']);
  });
});
