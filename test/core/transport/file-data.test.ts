import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import type { Exchange } from '../../../core/transport/exchange.ts';
import { fileDataRedactions } from '../../../core/transport/file-data.ts';
import { redactTrace, type TraceFile, traceLineOf } from '../../../core/transport/trace-file.ts';

/** The masked lines of a series of commands, `command > response` each. */
function masked(...rows: readonly string[]): readonly string[] {
  const exchanges = rows.map((row, index): Exchange => {
    const [command = '', response = ''] = row.split('>').map((text) => text.trim());
    return { index, command: hex(command), response: hex(response), at: index, took: 1, masked: [] };
  });
  const trace: TraceFile = {
    header: { format: 'bootcard-trace/1', reader: 'x', atr: '3B00', protocol: 'T=0' },
    lines: exchanges.map((exchange) => traceLineOf(exchange, 'x')),
  };
  const lines = redactTrace(trace, fileDataRedactions(exchanges)).lines;
  return lines.map(({ c, r }) => `${c} > ${r}`);
}

const SELECT_CONTENT = '00A40004026421 > 611C';

describe('what files hold, unseen', () => {
  it.each([
    ['READ BINARY', '00B0000004 > DEADBEEF9000', '00B0000004 > 2A2A2A2A9000'],
    ['READ BINARY in class A0', 'A0B0000004 > DEADBEEF9000', 'A0B0000004 > 2A2A2A2A9000'],
    ['a short READ BINARY', '00B0000001 > DE9000', '00B0000001 > 2A9000'],
    ['READ RECORD', '00B2010404 > DEADBEEF9000', '00B2010404 > 2A2A2A2A9000'],
    ['UPDATE BINARY', '00D6000002DEAD > 9000', '00D60000022A2A > 9000'],
    ['UPDATE RECORD', '00DC010402DEAD > 9000', '00DC0104022A2A > 9000'],
    ['SEARCH RECORD', '00A2010402DEAD > 019000', '00A20104022A2A > 2A9000'],
    ['a command nobody knows', '00CB000002DEAD > BEEF9000', '00CB0000022A2A > 2A2A9000'],
    ['a warning with data', '00B0000004 > DEADBE6282', '00B0000004 > 2A2A2A6282'],
    ['VERIFY, masked already', '0020000108 2A2A2A2A2A2A2A2A > 9000', '00200001082A2A2A2A2A2A2A2A > 9000'],
  ])('%s', (_, row, expected) => {
    expect(masked(SELECT_CONTENT, row)[1]).toBe(expected);
  });

  it('GET RESPONSE brings what its command asked for: a header after SELECT, else a file', () => {
    const rows = masked(
      SELECT_CONTENT,
      '00C000001C > 62029000',
      '00B0000004 > 6104',
      '00C0000004 > DEADBEEF9000',
      '00C0000004 > DEADBEEF9000',
    );
    expect(rows.map((row) => row.split(' > ')[1])).toEqual([
      '611C',
      '62029000',
      '6104',
      '2A2A2A2A9000',
      '2A2A2A2A9000',
    ]);
    expect(masked('00C0000004 > DEADBEEF9000')).toEqual(['00C0000004 > 2A2A2A2A9000']);
  });

  it('SELECT, STATUS and MANAGE CHANNEL stay as they are', () => {
    const rows = [
      '00A4040C07A0000000635043 > 9000',
      '80F2000010 > 840700112233449000',
      '0070000001 > 019000',
      'A0A40000026421 > 9F0F',
    ];
    expect(masked(...rows)).toEqual(rows);
  });

  it.each([
    ['by id', 'A0A40000022FE2 > 9F0F'],
    ['by path', '00A4080C043F002FE2 > 9000'],
    ['EF(DIR)', '00A4080C022F00 > 9000'],
  ])('EF(ICCID) and EF(DIR) are shown: %s', (_, select) => {
    const read = `${select.slice(0, 2)}B0000002 > 98009000`;
    expect(masked(select, read)[1]).toBe(read);
  });

  it.each([
    ['when another file was selected since', ['00A4000C022FE2 > 9000', '00A4000C026421 > 9000']],
    ['when their SELECT failed', ['00A4000C026421 > 9000', '00A4000C022FE2 > 6A82']],
    ['when no answer came', ['00A4000C022FE2 > ']],
    ['on another channel', ['01A4000C022FE2 > 9000']],
    ['when an AID looks like their path', ['00A4040C022FE2 > 9000']],
    ['when a short file id chose another', ['00A4000C022FE2 > 9000', '00B0850002 > DEAD9000']],
    ['when an odd READ chose another', ['00A4000C022FE2 > 9000', '00B1000504 54020000 > 5302DEAD9000']],
  ])('but not %s', (_, before) => {
    const rows = masked(...before, '00B0000002 > 98009000');
    expect(rows.at(-1)).toBe('00B0000002 > 2A2A9000');
    expect(rows.join()).not.toContain(toHex(hex('DEAD')));
  });
});
