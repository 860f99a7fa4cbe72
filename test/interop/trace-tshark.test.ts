import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hexByte } from '../../core/base/bytes.ts';
import { exportCapture } from '../../core/trace/export-capture.ts';
import { sourceOf } from '../../core/trace/trace-source.ts';
import type { TraceFile } from '../../core/transport/trace-file.ts';
import { recordedRead, traceOfHex } from '../core/trace/trace-files.ts';
import { Random } from '../support/random.ts';
import { describeWith } from '../support/requires.ts';

const FIELDS = [
  'gsm_sim.apdu.ins',
  'gsm_sim.apdu.sw',
  'gsm_sim.file_id',
  'gsm_sim.aid',
  '_ws.malformed',
  'ip.checksum.status',
  'udp.checksum.status',
  'gsmtap_log.string',
  'etsi_cat.comp_tlv.text',
  'etsi_cat.comp_tlv.result',
] as const;
type Packet = Readonly<Record<(typeof FIELDS)[number], string>>;

/** P1 of SELECT: by AID; otherwise by ids, of which the dissector shows each. */
const BY_AID = '04';

describeWith(['tshark'], 'Wireshark reads the captures', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootcard-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function dissect(trace: TraceFile): readonly Packet[] {
    const made = exportCapture(sourceOf(trace));
    if (!made.ok) throw new Error(made.error.code);
    expect(made.value.leftOut).toBe(0);
    const path = join(folder, 'trace.pcap');
    writeFileSync(path, made.value.bytes);
    const checks = ['-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE'];
    const fields = ['-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field])];
    const out = execFileSync('tshark', ['-n', '-r', path, ...checks, ...fields], {
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 1e8,
    });
    return out
      .split('\n')
      .slice(0, made.value.packets)
      .map((row) => {
        const values = row.split('\t');
        return Object.fromEntries(FIELDS.map((field, at) => [field, values[at] ?? ''])) as Packet;
      });
  }

  /** One packet an exchange, behind that of the ATR. */
  function compare(trace: TraceFile): void {
    const [session, ...packets] = dissect(trace);
    expect(packets).toHaveLength(trace.lines.length);
    expect([session?.['_ws.malformed'], session?.['gsm_sim.apdu.ins']]).toEqual(['', '']);
    expect(session?.['gsmtap_log.string']).toBe(`${trace.header.protocol}, ATR ${trace.header.atr}`);
    for (const [at, { c, r }] of trace.lines.entries()) {
      const packet = packets[at];
      const where = `${at}: ${c}`;
      expect(packet?.['_ws.malformed'], where).toBe('');
      expect(packet?.['gsm_sim.apdu.ins'], where).toBe(`0x${c.slice(2, 4).toLowerCase()}`);
      expect(packet?.['gsm_sim.apdu.sw'], where).toBe(`0x${r.slice(-4).toLowerCase()}`);
      expect([packet?.['ip.checksum.status'], packet?.['udp.checksum.status']], where).toEqual(['1', '1']);
      if (c.slice(2, 4) !== 'A4') continue;
      const data = c.slice(10, 10 + 2 * Number.parseInt(c.slice(8, 10), 16)).toLowerCase();
      if (c.slice(4, 6) === BY_AID) expect(packet?.['gsm_sim.aid'], where).toBe(data);
      else
        expect(packet?.['gsm_sim.file_id'], where).toBe((data.match(/.{4}/g) ?? []).map((id) => `0x${id}`).join(','));
    }
  }

  it.each(['sim', 'ruim', 'uicc', 'uicc-2g', 'uicc-3g'])('of a whole read of %s', async (card) => {
    compare((await recordedRead(card, 'inspect')).trace);
    compare((await recordedRead(card, 'device')).trace);
  });

  it('of what cards refuse, and of commands that only some cards know', () => {
    compare(
      traceOfHex([
        '00B0000010 6982',
        '00B2010430 6A83',
        'A0C0000010 6F00',
        '00B0000010 01026282',
        'A0B2010400 9804',
        '00D6000004 6982',
        '0020000108 6983',
        '00200001082A2A2A2A2A2A2A2A 63C0',
        '80F2000C00 9000',
        '00A4000C023F00 9000',
        '00A40804067FFF5F3B4F20 6A82',
        '8012000000 6F00',
        '8012000010 6F00',
        '8012000000 9000',
        '80120000152A2A2A2A2A2A2A2A2A2A2A2A2A2A2A2A2A2A2A2A2A 6A80',
        '80C2000001D1 6A86',
        'A088000010000102030405060708090A0B0C0D0E0F 9F0C',
        '008800802210000102030405060708090A0B0C0D0E0F10000102030405060708090A0B0C0D0E0F 6135',
        '80CB008001805C 6A88',
        '80DB00800480028001 9000',
      ]),
    );
  });

  it('of toolkit traffic that makes sense, in words', () => {
    const command = 'D01A8103012100820281028D0F044E6F726474656C20677265657473';
    const shown = dissect(
      traceOfHex([
        `801200001C ${command}9000`,
        '801400000C810301210002028281030100 9000',
        '80C2000009D3078202018190010A 9000',
      ]),
    ).slice(1);
    expect(shown.map((packet) => packet['_ws.malformed'])).toEqual(['', '', '']);
    expect(shown[0]?.['etsi_cat.comp_tlv.text']).toBe('Nordtel greets');
    expect(shown[1]?.['etsi_cat.comp_tlv.result']).toBe('0x00');
  });

  it('of sessions made at random: no packet is malformed, every instruction, status word and file is right', () => {
    const random = new Random(20261121);
    const hexOf = (length: number) => random.times(length, length, () => hexByte(random.below(256))).join('');
    const object = (tag: number, value: string) => `${hexByte(tag)}${hexByte(value.length / 2)}${value}`;
    const objects = () => random.times(0, 5, () => object(random.below(128), hexOf(random.below(14)))).join('');
    const data = [
      () => objects(),
      () => object(random.pick([0xd0, 0xd1, 0xd3, 0xd6, 0xd7]), objects()),
      () => hexOf(random.below(40)),
      () => '',
    ];
    const sw = () => random.pick(['9000', '9110', '6A82', '6F00', '9F10', '6110', '6C08', '62F1', '9862']);
    const known = [0x12, 0x14, 0xc2, 0x88, 0xa4, 0xb0, 0xb2, 0xd6, 0xdc, 0xa2, 0xc0, 0xcb, 0xdb, 0x10, 0x70, 0x20];
    const row = () => {
      const ins = random.chance(70) ? random.pick(known) : random.below(256);
      const head = `${random.pick(['00', '01', '80', 'A0', '41', 'C1'])}${hexByte(ins)}${hexByte(random.pick([0, 1, 4, 8, 9]))}${hexByte(random.pick([0, 4, 0x0c, 0x80]))}`;
      // SELECT has whole file ids: what else would be the right file.
      const sent = ins === 0xa4 ? hexOf(random.pick([0, 2, 2])) : random.pick(data)().slice(0, 300);
      const received = random.chance(50) ? '' : random.pick(data)();
      const p3 =
        sent === '' ? hexByte(random.pick([0, received.length / 2, random.below(256)])) : hexByte(sent.length / 2);
      return `${head}${p3}${sent} ${received}${sw()}`;
    };
    compare(traceOfHex(random.times(4000, 4000, row).filter((one) => !/^..(6|9)/.test(one))));
  });
});
