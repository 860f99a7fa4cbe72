import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { errorText } from '../../core/base/app-error.ts';
import { concat, utf8 } from '../../core/base/bytes.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import { readCard } from '../../core/bootstrap/read-card.ts';
import { openLink } from '../../core/card/card-link.ts';
import { type TraceHeader, type TraceLine, traceLineOf, traceText } from '../../core/transport/trace-file.ts';
import { traceTransport } from '../../core/transport/tracing.ts';
import { createVirtualPort } from '../../electron/card-host/ports/virtual-port.ts';
import { startUi } from '../../electron/card-host/ui-server/start-ui.ts';
import { startBrowser } from '../e2e/chromium.ts';

/**
 * The Trace screen on a recording of so many exchanges, in real Chromium: how long it takes to open and to filter, against going
 * through the same lines with JSON.parse, and frames while it is scrolled, against those of the idle page in the same run.
 */
const EXCHANGES = Number(process.argv[2] ?? 1_000_000);
const SCROLL_FRAMES = 180;

/** The lines of a read of a SIM, again and again. */
async function recording(path: string): Promise<number> {
  const port = createVirtualPort({ builtin: builtinCard, list: [] });
  const card = await port.connect('virtual:sim');
  if (!card.ok) throw new Error(card.error.code);
  const { reader, protocol } = card.value;
  const lines: TraceLine[] = [];
  let clock = 0;
  const traced = traceTransport(card.value, {
    clock: () => (clock += 350),
    record: (exchange) => lines.push(traceLineOf(exchange, reader)),
  });
  await readCard(openLink(traced), { mode: 'auto', depth: 'device', strict: false });
  await port.close();
  const header: TraceHeader = { format: 'bootcard-trace/1', reader, atr: '3B00', protocol };
  const span = (lines.at(-1)?.t ?? 0) + 1000;
  const parts: Uint8Array[] = [utf8(traceText(header))];
  for (let round = 0, left = EXCHANGES; left > 0; round++) {
    const own = lines.slice(0, left).map((line) => traceText({ ...line, t: line.t + round * span }));
    parts.push(utf8(own.join('')));
    left -= own.length;
  }
  const bytes = concat(...parts);
  writeFileSync(path, bytes);
  const began = performance.now();
  for (const line of new TextDecoder().decode(bytes).split('\n')) if (line !== '') JSON.parse(line);
  return performance.now() - began;
}

interface Frames {
  readonly p95: number;
  /** Tasks over 50 ms. */
  readonly long: number;
}

/** Frames while the page does what it is told every frame. */
function frames(page: Page, act: 'idle' | 'wheel' | 'jump', count: number): Promise<Frames> {
  return page.evaluate(
    ([what, most]) =>
      new Promise<Frames>((resolve) => {
        const box = document.querySelector('[data-trace-table]');
        const times: number[] = [];
        let long = 0;
        const observer = new PerformanceObserver((list) => {
          long += list.getEntries().length;
        });
        observer.observe({ type: 'longtask' });
        const step = (time: number) => {
          times.push(time);
          if (what === 'wheel')
            box?.dispatchEvent(new WheelEvent('wheel', { deltaY: 120, cancelable: true, bubbles: true }));
          if (what === 'jump' && box) box.scrollTop = (box.scrollHeight * times.length) / Number(most);
          if (times.length <= Number(most)) return void requestAnimationFrame(step);
          const took = times.slice(1).map((at, i) => at - (times[i] ?? at));
          took.sort((a, b) => a - b);
          setTimeout(() => {
            observer.disconnect();
            resolve({ p95: took[Math.floor(took.length * 0.95)] ?? 0, long });
          }, 200);
        };
        requestAnimationFrame(step);
      }),
    [act, count] as const,
  );
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

const round = (value: number) => Math.round(value * 100) / 100;

await ensureBuilt();
const folder = mkdtempSync(join(tmpdir(), 'bootcard-bench-'));
const path = join(folder, 'long.trace.jsonl');
const floor = await recording(path);
const ui = await startUi({ dataFolder: folder, cards: [] });
if (!ui.ok) throw new Error(errorText(ui.error).message);
const browser = await startBrowser();
try {
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  page.setDefaultTimeout(600_000);
  await page.goto(ui.value.url);
  await page.getByTestId('rail-reader').first().waitFor();
  const idle = await frames(page, 'idle', SCROLL_FRAMES);
  const began = performance.now();
  await page.locator('[data-file-input]').setInputFiles(path);
  await page.locator('[data-testid="trace-row"][data-line]').first().waitFor();
  const firstRow = performance.now() - began;
  await page.getByTestId('trace-opening').waitFor({ state: 'detached' });
  const whole = performance.now() - began;
  const wheel = await frames(page, 'wheel', SCROLL_FRAMES);
  const jump = await frames(page, 'jump', SCROLL_FRAMES);
  const filtered = await timed(async () => {
    await page.getByTestId('trace-filter').fill('sw:9404 ');
    await page.waitForFunction(() =>
      / of /.test(document.querySelector('[data-testid="trace-count"]')?.textContent ?? ''),
    );
  });
  const print = (name: string, values: object) =>
    console.log(JSON.stringify({ bench: 'trace-screen', name, ...values }));
  print('open', {
    exchanges: EXCHANGES,
    firstRowMs: round(firstRow),
    wholeMs: round(whole),
    overParse: round(whole / floor),
  });
  print('filter', { exchanges: EXCHANGES, ms: round(filtered), overParse: round(filtered / floor) });
  for (const [name, { p95, long }] of Object.entries({ wheel, jump }))
    print(name, {
      p95Ms: round(p95),
      idleP95Ms: round(idle.p95),
      overIdle: round(p95 / idle.p95),
      budget: 1.2,
      tasksOver50ms: long,
      within: p95 <= 1.2 * idle.p95 && long === 0,
    });
} finally {
  await browser.close();
  await ui.value.close();
  rmSync(folder, { recursive: true, force: true });
}
