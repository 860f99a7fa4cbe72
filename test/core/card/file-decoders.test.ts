import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, toHex } from '../../../core/base/bytes.ts';
import type { StructureNode } from '../../../core/base/structure.ts';
import { decodeKnownFile, type FileContent, secretSpans } from '../../../core/card/decode-known-file.ts';
import { FILE_DECODERS } from '../../../core/card/file-decoders/decoders.ts';
import type { DecoderName } from '../../../core/card/known-file.ts';
import { knownFile } from '../../../core/card/known-file.ts';
import { findKnownFile } from '../../../core/card/known-files.ts';

const fileOf = (decoder: DecoderName, secret = false) =>
  knownFile('', ['6FFF', 'X', '1', 'x', 'x', { decoder, ...(secret && { secret: true as const }) }]);
const decode = (decoder: DecoderName, bytes: string) =>
  decodeKnownFile(fileOf(decoder), { kind: 'transparent', bytes: hex(bytes) });
const flat = (nodes: readonly StructureNode[]): readonly StructureNode[] =>
  nodes.flatMap((node) => [node, ...flat(node.children)]);
const values = (nodes: readonly StructureNode[]) =>
  Object.fromEntries(
    flat(nodes)
      .filter(
        ({ label, preview }) => preview !== undefined && label !== 'padding' && label !== 'tag' && label !== 'length',
      )
      .map(({ path, preview }) => [path, preview]),
  );

const USIM = 'A0000000871002';

