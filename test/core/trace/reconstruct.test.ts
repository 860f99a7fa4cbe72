import { describe, expect, it } from 'vitest';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { reconstructPhone } from '../../../core/trace/reconstruct.ts';
import { sourceOf } from '../../../core/trace/trace-source.ts';
import { TraceView } from '../../../core/trace/trace-view.ts';
import type { TraceFile } from '../../../core/transport/trace-file.ts';
import { recordedRead, traceOfHex } from './trace-files.ts';

function phoneOf(trace: TraceFile) {
  const phone = reconstructPhone(new TraceView(sourceOf(trace)));
  if (!phone.ok) throw new Error(phone.error.code);
  return phone.value;
}

const cut = (trace: TraceFile, lines: number): TraceFile => ({ ...trace, lines: trace.lines.slice(0, lines) });

describe('what a device did', () => {
  it.each([
    ['sim', '2g'],
    ['ruim', '2g'],
    ['uicc-2g', '2g'],
    ['uicc-3g', '3g'],
    ['uicc', '3g'],
  ] as const)('with %s: every step, to the whole message', async (card, mode) => {
    const phone = phoneOf((await recordedRead(card, 'device')).trace);
    expect(phone).toMatchObject({ mode, reached: 'content', stopped: null, faults: [] });
    expect(phone.steps.map(({ verdict }) => verdict)).toEqual(phone.steps.map(() => 'done'));
    expect(phone.steps.some(({ id }) => id === 'channel')).toBe(mode === '3g');
    expect(phone.steps.find(({ id }) => id === 'odf')?.clause).toBe(mode === '3g' ? 'D.3.5' : 'D.2.5');
  });

  it('stops where its trace does, and never reaches less than with fewer lines', async () => {
    const { trace } = await recordedRead('sim', 'device');
    const order = ['switchOn', 'efDir', 'application', 'odf', 'dodf', 'content'];
    const reached = trace.lines.map((_, at) => order.indexOf(phoneOf(cut(trace, at + 1)).reached ?? ''));
    expect([...reached].sort((a, b) => a - b)).toEqual(reached);
    expect(new Set(reached)).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    const short = phoneOf(cut(trace, trace.lines.length - 8));
    expect(short.steps.at(-1)?.verdict).toBe('partial');
    expect(short.stopped).toContain('the phone asked no more');
  });

  it('stopped because the card refused', async () => {
    const card = builtinCard('sim');
    if (card === undefined) throw new Error('no built-in');
    const files = card.files.map((file) =>
      file.path === '3F007F506421'
        ? { ...file, access2g: { read: 1, update: 4, increase: 15, rehabilitate: 4, invalidate: 4 } }
        : file,
    );
    const credentials = card.credentials.map((one) => ({ ...one, enabled: true }));
    const phone = phoneOf((await recordedRead({ ...card, files, credentials }, 'device')).trace);
    expect(phone).toMatchObject({ reached: 'dodf', stopped: expect.stringContaining('9804') });
    expect(phone.steps.at(-1)?.verdict).toBe('refused');
    expect(phone.faults).toEqual([]);
  });

  it('found a file that a directory of the card names, and the card does not have', async () => {
    const card = builtinCard('uicc-3g');
    if (card === undefined) throw new Error('no built-in');
    const files = card.files.filter(({ path }) => path !== '3F007F506421');
    const phone = phoneOf((await recordedRead({ ...card, files }, 'device')).trace);
    expect(phone.reached).toBe('dodf');
    expect(phone.faults).toMatchObject([
      { side: 'card', code: 'card-file-missing', message: '3F007F506421 is named by the card, and not on it' },
    ]);
  });

  it('began in the middle: what was before is not taken for left out', async () => {
    const { trace } = await recordedRead('uicc-3g', 'device');
    const from = trace.lines.findIndex(({ c }) => c.includes('A404'));
    const phone = phoneOf({ header: { ...trace.header, atr: '' }, lines: trace.lines.slice(from) });
    expect(phone.steps[0]?.verdict).toBe('notTaken');
    expect(phone.stopped).toBeNull();
  });
});

describe('who broke a rule', () => {
  it.each([
    ['card-status-unknown', ['A0A40000023F00 4711']],
    ['card-answer-long', ['A0A40000023F00 9F17', 'A0A40000022FE2 9F0F', 'A0B0000002 0102039000']],
    ['card-answer-short', ['00A40004022FE2 611C', '00B000000A 01029000']],
    [
      'card-wrong-file',
      ['A0A40000027F20 9F17', 'A0A40000026F07 9F0F', 'A0C000000F 000000096F38040011FF44010200009000'],
    ],
    ['card-header-malformed', ['00A40004022F00 6103', '00C0000003 0102039000']],
    ['phone-class-mixed', ['00A40004023F00 611C', 'A0A40000023F00 6E00']],
    ['phone-channel-closed', ['00A40004023F00 611C', '02A40004022F00 6881']],
    ['phone-no-file', ['A0A40000023F00 9F17', 'A0B0000002 9400']],
    ['phone-wrong-command', ['A0A40000022F00 9F0F', 'A0B0000002 9408']],
    ['phone-past-end', ['00A40004022FE2 611C', '00B000FF02 6B00']],
    ['phone-answer-lost', ['00A4000C022FE2 9000', '00C0000010 6985']],
  ])('%s', (code, rows) => {
    const { faults } = phoneOf(traceOfHex(rows));
    expect(faults.map((fault) => fault.code)).toEqual([code]);
    expect(faults[0]).toMatchObject({ side: code.split('-')[0], lines: [rows.length - 1] });
  });

  it('is nobody where a card is asked which class it speaks', () => {
    expect(phoneOf(traceOfHex(['0070000001 6E00', '80F2000000 6E00', 'A0A40000023F00 9F17'])).faults).toEqual([]);
  });
});
