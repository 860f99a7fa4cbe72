import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
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

/**
 * What the card says to a frame; undefined where vpcd expects nothing; `gone` when the card is lost, `again` when it lost its
 * power for a moment.
 */
export function answerFrame(
  card: VirtualCard,
  request: Uint8Array,
): Uint8Array | 'gone' | 'silent' | 'again' | undefined {
  if (request.length !== 1) {
    const answer = card.transmit(request);
    if (typeof answer !== 'string') return answer;
    return answer === 'mute' ? 'silent' : answer === 'reset' ? 'again' : 'gone';
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

/** How long an answer takes, in milliseconds: what a fault holds it back, or with simulated time all of it. */
function answerMillis(card: VirtualCard): number {
  const { micros, heldBack } = card.lastExchange;
  return card.realTime === 0 ? heldBack : (micros / 1000) * card.realTime;
}

/**
 * Answers vpcd's frames one after the other.
 * @returns how it ended: `again` where the card lost its power and comes back
 */
function converse(card: VirtualCard, socket: Socket, dropLe: boolean): Promise<'gone' | 'again'> {
  const frames = new FrameReader();
  let ended: 'gone' | 'again' = 'gone';
  let silent = false;
  let queue: Promise<void> = Promise.resolve();
  const answer = async (request: Uint8Array): Promise<void> => {
    if (silent || socket.destroyed) return;
    const said = answerFrame(card, dropLe ? asClockedOut(request) : request);
    if (said === 'gone' || said === 'again') {
      ended = said;
      socket.destroy();
    } else if (said === 'silent') silent = true;
    else if (said !== undefined) {
      const millis = request.length === 1 ? 0 : answerMillis(card);
      if (millis > 0) await sleep(millis);
      if (!socket.destroyed) socket.write(frame(said));
    }
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    for (const request of frames.push(chunk)) queue = queue.then(() => answer(request));
  });
  return new Promise((resolve) => {
    socket.once('close', () => resolve(ended));
  });
}

/** A computer that does not even refuse is not waited for longer. */
const CONNECT_MILLIS = 5000;

function open(to: { readonly host: string; readonly port: number }): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: to.host, port: to.port, noDelay: true });
    const refuse = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(undefined);
    };
    const timer = setTimeout(refuse, CONNECT_MILLIS);
    socket.once('error', refuse);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', refuse);
      resolve(socket);
    });
  });
}

/**
 * Puts a virtual card into a vpcd reader, so that every PC/SC program on the machine sees it. A card that loses its power by
 * a fault of its image leaves the reader and comes back.
 * @returns once connected; `vpcd-unreachable` when no vpcd listens there
 */
export async function serveCard(card: VirtualCard, to: ServeTarget): Promise<Result<ServedCard>> {
  const first = await open(to);
  if (first === undefined) return err(appError('vpcd-unreachable', { host: to.host, port: to.port }));
  const dropLe = card.protocol === 'T=0' && to.dropLe === true;
  let socket = first;
  let taken = false;
  const serve = async (): Promise<void> => {
    while ((await converse(card, socket, dropLe)) === 'again' && !taken) {
      const next = await open(to);
      if (next === undefined) return;
      socket = next;
      // Taken out while the reader was opened anew.
      if (taken) socket.destroy();
    }
  };
  return ok({
    closed: serve(),
    close: () => {
      taken = true;
      socket.destroy();
    },
  });
}
