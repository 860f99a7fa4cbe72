import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import { exportCapture } from '../../../core/trace/export-capture.ts';
import { importTrace } from '../../../core/trace/import-trace.ts';
import { splitApdu } from '../../../core/trace/split-apdu.ts';
import { sourceOf, traceOf } from '../../../core/trace/trace-source.ts';
import type { TraceFile } from '../../../core/transport/trace-file.ts';
import { pairsOf, traceOfHex } from './trace-files.ts';

function imported(bytes: Uint8Array): TraceFile {
  const read = importTrace(bytes, 'a.pcap');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const trace = traceOf(read.value.source);
  if (!trace.ok) throw new Error(trace.error.code);
  return trace.value;
}

function exported(trace: TraceFile): Uint8Array {
  const made = exportCapture(sourceOf(trace));
  if (!made.ok) throw new Error(made.error.code);
  return made.value.bytes;
}

const byte = fc.integer({ min: 0, max: 255 });
const bytes = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max });
const sw = fc.constantFrom('9000', '6A82', '6982', '9404', '9804', '6881');

/** TPDUs of T=0 as cards get them: which way data goes depends on the instruction. */
const exchange = fc.oneof(
  fc
    .tuple(fc.constantFrom(0xa4, 0xd6, 0xdc, 0xa2, 0xe0), byte, byte, bytes(1, 255), sw)
    .map(([ins, p1, p2, data, status]) => ({ c: Uint8Array.of(0, ins, p1, p2, data.length, ...data), r: hex(status) })),
  fc
    .tuple(fc.constantFrom(0xb0, 0xb2, 0xc0, 0xf2), byte, byte, bytes(1, 256), fc.constantFrom('9000', '6282'))
    .map(([ins, p1, p2, data, status]) => ({
      c: Uint8Array.of(0xa0, ins, p1, p2, data.length & 0xff),
      r: concat(data, hex(status)),
    })),
  fc
    .tuple(fc.constantFrom(0xb0, 0xb2, 0xc0, 0xf2, 0x70), byte, byte, byte, sw)
    .map(([ins, p1, p2, p3, status]) => ({ c: Uint8Array.of(0, ins, p1, p2, p3), r: hex(status) })),
);

const traces = fc.array(exchange, { minLength: 1, maxLength: 20 }).map(
  (rows): TraceFile => ({
    header: {
      format: 'bootcard-trace/1',
      reader: 'pcsc:x',
      atr: '3B9F96',
      protocol: 'T=0',
      created: '2026-11-21T09:00:00.000Z',
    },
    lines: rows.map(({ c, r }, t) => ({ t: t * 1500, reader: 'pcsc:x', c: toHex(c), r: toHex(r), us: 0, name: '' })),
  }),
);

describe('a capture', () => {
  it('comes back as it went: commands, answers, times, the answer to reset', () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const back = imported(exported(trace));
        expect(pairsOf(back)).toEqual(pairsOf(trace));
        expect(back.lines.map(({ t }) => t)).toEqual(trace.lines.map(({ t }) => t));
        expect(back.header).toMatchObject({ atr: '3B9F96', created: trace.header.created });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps resets and what got no answer, in lines of a log', () => {
    const trace = traceOfHex(['A0A40000023F00 9F17', 'reset', 'A0A40000027F20 ', '00A4000C023F00 9000'], 'T=1');
    const lines = trace.lines.map((line, at) => ({
      ...line,
      name: at === 1 ? 'COLD RESET' : 'SELECT',
      ...(at === 2 && { error: 'card-mute' }),
    }));
    const back = imported(exported({ ...trace, lines }));
    expect(pairsOf(back)).toEqual(pairsOf(trace));
    expect(back.header).toMatchObject({ atr: '3B00', protocol: 'T=1' });
    expect(back.lines[1]).toMatchObject({ name: 'COLD RESET' });
    expect(back.lines[2]).toMatchObject({ error: 'card-mute' });
  });

  it('keeps what Wireshark would call malformed, and has it in another form', () => {
    const rows = [
      '8012000000 9000',
      '8012000014 6F00',
      '8012000004 D0020102' + '9000',
      '801200000C D00A8103010500820281829907' + '9000',
      '80140000032A2A2A 6A80',
      '80C2000001D1 6A86',
      '008800001000112233445566778899AABBCCDDEEFF 9F0C',
      '00A40000063F007FFF6F07 6A82',
      '00B0000000 6982',
      '00700080 9000',
    ].map((row) => row.replace('00700080 ', '0070008001 '));
    expect(pairsOf(imported(exported(traceOfHex(rows))))).toEqual(rows);
  });

  it('of a session longer than arguments of a call may be', () => {
    const rows = Array.from({ length: 140_000 }, () => '80F2000C00 9000');
    const made = exportCapture(sourceOf(traceOfHex(rows)));
    expect(made.ok && made.value.packets).toBe(rows.length + 1);
  });

  it('has the form of T=0: case 1 with P3, no Le behind data', () => {
    const trace = traceOfHex(['00A40004022F0000 620282019000', '00200001 9000'], 'T=1');
    expect(pairsOf(imported(exported(trace)))).toEqual(['00A40004022F00 620282019000', '0020000100 9000']);
  });
});

