import { describe, expect, it } from 'vitest';
import { concat, hex, toHex } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { createFileCursor } from '../../../core/card/file-cursor.ts';
import { bodyOf, type FileRead, readCurrentFile } from '../../../core/card/read-file.ts';
import { withFace } from '../../../core/card/with-face.ts';
import { tlv } from '../../../core/tlv/ber-tlv.ts';
import { FileBook } from '../../../core/trace/file-book.ts';
import { cardFromTrace } from '../../../core/trace/trace-card.ts';
import { indexTrace } from '../../../core/trace/trace-index.ts';
import { traceSecrets } from '../../../core/trace/trace-secrets.ts';
import { sourceOf } from '../../../core/trace/trace-source.ts';
import { TraceView } from '../../../core/trace/trace-view.ts';
import { redactTrace, type TraceFile, traceLineOf } from '../../../core/transport/trace-file.ts';
import type { CardImage, FileImage } from '../../../core/virtual-card/card-image.ts';
import { openVirtualLink } from '../../support/virtual-link.ts';
import { traceOfHex } from './trace-files.ts';

const PATH = '3F002F70';

/** A UICC with one more file under the MF. */
function cardOf(file: Partial<FileImage>, protocol: 'T=0' | 'T=1'): CardImage {
  const base = builtinCard('uicc-3g');
  if (base === undefined) throw new Error('no built-in card');
  const own: FileImage = { path: PATH, type: 'ef', structure: 'transparent', ...file };
  return { ...base, protocols: [protocol], files: [...base.files, own] };
}

/** Reads that file, with the trace on. */
async function read(
  image: CardImage,
): Promise<{ readonly trace: TraceFile; readonly body: Uint8Array; readonly read: FileRead }> {
  const card = await openVirtualLink(image);
  const done = await withFace(card.link, '3g', async (face) => {
    const cursor = createFileCursor(card.link, face);
    const selected = await cursor.select({ aid: null, fids: [0x2f70] });
    if (!selected.ok || selected.value.header === undefined) throw new Error('not selected');
    return readCurrentFile(card.link, cursor, selected.value.header);
  });
  const { atr, protocol, reader } = card.link.transport;
  await card.close();
  if (!done.ok) throw new Error(done.error.code);
  const lines = card.exchanges.map((exchange) => traceLineOf(exchange, reader));
  const header = { format: 'bootcard-trace/1' as const, reader, atr: toHex(atr), protocol };
  return { trace: { header, lines }, body: bodyOf(done.value.content), read: done.value };
}

function bookOf(trace: TraceFile): FileBook {
  const book = FileBook.of(new TraceView(sourceOf(trace)));
  if (!book.ok) throw new Error(book.error.code);
  return book.value;
}

/** What the trace without its secrets holds. */
const masked = (trace: TraceFile) => redactTrace(trace, traceSecrets(bookOf(trace)));

function cardFrom(trace: TraceFile): CardImage {
  const made = cardFromTrace(new TraceView(sourceOf(trace)));
  if (!made.ok) throw new Error(made.error.code);
  return made.value.image;
}

const PATTERN = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

