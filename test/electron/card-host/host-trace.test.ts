import { describe, expect, it } from 'vitest';
import { appError } from '../../../core/base/app-error.ts';
import { toHex, utf8 } from '../../../core/base/bytes.ts';
import { err, ok, type Result } from '../../../core/base/result.ts';
import { importTrace } from '../../../core/trace/import-trace.ts';
import type { ExportForm } from '../../../core/trace/trace-forms.ts';
import type { CardTransport } from '../../../core/transport/card-transport.ts';
import { HostTrace } from '../../../electron/card-host/host-trace.ts';
import { TraceExport } from '../../../electron/card-host/trace-export.ts';
import { fileFeed } from '../../../electron/card-host/trace-feed.ts';
import { phoneStory } from '../../../electron/card-host/trace-phone.ts';
import { replayOn } from '../../../electron/card-host/trace-replay.ts';
import { copiedRow } from '../../../electron/card-host/trace-shown.ts';
import type { TraceState } from '../../../electron/ipc/trace-contract.ts';

/** Class A0: every SELECT is fetched, one file is missing, one answer never came. */
const LOG = [
  '> A0 A4 00 00 02 3F 00\n< 9F 17',
  '> A0 A4 00 00 02 2F E2\n< 9F 0F',
  '> A0 C0 00 00 0F\n< 00 00 00 0A 2F E2 04 00 00 FF FF 01 02 00 00 90 00',
  '> A0 B0 00 00 0A\n< 98 00 01 01 00 00 00 00 00 24 90 00',
  '> A0 A4 00 00 02 6F 07\n< 94 04',
  '> A0 20 00 01 08 31 32 33 34 FF FF FF FF\n< 98 04',
].join('\n');

function opened(text = LOG, told: TraceState[] = []): HostTrace {
  const imported = importTrace(utf8(text), 'phone.log');
  if (!imported.ok) throw new Error(imported.error.code);
  return new HostTrace('one', fileFeed('phone.log', imported.value), (state) => told.push(state));
}

async function found(trace: HostTrace, filter: string): Promise<readonly number[]> {
  const state = trace.filter(filter);
  if (!state.ok) throw new Error(filter);
  await trace.settled();
  const page = await trace.page(state.value.view.id, 0, 64);
  return page.line;
}

async function written(trace: HostTrace, form: ExportForm, filtered = false): Promise<Uint8Array> {
  const job = new TraceExport(trace, form, filtered);
  const piece = await job.piece();
  if (!piece.ok || !piece.value.done) throw new Error('more than one piece');
  return piece.value.bytes;
}

