import type { Protocol } from '../apdu/command.ts';
import { concat, fromHex } from '../base/bytes.ts';
import { type CardReply, type CardState, freshSelection, lengthSw, parseCommand } from './card-command.ts';
import type { CardImage, FaultImage } from './card-image.ts';
import { CredentialStore } from './credential-store.ts';
import { buildFileSystem, fileImageOf, isTerminated } from './file-system.ts';
import { FileMemory } from './free-memory.ts';
import { gsmCommand } from './gsm-commands.ts';
import { exchangeMicros, type LinkSpeed } from './link-timing.ts';
import { CardMemory } from './memory.ts';
import { isProprietary, uiccCommand } from './uicc-commands.ts';
import { SW } from './uicc-status-words.ts';

/** Why no answer comes: a fault of the image took the card away, or it fell silent. Both last for the life of the object. */
export type CardLoss = 'removed' | 'mute';

type CardClass = 'gsm' | 'iso';

interface Addressed {
  readonly cardClass: CardClass;
  readonly channel: number;
  readonly proprietary: boolean;
  readonly secure: boolean;
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
 * A SIM, R-UIM or UICC in memory, made from a card image: synchronous, without clock or chance. It does what the
 * standards say a card does at the level of TPDUs (TS 51.011 9, TS 102 221 10 and 11), including what is awkward.
 */
export class VirtualCard {
  readonly protocol: Protocol;
  readonly atr: Uint8Array;
  /** Called after every command that changed a file, a life cycle state or a credential. */
  onChange: (() => void) | undefined;

  readonly #image: CardImage;
  readonly #state: CardState;
  #chosen: CardClass | undefined;
  #pending: { readonly channel: number; readonly reply: Required<CardReply> } | undefined;
  readonly #counts = new Map<FaultImage, number>();
  #lost: CardLoss | undefined;
  #dirty = false;
  #contactMicros = 0;
  readonly #speed: LinkSpeed;

  constructor(image: CardImage) {
    this.#image = image;
    this.protocol = image.protocols[0] ?? 'T=0';
    this.atr = fromHex(image.atr) ?? new Uint8Array(0);
    const { ta1 = '11', clockHz = 5_000_000 } = image.link;
    this.#speed = { ta1: Number.parseInt(ta1, 16), clockHz };
    const changed = () => {
      this.#dirty = true;
    };
    const fs = buildFileSystem(image.files);
    this.#state = {
      fs,
      space: new FileMemory(fs, image.freeMemory),
      credentials: new CredentialStore(image.credentials),
      memory: new CardMemory(changed),
      channels: new Map(),
      changed,
    };
    this.reset();
  }

  /** Powers the card anew: nothing verified, MF selected, channels closed, mode open. @returns the answer to reset */
  reset(): Uint8Array {
    const { credentials, channels, fs } = this.#state;
    credentials.forgetVerified();
    channels.clear();
    channels.set(0, freshSelection(fs));
    this.#chosen = undefined;
    this.#pending = undefined;
    return this.atr.slice();
  }

  /** The card as an image with its present contents, counters and states. */
  image(): CardImage {
    const { fs, credentials, space } = this.#state;
    return {
      ...this.#image,
      ...(this.#image.freeMemory === undefined ? {} : { freeMemory: space.freeIn(fs.mf) }),
      credentials: credentials.images(),
      files: fs.nodes.map(fileImageOf),
      // What has happened does not happen again when the card is put back.
      faults: this.#image.faults.filter((fault) => (this.#counts.get(fault) ?? 0) < fault.at),
    };
  }

  /**
   * Microseconds that the exchanges so far take at least on the contacts of a real card with this image's `link`
   * (T=0 is assumed). Nothing here waits for them.
   */
  get contactMicros(): number {
    return this.#contactMicros;
  }

  /** @returns the response with its status word (2 bytes or more), or why none comes */
  transmit(tpdu: Uint8Array): Uint8Array | CardLoss {
    const answer = this.#answer(tpdu);
    if (typeof answer !== 'string') this.#contactMicros += exchangeMicros(tpdu.length, answer.length, this.#speed) ?? 0;
    return answer;
  }

  #answer(tpdu: Uint8Array): Uint8Array | CardLoss {
    if (this.#lost !== undefined) return this.#lost;
    const fault = this.#dueFault(tpdu[1]);
    if (fault !== undefined && fault.when !== 'after') {
      if (fault.kind !== 'status') return this.#lose(fault.kind);
      return this.#bytes({ sw: Number.parseInt(fault.sw ?? '6F00', 16) });
    }
    const reply = this.#execute(tpdu);
    if (this.#dirty) {
      this.#dirty = false;
      this.onChange?.();
    }
    if (fault !== undefined) {
      if (fault.kind !== 'status') return this.#lose(fault.kind);
      return this.#bytes({ sw: Number.parseInt(fault.sw ?? '6F00', 16) });
    }
    return this.#bytes(reply);
  }

  #lose(kind: 'remove' | 'mute'): CardLoss {
    this.#lost = kind === 'remove' ? 'removed' : 'mute';
    return this.#lost;
  }

