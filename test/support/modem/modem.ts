import { fromHex, hex, toHex } from '../../../core/base/bytes.ts';
import type { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { CME_ERRORS } from '../../../electron/card-host/at/at-lines.ts';
import type { Personality } from './personality.ts';

/** Answer to one command line, without its line ends; undefined: none ever. */
type Answer = readonly string[] | undefined;

const OK: Answer = ['OK'];
const REFUSED: Answer = ['ERROR'];

/** The commands of a modem (V.250, TS 27.007) on a virtual card, without the line that they come over. */
export class ScriptedModem {
  readonly personality: Personality;
  card: VirtualCard | undefined;
  echo: boolean;
  /** +CMEE, off after power-on. */
  reports = 0;
  /** Command lines that were heard, in order. */
  readonly heard: string[] = [];
  cardCommands = 0;
  readonly #sessions = new Map<number, number>();
  /** So many card commands still find the modem busy. */
  busy: number;

  constructor(personality: Personality, card: VirtualCard) {
    this.personality = personality;
    this.card = card;
    this.echo = personality.echo ?? false;
    this.busy = personality.busy ?? 0;
    this.powerCard();
  }

  /** What a modem does to its card at first: it asks in the ISO class, which chooses that mode. */
  powerCard(): void {
    this.card?.transmit(hex('00A4000C023F00'));
  }

  get openSessions(): number {
    return this.#sessions.size;
  }

  answer(line: string): Answer {
    this.heard.push(line);
    const [, name = '', rest = ''] = /^AT(\+[A-Z]+|E|)(.*)$/.exec(line) ?? [];
    switch (name) {
      case '':
        return line === 'AT' ? OK : REFUSED;
      case 'E':
        this.echo = rest === '1';
        return OK;
      case '+CMEE':
        if (rest === '?') return [`+CMEE: ${this.reports}`, 'OK'];
        this.reports = Number(rest.slice(1));
        return OK;
      case '+CGMI':
        return ['Contract Works', 'OK'];
      case '+CGMM':
        return ['+CGMM: "M-27007"', 'OK'];
      case '+CPIN':
        if (rest !== '?') return this.#error(3);
        return this.card === undefined ? this.#error(10) : [`+CPIN: ${this.personality.pin ?? 'READY'}`, 'OK'];
      case '+CSIM':
      case '+CRSM':
      case '+CCHO':
      case '+CGLA':
      case '+CCHC':
        return this.#onCard(name, rest);
      default:
        return REFUSED;
    }
  }

  #error(cme: keyof typeof CME_ERRORS): Answer {
    if (this.reports === 0) return REFUSED;
    return [`+CME ERROR: ${this.personality.verbose ? CME_ERRORS[cme] : cme}`];
  }

  #onCard(name: string, rest: string): Answer {
    const { csim, crsm, channels, locked, silentAt } = this.personality;
    this.cardCommands += 1;
    if (this.cardCommands === silentAt) return undefined;
    if (this.busy > 0) {
      this.busy -= 1;
      return this.#error(14);
    }
    if (this.card === undefined) return this.#error(10);
    if (locked === true) return this.#error(11);
    if (name === '+CSIM') return csim === 'none' ? REFUSED : this.#csim(rest);
    if (name === '+CRSM') return crsm === true ? this.#crsm(rest) : REFUSED;
    if (channels === undefined) return REFUSED;
    if (name === '+CCHO') return this.#open(rest);
    return name === '+CGLA' ? this.#send(rest) : this.#close(rest);
  }

  /** The card's answer, with what this modem does by itself. */
  #exchange(tpdu: Uint8Array): Uint8Array | undefined {
    const answer = this.card?.transmit(tpdu);
    if (answer === undefined || typeof answer === 'string') return undefined;
    if (this.personality.follows !== true) return answer;
    const [sw1, sw2 = 0] = answer.slice(-2);
    const [cla = 0, ins = 0] = tpdu;
    const silent =
      this.personality.needsLe === true && cla !== 0xa0 && tpdu.length === 5 + (tpdu[4] ?? 0) && tpdu.length > 5;
    if (sw1 === 0x61 && silent) return hex('9000');
    if (sw1 === 0x61 || sw1 === 0x9f)
      return this.#exchange(Uint8Array.of(cla === 0xa0 ? cla : cla & 0x7f, 0xc0, 0, 0, sw2));
    if (sw1 === 0x6c && ins !== 0xa4) return this.#exchange(Uint8Array.of(...tpdu.subarray(0, 4), sw2));
    return answer;
  }

  #told(name: string, answer: Uint8Array | undefined): Answer {
    // The card fell silent within the command, and the modem with it.
    if (answer === undefined) return undefined;
    return [`${name}: ${2 * answer.length},"${toHex(answer)}"`, 'OK'];
  }

  /** An APDU that carries Le after its data reaches a T=0 card without it. */
  static #tpdu(apdu: Uint8Array): Uint8Array {
    const length = apdu[4] ?? 0;
    return apdu.length === 6 + length && length > 0 ? apdu.subarray(0, 5 + length) : apdu;
  }

  #csim(rest: string): Answer {
    const [, length, digits = ''] = /^=(\d+),"([0-9A-F]+)"$/.exec(rest) ?? [];
    const apdu = fromHex(digits);
    if (apdu === undefined || Number(length) !== digits.length) return this.#error(50);
    const [cla = 0, ins] = apdu;
    const { csim } = this.personality;
    if (csim === 'no-manage-channel' && ins === 0x70) return this.#error(3);
    if (csim !== undefined && csim !== 'full' && cla !== 0xa0 && (cla & 0x43) !== 0 && (cla & 0x30) === 0)
      return REFUSED;
    const hasLe = apdu.length === 6 + (apdu[4] ?? 0);
    if (!hasLe || this.personality.needsLe !== true)
      return this.#told('+CSIM', this.#exchange(ScriptedModem.#tpdu(apdu)));
    const first = this.card?.transmit(ScriptedModem.#tpdu(apdu));
    if (first === undefined || typeof first === 'string' || first[0] !== 0x61)
      return this.#told('+CSIM', typeof first === 'string' ? undefined : first);
    return this.#told('+CSIM', this.#exchange(Uint8Array.of(cla & 0x7f, 0xc0, 0, 0, first[1] ?? 0)));
  }

  #open(rest: string): Answer {
    const aid = fromHex(/^="([0-9A-F]+)"$/.exec(rest)?.[1] ?? 'x');
    if (aid === undefined) return this.#error(50);
    const opened = this.card?.transmit(hex('0070000001'));
    if (opened === undefined || typeof opened === 'string' || opened.length !== 3) return this.#error(20);
    const channel = opened[0] ?? 0;
    const selected = this.card?.transmit(Uint8Array.of(channel, 0xa4, 4, 0x0c, aid.length, ...aid));
    if (selected === undefined || typeof selected === 'string' || selected[0] !== 0x90) {
      this.card?.transmit(Uint8Array.of(0, 0x70, 0x80, channel, 0));
      return this.#error(22);
    }
    // A session's number need not be the channel's.
    const session = this.personality.channels === 'managed' ? 256 + channel : channel;
    this.#sessions.set(session, channel);
    return [this.personality.channels === 'bare' ? `${session}` : `+CCHO: ${session}`, 'OK'];
  }

  #send(rest: string): Answer {
    const [, session, length, digits = ''] = /^=(\d+),(\d+),"([0-9A-F]+)"$/.exec(rest) ?? [];
    const channel = this.#sessions.get(Number(session));
    const apdu = fromHex(digits);
    if (channel === undefined || apdu === undefined || Number(length) !== digits.length) return this.#error(50);
    const sent = apdu.slice();
    if (this.personality.channels !== 'as-is') sent[0] = ((apdu[0] ?? 0) & 0xfc) | channel;
    return this.#told('+CGLA', this.#exchange(ScriptedModem.#tpdu(sent)));
  }

  #close(rest: string): Answer {
    const session = Number(rest.slice(1));
    const channel = this.#sessions.get(session);
    if (channel === undefined) return this.#error(21);
    this.#sessions.delete(session);
    this.card?.transmit(Uint8Array.of(0, 0x70, 0x80, channel, 0));
    return OK;
  }

  /** The modem selects the file in the card's class, then does what was asked. */
  #crsm(rest: string): Answer {
    const [, command, fid, p1, p2, p3, data = '', path = '3F00'] =
      /^=(\d+),(\d+),(\d+),(\d+),(\d+)(?:,"?([0-9A-F]*)"?(?:,"([0-9A-F]+)")?)?$/.exec(rest) ?? [];
    if (command === undefined) return this.#error(50);
    const [ins, file] = [Number(command), Number(fid)];
    if (this.personality.crsmFilesOnly && [0x3f, 0x5f, 0x7f].includes(file >> 8)) return this.#error(50);
    const parents = path === '3F00' ? [] : (path.match(/.{4}/g) ?? []).map((part) => Number.parseInt(part, 16));
    const old = (this.card?.transmit(hex('80F2000000')) ?? '')[0] === 0x6e;
    let header: Uint8Array | undefined;
    for (const id of [0x3f00, ...parents, ...(file === 0x3f00 ? [] : [file])]) {
      const selected = this.card?.transmit(Uint8Array.of(old ? 0xa0 : 0, 0xa4, 0, old ? 0 : 4, 2, id >> 8, id & 0xff));
      if (selected === undefined || typeof selected === 'string') return this.#error(13);
      const [sw1 = 0, sw2 = 0] = selected;
      if (sw1 !== 0x61 && sw1 !== 0x9f) return [`+CRSM: ${sw1},${sw2}`, 'OK'];
      const answer = this.card?.transmit(Uint8Array.of(old ? 0xa0 : 0, 0xc0, 0, 0, sw2));
      header = typeof answer === 'string' ? undefined : answer;
    }
    const body = fromHex(data) ?? new Uint8Array();
    const result =
      ins === 192
        ? header
        : this.#exchange(Uint8Array.of(old ? 0xa0 : 0, ins, Number(p1), Number(p2), Number(p3), ...body));
    if (result === undefined) return this.#error(13);
    const told = toHex(result.subarray(0, -2));
    return [`+CRSM: ${result.at(-2)},${result.at(-1)}${told === '' ? '' : `,"${told}"`}`, 'OK'];
  }
}
