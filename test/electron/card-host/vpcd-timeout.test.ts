import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import type { CardImage } from '../../../core/virtual-card/card-image.ts';
import { VirtualCard } from '../../../core/virtual-card/virtual-card.ts';
import { serveCard } from '../../../electron/card-host/vpcd-client.ts';

/** A connection that nobody takes and nobody refuses. */
class Silent extends EventEmitter {
  destroyed = false;
  destroy(): void {
    this.destroyed = true;
  }
}

const silent = new Silent();
vi.mock('node:net', () => ({ connect: () => silent }));

it('is not waited for where nobody answers', async () => {
  vi.useFakeTimers();
  try {
    const served = serveCard(new VirtualCard(builtinCard('uicc') as CardImage), { host: '192.0.2.1', port: 1 });
    vi.advanceTimersByTime(4999);
    expect(silent.destroyed).toBe(false);
    vi.advanceTimersByTime(1);
    expect(silent.destroyed).toBe(true);
    expect(await served).toMatchObject({ ok: false, error: { code: 'vpcd-unreachable' } });
  } finally {
    vi.useRealTimers();
  }
});
