import { concat } from '../base/bytes.ts';
import {
  type CardCommand,
  type CardReply,
  type CardState,
  freshSelection,
  lengthSw,
  parseCommand,
} from './card-command.ts';
import type { CardImage } from './card-image.ts';
import { isTerminated } from './file-system.ts';
import { gsmCommand } from './gsm-commands.ts';
import { quirkyCommand } from './quirky-command.ts';
import { isProprietary, uiccCommand } from './uicc-commands.ts';
import { SW } from './uicc-status-words.ts';

type CardClass = 'gsm' | 'iso';

interface Addressed {
  readonly cardClass: CardClass;
  readonly channel: number;
  readonly proprietary: boolean;
  readonly secure: boolean;
}

interface Pending {
  readonly channel: number;
  readonly reply: Required<CardReply>;
}

/** Class byte (TS 51.011 9.2; TS 102 221 10.1.1). @returns undefined for one that no telecom card knows */
function address(cla: number): Addressed | undefined {
  if (cla === 0xa0) return { cardClass: 'gsm', channel: 0, proprietary: false, secure: false };
  const proprietary = (cla & 0x80) !== 0;
  switch (cla & 0x70) {
    case 0x00:
      return { cardClass: 'iso', channel: cla & 0x03, proprietary, secure: (cla & 0x0c) !== 0 };
    case 0x40:
      return { cardClass: 'iso', channel: 4 + (cla & 0x0f), proprietary, secure: false };
    case 0x60:
      return { cardClass: 'iso', channel: 4 + (cla & 0x0f), proprietary, secure: true };
    default:
      return undefined;
  }
}

/**
 * The card's program between the contacts and the commands: which class is spoken, which channel is meant, and what the
 * protocol makes of a reply (61xx, 9Fxx, 6Cxx and GET RESPONSE on T=0).
 */
export class CardProgram {
  readonly #image: CardImage;
  readonly #state: CardState;
  readonly #protocol: CardCommand['protocol'];
  #chosen: CardClass | undefined;
  #pending: Pending | undefined;

  constructor(image: CardImage, state: CardState, protocol: CardCommand['protocol']) {
    this.#image = image;
    this.#state = state;
    this.#protocol = protocol;
  }

  /** Nothing verified, MF selected, channels closed, mode open. */
  reset(): void {
    const { credentials, channels, fs } = this.#state;
    credentials.forgetVerified();
    channels.clear();
    channels.set(0, freshSelection(fs));
    this.#chosen = undefined;
    this.#pending = undefined;
  }

  /** The classes this card answers now; a UICC's first command after the reset decides between them. */
  #answers(cardClass: CardClass): boolean {
    const { platform, modes } = this.#image;
    if (platform !== 'uicc') return cardClass === 'gsm';
    if (modes === '2g') return cardClass === 'gsm';
    if (modes === '3g') return cardClass === 'iso';
    this.#chosen ??= cardClass;
    return this.#chosen === cardClass;
  }

  get #wrongClass(): CardReply {
    const { wrongClass } = this.#image.quirks;
    return { sw: wrongClass === undefined ? SW.wrongCla : Number.parseInt(wrongClass, 16) };
  }

  /** A Le behind the data on T=0, where a quirk lets it pass, is taken off. */
  #parse(tpdu: Uint8Array): CardCommand | undefined {
    const parsed = (bytes: Uint8Array) => parseCommand(bytes, this.#protocol, this.#image.extendedLength === true);
    const command = parsed(tpdu);
    if (command !== undefined || this.#image.quirks.trailingLe !== true || this.#protocol !== 'T=0') return command;
    return tpdu.length === 6 + (tpdu[4] as number) ? parsed(tpdu.subarray(0, -1)) : undefined;
  }

  /** @returns the answer to one TPDU or APDU, its status word at the end */
  execute(tpdu: Uint8Array): Uint8Array {
    const { data, sw } = this.#reply(tpdu);
    return concat(data ?? new Uint8Array(0), Uint8Array.of(sw >> 8, sw & 0xff));
  }

  #reply(tpdu: Uint8Array): CardReply {
    if (tpdu.length < 4) return { sw: SW.wrongLength };
    const to = address(tpdu[0] as number);
    if (to === undefined || !this.#answers(to.cardClass)) return this.#wrongClass;
    if (to.secure) return { sw: SW.noSecureMessaging };
    const selection = this.#state.channels.get(to.channel);
    if (selection === undefined) return { sw: SW.noChannel };
    const command = this.#parse(tpdu);
    const pending = this.#pending;
    this.#pending = undefined;
    if (command === undefined) return { sw: SW.wrongLength };
    if (command.ins === 0xc0) return this.#getResponse(to, command.le, pending);
    const gsm = to.cardClass === 'gsm';
    // TERMINATE CARD USAGE leaves nothing that may be done (TS 102 222 6.11).
    if (isTerminated(this.#state.fs.mf)) return { sw: gsm ? 0x6f00 : SW.notAllowed };
    if (!gsm && to.proprietary !== isProprietary(command.ins)) return { sw: SW.wrongCla };
    const { quirks } = this.#image;
    const run = (asked: CardCommand): CardReply =>
      gsm
        ? gsmCommand(asked, this.#state, selection)
        : uiccCommand(asked, this.#state, { number: to.channel, selection }, quirks);
    const reply = quirkyCommand(command, { gsm, channel: to.channel, selection }, this.#state, quirks, run);
    return this.#carry(reply, command.le, to);
  }

  /** The status word that says how much waits: never more than a piece that the card can send. */
  #waiting(length: number, gsm: boolean): CardReply {
    const { lengthUntold, maxResponse = 256 } = this.#image.quirks;
    return { sw: lengthSw(gsm ? 0x9f : 0x61, lengthUntold === true ? 0 : Math.min(length, maxResponse)) };
  }

  /** T=0 answers case 4 with 61xx or 9Fxx and keeps the data for GET RESPONSE; T=1 hands them over. */
  #carry(reply: CardReply, le: number | undefined, to: Addressed): CardReply {
    const { data, sw } = reply;
    if (data === undefined || (this.#protocol === 'T=0' && le !== undefined)) return reply;
    if (this.#protocol === 'T=1' && to.cardClass === 'iso') {
      if (le === undefined) return { sw };
      return le >= data.length ? reply : { sw: lengthSw(0x6c, data.length) };
    }
    this.#pending = { channel: to.channel, reply: { data, sw } };
    return this.#waiting(data.length, to.cardClass === 'gsm');
  }

  #getResponse(to: Addressed, le: number | undefined, pending: Pending | undefined): CardReply {
    const gsm = to.cardClass === 'gsm';
    if (pending === undefined || pending.channel !== to.channel || le === undefined)
      return { sw: gsm ? 0x6f00 : SW.conditions };
    const { data, sw } = pending.reply;
    const { getResponseLong, maxResponse = 256 } = this.#image.quirks;
    const piece = Math.min(data.length, maxResponse);
    if (le > piece && getResponseLong !== true) {
      this.#pending = pending;
      return { sw: lengthSw(gsm ? 0x67 : 0x6c, piece) };
    }
    const given = Math.min(le, piece);
    const rest = data.slice(given);
    if (rest.length === 0 || gsm) return { data: data.slice(0, given), sw };
    this.#pending = { channel: to.channel, reply: { data: rest, sw } };
    return { data: data.slice(0, given), ...this.#waiting(rest.length, gsm) };
  }
}
