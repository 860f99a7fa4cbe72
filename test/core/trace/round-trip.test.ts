import { describe, expect, it } from 'vitest';
import { hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { decodeExchange } from '../../../core/trace/decode-exchange.ts';
import { exportCapture } from '../../../core/trace/export-capture.ts';
import { FileBook } from '../../../core/trace/file-book.ts';
import { importTrace } from '../../../core/trace/import-trace.ts';
import { cardFromTrace } from '../../../core/trace/trace-card.ts';
import { parseFilter } from '../../../core/trace/trace-filter.ts';
import { indexTrace } from '../../../core/trace/trace-index.ts';
import { exchangeJson } from '../../../core/trace/trace-json.ts';
import { traceSecrets } from '../../../core/trace/trace-secrets.ts';
import { sourceOf, traceOf } from '../../../core/trace/trace-source.ts';
import { exchangeText, headerText } from '../../../core/trace/trace-text.ts';
import { TraceView } from '../../../core/trace/trace-view.ts';
import { replayTransport } from '../../../core/transport/replay.ts';
import { redactTrace, serializeTrace, type TraceFile } from '../../../core/transport/trace-file.ts';
import { parseCardImage, serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';
import { pairsOf, readOver, recordedRead, traceOfHex } from './trace-files.ts';

function lookAt(trace: TraceFile) {
  const view = new TraceView(sourceOf(trace));
  const book = FileBook.of(view);
  if (!book.ok) throw new Error(book.error.code);
  const lines = trace.lines.map((line, index) => {
    const traced = view.at(index);
    if (!traced.ok) throw new Error(traced.error.code);
    return { line, decoded: decodeExchange(traced.value, book.value) };
  });
  return { view, book: book.value, lines };
}

const options = { trees: true, showSecrets: false };

/** Every form that a trace is exported in, as bytes. */
const FORMS = {
  jsonl: (trace: TraceFile) => utf8(serializeTrace(trace)),
  json: (trace: TraceFile) => {
    const exchanges = lookAt(trace).lines.map(({ line, decoded }) => exchangeJson(line, decoded, false));
    return utf8(JSON.stringify({ format: 'bootcard-trace-view/1', trace: trace.header, exchanges }));
  },
  text: (trace: TraceFile) =>
    utf8(
      [headerText(trace.header), ...lookAt(trace).lines.map(({ decoded }) => exchangeText(decoded, options))].join(
        '\n',
      ),
    ),
  pcap: (trace: TraceFile) => {
    const made = exportCapture(sourceOf(trace));
    if (!made.ok) throw new Error(made.error.code);
    return made.value.bytes;
  },
} as const;

function imported(bytes: Uint8Array): TraceFile {
  const read = importTrace(bytes, 'x');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const trace = traceOf(read.value.source);
  if (!trace.ok) throw new Error(trace.error.code);
  return trace.value;
}

/** What a saved trace is: its secrets are stars. */
function masked(trace: TraceFile): TraceFile {
  return redactTrace(trace, traceSecrets(lookAt(trace).book));
}

/** A read without what stars stand for. */
function withoutStars(read: ReadResult, stars: ReadResult): unknown {
  const files = read.files.map((file, at) => {
    const shown = stars.files[at]?.bytes ?? file.bytes;
    return { ...file, bytes: toHex(file.bytes.map((byte, i) => (shown[i] === 0x2a ? 0x2a : byte))) };
  });
  return { ...read, files };
}

describe.each(['sim', 'ruim', 'uicc', 'uicc-2g', 'uicc-3g'] as const)('a trace of %s', (card) => {
  it.each(Object.keys(FORMS) as (keyof typeof FORMS)[])(
    'as %s comes back, and replays to the same read',
    async (form) => {
      const { trace, read } = await recordedRead(card, 'device');
      const saved = masked(trace);
      const back = imported(FORMS[form](saved));
      expect(pairsOf(back)).toEqual(pairsOf(saved));
      const again = await readOver(replayTransport(back, read.card.atr), 'device');
      expect(withoutStars(again, again)).toEqual(withoutStars(read, again));
    },
  );

  it('has no secret in any form that it is saved in', async () => {
    const { trace } = await recordedRead(card, 'device');
    const whole = pairsOf(trace).join();
    const found = traceSecrets(lookAt(trace).book);
    expect(found.length).toBeGreaterThan(0);
    const values = found.map(
      ({ exchange, offset, length }) => trace.lines[exchange]?.r.slice(2 * offset, 2 * (offset + length)) ?? '',
    );
    expect(values.every((value) => value.length > 0 && whole.includes(value))).toBe(true);
    for (const make of Object.values(FORMS)) {
      const bytes = toHex(make(masked(trace)));
      for (const value of values.filter(({ length }) => length >= 8)) {
        expect(bytes).not.toContain(value);
        expect(bytes).not.toContain(toHex(utf8(value)));
        expect(bytes).not.toContain(
          toHex(utf8(hex(value).reduce((text, byte) => text + String.fromCharCode(byte), ''))),
        );
      }
    }
  });

  it('becomes a card that a device reads as it read the real one, that can be saved and opened again', async () => {
    const { trace, read } = await recordedRead(card, 'inspect');
    const made = cardFromTrace(new TraceView(sourceOf(trace)));
    if (!made.ok) throw new Error(made.error.code);
    const image = parseCardImage(serializeCardImage(made.value.image), 'x');
    if (!image.ok) throw new Error(JSON.stringify(image.error));
    const virtual = await openVirtualLink(image.value);
    const again = await readOver(virtual.link.transport, 'device');
    await virtual.close();
    expect(again.card).toEqual(read.card);
    expect(again.objects.map(({ path, oid }) => ({ path, oid }))).toEqual(
      read.objects.map(({ path, oid }) => ({ path, oid })),
    );
    const content = (result: ReadResult) =>
      result.files.find(({ role }) => role === 'content')?.bytes ?? new Uint8Array(0);
    const message = content(again);
    expect(message.length).toBeGreaterThan(1000);
    expect(toHex(message)).toBe(toHex(content(read).subarray(0, message.length)));
    expect(again.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const original = builtinCard(card);
    for (const file of image.value.files.filter(({ type, unreadFrom }) => type === 'ef' && unreadFrom === undefined)) {
      const own = original?.files.find(({ path }) => path === file.path);
      expect(own?.structure ?? 'transparent', file.path).toBe(file.structure);
    }
  });
});

describe('a card of a trace', () => {
  const cardOf = (rows: readonly string[]) => {
    const made = cardFromTrace(new TraceView(sourceOf(traceOfHex(rows))));
    if (!made.ok) throw new Error(made.error.code);
    return made.value;
  };
  const header = (size: string, fid: string) => `0000${size}${fid}040011FF4401020000`;

  it('knows what was read, and marks what was not', () => {
    const { image, notes } = cardOf([
      'A0A40000023F00 9F17',
      'A0A40000022FE2 9F0F',
      'A0B000000A 980001010000000000629000',
      'A0A40000027F20 9F17',
      'A0A40000026F07 9F0F',
      `A0C000000F ${header('0009', '6F07')}9000`,
      'A0B0000004 080910109000',
      'A0A40000026F38 9F0F',
      `A0C000000F ${header('000A', '6F38')}9000`,
      'A0B0000004 9804',
    ]);
    expect(image).toMatchObject({ platform: 'sim', modes: '2g', iccid: '89001010000000000026' });
    const file = (path: string) => image.files.find((one) => one.path === path);
    expect(file('3F007F206F07')).toMatchObject({
      size: 9,
      data: '08091010',
      unreadFrom: 4,
      access2g: { read: 1, update: 1 },
    });
    expect(file('3F007F206F38')).toMatchObject({ size: 10, data: '', unreadFrom: 0 });
    expect(file('3F002FE2')).toMatchObject({ size: 10, name: 'EF_ICCID' });
    expect(notes.join('\n')).toContain('3F007F206F07 EF(IMSI): not read from byte 4 on.');
  });

  it('fills a gap in the middle, says where, and keeps stars as stars', () => {
    const trace = traceOfHex([
      'A0A40000023F00 9F17',
      'A0A40000022F05 9F0F',
      'A0B0000002 01029000',
      'A0B0000402 2A2A9000',
    ]);
    const lines = trace.lines.map((line, at) =>
      at === 3 ? { ...line, masked: [{ of: 'r' as const, offset: 0, length: 2 }] } : line,
    );
    const made = cardFromTrace(new TraceView(sourceOf({ ...trace, lines })));
    if (!made.ok) throw new Error(made.error.code);
    expect(made.value.image.files.find(({ path }) => path === '3F002F05')?.data).toBe('0102FFFF2A2A');
    const notes = made.value.notes.join('\n');
    expect(notes).toContain('bytes 2–3 were not read');
    expect(notes).toContain('bytes 4–5 are masked');
  });

  it('leaves out files of a DF that nobody knows', () => {
    const { image, notes } = cardOf(['00A40004026F07 611C', '00B0000002 01029000']);
    expect(image.files.map(({ path }) => path)).toEqual(['3F00']);
    expect(notes.join()).toContain('6F07 is left out');
  });
});

describe('secrets', () => {
  it('of a message that was replaced are masked in what went before', async () => {
    const { trace } = await recordedRead('uicc-3g', 'device');
    const first = traceSecrets(lookAt(trace).book);
    const content = trace.lines.findIndex(({ c, r }) => c.startsWith('01B00000') && r.length > 400);
    const wipe = { ...(trace.lines[content] as TraceFile['lines'][number]) };
    const size = 255;
    const lines = trace.lines.flatMap((line, at) =>
      at === trace.lines.length - 2
        ? [
            line,
            ...[0, 255, 510, 765, 1020, 1275].map((offset) => ({
              ...wipe,
              c: `01D6${offset.toString(16).padStart(4, '0')}FF${'00'.repeat(size)}`.toUpperCase(),
              r: '9000',
            })),
          ]
        : [line],
    );
    const later = traceSecrets(lookAt({ ...trace, lines }).book);
    const key = ({ exchange, offset }: (typeof first)[number]) => `${exchange}:${offset}`;
    for (const one of first) expect(later.map(key)).toContain(key(one));
  });

  it('are session keys and key files, too', () => {
    const { book } = lookAt(
      traceOfHex([
        'A0A40000023F00 9F17',
        'A0A40000027F20 9F17',
        'A0A40000026F20 9F0F',
        'A0B0000009 0102030405060708009000',
        'A08800001000112233445566778899AABBCCDDEEFF 9F0C',
        'A0C000000C AABBCCDD11223344556677889000',
      ]),
    );
    expect(traceSecrets(book)).toEqual([
      { exchange: 3, part: 'response', offset: 0, length: 8 },
      { exchange: 5, part: 'response', offset: 0, length: 12 },
    ]);
  });
});

describe('the filter', () => {
  const trace = traceOfHex([
    'A0A40000027F20 9F17',
    'A0A40000026F46 9F0F',
    'A0B0000008 004E4F524454454C9000',
    'A0A40000026FFF 9404',
    '0070000001 6881',
  ]);
  const found = (text: string) => {
    const filter = parseFilter(text);
    if (!filter.ok) throw new Error(filter.error);
    const index = indexTrace(sourceOf(trace));
    if (!index.ok) throw new Error(index.error.code);
    return [...index.value.filter(filter.value)];
  };

  it.each([
    ['', [0, 1, 2, 3, 4]],
    ['ins:select', [0, 1, 3]],
    ['ins:B0', [2]],
    ['file:SPN', [1, 2]],
    ['file:3F007F206F', [1, 2, 3]],
    ['sw:9404', [3]],
    ['sw:9xxx', [0, 1, 2, 3]],
    ['errors', [3, 4]],
    ['!errors ins:select', [0, 1]],
    ['hex:4F52', [2]],
    ['hex:F524', []],
    ['text:nordtel', [2]],
    ['"manage channel"', [4]],
    ['line:1-2,4', [1, 2, 4]],
    ['channel:0 -ins:select', [2, 4]],
    ['sw:6881,9404', [3, 4]],
  ])('%s', (text, indexes) => {
    expect(found(text)).toEqual(indexes);
  });

  it.each(['colour:red', 'sw:94', 'hex:ABC', 'channel:one', 'file:'])('%s is no filter', (text) => {
    expect(parseFilter(text).ok).toBe(false);
  });
});
