import { channelOf } from '../../../core/apdu/command.ts';
import { INS } from '../../../core/apdu/instructions.ts';
import { appError } from '../../../core/base/app-error.ts';
import { concat, hex } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import { carriesCredential } from '../../../core/transport/redaction.ts';
import { ApplicationChannel } from './application-channel.ts';
import { type CardCommands, type CardReply, resultOf } from './card-commands.ts';
import { CrsmFiles } from './crsm-files.ts';

/** STATUS in the ISO class: a UICC answers it, a SIM refuses the class, and neither changes anything. */
const STATUS = hex('80F2000000');
/** EF(ICCID), which may always be read: who answers GET RESPONSE for it offers +CRSM. */
const ICCID_HEADER = { command: 192, fid: 0x2fe2, parents: [], p1: 0, p2: 0, p3: 0 } as const;
/** The RID of 3GPP: every UICC of a phone has an application that begins with it (TS 101 220 Annex L). */
const RID_3GPP = hex('A000000087');

const CLOSE = 0x80;

/**
 * The card behind a modem, TPDU by TPDU. With +CSIM commands go through as they are; whether the modem follows 61xx and
 * 6Cxx itself or leaves that to us makes no difference to who reads the answers. Without +CSIM files are read and updated
 * through +CRSM. Where MANAGE CHANNEL, or commands on another channel than 0, are refused by the modem, channels are opened
 * by application if it offers that; if not, the refusal comes through and the caller goes on in channel 0.
 */
export class ModemCard {
  readonly #commands: CardCommands;
  readonly #reader: string;
  /** Set where +CSIM is not offered. */
  readonly #files: CrsmFiles | undefined;
  /** Channels that the card opened, by number; `used` once a command on it came through. */
  readonly #raw = new Map<number, { used: boolean }>();
  /** Channels that stand for +CCHO sessions, or for a selection of their own over +CRSM. */
  readonly #own = new Map<number, ApplicationChannel | CrsmFiles>();
  /** A MANAGE CHANNEL whose answer waits for GET RESPONSE. */
  #opening = false;
  #wantsLe = false;
  #byApplication: boolean | undefined;

  private constructor(commands: CardCommands, reader: string, files: CrsmFiles | undefined) {
    this.#commands = commands;
    this.#reader = reader;
    this.#files = files;
  }

  /**
   * Finds out how the modem lets one at its card.
   * Errors: `at-refused`, `at-sim-locked`, `at-sim-busy`, `card-absent`, `card-mute`, `card-link`, `reader-gone`.
   */
  static async open(commands: CardCommands, reader: string): Promise<Result<ModemCard>> {
    const direct = await commands.csim(STATUS);
    if (direct.kind === 'answer') return ok(new ModemCard(commands, reader, undefined));
    const failed = (reply: CardReply) => {
      const result = resultOf(reply, reader);
      if (result.ok) return result as never;
      return err(result.error.code === 'card-removed' ? appError('card-absent', { reader }) : result.error);
    };
    if (direct.kind === 'failed') return failed(direct);
    const header = await commands.crsm(ICCID_HEADER);
    if (header.kind === 'failed') return failed(header);
    if (header.kind === 'refused') return failed(direct);
    const fileClass = header.bytes[0] === 0x62 ? 'iso' : 'gsm';
    return ok(new ModemCard(commands, reader, new CrsmFiles(commands, fileClass, reader)));
  }

