import { INS } from '../../../core/apdu/instructions.ts';
import { concat } from '../../../core/base/bytes.ts';
import { channelClass } from '../../../core/card/commands.ts';
import type { CardCommands, CardReply } from './card-commands.ts';
import { CrsmFiles } from './crsm-files.ts';

const SW_OK = Uint8Array.of(0x90, 0x00);

/**
 * A logical channel of a modem that keeps MANAGE CHANNEL to itself and opens channels by application: `AT+CCHO` opens one
 * with the AID selected, `AT+CGLA` sends on it, `AT+CCHC` closes it (TS 27.007 8.43 to 8.46). Until an application is
 * selected no channel is open, and files below the MF are read through `AT+CRSM`, which disturbs no selection.
 */
export class ApplicationChannel {
  readonly #commands: CardCommands;
  readonly #files: CrsmFiles;
  #session: number | undefined;

  constructor(commands: CardCommands, reader: string) {
    this.#commands = commands;
    this.#files = new CrsmFiles(commands, 'iso', reader);
  }

  async transmit(tpdu: Uint8Array): Promise<CardReply> {
    const [, ins, p1, p2 = 0, p3 = 0] = tpdu;
    if (ins === INS.select && p1 === 0x04) return this.#enter(tpdu.subarray(5, 5 + p3), p2);
    return this.#session === undefined ? this.#files.transmit(tpdu) : this.#send(this.#session, tpdu);
  }

  async close(): Promise<CardReply> {
    const session = this.#session;
    this.#session = undefined;
    if (session === undefined) return { kind: 'answer', bytes: SW_OK };
    const closed = await this.#commands.cchc(session);
    return closed.kind === 'answer' ? { kind: 'answer', bytes: SW_OK } : closed;
  }

  /**
   * The modem sets the channel in the class byte (TS 27.007 8.43). Those that send it on as it is have the channel's number
   * as the session's: a class byte that names it suits both.
   */
  #send(session: number, tpdu: Uint8Array): Promise<CardReply> {
    const apdu = tpdu.slice();
    apdu[0] = ((tpdu[0] ?? 0) & 0x80) | channelClass(session >= 1 && session <= 19 ? session : 0);
    return this.#commands.cgla(session, apdu);
  }

  async #enter(aid: Uint8Array, p2: number): Promise<CardReply> {
    const closed = await this.close();
    if (closed.kind !== 'answer') return closed;
    const opened = await this.#commands.ccho(aid);
    // 22: not found, 20: no channel left (TS 27.007 9.2.1), in the words of the card.
    if (opened.kind === 'refused' && opened.cme === 22) return { kind: 'answer', bytes: Uint8Array.of(0x6a, 0x82) };
    if (opened.kind === 'refused' && opened.cme === 20) return { kind: 'answer', bytes: Uint8Array.of(0x68, 0x81) };
    if (opened.kind !== 'answer') return opened;
    const session = new DataView(opened.bytes.buffer, opened.bytes.byteOffset).getUint32(0);
    this.#session = session;
    if ((p2 & 0x0c) === 0x0c) return { kind: 'answer', bytes: SW_OK };
    // +CCHO keeps the answer to SELECT for itself; STATUS tells the same of the application that is current now.
    const status = await this.#send(session, Uint8Array.of(0x80, INS.status, 0, 0, 0));
    const [sw1, sw2 = 0] = status.kind === 'answer' ? status.bytes.subarray(-2) : [];
    if (sw1 === 0x6c) return this.#send(session, Uint8Array.of(0x80, INS.status, 0, 0, sw2));
    if (sw1 === 0x61) return this.#send(session, Uint8Array.of(0x00, INS.getResponse, 0, 0, sw2));
    return status.kind === 'answer' && sw1 !== 0x90 && sw1 !== 0x91 ? { kind: 'answer', bytes: concat(SW_OK) } : status;
  }
}
