import { channelOf } from '../apdu/command.ts';
import { INS } from '../apdu/instructions.ts';
import { toHex } from '../base/bytes.ts';
import type { Exchange } from './exchange.ts';
import { maskCommand } from './redaction.ts';
import type { Redaction } from './trace-file.ts';

/** Commands whose own data, and whose answers, are no content of a file: SELECT and STATUS answer with its header. */
const NO_FILE_DATA: ReadonlySet<number> = new Set([INS.select, INS.status, INS.manageChannel]);

/** EF(ICCID) and EF(DIR) by id and by path from the MF: they name the card and its applications, and hold no secret. */
const PUBLIC_FILES: ReadonlySet<string> = new Set(['2FE2', '3F002FE2', '2F00', '3F002F00']);

/** SELECT by file id, by path from the MF, by path from the current DF (TS 102 221 11.1.1); by AID the data is no path. */
const BY_FILE_ID: ReadonlySet<number> = new Set([0x00, 0x08, 0x09]);

function succeeded(response: Uint8Array): boolean {
  const sw1 = response[response.length - 2];
  return sw1 === 0x90 || sw1 === 0x91 || sw1 === 0x61 || sw1 === 0x9f;
}

/** In these P1 P2 are 0000 for the current file, or name another one (ISO/IEC 7816-4 7.2.2). */
const ODD: ReadonlySet<number> = new Set([INS.readBinaryOdd, INS.updateBinaryOdd]);

const READS: ReadonlySet<number> = new Set([INS.readBinary, INS.readRecord]);

/** READ with a short file id makes another file current (TS 102 221 11.1.3, 11.1.5). */
function namesAnotherFile([, ins = 0, p1 = 0, p2 = 0]: Uint8Array): boolean {
  if (ODD.has(ins)) return p1 !== 0 || p2 !== 0;
  return ins === INS.readBinary ? (p1 & 0x80) !== 0 : (p2 & 0xf8) !== 0;
}

/**
 * Masks what files hold in a series of commands, where nobody knows what that is: a part of a message cannot be decoded, so
 * its secrets have no known place. All data of answers and commands count as such but for SELECT, STATUS and MANAGE CHANNEL,
 * with their GET RESPONSE, and what is read of EF(ICCID) and EF(DIR).
 */
export interface FileDataMask {
  /** The places of one exchange; call it for every exchange, in order. */
  next(exchange: Pick<Exchange, 'index' | 'command' | 'response'>): readonly Redaction[];
}

export function fileDataMask(): FileDataMask {
  /** Channels whose current file is one of the public ones. */
  const open = new Set<number>();
  /** What the last command that was no GET RESPONSE said of its answer. */
  let hidden = true;

  function isHidden(command: Uint8Array, response: Uint8Array): boolean {
    const [cla = 0, ins = 0, p1 = 0] = command;
    const channel = channelOf(cla);
    if (ins === INS.select) {
      const file = toHex(command.subarray(5, 5 + (command[4] ?? 0)));
      if (BY_FILE_ID.has(p1) && PUBLIC_FILES.has(file) && succeeded(response)) open.add(channel);
      else open.delete(channel);
    }
    if (NO_FILE_DATA.has(ins)) return false;
    if (!READS.has(ins) && !ODD.has(ins)) return true;
    if (namesAnotherFile(command)) open.delete(channel);
    return ODD.has(ins) || !open.has(channel);
  }

  return {
    next({ index, command, response }) {
      const ins = command[1] ?? 0;
      if (ins !== INS.getResponse) hidden = isHidden(command, response);
      if (!hidden) return [];
      const out: Redaction[] = [];
      // Credentials are masked already; their places need no second mention.
      const credential = maskCommand(command).spans.length > 0;
      if (command.length > 5 && !credential)
        out.push({ exchange: index, part: 'command', offset: 5, length: command.length - 5 });
      if (response.length > 2) out.push({ exchange: index, part: 'response', offset: 0, length: response.length - 2 });
      return out;
    },
  };
}

/** `fileDataMask` over a whole trace: for a read that broke off. */
export function fileDataRedactions(exchanges: readonly Exchange[]): readonly Redaction[] {
  const mask = fileDataMask();
  return exchanges.flatMap((exchange) => mask.next(exchange));
}