  async transmit(tpdu: Uint8Array): Promise<Result<Uint8Array>> {
    return resultOf(await this.#dispatch(tpdu), this.#reader);
  }

  /** Closes the channels that nobody closed. */
  async close(): Promise<void> {
    for (const channel of [...this.#own.keys(), ...this.#raw.keys()]) await this.#closeChannel(channel);
  }

  async #dispatch(tpdu: Uint8Array): Promise<CardReply> {
    const [cla = 0, ins = 0, p1 = 0, p2 = 0] = tpdu;
    const channel = channelOf(cla);
    if (ins === INS.manageChannel && (cla & 0x30) === 0) {
      if (p1 === CLOSE) return this.#closeChannel(p2 || channel, tpdu);
      if (p1 === 0 && p2 === 0 && channel === 0) return this.#openChannel(tpdu);
    }
    const own = this.#own.get(channel);
    if (own !== undefined && cla !== 0xa0) return own.transmit(tpdu);
    if (this.#files !== undefined) return this.#files.transmit(tpdu);
    const reply = await this.#direct(tpdu);
    if (this.#opening && ins === INS.getResponse) this.#noteOpened(reply);
    const raw = this.#raw.get(channel);
    if (channel === 0 || raw === undefined) return reply;
    if (reply.kind !== 'refused') {
      raw.used = true;
      return reply;
    }
    // The modem opened a channel and lets nothing through on it: the same number now stands for a session.
    // A credential is never sent twice, not even where the first time cannot have reached the card.
    if (raw.used || carriesCredential(tpdu) || !(await this.#opensByApplication(true))) return reply;
    await this.#closeChannel(channel);
    return this.#adopt(channel).transmit(tpdu);
  }

  #adopt(channel: number): ApplicationChannel | CrsmFiles {
    const own =
      this.#files === undefined
        ? new ApplicationChannel(this.#commands, this.#reader)
        : new CrsmFiles(this.#commands, 'iso', this.#reader);
    this.#own.set(channel, own);
    return own;
  }

  async #openChannel(tpdu: Uint8Array): Promise<CardReply> {
    if (this.#files === undefined) {
      const reply = await this.#direct(tpdu);
      if (reply.kind === 'failed') return reply;
      if (reply.kind === 'answer') {
        this.#opening = reply.bytes[0] === 0x61;
        this.#noteOpened(reply);
        const sw1 = reply.bytes.at(-2);
        // Some modems answer for the card that there is no such thing.
        if (sw1 !== 0x68 && sw1 !== 0x6d && sw1 !== 0x6e) return reply;
      }
      if (!(await this.#opensByApplication(reply.kind === 'refused')))
        return reply.kind === 'refused' ? NO_CHANNELS : reply;
    } else if (this.#files.fileClass === 'gsm') {
      return { kind: 'answer', bytes: hex('6E00') };
    }
    const channel = [1, 2, 3].find((number) => !this.#own.has(number) && !this.#raw.has(number));
    if (channel === undefined) return { kind: 'answer', bytes: hex('6A81') };
    this.#adopt(channel);
    return { kind: 'answer', bytes: concat(Uint8Array.of(channel), hex('9000')) };
  }

  #noteOpened(reply: CardReply): void {
    if (reply.kind !== 'answer' || reply.bytes.length !== 3 || reply.bytes[1] !== 0x90) return;
    this.#opening = false;
    this.#raw.set(reply.bytes[0] ?? 0, { used: false });
  }

  async #closeChannel(
    channel: number,
    tpdu: Uint8Array = Uint8Array.of(0, INS.manageChannel, CLOSE, channel, 0),
  ): Promise<CardReply> {
    const own = this.#own.get(channel);
    if (own !== undefined) {
      this.#own.delete(channel);
      return own instanceof ApplicationChannel ? own.close() : { kind: 'answer', bytes: hex('9000') };
    }
    if (this.#files !== undefined) return { kind: 'answer', bytes: hex('6881') };
    const reply = await this.#direct(tpdu);
    if (reply.kind === 'answer') this.#raw.delete(channel);
    return reply;
  }

  /**
   * Whether +CCHO works here; +CRSM must as well, for what is read before an application is selected.
   * @param byModem whether it was the modem that refused, not the card: then its word that it knows +CCHO is enough. A card
   *   without channels gives none to the modem either.
   */
  async #opensByApplication(byModem: boolean): Promise<boolean> {
    if (this.#byApplication !== undefined) return this.#byApplication;
    const files = await this.#commands.crsm(ICCID_HEADER);
    this.#byApplication = files.kind === 'answer' && (await this.#tryApplication(byModem));
    return this.#byApplication;
  }

  /** The test command `+CCHO=?` is missing in some modems that have +CCHO, so a channel is opened and closed again. */
  async #tryApplication(byModem: boolean): Promise<boolean> {
    const opened = await this.#commands.ccho(RID_3GPP);
    if (opened.kind !== 'answer') return byModem && opened.kind === 'refused' && opened.cme === 22;
    await this.#commands.cchc(new DataView(opened.bytes.buffer, opened.bytes.byteOffset).getUint32(0));
    return true;
  }

  /**
   * One TPDU through +CSIM. Case 4 goes without Le, as T=0 has it. A modem that takes it for an APDU of case 3 gives no
   * data, where a FCP was asked for: it gets the Le, now and from then on.
   */
  async #direct(tpdu: Uint8Array): Promise<CardReply> {
    const [cla = 0, ins, , p2 = 0, p3 = 0] = tpdu;
    const asksFcp = cla !== 0xa0 && ins === INS.select && (p2 & 0x0c) === 0x04 && tpdu.length === 5 + p3;
    const full = asksFcp ? concat(tpdu, Uint8Array.of(0)) : tpdu;
    const first = await this.#commands.csim(asksFcp && this.#wantsLe ? full : tpdu);
    const bare = first.kind === 'answer' && first.bytes.length === 2 && first.bytes[0] === 0x90;
    if (!asksFcp || this.#wantsLe || !bare) return first;
    const second = await this.#commands.csim(full);
    if (second.kind === 'answer' && second.bytes.length > 2) this.#wantsLe = true;
    return second.kind === 'refused' ? first : second;
  }
}

/** Logical channel not supported (TS 102 221 10.2.1.2): in the card's words what the modem will not do. */
const NO_CHANNELS: CardReply = { kind: 'answer', bytes: hex('6881') };