  #bytes({ data, sw }: CardReply): Uint8Array {
    return concat(data ?? new Uint8Array(0), Uint8Array.of(sw >> 8, sw & 0xff));
  }

  /** Counts the command for every fault; the first that is due. */
  #dueFault(ins: number | undefined): FaultImage | undefined {
    let due: FaultImage | undefined;
    for (const fault of this.#image.faults) {
      if (fault.ins !== undefined && Number.parseInt(fault.ins, 16) !== ins) continue;
      const seen = (this.#counts.get(fault) ?? 0) + 1;
      this.#counts.set(fault, seen);
      if (seen === fault.at) due ??= fault;
    }
    return due;
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

  #execute(tpdu: Uint8Array): CardReply {
    if (tpdu.length < 4) return { sw: SW.wrongLength };
    const to = address(tpdu[0] as number);
    if (to === undefined || !this.#answers(to.cardClass)) return { sw: SW.wrongCla };
    if (to.secure) return { sw: SW.noSecureMessaging };
    const selection = this.#state.channels.get(to.channel);
    if (selection === undefined) return { sw: SW.noChannel };
    const command = parseCommand(tpdu, this.protocol, this.#image.extendedLength === true);
    const pending = this.#pending;
    this.#pending = undefined;
    if (command?.ins === 0xc0) return this.#getResponse(to, command.le, pending);
    if (command === undefined) return { sw: SW.wrongLength };
    // TERMINATE CARD USAGE leaves nothing that may be done (TS 102 222 6.11).
    if (isTerminated(this.#state.fs.mf)) return { sw: to.cardClass === 'gsm' ? 0x6f00 : SW.notAllowed };
    let reply: CardReply;
    if (to.cardClass === 'gsm') {
      reply = gsmCommand(command, this.#state, selection);
    } else {
      if (to.proprietary !== isProprietary(command.ins)) return { sw: SW.wrongCla };
      reply = uiccCommand(command, this.#state, { number: to.channel, selection }, this.#image.quirks);
    }
    return this.#carry(reply, command.le, to);
  }

  /** T=0 answers case 4 with 61xx or 9Fxx and keeps the data for GET RESPONSE; T=1 hands them over. */
  #carry(reply: CardReply, le: number | undefined, to: Addressed): CardReply {
    const { data, sw } = reply;
    if (data === undefined || (this.protocol === 'T=0' && le !== undefined)) return reply;
    if (this.protocol === 'T=1' && to.cardClass === 'iso') {
      if (le === undefined) return { sw };
      return le >= data.length ? reply : { sw: lengthSw(0x6c, data.length) };
    }
    this.#pending = { channel: to.channel, reply: { data, sw } };
    return { sw: lengthSw(to.cardClass === 'gsm' ? 0x9f : 0x61, data.length) };
  }

  #getResponse(
    to: Addressed,
    le: number | undefined,
    pending: { channel: number; reply: Required<CardReply> } | undefined,
  ): CardReply {
    const gsm = to.cardClass === 'gsm';
    if (pending === undefined || pending.channel !== to.channel || le === undefined)
      return { sw: gsm ? 0x6f00 : SW.conditions };
    const { data, sw } = pending.reply;
    if (le > data.length) {
      this.#pending = pending;
      return { sw: lengthSw(gsm ? 0x67 : 0x6c, data.length) };
    }
    const rest = data.slice(le);
    if (rest.length === 0 || gsm) return { data: data.slice(0, le), sw };
    this.#pending = { channel: to.channel, reply: { data: rest, sw } };
    return { data: data.slice(0, le), sw: lengthSw(0x61, rest.length) };
  }
}