/** Headers of link layers before an IPv4 packet, by their number in a capture. */
const LINKS = [
  { name: 'Ethernet', type: 1, before: '0000000000000000000000000800' },
  { name: 'Ethernet with a VLAN tag', type: 1, before: '00000000000000000000000081000001' + '0800' },
  { name: 'raw IP', type: 101, before: '' },
  { name: 'Linux cooked', type: 113, before: '0000030400060000000000000000' + '0800' },
  { name: 'Linux cooked 2', type: 276, before: '0800' + '000000000001030400060000000000000000' },
  { name: 'loopback', type: 0, before: '02000000' },
] as const;

const word32 = (value: number) => Uint8Array.of(value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24);

/** The packet of the only exchange, behind that of the session. */
function frameOf(trace: TraceFile): Uint8Array {
  const file = exported(trace);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return file.subarray(24 + 16 + view.getUint32(24 + 8, true) + 16);
}

/** A pcapng file with one interface, with nanoseconds, and the frames. */
function pcapng(linkType: number, frames: readonly Uint8Array[]): Uint8Array {
  const block = (type: number, body: Uint8Array) => {
    const padded = concat(body, new Uint8Array((4 - (body.length % 4)) % 4));
    return concat(word32(type), word32(padded.length + 12), padded, word32(padded.length + 12));
  };
  const section = block(0x0a0d0d0a, concat(word32(0x1a2b3c4d), hex('01000000'), hex('FFFFFFFFFFFFFFFF')));
  const resolution = hex('0900010009000000' + '00000000');
  const description = block(1, concat(Uint8Array.of(linkType & 0xff, linkType >> 8, 0, 0), word32(65535), resolution));
  const packets = frames.map((frame, at) =>
    block(6, concat(word32(0), word32(0), word32(at * 1_000_000), word32(frame.length), word32(frame.length), frame)),
  );
  return concat(section, description, ...packets);
}

