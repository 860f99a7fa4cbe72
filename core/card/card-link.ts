import { type CommandApdu, type Protocol, parseResponse, type ResponseApdu, toTpdu } from '../apdu/command.ts';
import { INS } from '../apdu/instructions.ts';
import { type AppError, appError } from '../base/app-error.ts';
import { concat, hexByte } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { CardTransport } from '../transport/card-transport.ts';
import { gateCredentials } from '../transport/credential-gate.ts';
import { openCredentialChannel } from './credential-channel.ts';

/** A response with the exchanges that it took, as indexes into the session's trace. */
export interface Answer extends ResponseApdu {
  readonly exchanges: readonly number[];
}

/**
 * Sends APDUs over a transport and does what nobody below it does: GET RESPONSE after 61xx and 9Fxx, the command again
 * with the right length after 6Cxx (ISO/IEC 7816-3 12.2, TS 51.011 9.1).
 */
export interface CardLink {
  /** The transport behind its gate: what a key would count as an attempt goes through the retry guard or not at all. */
  readonly transport: CardTransport;
  /**
   * @param follow `fetch` (default) gets waiting response data; `leave` is content with the status word: SELECT in class
   *   A0 where nobody needs the file's header.
   */
  send(command: CommandApdu, follow?: 'fetch' | 'leave'): Promise<Result<Answer>>;
  /** TPDUs and bytes so far, follow-ups included. */
  readonly counters: { count: number; sent: number; received: number };
}

/** A card that keeps asking for one more round is broken: no command of ours needs more. */
const MAX_ROUNDS = 40;

/**
 * Opens a link. `exchangeIndex` tells the index that the next exchange will have in the trace; without it the link counts
 * its own from 0.
 */
export function openLink(given: CardTransport, exchangeIndex?: () => number): CardLink {
  const { transport, pass, pinPad } = gateCredentials(given);
  const counters = { count: 0, sent: 0, received: 0 };
  const nextIndex = exchangeIndex ?? (() => counters.count);

  async function once(
    tpdu: Uint8Array,
    seen: number[],
    transmit: CardTransport['transmit'] = transport.transmit,
  ): Promise<Result<ResponseApdu>> {
    seen.push(nextIndex());
    counters.count += 1;
    counters.sent += tpdu.length;
    const answer = await transmit(tpdu);
    if (!answer.ok) return answer;
    counters.received += answer.value.length;
    const response = parseResponse(answer.value);
    return response ? ok(response) : err(brokenAnswer(transport.reader));
  }

  async function send(command: CommandApdu, follow: 'fetch' | 'leave' = 'fetch'): Promise<Result<Answer>> {
    const seen: number[] = [];
    const parts: Uint8Array[] = [];
    let current: CommandApdu = command;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const answer = await once(toTpdu(current, transport.protocol), seen);
      if (!answer.ok) return answer;
      const { data, sw } = answer.value;
      if (data.length > 0) parts.push(data);
      const sw1 = sw >> 8;
      const length = sw & 0xff || 256;
      if (sw1 === 0x6c && current.data === undefined && current.le !== length) {
        current = { ...current, le: length };
      } else if (
        sw1 === 0x67 &&
        current.cla === 0xa0 &&
        current.ins === INS.getResponse &&
        length < (current.le ?? 0)
      ) {
        // 9F00 announced more than there is; 67xx names the right length (TS 51.011 9.4.6).
        current = { ...current, le: length };
      } else if ((sw1 === 0x61 || (sw1 === 0x9f && command.cla === 0xa0)) && follow === 'fetch') {
        current = getResponse(command.cla, length);
      } else if (waitsBehindWarning(command, transport.protocol, sw, parts.length) && follow === 'fetch') {
        const more = await once(toTpdu(getResponse(command.cla, 256), transport.protocol), seen);
        if (!more.ok) return more;
        const again =
          more.value.sw >> 8 === 0x6c
            ? await once(toTpdu(getResponse(command.cla, more.value.sw & 0xff || 256), transport.protocol), seen)
            : more;
        if (!again.ok) return again;
        return ok({ data: again.value.data, sw, exchanges: seen });
      } else {
        return ok({ data: concat(...parts), sw, exchanges: seen });
      }
    }
    return err(
      appError('card-link', { reader: transport.reader, reason: `no end to the answers to ${hexByte(command.ins)}` }),
    );
  }

  const link: CardLink = { transport, send, counters };
  openCredentialChannel(link, {
    // A credential goes out once: no follow-up repeats it.
    async send(command) {
      const seen: number[] = [];
      const answer = await once(toTpdu(command, transport.protocol), seen, pass);
      return answer.ok ? ok({ ...answer.value, exchanges: seen }) : answer;
    },
    pinPad,
  });
  return link;
}

/** GET RESPONSE has no proprietary class: STATUS 80 F2 is followed by 00 C0 on the same channel (TS 102 221 10.1.1). */
function getResponse(cla: number, le: number): CommandApdu {
  return { cla: cla === 0xa0 ? cla : cla & 0x7f, ins: INS.getResponse, p1: 0, p2: 0, le };
}

/**
 * A warning to a command with data and Le on T=0: the response stands behind it and is fetched by GET RESPONSE (TS 102 221
 * 7.3.1.1.4), the FCP of a deactivated application for one.
 */
function waitsBehindWarning(command: CommandApdu, protocol: Protocol, sw: number, parts: number): boolean {
  const warning = sw >> 8 === 0x62 || (sw >> 8 === 0x63 && (sw & 0xf0) !== 0xc0);
  return (
    protocol === 'T=0' &&
    command.cla !== 0xa0 &&
    command.data !== undefined &&
    command.le !== undefined &&
    warning &&
    parts === 0
  );
}

function brokenAnswer(reader: string): AppError {
  return appError('card-link', { reader, reason: 'an answer without a status word' });
}
