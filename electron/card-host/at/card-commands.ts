import { INS } from '../../../core/apdu/instructions.ts';
import { appError } from '../../../core/base/app-error.ts';
import { concat, fromHex, toHex } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import { carriesCredential } from '../../../core/transport/redaction.ts';
import type { AtEngine, AtReply } from './at-engine.ts';

/** What became of a card command: the card's answer, a modem that would not pass it on, or a link that is dead. */
export type CardReply =
  | { readonly kind: 'answer'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly command: string; readonly cme?: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: Failure };

type Failure = ReturnType<typeof appError>;

/** One file operation of `AT+CRSM`; the modem selects the file itself. */
export interface FileOperation {
  /** 176 READ BINARY, 178 READ RECORD, 192 GET RESPONSE, 214 UPDATE BINARY, 220 UPDATE RECORD. */
  readonly command: number;
  readonly fid: number;
  /** File ids from below the MF down to the file's DF; empty for a file of the MF. */
  readonly parents: readonly number[];
  readonly p1: number;
  readonly p2: number;
  readonly p3: number;
  readonly data?: Uint8Array;
}

/**
 * The commands of TS 27.007 that reach the card: +CSIM (8.17), +CRSM (8.18), +CGLA (8.43), +CCHO (8.45), +CCHC (8.46).
 * None of their texts is kept or shown: an APDU in them may carry a PIN.
 */
export interface CardCommands {
  csim(apdu: Uint8Array): Promise<CardReply>;
  cgla(session: number, apdu: Uint8Array): Promise<CardReply>;
  crsm(operation: FileOperation): Promise<CardReply>;
  /** Opens a logical channel with the application selected. @returns `answer` with the session's number, 4 bytes */
  ccho(aid: Uint8Array): Promise<CardReply>;
  cchc(session: number): Promise<CardReply>;
}

export interface CardCommandsOptions {
  readonly engine: AtEngine;
  readonly reader: string;
  /** Milliseconds until a card that does not answer counts as mute. */
  readonly muteAfter: number;
}

/** Pause before a card that the modem itself is busy with is asked again, in milliseconds. */
const BUSY_PAUSE = 200;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** `<length>,"<hex>"`. Length counts characters (TS 27.007 8.17); a few modems count bytes. */
export function parseHexAnswer(text: string | undefined): Uint8Array | undefined {
  const [, length, digits = ''] = /^(\d+)\s*,\s*"?([0-9A-Fa-f]*)"?$/.exec(text ?? '') ?? [];
  const told = Number(length);
  if (digits.length < 4 || (told !== digits.length && 2 * told !== digits.length)) return undefined;
  return fromHex(digits);
}

/** `<sw1>,<sw2>[,<response>]`, decimal; as an answer of the card, status word last. */
export function parseFileAnswer(text: string | undefined): Uint8Array | undefined {
  const [, sw1, sw2, digits = ''] = /^(\d+)\s*,\s*(\d+)(?:\s*,\s*"?([0-9A-Fa-f]*)"?)?$/.exec(text ?? '') ?? [];
  const data = fromHex(digits);
  if (sw1 === undefined || data === undefined || Number(sw1) > 255 || Number(sw2) > 255) return undefined;
  return concat(data, Uint8Array.of(Number(sw1), Number(sw2)));
}

const hexFid = (fid: number) => fid.toString(16).toUpperCase().padStart(4, '0');

/** Path of the file's DF: "shall only be used in the mode select by path from MF" (TS 27.007 8.18). */
function fileArguments({ command, fid, parents, p1, p2, p3, data }: FileOperation): string {
  const path = parents.length === 0 ? '3F00' : parents.map(hexFid).join('');
  return `${command},${fid},${p1},${p2},${p3},${data === undefined ? '' : `"${toHex(data)}"`},"${path}"`;
}

export function createCardCommands({ engine, reader, muteAfter }: CardCommandsOptions): CardCommands {
  const failed = (error: Failure): CardReply => ({ kind: 'failed', error });
  const link = (reason: string) => failed(appError('card-link', { reader, reason }));

  function replyOf(
    name: string,
    apdu: string,
    reply: AtReply,
    parse: (text: string | undefined) => Uint8Array | undefined,
  ): CardReply {
    switch (reply.kind) {
      case 'silent':
        return failed(appError('card-mute', { reader, command: apdu, seconds: muteAfter / 1000 }));
      case 'gone':
        return failed(appError('reader-gone', { reader }));
      case 'refused':
        if (reply.cme === 10) return failed(appError('card-removed', { reader }));
        if (reply.cme === 13 || reply.cme === 15) return link(`the modem says: ${reply.reason}`);
        return { ...reply, command: name };
      case 'ok': {
        const bytes = parse(reply.lines[0]);
        return bytes === undefined ? link(`no answer to ${name} that could be read`) : { kind: 'answer', bytes };
      }
    }
  }

  /**
   * A busy modem has not passed the command on: it may be asked again until the card would count as mute. Not with a
   * credential: should the modem be wrong, that would cost another try.
   */
  async function ask(
    name: string,
    text: string,
    apdu: Uint8Array,
    parse: (text: string | undefined) => Uint8Array | undefined,
    bare?: RegExp,
  ): Promise<CardReply> {
    for (let left = carriesCredential(apdu) ? 0 : muteAfter; ; left -= BUSY_PAUSE) {
      const options = { prefix: `+${name}:`, within: muteAfter, ...(bare && { bare }) };
      const reply = await engine.command(`AT+${name}=${text}`, options);
      if (reply.kind !== 'refused' || reply.cme !== 14) return replyOf(name, toHex(apdu.subarray(0, 2)), reply, parse);
      if (left <= BUSY_PAUSE) return failed(appError('at-sim-busy', { reader, seconds: muteAfter / 1000 }));
      await pause(BUSY_PAUSE);
    }
  }

  const quoted = (apdu: Uint8Array) => `${2 * apdu.length},"${toHex(apdu)}"`;
  const sessionOf = (text: string | undefined) => {
    const number = /^\d+$/.test(text ?? '') ? Number(text) : undefined;
    return number === undefined ? undefined : numberBytes(number);
  };

  return {
    csim: (apdu) => ask('CSIM', quoted(apdu), apdu, parseHexAnswer),
    cgla: (session, apdu) => ask('CGLA', `${session},${quoted(apdu)}`, apdu, parseHexAnswer),
    crsm: (operation) => ask('CRSM', fileArguments(operation), Uint8Array.of(0, operation.command), parseFileAnswer),
    ccho: (aid) => ask('CCHO', `"${toHex(aid)}"`, Uint8Array.of(0, INS.select), sessionOf, /^\d{1,5}$/),
    cchc: (session) => ask('CCHC', `${session}`, Uint8Array.of(0, INS.manageChannel), () => new Uint8Array()),
  };
}

function numberBytes(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** A reply as the transport gives it: a refusal of the modem becomes `at-refused` or `at-sim-locked`. */
export function resultOf(reply: CardReply, reader: string): Result<Uint8Array> {
  if (reply.kind === 'answer') return ok(reply.bytes);
  if (reply.kind === 'failed') return err(reply.error);
  const { cme, command, reason } = reply;
  const locked = cme !== undefined && ((cme >= 5 && cme <= 7) || cme === 11 || cme === 12 || cme === 17 || cme === 18);
  return err(
    locked ? appError('at-sim-locked', { reader, reason }) : appError('at-refused', { reader, command, reason }),
  );
}