/** Bytes made by hand from the tables of the standards; 001-01 is the test network. */
const VECTORS: readonly { decoder: DecoderName; hex: string; values: Record<string, string> }[] = [
  { decoder: 'iccid', hex: '98101032547698103254', values: { ICCID: '89010123456789012345' } },
  { decoder: 'imsi', hex: '080910100000000010', values: { IMSI: '001010000000001' } },
  { decoder: 'imsi', hex: '081100101032547698', values: { IMSI: '100010123456789' } },
  { decoder: 'languages', hex: '656E6465FFFFFFFF', values: { language: 'en', 'language[2]': 'de' } },
  { decoder: 'languagesSim', hex: '0100FF20', values: { language: 'en', 'language[2]': 'de', 'language[3]': 'cs' } },
  {
    decoder: 'spn',
    hex: '0154657374FFFFFFFFFFFFFFFFFFFFFFFF',
    values: { 'display condition': 'network name shown at home, provider name shown abroad', name: 'Test' },
  },
  {
    decoder: 'spn',
    hex: '02804F60597DFFFFFFFFFFFFFFFFFFFFFF',
    values: { 'display condition': 'network name not shown at home, provider name not shown abroad', name: '你好' },
  },
  {
    decoder: 'ad',
    hex: '00000002',
    values: { mode: 'normal operation', 'additional information': '0000', 'MNC length': '2 digits' },
  },
  {
    decoder: 'ad',
    hex: '80000103',
    values: { mode: 'type approval', 'additional information': 'ciphering indicator on', 'MNC length': '3 digits' },
  },
  { decoder: 'acc', hex: '0401', values: { 'access control classes': '0, 10' } },
  { decoder: 'gid', hex: 'A1B2FFFF', values: { 'group identifier': 'A1B2' } },
  { decoder: 'phase', hex: '03', values: { phase: 'phase 2 with PROFILE DOWNLOAD' } },
  { decoder: 'hpplmn', hex: '05', values: { 'search period': '30 minutes' } },
  { decoder: 'plmns', hex: '00F110FFFFFF130014', values: { PLMN: '001-01', 'PLMN[2]': '310-410' } },
  {
    decoder: 'plmnAct',
    hex: '00F110C8C0FFFFFF0000',
    values: {
      entry: '001-01: E-UTRAN, UTRAN, NG-RAN, GSM, GSM COMPACT',
      'entry/PLMN': '001-01',
      'entry/access technologies': 'E-UTRAN, UTRAN, NG-RAN, GSM, GSM COMPACT',
    },
  },
  {
    decoder: 'loci',
    hex: '1122334400F110000AFF01',
    values: { TMSI: '11223344', 'LAI network': '001-01', LAC: '000A', RFU: 'FF', 'update status': 'not updated' },
  },
  {
    decoder: 'psLoci',
    hex: '11223344AABBCC00F110000A0100',
    values: {
      'P-TMSI': '11223344',
      'P-TMSI signature': 'AABBCC',
      'RAI network': '001-01',
      LAC: '000A',
      RAC: '01',
      'update status': 'updated',
    },
  },
  {
    decoder: 'epsLoci',
    hex: '0BF600F1100001021122334400F110000A02',
    values: {
      GUTI: '0BF600F11000010211223344',
      'TAI network': '001-01',
      TAC: '000A',
      'update status': 'roaming not allowed',
    },
  },
  {
    decoder: 'opl',
    hex: '00F1100000FFFE01',
    values: { PLMN: '001-01', 'LAC from': '0000', 'LAC to': 'FFFE', name: 'record 1 of EF(PNN)' },
  },
  { decoder: 'pnn', hex: '430584D4F29C0EFF', values: { 'full name': 'Test', 'full name/value': 'Test' } },
  {
    decoder: 'spdi',
    hex: 'A305800300F110FF',
    values: {
      'service provider display information': '001-01',
      'service provider display information/value': '001-01',
    },
  },
  {
    decoder: 'adn',
    hex: '546573740791947112345678FFFFFFFFFFFF',
    values: {
      'alpha identifier': 'Test',
      'type of number': 'international, telephone (E.164)',
      number: '+491721436587',
      'capability record': 'none',
      'extension record': 'none',
    },
  },
  {
    decoder: 'ext',
    hex: '020321436587FFFFFFFFFFFFFF',
    values: { 'record type': 'additional digits', 'extension data': '12345678', 'next record': 'none' },
  },
  {
    decoder: 'ecc',
    hex: '11F2FF416964FFFF03',
    values: { code: '112', 'alpha identifier': 'Aid', 'service category': 'police, ambulance' },
  },
  { decoder: 'eccSim', hex: '11F2FF19F1FFFFFFFF', values: { code: '112', 'code[2]': '911' } },
  { decoder: 'smss', hex: '05FF', values: { 'last TP-Message-Reference': '05', 'memory capacity exceeded': 'no' } },
  { decoder: 'cbmi', hex: '0032FFFF', values: { 'message identifier': '0032' } },
  { decoder: 'cbmir', hex: '11121113FFFFFFFF', values: { 'message identifiers': '1112 to 1113' } },
  {
    decoder: 'umpc',
    hex: '3C0502FFFF',
    values: {
      'maximum consumption': '60 mA',
      'operator’s time-out': '5 s',
      'additional information': 'no increased idle current, suspension supported',
    },
  },
  { decoder: 'kc', hex: '000102030405060707', values: { Kc: '0001020304050607', 'sequence number': 'no key' } },
  {
    decoder: 'keys',
    hex: `02${'11'.repeat(16)}${'22'.repeat(16)}`,
    values: { KSI: '2', CK: '11'.repeat(16), IK: '22'.repeat(16) },
  },
  { decoder: 'naiUri', hex: '80057465737431FF', values: { value: 'test1' } },
  { decoder: 'usgind', hex: '01', values: { usage: 'UIM_ID instead of the device’s ESN, MEID of the device' } },
  { decoder: 'deviceId', hex: '0478563412FFFFFF', values: { identifier: '12345678' } },
  { decoder: 'deviceId', hex: 'AABBCCDDEEFF01', values: { identifier: '01FFEEDDCCBBAA' } },
  { decoder: 'sidNid', hex: '0A00FFFF00', values: { SID: '10', NID: 'any', 'band class': '0' } },
  {
    decoder: 'mdn',
    hex: '0A21436587A9FFFFFF0A00',
    values: {
      'number of digits': '10',
      number: '1234567890',
      'type and plan': '0A',
      'presentation and screening': '00',
    },
  },
  {
    decoder: 'spnCdma',
    hex: `01080154657374${'FF'.repeat(28)}`,
    values: { 'display condition': 'shown at home', coding: 'Latin', language: '1', name: 'Test' },
  },
  // MIN 555 123 4567 as C.S0005 2.3.1.1 has it: 555 -> 444, 123 -> 012, 4 -> 4, 567 -> 456; MCC 310 -> 209, MNC 00 -> 99.
  {
    decoder: 'imsiM',
    hex: '00BC01C811036380D100',
    values: {
      class: 'class 0',
      IMSI_S2: '555',
      IMSI_S1: '1234567',
      IMSI_11_12: '00',
      programmed: 'yes, address number 0',
      MCC: '310',
    },
  },
];

