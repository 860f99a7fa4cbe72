import type { Exchange } from '../../core/transport/exchange.ts';
import { updateTab } from '../stores/cards-store.ts';

/** Milliseconds for which exchanges are gathered: a card answers hundreds a second, and each would draw the window anew. */
const GATHER = 40;

const waiting = new Map<string, Exchange[]>();

function show(): void {
  for (const [tab, batch] of waiting)
    updateTab(tab, ({ trace }) => ({ trace: [...trace, ...batch.filter(({ index }) => trace[index] === undefined)] }));
  waiting.clear();
}

/** Adds an exchange to a tab's trace, soon. */
export function gatherExchange(tab: string, exchange: Exchange): void {
  if (waiting.size === 0) setTimeout(show, GATHER);
  const batch = waiting.get(tab);
  if (batch === undefined) waiting.set(tab, [exchange]);
  else batch.push(exchange);
}
