import { toHex } from '../../core/base/bytes.ts';
import { openLink } from '../../core/card/card-link.ts';
import { CLIENT_PROFILES } from '../../core/device/client-profiles.ts';
import { simulateAll } from '../../core/device/simulate.ts';
import { resetLineOf, serializeTrace, type TraceLine, traceLineOf } from '../../core/transport/trace-file.ts';
import { traceTransport } from '../../core/transport/tracing.ts';
import type { CardImage } from '../../core/virtual-card/card-image.ts';
import { createVirtualPort } from '../../electron/card-host/ports/virtual-port.ts';

const READER = 'virtual:phone';

/** What went over the link when a conforming phone was switched on with a card, as a trace file. */
export async function phoneTrace(image: CardImage): Promise<string> {
  const port = createVirtualPort({ builtin: () => image, list: [] });
  const connected = await port.connect(READER);
  if (!connected.ok) throw new Error(connected.error.code);
  const { atr, protocol } = connected.value;
  const lines: TraceLine[] = [];
  let count = 0;
  const traced = traceTransport(connected.value, {
    clock: () => count * 5000,
    record: (exchange) => {
      count += 1;
      lines.push(traceLineOf(exchange, READER));
    },
    reset: (reset) => lines.push(resetLineOf(reset, READER)),
  });
  const profiles = CLIENT_PROFILES.filter(({ name }) => name === 'conforming');
  const done = await simulateAll(openLink(traced), { profiles });
  await port.close();
  if (!done.ok) throw new Error(done.error.code);
  return serializeTrace({ header: { format: 'bootcard-trace/1', reader: 'phone', atr: toHex(atr), protocol }, lines });
}
