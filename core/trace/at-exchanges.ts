import { INS } from '../apdu/instructions.ts';
import { concat, hexWord } from '../base/bytes.ts';
import type { AtLine, FileOperation } from './at-lines.ts';
import type { SplitApdu } from './split-apdu.ts';
import { childOf, knownOf, MF } from './traced-file.ts';

/** Which class the modem speaks with the card: a log tells in some of its answers, for all of it. */
export type ModemClass = 'gsm' | 'iso';

const sw = (value: number) => Uint8Array.of(value >> 8, value & 0xff);
const word = (fid: number) => Uint8Array.of(fid >> 8, fid & 0xff);
const NOTHING = new Uint8Array(0);
const SELECT_DONE = 0x9000;
/** File not found, of both classes: it is SELECT that the card refused. */
const NOT_FOUND: ReadonlySet<number> = new Set([0x6a82, 0x9404]);
/** What only cards of class A0 answer (TS 51.011 9.4). */
const GSM_SW1: ReadonlySet<number> = new Set([0x94, 0x98, 0x9f]);
/** SET DATA, RETRIEVE DATA, STATUS have another class (TS 102 221 10.1.1). */
const PROPRIETARY: ReadonlySet<number> = new Set([0xcb, 0xdb, INS.status]);
const ASKING: ReadonlySet<number> = new Set([INS.readBinary, INS.readRecord, INS.getResponse, INS.status]);

/** Whether an answer of `+CRSM` tells that the card speaks class A0. */
export function speaksGsm({ ins, fid }: FileOperation, status: number, data: Uint8Array): boolean {
  const named = fid !== null && data[4] === fid >> 8 && data[5] === (fid & 0xff);
  return GSM_SW1.has(status >> 8) || (ins === INS.getResponse && data.length >= 15 && data[0] !== 0x62 && named);
}

/** File ids from the MF down to the file. */
function idsOf({ fid, path }: FileOperation, gsm: boolean): readonly number[] {
  if (fid === null) return [];
  const given = Array.from(
    { length: (path?.length ?? 0) >> 1 },
    (_, i) => ((path?.[2 * i] ?? 0) << 8) | (path?.[2 * i + 1] ?? 0),
  );
  const parents = given[0] === 0x3f00 ? given.slice(1) : given;
  if (path !== undefined || fid >> 8 !== 0x6f) return fid === 0x3f00 ? [] : [...parents, fid];
  // The modem was left to find it: in the application, or in the one DF of the SIM that has such a file.
  if (!gsm) return [0x7fff, fid];
  const inTelecom = knownOf(childOf(childOf(MF, '7F10'), hexWord(fid))) !== undefined;
  const inGsm = knownOf(childOf(childOf(MF, '7F20'), hexWord(fid))) !== undefined;
  return [inTelecom && !inGsm ? 0x7f10 : 0x7f20, fid];
}

/** SELECT as the modem has it: file by file in class A0, by path otherwise. What it was answered is not in the log. */
function selects(
  operation: FileOperation,
  channel: number,
  gsm: boolean,
  refused: number | null,
): readonly SplitApdu[] {
  if (operation.fid === null) return [];
  const ids = idsOf(operation, gsm);
  const answer = sw(refused ?? SELECT_DONE);
  if (gsm)
    return [0x3f00, ...ids].map((id, at) => ({
      command: concat(Uint8Array.of(0xa0, INS.select, 0, 0, 2), word(id)),
      response: at === ids.length ? answer : sw(SELECT_DONE),
    }));
  const by = ids.length === 0 ? { p1: 0, data: word(0x3f00) } : { p1: 8, data: concat(...ids.map(word)) };
  const header = Uint8Array.of(channelClass(0, channel), INS.select, by.p1, 0x0c, by.data.length);
  return [{ command: concat(header, by.data), response: answer }];
}

/** CLA of a channel (TS 102 221 10.1.1). @param plain that of the basic channel */
export function channelClass(plain: number, channel: number): number {
  return channel < 4 ? plain | channel : (plain & 0x80) | 0x40 | (channel - 4);
}

/** The exchanges that a file operation stands for. @param answer null where the modem had none */
export function fileExchanges(
  operation: FileOperation,
  answer: Extract<AtLine, { kind: 'fileAnswer' }> | null,
  channel: number,
  spoken: ModemClass,
): readonly SplitApdu[] {
  const gsm = spoken === 'gsm';
  const { ins, fid, parameters, data } = operation;
  const refused = answer !== null && NOT_FOUND.has(answer.sw) && fid !== null ? answer.sw : null;
  const before = selects(operation, channel, gsm, refused);
  if (refused !== null) return before;
  const response = answer === null ? NOTHING : concat(answer.data, sw(answer.sw));
  if (ins === INS.getResponse && !gsm && fid !== null) {
    // What GET RESPONSE would fetch is what SELECT answers where its answer is asked for.
    return before.map(({ command }) => {
      const asked = command.slice();
      asked[3] = 0x04;
      return { command: asked, response };
    });
  }
  const cla = gsm ? 0xa0 : channelClass(PROPRIETARY.has(ins) ? 0x80 : 0, channel);
  const [p1, p2, p3] = parameters;
  const header = Uint8Array.of(cla, ins, p1, p2, data.length > 0 ? data.length : ASKING.has(ins) ? p3 : 0);
  const own = { command: concat(header, data), response };
  if (ins !== INS.getResponse || answer === null || fid === null) return [...before, own];
  // In class A0 the answer to SELECT waits for GET RESPONSE (TS 51.011 9.2.1).
  const waits = (one: SplitApdu) => ({ ...one, response: Uint8Array.of(0x9f, answer.data.length) });
  return [...before.slice(0, -1), ...before.slice(-1).map(waits), own];
}

/** MANAGE CHANNEL and SELECT by AID: what `AT+CCHO` stands for. @param channel null where it was refused */
export function openExchanges(aid: Uint8Array, channel: number | null): readonly SplitApdu[] {
  const open = Uint8Array.of(0, INS.manageChannel, 0, 0, 1);
  if (channel === null) return [{ command: open, response: NOTHING }];
  const select = Uint8Array.of(channelClass(0, channel), INS.select, 0x04, 0x0c, aid.length);
  return [
    { command: open, response: Uint8Array.of(channel, 0x90, 0x00) },
    { command: concat(select, aid), response: sw(SELECT_DONE) },
  ];
}

export function closeExchange(channel: number, done: boolean): SplitApdu {
  const command = Uint8Array.of(0, INS.manageChannel, 0x80, channel, 0);
  return { command, response: done ? sw(0x9000) : NOTHING };
}