describe.each(['T=0', 'T=1'] as const)('data objects over %s', (protocol) => {
  const short = tlv(0x80, hex('0102'));
  const long = tlv(0x5f21, PATTERN(700));
  const objects = concat(short, long);
  const file = { structure: 'ber-tlv', size: 1024, data: toHex(objects) } as const;

  it('are followed block by block, and make a card with the same objects', async () => {
    const done = await read(cardOf(file, protocol));
    expect(toHex(done.body)).toBe(toHex(objects));
    const book = bookOf(done.trace);
    const held = book.files.filter(({ file: own }) => own.object !== undefined);
    expect(held.map(({ file: { object }, body }) => [object, toHex(body)])).toEqual([
      ['5C', toHex(tlv(0x5c, hex('805F21')))],
      ['80', toHex(short)],
      ['5F21', toHex(long)],
    ]);
    const index = indexTrace(sourceOf(done.trace));
    if (!index.ok) throw new Error(index.error.code);
    const rows = index.value.rows(0, index.value.count).filter(({ name }) => name === 'RETRIEVE DATA');
    expect(rows.every(({ file: own }) => own?.path === PATH)).toBe(true);
    expect(rows.map(({ parameters }) => parameters)).toContain('object 5F21, first block');
    expect(rows.at(-1)?.parameters).toBe('next block');
    const image = cardFrom(done.trace);
    expect(image.files.find(({ path }) => path === PATH)).toMatchObject({ structure: 'ber-tlv' });
    expect(toHex((await read(image)).body)).toBe(toHex(objects));
  });

  it('hide the secrets of a message that stands in one, in whichever blocks they came', async () => {
    const message = defaultMessage();
    const data = concat(short, tlv(0x81, message));
    const { trace } = await read(cardOf({ structure: 'ber-tlv', size: 2500, data: toHex(data) }, protocol));
    const hidden = masked(trace);
    expect(hidden.lines.map(({ r }) => r.slice(-4))).toEqual(trace.lines.map(({ r }) => r.slice(-4)));
    const stars = hidden.lines.flatMap(({ masked: places = [] }) => places);
    expect(stars.length).toBeGreaterThan(1);
    const plain = bookOf(trace).files.find(({ file: own }) => own.object === '81')?.body ?? new Uint8Array(0);
    const after = bookOf(hidden).files.find(({ file: own }) => own.object === '81')?.body ?? new Uint8Array(0);
    expect(toHex(plain)).toBe(toHex(tlv(0x81, message)));
    const changed = plain.filter((byte, at) => byte !== after[at]);
    expect(changed.length).toBeGreaterThan(20);
    expect(after.every((byte, at) => byte === plain[at] || byte === 0x2a)).toBe(true);
    const index = indexTrace(sourceOf(trace));
    if (!index.ok) throw new Error(index.error.code);
    const rows = index.value.rows(0, index.value.count);
    expect(rows.map(({ data: own, sw }) => `${toHex(own)}${sw ?? ''}`)).toEqual(hidden.lines.map(({ r }) => r));
  });

  it('of a file beyond 32 kB, by the odd READ, come back as they were', async () => {
    const body = PATTERN(33_500);
    const done = await read(cardOf({ size: body.length, data: toHex(body) }, protocol));
    const entry = bookOf(done.trace).files.find(({ file: own }) => own.fids.at(-1) === '2F70');
    expect(toHex(entry?.body ?? new Uint8Array(0))).toBe(toHex(body));
    expect(entry?.known.includes(0)).toBe(false);
  });
});

describe('SET DATA', () => {
  const rows = [
    '00A4000C022F70 9000',
    '80DB00800480021112 9000',
    '80DB0080038104AA 63F1',
    '80DB000003BBCCDD 9000',
    '80DB00800180 9000',
    '80DB00810181 6A82',
  ];

  it('puts objects into the file, block by block, and takes them out', () => {
    const book = bookOf(traceOfHex(rows, 'T=1'));
    const held = book.files.filter(({ file }) => file.object !== undefined);
    expect(held.map(({ file, body }) => `${file.object} ${toHex(body)}`)).toEqual(['80 80', '81 8104AABBCCDD']);
    expect(held[0]?.older.map(({ body }) => toHex(body))).toEqual(['80021112']);
    const image = cardFrom(traceOfHex(rows, 'T=1'));
    expect(image.files.find(({ path }) => path === PATH)).toMatchObject({ structure: 'ber-tlv', data: '8104AABBCCDD' });
  });

  it('is named with its object and its block', () => {
    const index = indexTrace(sourceOf(traceOfHex(rows)));
    if (!index.ok) throw new Error(index.error.code);
    expect(index.value.rows(1, 4).map(({ name, parameters }) => `${name}: ${parameters}`)).toEqual([
      'SET DATA: object 80, first block',
      'SET DATA: object 81, first block',
      'SET DATA: next block',
      'SET DATA: object 80, first block',
    ]);
  });
});

it('toolkit commands are named with what they carry', () => {
  const index = indexTrace(
    sourceOf(traceOfHex(['80C2000003D60100 9000', '8012000010 6F00', '80140000028100 9000', '8010000002FFFF 9120'])),
  );
  if (!index.ok) throw new Error(index.error.code);
  expect(index.value.rows(0, 4).map(({ name, parameters }) => `${name}: ${parameters}`)).toEqual([
    'ENVELOPE: event download',
    'FETCH: 16 bytes',
    'TERMINAL RESPONSE: 2 bytes',
    'TERMINAL PROFILE: ',
  ]);
});
