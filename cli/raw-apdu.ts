import { type CommandApdu, channelOf } from '../core/apdu/command.ts';
import { commandName, INS } from '../core/apdu/instructions.ts';
import { STATUS_ADVICE, STATUS_COST } from '../core/apdu/status-advice.ts';
import { cardClassOf, explainStatus, type StatusExplanation, statusOutcome } from '../core/apdu/status-words.ts';
import { fromHex } from '../core/base/bytes.ts';
import { triesText } from './print-plan.ts';

/** Commands that change nothing on a card; all others would get past the plan, the journal and the retry guard. */
const READ_ONLY: readonly number[] = [
  INS.select,
  INS.readBinary,
  INS.readRecord,
  INS.getResponse,
  INS.status,
  INS.search,
  INS.manageChannel,
];

const OPEN = 0x00;
const CLOSE = 0x80;

/** A VERIFY without data: it asks for the tries left. */
export function asksForTries({ ins, data, le }: CommandApdu): boolean {
  return ins === INS.verify && data === undefined && le === undefined;
}

/** A short APDU from its bytes (ISO/IEC 7816-4 5.1); what is wrong with them otherwise. */
function parse(bytes: Uint8Array): CommandApdu | string {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, p3] = bytes;
  if (bytes.length < 4) return 'An APDU has at least 4 bytes';
  const header = { cla, ins, p1, p2 };
  // P3 = 00 is how case 1 looks on T=0; an empty VERIFY is one, and has no answer of 256 bytes.
  if (p3 === undefined || (bytes.length === 5 && p3 === 0 && ins === INS.verify)) return header;
  if (bytes.length === 5) return { ...header, le: p3 || 256 };
  if (p3 === 0) return 'Extended lengths are not sent raw';
  const data = bytes.slice(5, 5 + p3);
  if (bytes.length === 5 + p3) return { ...header, data };
  if (bytes.length === 6 + p3) return { ...header, data, le: bytes[5 + p3] || 256 };
  return `Lc announces ${p3} bytes of data, ${bytes.length - 5} bytes follow`;
}

function refusal(command: CommandApdu): string | undefined {
  const { cla, ins, p1 } = command;
  // In class A0 an empty VERIFY would cost a try.
  if (asksForTries(command) && cla !== 0xa0) return undefined;
  if (ins === INS.manageChannel && p1 !== OPEN && p1 !== CLOSE) return 'MANAGE CHANNEL opens (P1 00) or closes (P1 80)';
  if (READ_ONLY.includes(ins)) return undefined;
  return `${commandName(cla, ins)} is not sent raw: it can cost a try or change the card. Use the verbs key, admin, flash or restore`;
}

/**
 * The commands of one call, all of them checked before any is sent.
 * @returns what is wrong, where something is; nothing of a refused command is repeated.
 */
export function parseCommands(texts: readonly string[]): readonly CommandApdu[] | string {
  const out: CommandApdu[] = [];
  for (const text of texts) {
    const bytes = fromHex(text);
    if (bytes === undefined) return `Command ${out.length + 1} is not hex`;
    const command = parse(bytes);
    if (typeof command === 'string') return command;
    const wrong = refusal(command);
    if (wrong !== undefined) return wrong;
    out.push(command);
  }
  return out;
}

/** Logical channels that one call opened: another program's are not its to close. */
export class OwnChannels {
  readonly #open = new Set<number>();

  /** Channels that are still open. */
  get open(): readonly number[] {
    return [...this.#open];
  }

  /** False for the close of a channel that was not opened here. */
  mayClose({ cla, ins, p1, p2 }: CommandApdu): boolean {
    return ins !== INS.manageChannel || p1 !== CLOSE || this.#open.has(p2 || channelOf(cla));
  }

  /** Takes note of what a command did (TS 102 221 11.1.17): the card names the new channel unless the command did. */
  note({ cla, ins, p1, p2 }: CommandApdu, data: Uint8Array, sw: number): void {
    if (ins !== INS.manageChannel || statusOutcome(sw, cardClassOf(cla)) !== 'ok') return;
    if (p1 === CLOSE) this.#open.delete(p2 || channelOf(cla));
    else this.#open.add(p2 || (data[0] ?? 0));
    this.#open.delete(0);
  }
}

/** What a status word means for this very command, what to do next, and what it cost. */
export function explainAnswer(command: CommandApdu, sw: number): StatusExplanation {
  const explained = explainStatus(sw, cardClassOf(command.cla));
  if (!asksForTries(command)) return explained;
  const free = { cost: STATUS_COST.nothing.en };
  if (sw === 0x63c0 || sw === 0x6983) return { ...explained, meaning: 'blocked, no tries left', ...free };
  if (sw >> 4 === 0x63c) return { meaning: triesText(sw & 0x0f), next: STATUS_ADVICE.none.en, ...free };
  return sw === 0x9000 ? { ...explained, meaning: 'verified already, or switched off' } : explained;
}

/** True for an answer that leaves the user something to do. */
export function needsAdvice(command: CommandApdu, sw: number): boolean {
  const outcome = statusOutcome(sw, cardClassOf(command.cla));
  return outcome !== 'ok' && outcome !== 'more' && !(asksForTries(command) && sw >> 4 === 0x63c && sw !== 0x63c0);
}
