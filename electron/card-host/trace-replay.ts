import { INS } from '../../core/apdu/instructions.ts';
import { equalBytes, fromHex, toHex } from '../../core/base/bytes.ts';
import { ok, type Result } from '../../core/base/result.ts';
import type { CardTransport } from '../../core/transport/card-transport.ts';
import type { TraceReplay } from '../ipc/trace-contract.ts';
import type { HostTrace } from './host-trace.ts';

/** What only asks: nothing on the card changes, no try is spent. All else of a trace is never sent again. */
const ASKS: ReadonlySet<number> = new Set([
  INS.select,
  INS.status,
  INS.readBinary,
  INS.readBinaryOdd,
  INS.readRecord,
  INS.getResponse,
  INS.manageChannel,
]);

/** Whether it is one of these in a class whose meaning is known: A0, or the interindustry ones; STATUS has 80 there. */
function asks(command: Uint8Array): boolean {
  const [cla = 0, ins = 0] = command;
  if (!ASKS.has(ins)) return false;
  // Bits 4 and 3 say secure messaging, whose commands cannot be sent a second time (TS 102 221 10.1.1).
  const interindustry = cla <= 0x03 || (cla >= 0x40 && cla <= 0x4f);
  return cla === 0xa0 ? ins !== INS.manageChannel : ins === INS.status ? (cla & 0xfc) === 0x80 : interindustry;
}

/** Asked of a card at most: a longer trace asks the same again and again. */
const MOST = 2000;
/** Differences told of. */
const MOST_TOLD = 200;

const NOTHING = new Uint8Array(0);

/**
 * Asks a card what the trace asked, command by command, and compares the answers. The card is reset before and after: what a
 * trace selects and opens is not left behind, so nothing is sent where the card cannot be reset (a modem's).
 * @returns the error of the connection where it broke
 */
export async function replayOn(trace: HostTrace, transport: CardTransport): Promise<Result<TraceReplay>> {
  await trace.settled();
  const { index } = trace;
  const { count } = index;
  const replay: TraceReplay = { asked: 0, same: 0, left: 0, different: [], stopped: false };
  const fresh = await transport.reset('warm');
  if (!fresh.ok) return fresh;
  for (let at = 0; at < count; at++) {
    const line = index.line(at);
    if (!line.ok) return line;
    const command = fromHex(line.value.c) ?? NOTHING;
    const was = fromHex(line.value.r) ?? NOTHING;
    const masked = (line.value.masked ?? []).length > 0;
    if (command.length === 0) continue;
    if (!asks(command) || masked || was.length < 2) {
      replay.left += 1;
      continue;
    }
    if (replay.asked >= MOST) {
      replay.stopped = true;
      break;
    }
    const is = await transport.transmit(command);
    if (!is.ok) return is;
    replay.asked += 1;
    if (equalBytes(is.value, was)) replay.same += 1;
    else if (replay.different.length < MOST_TOLD)
      replay.different.push({
        line: at,
        was: toHex(was.subarray(-2)),
        is: toHex(is.value.subarray(-2)),
        data: !equalBytes(is.value.subarray(0, -2), was.subarray(0, -2)),
      });
  }
  const after = await transport.reset('warm');
  return after.ok ? ok(replay) : after;
}