describe('A trace that a window looks at', () => {
  it('folds what was sent to fetch an answer into its command', async () => {
    const trace = opened();
    await trace.settled();
    const page = await trace.page(0, 0, 64);
    expect(page.line).toEqual([0, 1, 3, 4, 5]);
    expect(page.folded).toEqual([0, 1, 0, 0, 0]);
    expect(page.sw).toEqual(['9F17', '9000', '9000', '9404', '9804']);
    expect(page.got[1]).toBe(15);
    expect(page.file.slice(0, 3)).toEqual(['MF', 'EF(ICCID)', 'EF(ICCID)']);
    expect(page.meaning[2]).toBe('89001010000000000042');
  });

  it('masks credentials in every column', async () => {
    const trace = opened();
    await trace.settled();
    const page = await trace.page(0, 0, 64);
    expect(page.sent[4]).toBe('A0 20 00 01 08 •• •• •• •• •• •• •• ••');
  });

  it('narrows by what a row shows: its last status word, any of its bytes, its own command', async () => {
    const trace = opened();
    expect(await found(trace, 'sw:9000')).toEqual([1, 3]);
    expect(await found(trace, '-sw:9000')).toEqual([0, 4, 5]);
    expect(await found(trace, 'ins:C0')).toEqual([1]);
    expect(await found(trace, '-ins:C0')).toEqual([0, 1, 3, 4, 5]);
    expect(await found(trace, 'errors')).toEqual([4, 5]);
    expect(await found(trace, 'file:ICCID ins:read')).toEqual([3]);
    expect(await found(trace, 'ch:0')).toHaveLength(5);
    expect(await found(trace, 'ms>1')).toHaveLength(0);
    expect(await found(trace, '-ms>1 at<0.5')).toHaveLength(5);
    expect(await found(trace, '')).toHaveLength(5);
  });

  it('looks through for each filter, however soon one comes after the other', async () => {
    for (let ticks = 0; ticks < 8; ticks++) {
      const told: TraceState[] = [];
      const trace = opened(LOG, told);
      await trace.settled();
      trace.watch();
      trace.filter('errors');
      // Requests that came together are answered within one turn of the loop, some microtasks apart.
      for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      trace.filter('sw:9000');
      await new Promise((resolve) => setImmediate(resolve));
      expect(told.at(-1)?.view, `${ticks} microtasks later`).toEqual({ id: 2, looked: 5, found: 2, done: true });
    }
  });

  it('keeps the view where a filter cannot be read', async () => {
    const trace = opened();
    await found(trace, 'errors');
    const refused = trace.filter('sw:9');
    expect(refused.ok ? '' : refused.error.code).toBe('trace-filter-invalid');
    expect(trace.state.view.found).toBe(2);
  });

  it('answers nothing for a view that another one has taken the place of', async () => {
    const trace = opened();
    await found(trace, 'errors');
    await found(trace, 'sw:9000');
    expect((await trace.page(1, 0, 64)).line).toEqual([]);
  });

  it('goes from failure to failure within the view', async () => {
    const trace = opened();
    await trace.settled();
    expect(await trace.failure(0, false)).toBe(4);
    expect(await trace.failure(4, false)).toBe(5);
    expect(await trace.failure(5, false)).toBeNull();
    expect(await trace.failure(5, true)).toBe(4);
    await found(trace, 'ins:verify');
    expect(await trace.failure(0, false)).toBe(5);
  });

  it('tells of an exchange what it sent, what came, what it carries and what was selected before', async () => {
    const trace = opened();
    await trace.settled();
    const detail = trace.detail(2);
    if (!detail.ok) throw new Error(detail.error.code);
    expect(detail.value.line).toBe(1);
    expect(detail.value.parts.map(({ name }) => name)).toEqual(['SELECT', 'GET RESPONSE']);
    expect(detail.value.of).toBe('header');
    expect(detail.value.carries.map(({ label }) => label)).toContain('fileSize');
    const read = trace.detail(3);
    expect(read.ok && read.value.before.ef?.name).toBe('EF(ICCID)');
    expect(read.ok && read.value.part).toEqual({ record: null, offset: 0, length: 10, written: false });
    expect(trace.detail(99).ok).toBe(false);
  });

  it('tells its state while it is looked at, and at last the whole', async () => {
    const told: TraceState[] = [];
    const trace = opened(LOG, told);
    trace.watch();
    await trace.settled();
    expect(told.at(-1)).toMatchObject({ lines: 6, total: 6, rows: 5, failed: 2, view: { found: 5, done: true } });
  });

  it('has bars by time, and by line where no times are known', async () => {
    const trace = opened();
    await trace.settled();
    expect(trace.bars()).toMatchObject({ axis: 'line', end: 6 });
    let second = 0;
    const timed = opened(LOG.replace(/^> /gm, () => `00:00:0${second++}.500000 > `));
    await timed.settled();
    expect(timed.bars()).toMatchObject({ axis: 'time', end: 5e6, line: [0, 1, 2, 3, 4, 5] });
  });

  it.each(['jsonl', 'json', 'text', 'pcap'] as const)('exports as %s what imports to the same', async (form) => {
    const trace = opened();
    await trace.settled();
    const again = importTrace(await written(trace, form), 'again');
    if (!again.ok) throw new Error(again.error.code);
    const commands = Array.from({ length: again.value.source.count }, (_, at) => {
      const line = again.value.source.line(at);
      return line.ok ? line.value.c : '';
    });
    expect(commands.slice(0, 4)).toEqual(['A0A40000023F00', 'A0A40000022FE2', 'A0C000000F', 'A0B000000A']);
    expect(commands[5]).toBe('A0200001082A2A2A2A2A2A2A2A');
  });

  it('exports the rows of the view with all their lines', async () => {
    const trace = opened();
    await found(trace, 'file:ICCID');
    const again = importTrace(await written(trace, 'jsonl', true), 'again');
    expect(again.ok && again.value.source.count).toBe(3);
  });

  it('copies a row as digits, as a script, as JSON', async () => {
    const trace = opened();
    await trace.settled();
    const rows = { from: 1, to: 3 };
    const hex = copiedRow(trace.index, rows, 'hex');
    expect(hex.ok && hex.value.split('\n')[0]).toBe('A0A40000022FE2');
    const script = copiedRow(trace.index, rows, 'scriptor');
    expect(script.ok && script.value).toContain('\nA0 A4 00 00 02 2F E2\n');
    const json = copiedRow(trace.index, rows, 'json');
    expect(json.ok && JSON.parse(json.value)).toHaveLength(2);
  });

  it('tells what the phone did', async () => {
    const story = await phoneStory(opened());
    expect(story.ok && story.value.mode).toBe('2g');
    expect(story.ok && story.value.stopped).toContain('PKCS#15 application');
  });
});

describe('A trace that is asked of a card again', () => {
  const LINES = [
    '> A0 A4 00 00 02 3F 00\n< 9F 17',
    '> 80 A4 00 00 02 3F 00\n< 90 00',
    '> 80 F2 00 00 00\n< 6C 10',
    '> 00 D6 00 00 01 FF\n< 90 00',
    '> 0C B0 00 00 01\n< 00 90 00',
  ].join('\n');

  /** A card that answers 9000 to all, and what it was sent. */
  function card(reset: Result<void>): { readonly transport: CardTransport; readonly sent: string[] } {
    const sent: string[] = [];
    const transport: CardTransport = {
      reader: 'x',
      atr: new Uint8Array(0),
      protocol: 'T=0',
      transmit: async (tpdu) => {
        sent.push(toHex(tpdu));
        return ok(Uint8Array.of(0x90, 0x00));
      },
      reset: async () => reset,
      beginTransaction: async () => ok(undefined),
      endTransaction: async () => ok(undefined),
      disconnect: async () => undefined,
    };
    return { transport, sent };
  }

  it('sends what asks, in the classes that are known, and nothing else', async () => {
    const { transport, sent } = card(ok(undefined));
    const replayed = await replayOn(opened(LINES), transport);
    expect(replayed).toMatchObject({ ok: true, value: { asked: 2, left: 3 } });
    expect(sent).toEqual(['A0A40000023F00', '80F2000000']);
  });

  it('sends nothing to a card that cannot be reset afterwards', async () => {
    const { transport, sent } = card(err(appError('reset-unsupported', { reader: 'x' })));
    expect(await replayOn(opened(LINES), transport)).toMatchObject({ ok: false, error: { code: 'reset-unsupported' } });
    expect(sent).toEqual([]);
  });
});
