import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ensureBuilt } from '../../build/scripts/ensure-built.ts';
import { startUiServer } from '../../electron/card-host/ui-server/ui-server.ts';
import { chromiumPath } from '../support/requires.ts';
import { OMNIKEY, SCENARIOS } from '../support/stage/scenarios.ts';
import { openStage } from '../support/stage/stage.ts';

/** How fast the interface is, in real Chromium: from nothing to a page, from a card to its message on screen, and its size. */

const ROOT = new URL('../..', import.meta.url).pathname;
const RENDERER = join(ROOT, 'dist/renderer');
const RUNS = 5;

const round = (value: number) => Math.round(value * 1000) / 1000;
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** A server that does nothing but answer: what no `bootcard ui` can be faster than. */
const BARE = `require('node:http').createServer((q, s) => s.setHeader('Content-Type', 'text/html')
  .end('<p data-testid="rail-reader">.</p>')).listen(0, '127.0.0.1', function () { console.log('http://127.0.0.1:' + this.address().port) })`;

/** From the start of a process to its first line with an address, opened, and `ready` in the page: milliseconds. */
async function start(
  browser: Browser,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  ready: string,
): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const begun = performance.now();
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await page.goto(await addressOf(child));
    await page.locator(ready).first().waitFor();
    return performance.now() - begun;
  } finally {
    child.kill();
    await context.close();
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/127\.0\.0\.1\S*/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('the program ended without an address');
}

async function coldStart(browser: Browser): Promise<object> {
  const data = mkdtempSync(join(tmpdir(), 'bootcard-bench-'));
  const env = { ...process.env, BOOTCARD_DATA: data };
  const own: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const ready = '[data-testid="rail-reader"]';
    bare.push(await start(browser, ['-e', BARE], env, ready));
    own.push(await start(browser, [join(ROOT, 'cli/bootcard.mjs'), 'ui', '--no-open'], env, ready));
  }
  rmSync(data, { recursive: true, force: true });
  return {
    bench: 'cold-start',
    unit: 'ms',
    bootcard: round(median(own)),
    bareServer: round(median(bare)),
    ratio: round(median(own) / median(bare)),
  };
}

/** When the message stands on screen, on the clock that the machine's processes share. Set before the card is opened. */
async function whenShown(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => {
    const shown = document.querySelector('[data-testid="spine-step-dmAcc"][data-verdict="ok"]');
    const bytes = document.querySelector('[data-testid="hex-cell"]');
    return shown !== null && bytes !== null ? performance.timeOrigin + performance.now() : false;
  });
  return (await handle.jsonValue()) as number;
}

/** A card that takes a card's time is put in: how long until its message is on screen, and how much of that is not the card's. */
async function messageOnScreen(browser: Browser): Promise<object> {
  const after: number[] = [];
  const card: number[] = [];
  const whole: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const stage = openStage(SCENARIOS.slow);
    stage.setCard(OMNIKEY, false);
    let first = 0;
    let last = 0;
    const service: typeof stage.service = {
      close: () => stage.service.close(),
      connect: (emit) =>
        stage.service.connect((event) => {
          if (event.name === 'trace.exchange') {
            last = performance.timeOrigin + performance.now();
            first ||= last;
          }
          emit(event);
        }),
    };
    const server = await startUiServer({ service, root: RENDERER });
    if (!server.ok) throw new Error(server.error.code);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(server.value.url);
    await page.locator('[data-testid="rail-reader"][data-card="empty"]').first().waitFor();
    const shown = whenShown(page);
    const put = performance.timeOrigin + performance.now();
    stage.setCard(OMNIKEY, true);
    const at = await shown;
    after.push(at - last);
    whole.push(at - put);
    card.push(last - first);
    await context.close();
    await server.value.close();
    await stage.close();
  }
  const delay = median(after);
  return {
    bench: 'message-on-screen',
    unit: 'ms',
    afterLastAnswer: round(delay),
    fromInsertion: round(median(whole)),
    cardsOwnTime: round(median(card)),
    ratio: round(median(whole) / median(card)),
    budget: 150,
    within: delay <= 150,
  };
}

/** Everything that the first page asks for, as it would travel compressed. Fonts are compressed already. */
async function firstLoad(browser: Browser): Promise<object> {
  const stage = openStage(SCENARIOS.plain);
  const server = await startUiServer({ service: stage.service, root: RENDERER });
  if (!server.ok) throw new Error(server.error.code);
  const page = await browser.newPage();
  const asked = new Set<string>();
  page.on('request', (request) => asked.add(new URL(request.url()).pathname));
  await page.goto(server.value.url);
  await page.getByTestId('rail-reader').first().waitFor();
  await page.close();
  await server.value.close();
  await stage.close();
  const weigh = (path: string) => {
    const bytes = readFileSync(join(RENDERER, path === '/' ? 'index.html' : path));
    return extname(path) === '.woff2' ? bytes.length : gzipSync(bytes, { level: 9 }).length;
  };
  const files = [...asked].filter((path) => path === '/' || path.startsWith('/assets/'));
  const sizes = Object.fromEntries(files.map((path) => [path.replace(/-[\w-]{8}\./, '.'), weigh(path)]));
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  return {
    bench: 'first-load',
    unit: 'bytes, gzip',
    files: sizes,
    lazy: readdirSync(join(RENDERER, 'assets')).length - files.filter((path) => path !== '/').length,
    total,
    budget: 600_000,
    ratio: round(total / 600_000),
    within: total < 600_000,
  };
}

const executablePath = chromiumPath();
if (executablePath === undefined) {
  console.log(JSON.stringify({ bench: 'interface', skipped: 'Chromium is not installed: apt install chromium' }));
} else {
  await ensureBuilt();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  for (const bench of [firstLoad, coldStart, messageOnScreen]) console.log(JSON.stringify(await bench(browser)));
  await browser.close();
}
