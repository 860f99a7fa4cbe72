import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportCapture } from '../../core/trace/export-capture.ts';
import { sourceOf } from '../../core/trace/trace-source.ts';
import type { TraceFile } from '../../core/transport/trace-file.ts';
import { recordedRead, traceOfHex } from '../core/trace/trace-files.ts';
import { describeWith } from '../support/requires.ts';

const FIELDS = [
  'gsm_sim.apdu.ins',
  'gsm_sim.apdu.sw',
  'gsm_sim.file_id',
  'gsm_sim.aid',
  '_ws.malformed',
  'ip.checksum.status',
  'udp.checksum.status',
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
    const out = execFileSync('tshark', ['-n', '-r', path, ...checks, ...fields], { encoding: 'utf8', stdio: 'pipe' });
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
    const [, ...packets] = dissect(trace);
    expect(packets).toHaveLength(trace.lines.length);
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
      ]),
    );
  });
});
