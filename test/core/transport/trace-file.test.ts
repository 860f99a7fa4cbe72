import { describe, expect, it } from 'vitest';
import { hex } from '../../../core/base/bytes.ts';
import type { Exchange } from '../../../core/transport/exchange.ts';
import {
  exchangesOf,
  parseTrace,
  redactTrace,
  serializeTrace,
  spansOf,
  type TraceFile,
  traceLineOf,
} from '../../../core/transport/trace-file.ts';

const HEADER = { format: 'bootcard-trace/1', reader: 'virtual:x', atr: '3B00', protocol: 'T=0' } as const;
const exchange = (index: number, command: string, response: string): Exchange => ({
  index,
  command: hex(command),
  response: hex(response),
  at: index * 10,
  took: 7,
  masked: [],
});
const trace: TraceFile = {
  header: HEADER,
  lines: [
    traceLineOf(exchange(0, '00A4000C023F00', '9000'), 'virtual:x'),
    { t: 5, reader: 'virtual:x', c: '', r: '3B00', us: 1, name: 'WARM RESET' },
    traceLineOf(
      { ...exchange(1, '0020000108 31323334FFFFFFFF', '9000'), masked: [{ offset: 5, length: 8 }] },
      'virtual:x',
    ),
    traceLineOf(exchange(2, '00B0000006', '3132333435369000'), 'virtual:x'),
    traceLineOf({ ...exchange(3, '00B0000006', ''), error: 'card-removed' }, 'virtual:x'),
  ],
};

describe('trace file', () => {
  it('comes back as it was written, with what it does not know', () => {
    const text = serializeTrace({
      header: { ...HEADER, later: 1 },
      lines: trace.lines.map((line) => ({ ...line, later: [2] })),
    });
    const parsed = parseTrace(text, 'x');
    expect(parsed.ok && serializeTrace(parsed.value)).toBe(text);
    expect(text).toContain('"later":[2]');
  });

  it('names commands and lists masked bytes', () => {
    expect(trace.lines.map(({ name }) => name)).toEqual([
      'SELECT',
      'WARM RESET',
      'VERIFY PIN',
      'READ BINARY',
      'READ BINARY',
    ]);
    expect(trace.lines[2]).toMatchObject({
      c: '00200001082A2A2A2A2A2A2A2A',
      masked: [{ of: 'c', offset: 5, length: 8 }],
    });
  });

  it('gives exchanges back, numbered without the resets', () => {
    const exchanges = exchangesOf(trace);
    expect(exchanges.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(exchanges[1]?.masked).toEqual([{ offset: 5, length: 8 }]);
    expect(exchanges[3]).toMatchObject({ error: 'card-removed', response: new Uint8Array(0) });
  });

  it('replaces given bytes and lists them', () => {
    const redacted = redactTrace(trace, [
      { exchange: 2, part: 'response', offset: 1, length: 3 },
      { exchange: 0, part: 'command', offset: 5, length: 2 },
      { exchange: 2, part: 'response', offset: 0, length: 0 },
    ]);
    expect(redacted.lines[3]).toMatchObject({
      c: '00B0000006',
      r: '312A2A2A35369000',
      masked: [{ of: 'r', offset: 1, length: 3 }],
    });
    expect(redacted.lines[0]?.c).toBe('00A4000C022A2A');
    expect(redacted.lines[1]).toEqual(trace.lines[1]);
    expect(trace.lines[3]?.r).toBe('3132333435369000');
    expect(spansOf(redacted.lines[3] ?? { t: 0, reader: '', c: '', r: '', us: 0, name: '' }, 'r')).toEqual([
      { offset: 1, length: 3 },
    ]);
  });

  const line = JSON.stringify(trace.lines[0]);
  it.each<[text: string, line: number, reason: RegExp]>([
    ['', 1, /header/],
    ['{', 1, /JSON/],
    [line, 1, /format/],
    [`${JSON.stringify(HEADER)}\n${line}\n\n{"t":0}`, 4, /reader/],
    [`${JSON.stringify(HEADER)}\n${line.replace('00A4', '0GA4')}`, 2, /^c: .*hex/],
    [`${JSON.stringify(HEADER)}\nnothing`, 2, /JSON/],
  ])('says in which line %j is wrong', (text, number, reason) => {
    const parsed = parseTrace(text, 'a.trace.jsonl');
    expect(!parsed.ok && parsed.error).toMatchObject({
      code: 'trace-invalid',
      details: { line: number, reason: expect.stringMatching(reason) },
    });
  });
});
