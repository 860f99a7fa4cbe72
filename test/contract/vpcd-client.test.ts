import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { concat, hex, toHex } from '../../core/base/bytes.ts';
import { VirtualCard } from '../../core/virtual-card/virtual-card.ts';
import { FrameReader, frame, serveCard } from '../../electron/card-host/vpcd-client.ts';
import { contractImage } from './contract-image.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** The reader's end of the connection, as vpcd is: it listens, sends frames, and waits for frames. */
async function reader(card: VirtualCard) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const accepted = once(server, 'connection');
  const served = await serveCard(card, { host: '127.0.0.1', port: address.port });
  if (!served.ok) throw new Error(served.error.code);
  const [socket] = (await accepted) as [Socket];
  ends.push(() => socket.destroy());
  const frames = new FrameReader();
  const waiting: ((answer: Uint8Array) => void)[] = [];
  socket.on('data', (chunk) => {
    for (const answer of frames.push(chunk)) waiting.shift()?.(answer);
  });
  const ask = (text: string) =>
    new Promise<string>((resolve) => {
      waiting.push((answer) => resolve(toHex(answer)));
      socket.write(frame(hex(text)));
    });
  return { served: served.value, server, socket, ask, send: (text: string) => socket.write(frame(hex(text))) };
}

describe('vpcd', () => {
  it('gets the ATR, answers, and resets', async () => {
    const { ask, send } = await reader(new VirtualCard(contractImage()));
    send('01');
    expect(await ask('04')).toBe(contractImage().atr);
    expect(await ask('00A4000C022FE2')).toBe('9000');
    expect(await ask('00B000000A')).toBe('980001214365870921939000');
    send('02');
    expect(await ask('00B000000A')).toBe('6986');
  });

  it('takes frames in any pieces', () => {
    const frames = new FrameReader();
    const stream = concat(frame(hex('01')), frame(hex('00A4000C023F00')), frame(new Uint8Array(300).fill(7)));
    const got = [...stream].flatMap((byte) => frames.push(Uint8Array.of(byte)));
    expect(got.map((item) => item.length)).toEqual([1, 7, 300]);
    expect(new FrameReader().push(stream)).toEqual(got);
  });

  it('ends when the card is taken out, by us or by a fault', async () => {
    const first = await reader(new VirtualCard(contractImage()));
    first.served.close();
    await first.served.closed;
    const second = await reader(new VirtualCard({ ...contractImage(), faults: [{ kind: 'remove', at: 1 }] }));
    second.send('00A4000C022FE2');
    await second.served.closed;
  });

  it('leaves the reader and comes back where the card loses its power', async () => {
    const card = new VirtualCard({ ...contractImage(), faults: [{ kind: 'reset', at: 2 }] });
    const { ask, send, server, served } = await reader(card);
    expect(await ask('00A4000C022FE2')).toBe('9000');
    const again = once(server, 'connection');
    send('00B000000A');
    const [back] = (await again) as [Socket];
    const frames = new FrameReader();
    const answer = new Promise<string>((resolve) => {
      back.on('data', (chunk) => {
        for (const item of frames.push(chunk)) resolve(toHex(item));
      });
    });
    back.write(frame(hex('00B000000A')));
    expect(await answer).toBe('6986');
    served.close();
    await served.closed;
  });

  it('answers in order also where one answer is held back', async () => {
    const card = new VirtualCard({ ...contractImage(), faults: [{ kind: 'slow', at: 1, millis: 20 }] });
    const { ask } = await reader(card);
    expect(await Promise.all([ask('00A4000C022FE2'), ask('00B000000A')])).toEqual(['9000', '980001214365870921939000']);
  });

  it('ends when the reader goes away', async () => {
    const { served, socket } = await reader(new VirtualCard(contractImage()));
    socket.destroy();
    await served.closed;
  });

  it('says so when nobody listens', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    server.close();
    await once(server, 'close');
    const served = await serveCard(new VirtualCard(contractImage()), { host: '127.0.0.1', port: address.port });
    expect(!served.ok && served.error.code).toBe('vpcd-unreachable');
  });
});
