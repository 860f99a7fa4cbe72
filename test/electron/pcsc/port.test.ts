import { afterEach, describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../../core/base/bytes.ts';
import type { Result } from '../../../core/base/result.ts';
import type { ReaderPort, ReaderState } from '../../../core/transport/card-transport.ts';
import { SCARD } from '../../../electron/card-host/pcsc/abi.ts';
import { encodeReport, OP, type RawReader, STATUS } from '../../../electron/card-host/pcsc/frames.ts';
import { RETURN_CODES, type ReturnCodeName } from '../../../electron/card-host/pcsc/return-codes.ts';
import { createPcscPort } from '../../../electron/card-host/ports/pcsc-port.ts';
import { until } from '../../support/pcsc/reader-wait.ts';
import { answerList, type ScriptedChild, scriptedChildren } from '../../support/pcsc/scripted-children.ts';

const T0 = [1, 0x3b, 0x00];
const COMMAND = hex('00B0000010');
const READER = 'pcsc:ACME 00 00';
const ports: ReaderPort[] = [];

afterEach(async () => {
  for (const port of ports.splice(0)) await port.close();
});

/** A port whose card children answer `connect` well and everything else as `reply` says. */
function portWith(reply: (child: ScriptedChild, frame: Uint8Array) => void, readers: readonly RawReader[] = []) {
  const scripted = scriptedChildren((child, frame) => {
    if (child.role === 'watch') answerList(child, frame, readers);
    else if (frame[0] === OP.connect) child.answer(0, T0);
    else if (frame[0] === OP.disconnect) child.answer(0);
    else reply(child, frame);
  });
  const port = createPcscPort({ launch: scripted.launcher });
  ports.push(port);
  return { port, children: scripted.children };
}

async function cardOf(port: ReaderPort, muteAfter = 10_000) {
  const card = await port.connect(READER, { muteAfter });
  if (!card.ok) throw new Error(card.error.code);
  return card.value;
}

const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.error.code);

describe('outcomes of an exchange', () => {
  const rows = [
    ['SCARD_E_READER_UNAVAILABLE', 'reader-gone'],
    ['SCARD_E_UNKNOWN_READER', 'reader-gone'],
    ['SCARD_W_REMOVED_CARD', 'card-removed'],
    ['SCARD_E_NOT_TRANSACTED', 'card-link'],
    ['SCARD_E_NO_SERVICE', 'pcsc-unavailable'],
    ['SCARD_F_COMM_ERROR', 'pcsc-unavailable'],
    ['SCARD_E_SHARING_VIOLATION', 'card-held'],
  ] as const satisfies readonly (readonly [ReturnCodeName, string])[];

  it.each(rows)('%s is %s, and the connection is dead', async (name, code) => {
    const { port, children } = portWith((child) => child.answer(RETURN_CODES[name].value));
    const card = await cardOf(port);
    expect(codeOf(await card.transmit(COMMAND))).toBe(code);
    expect(codeOf(await card.transmit(COMMAND))).toBe(code);
    expect(children[0]?.sent).toHaveLength(2);
    expect(children[0]?.killed).toBe(true);
  });

  it('SCARD_W_RESET_CARD leaves the connection alive', async () => {
    let rc: number = RETURN_CODES.SCARD_W_RESET_CARD.value;
    const { port } = portWith((child, frame) => {
      if (frame[0] === OP.reset) {
        rc = 0;
        child.answer(0, [2, 0x3b, 0x80]);
      } else child.answer(rc, [0x90, 0x00]);
    });
    const card = await cardOf(port);
    expect(codeOf(await card.transmit(COMMAND))).toBe('card-reset');
    expect((await card.reset('cold')).ok).toBe(true);
    expect([card.protocol, [...card.atr]]).toEqual(['T=1', [0x3b, 0x80]]);
    expect(await card.transmit(COMMAND)).toEqual({ ok: true, value: hex('9000') });
  });

  it('a child that ends takes the connection with it, and a new one works', async () => {
    const { port, children } = portWith((child, frame) => {
      if (children.length === 1) child.crash();
      else child.answer(0, [...frame.subarray(1, 3)]);
    });
    const card = await cardOf(port);
    expect(codeOf(await card.transmit(COMMAND))).toBe('card-link');
    expect(await (await cardOf(port)).transmit(COMMAND)).toEqual({ ok: true, value: hex('00B0') });
  });

  it('a silent card costs its child its life; what waited behind fails alike', async () => {
    const { port, children } = portWith(() => undefined);
    const card = await cardOf(port, 30);
    const answers = await Promise.all([card.transmit(COMMAND), card.transmit(COMMAND)]);
    expect(answers.map(codeOf)).toEqual(['card-mute', 'card-mute']);
    expect(answers[0]).toMatchObject({ error: { details: { reader: READER, command: '00B0', seconds: 0.03 } } });
    expect(children[0]?.killed).toBe(true);
    expect(children[0]?.sent).toHaveLength(2);
  });

  it('one exchange is in flight at a time, in the order of the calls', async () => {
    let open = 0;
    const { port } = portWith((child, frame) => {
      open += 1;
      expect(open).toBe(1);
      setImmediate(() => {
        open -= 1;
        child.answer(0, [...frame.subarray(1)]);
      });
    });
    const card = await cardOf(port);
    const commands = Array.from({ length: 20 }, (_, n) => Uint8Array.of(n, n));
    const answers = await Promise.all(commands.map((command) => card.transmit(command)));
    expect(answers.map((answer) => answer.ok && answer.value)).toEqual(commands);
  });
});

