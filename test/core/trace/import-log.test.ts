import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.ts';
import { importTrace } from '../../../core/trace/import-trace.ts';
import { traceOf } from '../../../core/trace/trace-source.ts';
import { pairsOf } from './trace-files.ts';

function imported(text: string) {
  const read = importTrace(utf8(text), 'a.log');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const trace = traceOf(read.value.source);
  if (!trace.ok) throw new Error(trace.error.code);
  return { ...read.value, trace: trace.value };
}

const SELECT = 'A0A40000027F20 9F17';
const READ = 'A0B0000004 010203049000';

/** The same two exchanges as programs write them. */
const SHAPES = [
  { writer: 'arrows', text: '=> A0A40000027F20\n<= 9F17\n=> A0B0000004\n<= 01020304 9000\n' },
  { writer: 'thin arrows', text: '-> a0 a4 00 00 02 7f 20\n<- 9f 17\n-> a0 b0 00 00 04\n<- 01 02 03 04 90 00\n' },
  { writer: 'pySim: status word first', text: '-> a0a4000002 7f20\n<- 9f17: \n-> a0b0000004 \n<- 9000: 01020304\n' },
  {
    writer: 'pySim-shell around it',
    text: 'pySIM-shell (MF)> apdu a0a40000027f20\n-> a0a4000002 7f20\n<- 9f17: \nSW: 9F17\npySIM-shell (MF)> \n-> a0b0000004 \n<- 9000: 01020304\n',
  },
  {
    writer: 'TCA Loader',
    text: 'Command: A0A40000027F20\nResponse: 9F17\n\nCommand A0B0000004\nResponse 010203049000\n',
  },
  {
    writer: 'scriptor',
    text: 'Using given card reader: A\n> A0 A4 00 00 02 7F 20\n< 9F 17 : 17 bytes of response are still available.\n> A0 B0 00 00 04\n< 01 02 03 04 90 00 : Normal processing.\n',
  },
  { writer: 'pyscard observer', text: '> A0 A4 00 00 02 7F 20\n<  [] 9F 17\n> A0 B0 00 00 04\n<  01 02 03 04 90 00\n' },
  {
    writer: 'GlobalPlatformPro',
    text: 'A>> T=0 (4+0002) A0A40000 02 7F20\nA<< (0000+2) (12ms) 9F17\nA>> T=0 (4+0000) A0B00000 04\nA<< (0004+2) (8ms) 01020304 9000\n',
  },
  {
    writer: 'OpenSC debug',
    text: 'P:1; T:0x1 09:19:12.002 [opensc-tool] reader-pcsc.c:326:pcsc_transmit: \nOutgoing APDU (7 bytes):\nA0 A4 00 00 02 7F 20 ...... \nIncoming APDU (2 bytes):\n9F 17 ..\nOutgoing APDU (5 bytes):\nA0 B0 00 00 04 .....\nIncoming APDU (6 bytes):\n01 02 03 04 90 00 ......\n',
  },
  {
    writer: 'SIMtrace 1',
    text: 'Entering main loop\nAPDU: a0 a4 00 00 02 7f 20 9f 17\nAPDU: a0 b0 00 00 04 01 02 03 04 90 00\n',
  },
  {
    writer: 'AT+CSIM',
    text: 'AT+CSIM=14,"A0A40000027F20"\r\r\n+CSIM: 4,"9F17"\r\n\r\nOK\r\nat+csim=10,A0B0000004\r\n+CSIM: 12,010203049000\r\n\r\nOK\r\n',
  },
  {
    writer: 'AT+CGLA',
    text: 'AT+CGLA=1,14,"A0A40000027F20"\n+CGLA: 4,"9F17"\nOK\nAT+CGLA=1,10,"A0B0000004"\n+CGLA: 12,"010203049000"\nOK\n',
  },
  {
    writer: 'words with angle brackets',
    text: 'CMD> A0 A4 00 00 02 7F 20\nRSP< 9F 17\nCMD> A0 B0 00 00 04\nRSP< 01 02 03 04 90 00\n',
  },
  {
    writer: 'words, both in a line',
    text: 'C-APDU: A0A40000027F20 R-APDU: 9F17\nC-APDU: A0B0000004, R-APDU: 010203049000\n',
  },
  {
    writer: 'words, data and status word apart',
    text: 'APDU: A0 A4 00 00 02 7F 20 SW: 9F17\nAPDU: A0 B0 00 00 04  Data: 01 02 03 04 SW: 9000\n',
  },
  { writer: 'arrows, both in a line', text: '=> A0A40000027F20 <= 9F17\n=> A0B0000004 <= 01020304 9000 (ok)\n' },
  {
    writer: 'status word in a line of its own',
    text: 'Sending APDU: A0 A4 00 00 02 7F 20\nReceived: 9F 17\nSending APDU: A0 B0 00 00 04\nReceived: 01 02 03 04\nSW: 90 00\n',
  },
  { writer: 'hex in turn', text: '# a comment\nA0A40000027F20\n9F17\n\nA0 B0 00 00 04\n01 02 03 04 90 00\n' },
  { writer: 'hex, both in a line', text: 'a0a40000027f209f17\na0b0000004010203049000\n' },
  { writer: 'hex, two fields', text: 'A0A40000027F20 9F17\nA0B0000004,010203049000\n' },
  {
    writer: 'times in front',
    text: '2026-11-21 09:00:00.000100 => A0A40000027F20\n09:00:00.000200 <= 9F17\n[09:00:01,500] => A0B0000004\n[09:00:01,501] <= 010203049000\n',
  },
] as const;

