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

/** Asked of a card at most: a longer trace asks the same again and again. */
const MOST = 2000;
/** Differences told of. */
const MOST_TOLD = 200;

const NOTHING = new Uint8Array(0);

/**
 * Asks a card what the trace asked, command by command, and compares the answers. The card is reset before and after, where its
 * reader can: what a trace selects and opens is not left behind.
 * @returns the error of the connection where it broke
 */
export async function replayOn(trace: HostTrace, transport: CardTransport): Promise<Result<TraceReplay>> {
  await trace.settled();
  const { index } = trace;
  const { count } = index;
  const replay: TraceReplay = { asked: 0, same: 0, left: 0, different: [], stopped: false };
  await transport.reset('warm');
  for (let at = 0; at < count; at++) {
    const line = index.line(at);
    if (!line.ok) return line;
    const command = fromHex(line.value.c) ?? NOTHING;
    const was = fromHex(line.value.r) ?? NOTHING;
    const masked = (line.value.masked ?? []).length > 0;
    if (command.length === 0) continue;
    if (!ASKS.has(command[1] ?? 0) || masked || was.length < 2) {
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
  await transport.reset('warm');
  return ok(replay);
}
