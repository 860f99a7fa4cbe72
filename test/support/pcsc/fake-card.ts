import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** How a scripted card answers: the response, nothing ever (`mute`), or by leaving in the middle (`leave`). */
export type Reply = Uint8Array | 'mute' | 'leave';

export interface FakeCardOptions {
  readonly port: number;
  readonly answer: (tpdu: Uint8Array) => Reply;
  /** Default: T=0, no historical bytes. */
  readonly atr?: Uint8Array;
}

/** A card in a virtual reader that does as it is told. */
export interface FakeCard {
  /** Commands received so far. */
  readonly received: number;
  /** Resets and power-ups seen so far. */
  readonly resets: number;
  insert(): Promise<void>;
  remove(): void;
}

export const T0_ATR = Uint8Array.of(0x3b, 0x00);

const GET_ATR = 4;

/** vpcd: frames of a two-byte length, then one control byte (0 off, 1 on, 2 reset, 4 get ATR) or a TPDU. */
export function fakeCard({ port, answer, atr = T0_ATR }: FakeCardOptions): FakeCard {
  let socket: Socket | undefined;
  let received = 0;
  let resets = 0;

  const send = (to: Socket, bytes: Uint8Array) => {
    const frame = Buffer.alloc(2 + bytes.length);
    frame.writeUInt16BE(bytes.length, 0);
    frame.set(bytes, 2);
    to.write(frame);
  };

  const control = (to: Socket, code: number) => {
    if (code === GET_ATR) send(to, atr);
    else if (code !== 0) resets += 1;
  };

  const command = (to: Socket, tpdu: Uint8Array) => {
    received += 1;
    const reply = answer(tpdu);
    if (reply === 'leave') to.destroy();
    else if (reply !== 'mute') send(to, reply);
  };

  const attach = (to: Socket) => {
    let rest: Buffer = Buffer.alloc(0);
    to.setNoDelay(true);
    to.on('error', () => to.destroy());
    to.on('data', (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
        const frame = rest.subarray(2, 2 + rest.readUInt16BE(0));
        rest = rest.subarray(2 + frame.length);
        if (frame.length === 1) control(to, frame[0] as number);
        else command(to, frame);
      }
    });
  };

  return {
    get received() {
      return received;
    },
    get resets() {
      return resets;
    },
    insert: async () => {
      const opened = connect({ port, host: '127.0.0.1' });
      await once(opened, 'connect');
      socket = opened;
      attach(opened);
    },
    remove: () => {
      socket?.destroy();
      socket = undefined;
    },
  };
}