describe('logs of other programs', () => {
  it.each(SHAPES)('$writer', ({ text }) => {
    expect(pairsOf(imported(text).trace)).toEqual([SELECT, READ]);
  });

  it('keeps times, resets and the answer to reset, whoever writes them', () => {
    const { trace } = imported(
      '> RESET\n< OK: 3B 9F 96 \n> A0 A4 00 00 02 7F 20\n< 9F 17 : more\n-- RESET\nATR: 3b00\n> A0 B0 00 00 04\n< 01 02 03 04 90 00\n',
    );
    expect(trace.header.atr).toBe('3B9F96');
    expect(pairsOf(trace)).toEqual([SELECT, ' 3B00', READ]);
    const timed = imported(SHAPES.at(-1)?.text ?? '').trace;
    expect(timed.lines.map(({ t }) => t)).toEqual([0, 1_499_900]);
  });

  it('reads what PowerShell redirects: UTF-16', () => {
    const text = '-> a0a40000027f20\r\n<- 9f17\r\n-> a0b0000004\r\n<- 010203049000\r\n';
    const little = Uint8Array.from(
      [...`\uFEFF${text}`].flatMap((char) => [char.charCodeAt(0) & 0xff, char.charCodeAt(0) >> 8]),
    );
    const big = Uint8Array.from(
      [...`\uFEFF${text}`].flatMap((char) => [char.charCodeAt(0) >> 8, char.charCodeAt(0) & 0xff]),
    );
    for (const bytes of [little, big]) {
      const read = importTrace(bytes, 'a.log');
      const trace = read.ok ? traceOf(read.value.source) : read;
      expect(trace.ok && pairsOf(trace.value)).toEqual([SELECT, READ]);
    }
  });

  it('reads a log that was cut off as far as it goes', () => {
    const cut = imported('-> a0a40000027f20\n<- 9f17: \n-> a0c0000017\n<- 9000: 0000000');
    expect(pairsOf(cut.trace)).toEqual([SELECT, 'A0C0000017 ']);
    expect(cut.notes.join()).toContain('The last line is not whole');
    expect(pairsOf(imported('A0A40000027F20\n9F17\nA0B0000004\n').trace)).toEqual([SELECT, 'A0B0000004 ']);
  });

  it('takes what was typed and then sent for one command', () => {
    const { trace } = imported(
      'A0 A4 00 00 02 7F 20\n> A0 A4 00 00 02 7F 20\n< 9F 17 : more\nA0 B0 00 00 04\n> A0 B0 00 00 04\n< 01 02 03 04 90 00 : ok\n',
    );
    expect(pairsOf(trace)).toEqual([SELECT, READ]);
  });

  it('takes answers that go on in the next rows', () => {
    const rows = '00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F ';
    const { trace } = imported(`> 00 B0 00 00 14\n< ${rows}\n10 11 12 13 90 00 : Normal processing.\n`);
    expect(trace.lines[0]?.r).toBe('000102030405060708090A0B0C0D0E0F101112139000');
  });

  it('tells T=1, or a log whose writer fetched the answers itself, by data behind SELECT', () => {
    expect(imported('=> 00A40004022F00\n<= 6203820121 9000\n').trace.header.protocol).toBe('T=1');
    expect(imported('=> 00A40004022F00\n<= 6105\n').trace.header.protocol).toBe('T=0');
  });

  it('keeps a command that got no answer, and leaves out an answer without its command', () => {
    const { trace, notes } = imported('<= 9000\n=> A0A40000027F20\n=> A0B0000004\n<= 010203049000\n');
    expect(pairsOf(trace)).toEqual(['A0A40000027F20 ', READ]);
    expect(trace.lines[0]?.error).toBe('card-link');
    expect(notes.join()).toContain('1 answer without a command');
  });

  it.each(
    SHAPES.map(({ writer, text }) => ({
      writer,
      text: text
        .replace(/[aA]0\s?[aA]4\s?00\s?00\s?02\s?7[fF]\s?20/, 'A02000010831323334FFFFFFFF')
        .replace(/A0A40000 02 7F20/, 'A0200001 08 31323334FFFFFFFF')
        .replace(/a0a4000002 7f20/, 'a020000108 31323334ffffffff'),
    })).filter(({ text }) => text.includes('31323334') && !text.includes('SIM=14') && !text.includes('bytes):')),
  )('masks credentials: $writer', ({ text }) => {
    const { trace } = imported(text);
    expect(JSON.stringify(trace)).not.toMatch(/31323334/i);
    expect(trace.lines[0]?.c).toBe('A0200001082A2A2A2A2A2A2A2A');
    expect(trace.lines[0]?.masked).toEqual([{ of: 'c', offset: 5, length: 8 }]);
  });
});