describe('decoders of files', () => {
  it.each(VECTORS)('$decoder $hex', ({ decoder, hex: bytes, values: expected }) => {
    const decoded = decode(decoder, bytes);
    expect(decoded.problems).toEqual([]);
    expect(values(decoded.nodes)).toEqual(expected);
  });

  it('reads EF(DIR) records and leaves the empty ones', () => {
    const file = findKnownFile({ path: '3F002F00' });
    if (file === undefined) throw new Error('no EF(DIR)');
    const record = hex('611C4F0CA000000063504B43532D31355006504B4353313551043F007F50FFFF');
    const decoded = decodeKnownFile(file, { kind: 'records', records: [record, new Uint8Array(32).fill(0xff)] });
    expect(decoded.nodes.map(({ label, preview }) => [label, preview])).toEqual([
      ['record 1', 'PKCS15'],
      ['record 2', 'empty'],
    ]);
    expect(values(decoded.nodes)['record 1/application template/path']).toBe('3F00 7F50');
  });

  it('says the rules of EF(ARR) in words', () => {
    const decoded = decode('arr', '80010190008001 02A40683010A950108 FFFF');
    expect(decoded.nodes[0]?.preview).toContain('read: always; update: adm1');
  });

  it('names services by their bits', () => {
    const decoded = decode('ust', '0200000C');
    expect(decoded.nodes[0]).toMatchObject({ label: 'services 1 to 8', preview: '2 fixed dialling numbers' });
    expect(decoded.nodes[3]?.children[2]).toMatchObject({ label: '27 GSM access', preview: 'available' });
    const sim = decode('sst', '0D');
    expect(sim.nodes[0]?.children.map(({ preview }) => preview)).toEqual([
      'allocated, not activated',
      'activated',
      'not allocated',
      'not allocated',
    ]);
  });

  it('reads stored short messages', () => {
    const received = decode('sms', '01 07 919471123456F8 04 05 81 2143F5 00 00 62112112000000 04 D4F29C0E FFFF');
    expect(values(received.nodes)).toMatchObject({
      status: 'received, read',
      'TP-Originating-Address': '12345',
      'TP-Service-Centre-Time-Stamp': '2026-11-12 21:00:00 +00:00',
      'TP-User-Data': 'Test',
    });
    const toSend = decode('sms', '07 00 11 00 04 91 2143 00 08 AA 04 4F60597D');
    expect(values(toSend.nodes)).toMatchObject({ 'TP-Destination-Address': '+1234', 'TP-User-Data': '你好' });
  });

  it('says what a length promises and the bytes do not hold', () => {
    const decoded = decode('kc', '0001');
    expect(decoded.problems.map(({ message }) => message)).toContain('Kc has 2 of its 8 bytes');
  });

  it('keeps keys out of every token and marks their places', () => {
    const file = findKnownFile({ path: '3F007FFF6F08', aid: USIM });
    if (file === undefined) throw new Error('no EF(Keys)');
    const bytes = hex(`07${'C1'.repeat(16)}${'D2'.repeat(16)}`);
    const decoded = decodeKnownFile(file, { kind: 'transparent', bytes });
    expect(JSON.stringify(decoded.tokens)).not.toMatch(/C1C1|D2D2/);
    expect(secretSpans(decoded.nodes)).toEqual([
      { offset: 1, length: 16 },
      { offset: 17, length: 16 },
    ]);
  });

  it('marks what is left of a file of keys as secret as well', () => {
    const decoded = decodeKnownFile(fileOf('kc', true), { kind: 'transparent', bytes: hex(`${'A5'.repeat(8)}00B6B7`) });
    expect(secretSpans(decoded.nodes)).toContainEqual({ offset: 9, length: 2 });
    expect(JSON.stringify(decoded.tokens)).not.toContain('B6B7');
  });

  it('never throws, and its tokens tile the body, whatever the bytes', () => {
    const names = Object.keys(FILE_DECODERS) as DecoderName[];
    const body = fc.uint8Array({ maxLength: 80 });
    const plausible = fc.constantFrom(...VECTORS.map((vector) => hex(vector.hex)));
    const changed = fc.tuple(plausible, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([bytes, at, value]) => {
      const copy = bytes.slice();
      if (copy.length > 0) copy[at % copy.length] = value;
      return copy;
    });
    const content: fc.Arbitrary<FileContent> = fc.oneof(
      fc.oneof(body, changed).map((bytes) => ({ kind: 'transparent' as const, bytes })),
      fc.array(fc.oneof(body, changed), { maxLength: 4 }).map((records) => ({ kind: 'records' as const, records })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), content, fc.boolean(), (name, given, secret) => {
        const decoded = decodeKnownFile(fileOf(name, secret), given);
        const length = given.kind === 'transparent' ? given.bytes.length : concat(...given.records).length;
        let at = 0;
        for (const { span } of decoded.tokens) {
          expect(span.offset).toBe(at);
          expect(span.length).toBeGreaterThan(0);
          at += span.length;
        }
        expect(at).toBe(length);
        const paths = flat(decoded.nodes).map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
        for (const node of flat(decoded.nodes)) expect(node.span.offset + node.span.length).toBeLessThanOrEqual(length);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('text of alpha identifiers', () => {
  it.each([
    { hex: '47534D', text: 'GSM' },
    { hex: '0040', text: '@¡' },
    { hex: '1B65', text: '€' },
    { hex: '804F60597DFFFF', text: '你好' },
    { hex: '810308804180', text: 'ЀAЀ' },
    { hex: '82030430814180', text: 'бAа' },
  ])('$hex', ({ hex: bytes, text }) => {
    const decoded = decode('spn', `00${bytes}`);
    expect(decoded.nodes.find(({ label }) => label === 'name')?.preview).toBe(text);
    expect(toHex(hex(bytes))).toBe(bytes);
  });
});