describe('captures of other programs', () => {
  const row = 'A0A40000023F00 9F17';
  const frame = frameOf(traceOfHex([row]));

  it.each(LINKS)('$name, in pcap and pcapng', ({ type, before }) => {
    const whole = concat(hex(before), frame);
    const header = concat(word32(0xa1b2c3d4), hex('02000400'), word32(0), word32(0), word32(65535), word32(type));
    const record = concat(word32(7), word32(5), word32(whole.length), word32(whole.length), whole);
    expect(pairsOf(imported(concat(header, record)))).toEqual([row]);
    const both = imported(pcapng(type, [whole, whole]));
    expect(pairsOf(both)).toEqual([row, row]);
    expect(both.lines.map(({ t }) => t)).toEqual([0, 1000]);
  });

  it('IPv6 with an extension header, numbers the other way round', () => {
    const udp = frame.subarray(20);
    const length = udp.length + 8;
    const packet = concat(
      hex('60000000'),
      Uint8Array.of(length >> 8, length & 0xff, 0, 64),
      new Uint8Array(32),
      hex('1100000000000000'),
      udp,
    );
    const big = (value: number) => word32(value).reverse();
    const header = concat(big(0xa1b2c3d4), hex('00020004'), big(0), big(0), big(65535), big(101));
    expect(pairsOf(imported(concat(header, big(0), big(0), big(packet.length), big(packet.length), packet)))).toEqual([
      row,
    ]);
  });

  it('a TPDU in pieces is put together', () => {
    const pieces = [
      [4, 'A0B0000002'],
      [6, '0102'],
      [7, '9000'],
    ] as const;
    const frames = pieces.map(([type, payload]) => {
      const packet = frame.slice(0, 28 + 16);
      packet[28 + 12] = type;
      packet[2] = 0;
      packet[3] = 0;
      const whole = concat(packet, hex(payload));
      whole[24] = (whole.length - 20) >> 8;
      whole[25] = (whole.length - 20) & 0xff;
      return whole;
    });
    expect(pairsOf(imported(pcapng(101, frames)))).toEqual(['A0B0000002 01029000']);
  });

  it('says which frame is wrong', () => {
    const place = (bytes: Uint8Array) => {
      const read = importTrace(bytes, 'a');
      return read.ok ? undefined : `${read.error.details.place}: ${read.error.details.reason}`;
    };
    const good = exported(traceOfHex([row, row]));
    expect(place(good.subarray(0, 50))).toBe('frame 1: it is cut');
    expect(place(good.subarray(0, 24))).toContain('no GSMTAP packet');
    expect(place(pcapng(147, [frame]))).toContain('no GSMTAP packet');
    const short = good.slice();
    expect(place(concat(short.subarray(0, 10)))).toContain('the file header is cut');
  });

  it('reads a file that was cut off as far as it goes, and says where', () => {
    const good = exported(traceOfHex([row, row]));
    const read = importTrace(good.subarray(0, good.length - 3), 'a');
    if (!read.ok) throw new Error(read.error.code);
    expect(read.value.source.count).toBe(1);
    expect(read.value.notes.join()).toContain('ends in frame 3: it is cut');
    const blocks = pcapng(101, [frame, frame]);
    const half = importTrace(blocks.subarray(0, blocks.length - 8), 'a');
    expect(half.ok && half.value.source.count).toBe(1);
  });

  it('passes over frames of which the capture kept the beginning only, and what is no exchange', () => {
    const short = frame.subarray(0, frame.length - 3);
    const header = concat(word32(0xa1b2c3d4), hex('02000400'), word32(0), word32(0), word32(65535), word32(101));
    const record = (part: Uint8Array, whole: number) =>
      concat(word32(7), word32(5), word32(part.length), word32(whole), part);
    const file = concat(header, record(frame, frame.length), record(short, frame.length), record(frame, frame.length));
    const read = importTrace(file, 'a');
    expect(read.ok && read.value.source.count).toBe(2);
    expect(read.ok && read.value.notes.join()).toContain('1 packet of type SIM without a whole exchange left out.');
  });

  it('counts once what a machine sends to itself, which the cooked link layers show twice', () => {
    const cooked = (direction: string) => concat(hex(`${direction}030400060000000000000000`), hex('0800'), frame);
    const [out, into] = [cooked('0004'), cooked('0000')];
    expect(pairsOf(imported(pcapng(113, [out, into, out, into])))).toEqual([row, row]);
    expect(pairsOf(imported(pcapng(113, [into, into])))).toEqual([row, row]);
  });

  it('masks a credential that a sniffer saw', () => {
    const trace = imported(exported(traceOfHex(['A02000010831323334FFFFFFFF 9000'])));
    const raw = concat(hex('0204040000000000000000000000 0000'), hex('A02000010831323334FFFFFFFF9000'));
    const sniffed = pcapng(
      101,
      [concat(frame.subarray(0, 20), hex('12791279'), Uint8Array.of(0, 8 + raw.length, 0, 0), raw)].map((packet) => {
        packet[3] = packet.length;
        return packet;
      }),
    );
    for (const one of [trace, imported(sniffed)]) {
      expect(one.lines[0]?.c).toBe('A0200001082A2A2A2A2A2A2A2A');
      expect(toHex(utf8(JSON.stringify(one)))).not.toContain(toHex(utf8('31323334')));
    }
  });
});

it.each([
  { name: 'data to the card', all: 'A0A40000027F209F17', c: 'A0A40000027F20' },
  { name: 'data from the card', all: 'A0B000000401020304' + '9000', c: 'A0B0000004' },
  { name: 'a read that is refused', all: 'A0B00000049804', c: 'A0B0000004' },
  {
    name: 'an answer behind the data of its command',
    all: '00A40004022F00' + '6203820121' + '9000',
    c: '00A40004022F00',
  },
  { name: 'the same with a Le between', all: '00A40004022F0000' + '6203820121' + '9000', c: '00A40004022F0000' },
  { name: 'a Le and nothing', all: '00A40004022F00006A82', c: '00A40004022F0000' },
  { name: 'case 1 without P3', all: '002000019000', c: '00200001' },
  { name: 'P3 = 00 for 256 bytes', all: `00B0000000${'11'.repeat(256)}9000`, c: '00B0000000' },
  { name: 'RETRIEVE DATA, the next block', all: '80CB000003AABBCC9000', c: '80CB000003' },
])('command and answer in one: $name', ({ all, c }) => {
  expect(toHex(splitApdu(hex(all))?.command ?? new Uint8Array(0))).toBe(c);
  expect(splitApdu(hex(all).subarray(0, 5))).toBeUndefined();
});
