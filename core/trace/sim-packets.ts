import { concat, fromHex, toHex } from '../base/bytes.ts';
import type { CapturedFrame } from './capture-file.ts';
import { type CaptureLog, readLogText } from './capture-log.ts';
import { GSMTAP_PORT, GSMTAP_SIM, readGsmtap, readGsmtapLog } from './gsmtap.ts';
import { udpPayload } from './udp-payload.ts';
import { exchangeOf, type FormNote } from './wireshark-form.ts';

/** A packet of the capture that is a line of the trace. */
export interface SimPacket {
  /** Microseconds since the first one. */
  readonly at: number;
  readonly kind: 'exchange' | 'reset' | 'silent';
  /** Command, answer and status word; of a reset the ATR; of a command without an answer the command. */
  readonly bytes: Uint8Array;
  readonly note?: FormNote;
  /** Of a reset, and of a command without an answer, where the capture tells. */
  readonly name?: string;
  readonly error?: string;
}

/** Linux's cooked link layers (LINUX_SLL, LINUX_SLL2): on `any`, what one program of a machine sends to another comes twice. */
const COOKED_DIRECTION: Readonly<Record<number, number>> = { 113: 1, 276: 10 };
const OUTGOING = 4;

/** The packets of type SIM in a capture, in order; pieces of a TPDU are put together. */
export class SimPackets {
  readonly found: SimPacket[] = [];
  /** First packet's time, microseconds since 1970; null where the capture does not tell. */
  began: number | null = null;
  session: Extract<CaptureLog, { kind: 'session' }> | undefined;
  /** Packets of type SIM that are no exchange: a card was pulled out, or the capture kept the beginning of a frame only. */
  broken = 0;
  #pieces: Uint8Array[] = [];
  #sent: string | undefined;

  /** @param bytes of the frame, as far as the capture has it */
  take(frame: CapturedFrame, bytes: Uint8Array): void {
    const udp = udpPayload(bytes, frame.linkType);
    if (udp === undefined || (udp.from !== GSMTAP_PORT && udp.to !== GSMTAP_PORT)) return;
    const packet = bytes.subarray(udp.offset, udp.offset + udp.length);
    if (this.#cameTwice(frame, bytes, packet)) return;
    const text = readGsmtapLog(packet);
    const log = text === undefined ? undefined : readLogText(text);
    if (log !== undefined) this.#log(frame, log);
    else if (readGsmtap(packet) !== undefined && (udp.cut || frame.cut)) this.broken += 1;
    else this.#packet(frame, packet);
  }

  #cameTwice({ linkType }: CapturedFrame, bytes: Uint8Array, packet: Uint8Array): boolean {
    const place = COOKED_DIRECTION[linkType];
    if (place === undefined) return false;
    const content = toHex(packet);
    const again = bytes[place] !== OUTGOING && this.#sent === content;
    this.#sent = bytes[place] === OUTGOING ? content : undefined;
    return again;
  }

  #at({ time }: CapturedFrame): number {
    this.began ??= time;
    return time === null || this.began === null ? 0 : Math.max(0, time - this.began);
  }

  #log(frame: CapturedFrame, log: CaptureLog): void {
    const at = this.#at(frame);
    if (log.kind === 'session') this.session ??= log;
    else {
      const hex = log.kind === 'reset' ? log.atr : log.command;
      const error = log.kind === 'silent' ? { error: log.error } : {};
      this.found.push({ at, kind: log.kind, bytes: fromHex(hex) ?? new Uint8Array(0), name: log.name, ...error });
    }
  }

  #exchange(frame: CapturedFrame, bytes: Uint8Array, note?: FormNote): void {
    const packet = { at: this.#at(frame), kind: 'exchange', bytes, ...(note && { note }) } as const;
    if (exchangeOf(packet) === undefined) this.broken += 1;
    else this.found.push(packet);
  }

  #packet(frame: CapturedFrame, packet: Uint8Array): void {
    const header = readGsmtap(packet);
    if (header === undefined) return;
    const payload = packet.slice(header.offset);
    switch (header.subType) {
      case GSMTAP_SIM.apdu:
        this.#exchange(frame, payload, header.note);
        return;
      case GSMTAP_SIM.atr:
        this.found.push({ at: this.#at(frame), kind: 'reset', bytes: payload });
        return;
      case GSMTAP_SIM.tpduHeader:
        this.#pieces = [payload];
        return;
      case GSMTAP_SIM.tpduCommand:
      case GSMTAP_SIM.tpduResponse:
        this.#pieces.push(payload);
        return;
      case GSMTAP_SIM.tpduStatus:
        this.#exchange(frame, concat(...this.#pieces, payload));
        this.#pieces = [];
        return;
      default:
        // PPS, and what other tools add: no line of a trace.
        return;
    }
  }
}