describe('children', () => {
  it('serve one connection after the other', async () => {
    const { port, children } = portWith((child) => child.answer(0, [0x90, 0x00]));
    for (let n = 0; n < 3; n++) await (await cardOf(port)).disconnect('leave');
    expect(children).toHaveLength(1);
    await Promise.all([cardOf(port), cardOf(port)]);
    expect(children).toHaveLength(2);
  });

  it('are told the disposition', async () => {
    const { port, children } = portWith(() => undefined);
    await (await cardOf(port)).disconnect('leave');
    await (await cardOf(port)).disconnect('reset');
    const dispositions = children[0]?.sent.filter((frame) => frame[0] === OP.disconnect).map((frame) => frame[1]);
    expect(dispositions).toEqual([SCARD.LEAVE_CARD, SCARD.RESET_CARD]);
  });

  it('say which library is missing', async () => {
    const reason = 'libpcsclite.so.1: no such file';
    const scripted = scriptedChildren((child) => {
      if (child.role === 'watch') child.deliver(encodeReport({ ask: 1, rc: 0, readers: [], noLibrary: reason }));
      else child.deliver(Uint8Array.of(STATUS.noLibrary, 0, 0, 0, 0, ...utf8(reason)));
    });
    const port = createPcscPort({ launch: scripted.launcher });
    ports.push(port);
    const missing = { ok: false, error: { code: 'pcsc-binding', details: { reason } } };
    expect(await port.list()).toEqual(missing);
    expect(await port.connect(READER)).toEqual(missing);
    // A child looks for the library once: it makes room for one that may find it.
    expect(scripted.children.map(({ killed }) => killed)).toEqual([true, true]);
  });
});

describe('the list of readers', () => {
  const present = SCARD.STATE_PRESENT;
  const twins: RawReader[] = [
    { name: 'ACME 00 00', state: present, atr: '3B00' },
    { name: 'ACME 01 00', state: SCARD.STATE_EMPTY, atr: '' },
  ];

  it('keeps two readers of one make apart', async () => {
    const { port } = portWith(() => undefined, twins);
    expect(await port.list()).toEqual({
      ok: true,
      value: [
        { name: 'pcsc:ACME 00 00', title: 'ACME 00 00', kind: 'pcsc', card: 'present', atr: hex('3B00') },
        { name: 'pcsc:ACME 01 00', title: 'ACME 01 00', kind: 'pcsc', card: 'empty' },
      ],
    });
  });

  it('shows a silent card until it left or was taken out and put back', async () => {
    let state = (3 << 16) | present;
    const scripted = scriptedChildren((child, frame) => {
      if (child.role === 'watch') answerList(child, frame, [{ name: 'ACME 00 00', state, atr: '3B00' }]);
      else if (frame[0] === OP.connect) child.answer(0, T0);
    });
    const port = createPcscPort({ launch: scripted.launcher });
    ports.push(port);
    const shown = async () => {
      const list = await port.list();
      return list.ok && list.value[0]?.card;
    };
    expect(await shown()).toBe('present');
    const card = await port.connect(READER, { muteAfter: 20 });
    expect(card.ok && codeOf(await card.value.transmit(COMMAND))).toBe('card-mute');
    expect(await shown()).toBe('mute');
    state = (5 << 16) | present;
    expect(await shown()).toBe('present');
  });

  it('tells that another program uses a card too, but not that this one does', async () => {
    const used: RawReader = { name: 'ACME 00 00', state: present | SCARD.STATE_INUSE, atr: '3B00' };
    const free: RawReader = { ...used, state: present };
    let now = used;
    const scripted = scriptedChildren((child, frame) => {
      if (child.role === 'watch') answerList(child, frame, [now]);
      else child.answer(0, frame[0] === OP.connect ? T0 : []);
    });
    const port = createPcscPort({ launch: scripted.launcher });
    ports.push(port);
    const seen: (boolean | undefined)[] = [];
    port.watch((readers) => seen.push(readers.ok ? readers.value[0]?.shared : undefined));
    const report = (reader: RawReader) => {
      now = reader;
      scripted.children[0]?.deliver(encodeReport({ ask: 0, rc: 0, readers: [reader] }));
    };
    report(used);
    await until(() => seen.at(-1) === true);
    const list = await port.list();
    expect(list.ok && list.value[0]).toMatchObject({ card: 'present', shared: true });
    report(free);
    await until(() => seen.at(-1) === undefined);
    const heard = seen.length;
    const card = await cardOf(port);
    report(used);
    expect(await port.list()).toMatchObject({ ok: true, value: [{ card: 'present' }] });
    report(free);
    // In the air while the card is let go of: that use was ours.
    report(used);
    await card.disconnect('leave');
    expect(seen.slice(heard)).not.toContain(true);
    // Asked again after that: the other one is still there.
    await until(() => seen.at(-1) === true);
  });

  it('is watched again after the watching child ended', async () => {
    const { port, children } = portWith(() => undefined, twins);
    const seen: Result<readonly ReaderState[]>[] = [];
    const end = port.watch((readers) => seen.push(readers));
    children[0]?.deliver(encodeReport({ ask: 0, rc: 0, readers: twins }));
    await until(() => seen.length === 1);
    children[0]?.crash();
    await until(() => seen.length === 2);
    expect(seen.map(codeOf)).toEqual(['ok', 'pcsc-unavailable']);
    await until(() => children.length === 2);
    children[1]?.deliver(encodeReport({ ask: 0, rc: 0, readers: twins }));
    await until(() => seen.length === 3);
    expect(seen.map(codeOf)).toEqual(['ok', 'pcsc-unavailable', 'ok']);
    end();
  });
});
