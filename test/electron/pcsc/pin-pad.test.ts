import { afterEach, describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import type { ReaderPort } from '../../../core/transport/card-transport.ts';
import { modifyStructure, verifyStructure } from '../../../core/transport/pin-pad.ts';
import { ABIS, GET_FEATURE_REQUEST } from '../../../electron/card-host/pcsc/abi.ts';
import { CardCommands } from '../../../electron/card-host/pcsc/card-commands.ts';
import { LENGTH_PREFIX, OP, parseAnswer } from '../../../electron/card-host/pcsc/frames.ts';
import { RETURN_CODES } from '../../../electron/card-host/pcsc/return-codes.ts';
import type { Winscard } from '../../../electron/card-host/pcsc/winscard.ts';
import { createPcscPort } from '../../../electron/card-host/ports/pcsc-port.ts';
import { answerList, scriptedChildren } from '../../support/pcsc/scripted-children.ts';

const READER = 'pcsc:ACME PIN pad 00 00';
const FEATURES = hex('060442330006070442330007');
const ports: ReaderPort[] = [];

afterEach(async () => {
  for (const port of ports.splice(0)) await port.close();
});

/** A card in a reader whose child answers the list of features, and control with `answer`. */
async function cardIn(features: Uint8Array, answer: readonly number[] = [0x90, 0x00], rc = 0) {
  const sent: string[] = [];
  const { launcher } = scriptedChildren((child, frame) => {
    if (child.role === 'watch') answerList(child, frame, []);
    else if (frame[0] === OP.connect) child.answer(0, [1, 0x3b, 0x00]);
    else if (frame[0] === OP.disconnect) child.answer(0);
    else {
      sent.push(toHex(frame));
      if (frame[0] === OP.features) child.answer(0, [...features]);
      else child.answer(rc, rc === 0 ? answer : []);
    }
  });
  const port = createPcscPort({ launch: launcher });
  ports.push(port);
  const card = await port.connect(READER);
  if (!card.ok) throw new Error(card.error.code);
  const { pinPad } = card.value;
  if (pinPad === undefined) throw new Error('no way to the keys');
  return { card: card.value, pinPad, sent };
}

describe('a reader with keys', () => {
  it('is asked once what it can do, and gets each structure under its own code', async () => {
    const { pinPad, sent } = await cardIn(FEATURES);
    expect(await pinPad.features()).toEqual({ ok: true, value: { verify: true, modify: true } });
    const verify = verifyStructure(hex('00200001'));
    const modify = modifyStructure(hex('00240001'));
    expect(await pinPad.verify(verify)).toEqual({ ok: true, value: hex('9000') });
    expect(await pinPad.modify(modify)).toEqual({ ok: true, value: hex('9000') });
    expect(sent).toEqual(['07', `0806003342${toHex(verify)}`, `0807003342${toHex(modify)}`]);
  });

  it('without features is none, and stays a reader', async () => {
    const { card, pinPad } = await cardIn(new Uint8Array(0), [0x63, 0xc2]);
    expect(await pinPad.features()).toEqual({ ok: true, value: { verify: false, modify: false } });
    expect(await pinPad.verify(new Uint8Array(0))).toMatchObject({ ok: false, error: { code: 'pin-pad-none' } });
    expect(await card.transmit(hex('00200001'))).toEqual({ ok: true, value: hex('63C2') });
  });

  it('a card that is pulled while somebody types', async () => {
    const { pinPad } = await cardIn(FEATURES, [], RETURN_CODES.SCARD_W_REMOVED_CARD.value);
    expect(await pinPad.verify(verifyStructure(hex('00200001')))).toMatchObject({ error: { code: 'card-removed' } });
  });
});

describe('control codes', () => {
  it.each([
    ['linux', 0x42000d48],
    ['darwin', 0x42000d48],
    ['win32', 0x00313520],
  ] as const)('of GET_FEATURE_REQUEST on %s', (platform, code) => {
    expect(ABIS[platform].controlCode(GET_FEATURE_REQUEST)).toBe(code);
  });

  /** The child's side, over a library that answers as told. */
  function child(control: (code: number, input: Uint8Array) => { rc: number; output: Uint8Array }) {
    let length = 0;
    const refused = () => {
      throw new Error('not asked for');
    };
    const api: Winscard = {
      abi: ABIS.linux,
      establishContext: refused,
      releaseContext: refused,
      isValidContext: refused,
      listReaders: refused,
      getStatusChange: refused,
      waitStatusChange: refused,
      cancel: refused,
      connect: refused,
      reconnect: refused,
      disconnect: refused,
      status: refused,
      beginTransaction: refused,
      endTransaction: refused,
      transmit: refused,
      transmitted: () => length,
      control: (_card, code, input, output) => {
        const answer = control(code, input);
        length = answer.output.length;
        output.set(answer.output);
        return answer.rc;
      },
    };
    const commands = new CardCommands(api);
    return (frame: string) => {
      const size = commands.handle(hex(frame));
      return parseAnswer(commands.buffer.slice(LENGTH_PREFIX, LENGTH_PREFIX + size));
    };
  }

  it('the child asks the library, and hands over what the reader says', () => {
    const asked: string[] = [];
    const ask = child((code, input) => {
      asked.push(`${code.toString(16)} ${toHex(input)}`);
      return { rc: 0, output: code === 0x42000d48 ? FEATURES : hex('9000') };
    });
    expect(toHex(ask('07').payload)).toBe(toHex(FEATURES));
    expect(toHex(ask('0806003342AABB').payload)).toBe('9000');
    expect(asked).toEqual(['42000d48 ', '42330006 AABB']);
  });

  it('a driver that knows no features is no failure; one that fails to type is', () => {
    const ask = child(() => ({ rc: RETURN_CODES.SCARD_E_NOT_TRANSACTED.value, output: new Uint8Array(0) }));
    expect(ask('07')).toMatchObject({ status: 0, rc: 0, payload: new Uint8Array(0) });
    expect(ask('0806003342')).toMatchObject({ status: 1, rc: RETURN_CODES.SCARD_E_NOT_TRANSACTED.value });
  });
});
