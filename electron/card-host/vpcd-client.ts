import { connect, type Socket } from 'node:net';
import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { VirtualCard } from '../../core/virtual-card/virtual-card.ts';

/** Control frames of vpcd: one byte (vsmartcard, virtual smart card architecture). */
const CONTROL = { powerOff: 0, powerOn: 1, reset: 2, getAtr: 4 } as const;

export interface ServedCard {
  /** Ends when the reader or the card went away. */
  readonly closed: Promise<void>;
  /** Takes the card out of the reader. */
  close(): void;
}

/** Splits the stream into frames: a length of two bytes, most significant first, then that many bytes. */
export class FrameReader {
  #rest: Uint8Array = new Uint8Array(0);

  /** @returns the frames that `chunk` completes */
  push(chunk: Uint8Array): Uint8Array[] {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    const frames: Uint8Array[] = [];
    let at = 0;
    while (bytes.length - at >= 2) {
      const end = at + 2 + (((bytes[at] as number) << 8) | (bytes[at + 1] as number));
      if (end > bytes.length) break;
      frames.push(bytes.slice(at + 2, end));
      at = end;
    }
    this.#rest = bytes.slice(at);
    return frames;
  }
}

/** Length and payload in one piece: two writes would wait for each other's acknowledgement. */
export function frame(payload: Uint8Array): Uint8Array {
  const out = new Uint8Array(payload.length + 2);
  out[0] = payload.length >> 8;
  out[1] = payload.length & 0xff;
  out.set(payload, 2);
  return out;
}

/** What the card says to a frame; undefined where vpcd expects nothing; `gone` when the card is lost. */
export function answerFrame(card: VirtualCard, request: Uint8Array): Uint8Array | 'gone' | 'silent' | undefined {
  if (request.length !== 1) {
    const answer = card.transmit(request);
    if (answer === 'removed') return 'gone';
    return answer === 'mute' ? 'silent' : answer;
  }
  switch (request[0]) {
    case CONTROL.powerOn:
    case CONTROL.reset:
    case CONTROL.powerOff:
      card.reset();
      return undefined;
    case CONTROL.getAtr:
      return card.atr;
    default:
      return undefined;
  }
}

/**
 * What goes over a T=0 line: the header and P3 bytes. A program that adds an Le behind the data (ISO/IEC 7816-3 12.2 has none
 * there) is answered all the same by readers that clock out the header and P3 bytes and no more.
 */
function asClockedOut(request: Uint8Array): Uint8Array {
  return request.length > 5 && request.length === 6 + (request[4] as number) ? request.subarray(0, -1) : request;
}

export interface ServeTarget {
  readonly host: string;
  readonly port: number;
  /** On T=0, a trailing Le does not reach the card. Default no: the card answers 6700, so that a mistake shows. */
  readonly dropLe?: boolean;
}

function serve(card: VirtualCard, socket: Socket, dropLe: boolean): ServedCard {
  const frames = new FrameReader();
  let silent = false;
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    for (const request of frames.push(chunk)) {
      if (silent || socket.destroyed) return;
      const answer = answerFrame(card, dropLe ? asClockedOut(request) : request);
      if (answer === 'gone') socket.destroy();
      else if (answer === 'silent') silent = true;
      else if (answer !== undefined) socket.write(frame(answer));
    }
  });
  return {
    closed,
    close: () => {
      socket.destroy();
    },
  };
}

/**
 * Puts a virtual card into a vpcd reader, so that every PC/SC program on the machine sees it.
 * @returns once connected; `reader-unknown` when no vpcd listens there
 */
export function serveCard(card: VirtualCard, to: ServeTarget): Promise<Result<ServedCard>> {
  return new Promise((resolve) => {
    const socket = connect({ host: to.host, port: to.port, noDelay: true });
    const refuse = () => resolve(err(appError('reader-unknown', { reader: `vpcd ${to.host}:${to.port}` })));
    socket.once('error', refuse);
    socket.once('connect', () => {
      socket.off('error', refuse);
      resolve(ok(serve(card, socket, card.protocol === 'T=0' && to.dropLe === true)));
    });
  });
}