describe('what is no log', () => {
  const failing = (bytes: Uint8Array) => {
    const read = importTrace(bytes, 'a.log');
    return read.ok ? undefined : { code: read.error.code, place: read.error.details.place ?? read.error.details.line };
  };

  it.each([
    { name: 'nothing', bytes: new Uint8Array(0), place: 'line 1' },
    { name: 'prose', bytes: utf8('\nThis is not a log.\nNor is this.\n'), place: 'line 2' },
    { name: 'a broken command', bytes: utf8('=> A0A40000027F20\n<= 9F17\n=> A0B00000 0Z\n<= 9000\n'), place: 'line 3' },
    { name: 'a command of 3 bytes', bytes: utf8('=> A0A4\n<= 9F17\n'), place: 'line 1' },
    { name: 'hex that is no command', bytes: utf8('A0A40000027F20\n9F17\nA0A40000057F20\n9F17\n'), place: 'line 3' },
    { name: 'hex without a status word', bytes: utf8('A0B0000004\n01020304\n'), place: 'line 2' },
    { name: 'words among hex', bytes: utf8('A0B0000004\n010203049000\nhello\n'), place: 'line 3' },
    { name: 'binary', bytes: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1), place: 'line 1' },
  ])('$name: says so, with the place', ({ bytes, place }) => {
    expect(failing(bytes)).toEqual({ code: 'trace-import-invalid', place });
  });

  it('JSON that is no trace', () => {
    expect(failing(utf8('{"a":1}\n'))?.code).toBe('trace-invalid');
    expect(failing(utf8('{"format":"bootcard-trace-view/1"}'))?.code).toBe('trace-import-invalid');
  });
});
