import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.ts';
import { runThrough } from '../../../core/base/stepwise.ts';
import { decodeExchange } from '../../../core/trace/decode-exchange.ts';
import { FileBook } from '../../../core/trace/file-book.ts';
import { openTraceText, sourceOf } from '../../../core/trace/trace-source.ts';
import { TraceView } from '../../../core/trace/trace-view.ts';
import { serializeTrace, type TraceFile } from '../../../core/transport/trace-file.ts';
import { recordedRead, traceOfHex } from './trace-files.ts';

const AID = 'A000000063504B43532D3135';
const USIM = 'A0000000871002FF86FFFF89FFFFFFFF';

function decoded(trace: TraceFile) {
  const view = new TraceView(sourceOf(trace));
  const book = FileBook.of(view);
  if (!book.ok) throw new Error(book.error.code);
  return trace.lines.map((_, index) => {
    const line = view.at(index);
    if (!line.ok) throw new Error(line.error.code);
    return decodeExchange(line.value, book.value);
  });
}

const filesOf = (rows: readonly string[]) =>
  decoded(traceOfHex(rows)).map(({ file }) => file && `${file.name} ${file.path}`);

describe('the file that an exchange touched', () => {
  it.each([
    {
      name: 'by file id down the path, class A0',
      rows: ['A0A40000023F00 9F17', 'A0A40000027F20 9F17', 'A0A40000026F07 9F0F', 'A0B0000009 0809101010325476989000'],
      files: ['MF 3F00', 'DF(GSM) 3F007F20', 'EF(IMSI) 3F007F206F07', 'EF(IMSI) 3F007F206F07'],
    },
    {
      name: 'a DF beside the current one (TS 51.011 6.5)',
      rows: ['A0A40000023F00 9F17', 'A0A40000027F20 9F17', 'A0A40000027F10 9F17', 'A0A40000026F3A 9F0F'],
      files: ['MF 3F00', 'DF(GSM) 3F007F20', 'DF(TELECOM) 3F007F10', 'EF(ADN) 3F007F106F3A'],
    },
    {
      name: 'a SELECT that is refused changes nothing',
      rows: ['A0A40000023F00 9F17', 'A0A40000027F20 9F17', 'A0A40000026FFF 9404', 'A0A40000026F07 9F0F'],
      files: ['MF 3F00', 'DF(GSM) 3F007F20', 'null 3F007F206FFF', 'EF(IMSI) 3F007F206F07'],
    },
    {
      name: 'by path from the MF and by 7FFF',
      rows: [
        `00A4040410${USIM} 6120`,
        '00A40804067FFF5F3B4F20 611C',
        '00A40804022FE2 611C',
        '00A40004027FFF 6120',
        '00A40004026F07 611C',
      ],
      files: ['ADF(USIM) 7FFF', 'EF(Kc) 7FFF5F3B4F20', 'EF(ICCID) 3F002FE2', 'ADF(USIM) 7FFF', 'EF(IMSI) 7FFF6F07'],
    },
    {
      name: 'by short file id',
      rows: ['00A40004023F00 611C', '00B2010430 9000', '00B201F430 6C30', '00B0820000 980110000000000000F09000'],
      files: ['MF 3F00', null, 'EF(DIR) 3F002F00', 'EF(ICCID) 3F002FE2'],
    },
    {
      name: 'parent, and the application that ends',
      rows: ['A0A40000023F00 9F17', '00A4030400 6A86', '00A4030400 611C', '00A40004022FE2 611C'],
      files: ['MF 3F00', 'MF 3F00', 'MF 3F00', 'EF(ICCID) 3F002FE2'],
    },
  ])('$name', ({ rows, files }) => {
    expect(filesOf(rows)).toEqual(files);
  });

  it('is unknown until something tells, and told by ids of the MF', () => {
    expect(filesOf(['00B0000010 9000', '00A40004026F07 611C', '00A40004022FE2 611C', '00A40004026F38 611C'])).toEqual([
      null,
      'null 6F07',
      'EF(ICCID) 3F002FE2',
      'null 3F006F38',
    ]);
  });

  it('is learned from STATUS in the middle of a session, in both classes', () => {
    const fcp = `621A8202782183027FF08410${USIM}`;
    expect(filesOf([`80F2000000 ${fcp}9000`, '00A40004026F07 611C'])[1]).toBe('EF(IMSI) 7FFF6F07');
    const gsm = '0000FFFF7F2002000000000009910016080083838383';
    expect(filesOf([`A0F2000016 ${gsm}9000`, 'A0A40000026F07 9F0F'])[1]).toBe('EF(IMSI) 3F007F206F07');
  });

  it('is that of its channel; a new one begins at the MF, or where the one it came from stands', () => {
    expect(
      filesOf([
        `00A4040410${USIM} 6120`,
        '0070000001 019000',
        '01A40004022F00 611C',
        `01A404040C${AID} 6115`,
        '0170000001 029000',
        '02A40004025031 6118',
        '00A40004026F07 611C',
        '00708002 9000',
        '02A40004025031 6881',
      ]),
    ).toEqual([
      'ADF(USIM) 7FFF',
      null,
      'EF(DIR) 3F002F00',
      'ADF(PKCS15) 7FFF',
      null,
      'EF(ODF) 7FFF5031',
      'EF(IMSI) 7FFF6F07',
      null,
      'EF(ODF) 5031',
    ]);
  });

  it('is the MF after a reset, and channels are closed', () => {
    expect(filesOf(['A0A40000027F20 9F17', 'reset', 'A0A40000022FE2 9F0F'])).toEqual([
      'DF(GSM) 3F007F20',
      null,
      'EF(ICCID) 3F002FE2',
    ]);
  });

  it('gets its application by name from EF(DIR), which has its path', () => {
    const dir = `61144F0C${AID}51043F007F50`;
    expect(
      filesOf(['00A40004022F00 611C', `00B2010416 ${dir}9000`, `00A404040C${AID} 6115`, '00A40004025031 6118']),
    ).toEqual(['EF(DIR) 3F002F00', 'EF(DIR) 3F002F00', 'DF(PKCS15) 3F007F50', 'EF(ODF) 3F007F505031']);
  });
});

describe('an exchange decoded', () => {
  it('joins GET RESPONSE and the repeated command with what they go on with', () => {
    const fcp = '62168202412183026F078A01058B036F0601800200098800';
    const lines = decoded(
      traceOfHex([
        '00A40004026F07 6118',
        `00C0000018 ${fcp}9000`,
        '00B0000000 6C09',
        '00B0000009 0809101010325476989000',
      ]),
    );
    expect(lines.map(({ of }) => of)).toEqual([null, 0, null, 2]);
    expect(lines[1]?.tree[0]?.label).toBe('FCP');
    expect(lines[1]?.file?.path).toBe('6F07');
    expect(lines[0]?.parameters).toBe('by file id, FCP wanted');
    expect(lines[2]?.status?.meaning).toContain('wrong Le');
  });

  it('decodes what was read of a file, piece by piece, with masked secrets', async () => {
    const { trace } = await recordedRead('uicc-3g', 'inspect');
    const lines = decoded(trace);
    const message = lines.filter(({ file, name }) => file?.name === 'EF(DM_Bootstrap)' && name === 'READ BINARY');
    expect(message.length).toBeGreaterThan(3);
    expect(message.every(({ tree }) => tree.length > 0)).toBe(true);
    expect(
      lines.filter(({ file }) => file?.name === 'EF(DIR)').some(({ tree }) => JSON.stringify(tree).includes('AID')),
    ).toBe(true);
    const secrets: string[] = [];
    const walk = (nodes: (typeof lines)[number]['tree']): void => {
      for (const node of nodes) {
        if (node.secret) secrets.push(node.label);
        walk(node.children);
      }
    };
    for (const { tree } of message) walk(tree);
    expect(secrets).toContain('AAuthSecret');
  });

  it('names every file that the read of a card names', async () => {
    for (const card of ['sim', 'ruim', 'uicc', 'uicc-2g', 'uicc-3g'] as const) {
      const { trace, read } = await recordedRead(card, 'inspect');
      const seen = new Set(decoded(trace).map(({ file }) => file?.path));
      for (const file of read.files) expect(seen, `${card} ${file.name}`).toContain(file.path);
      const [content] = read.objects;
      expect(decoded(trace).find(({ file }) => file?.path === content?.path)?.file?.name).toBe('EF(DM_Bootstrap)');
    }
  });
});

describe('a long trace', () => {
  const rows = [
    'A0A40000023F00 9F17',
    'A0A40000027F20 9F17',
    'A0A40000026F07 9F0F',
    'A0B0000009 0809101010325476989000',
    'A0A40000027F10 9F17',
  ];
  const trace = traceOfHex(Array.from({ length: 20_000 }, (_, i) => rows[i % rows.length] ?? ''));
  const bytes = utf8(serializeTrace(trace));

  it('gives single lines as a walk through all of it does, wherever one looks first', () => {
    const whole = decoded(trace).map(({ file }) => file?.path);
    const source = runThrough(openTraceText(bytes, 'x'));
    if (!source.ok) throw new Error(source.error.code);
    const view = new TraceView(source.value);
    for (const at of [19_999, 3, 12_345, 12_346, 1024, 1023, 0, 7_777]) {
      const line = view.at(at);
      if (!line.ok) throw new Error(line.error.code);
      expect(decodeExchange(line.value).file?.path, String(at)).toBe(whole[at]);
    }
  });

  it('is not decoded when it is opened: a line that is wrong is found when it is asked for', () => {
    const text = serializeTrace(trace).replace('{"t":5000,', '{"t":"later",');
    const source = runThrough(openTraceText(utf8(text), 'x'));
    if (!source.ok) throw new Error(source.error.code);
    expect(source.value.count).toBe(20_000);
    const view = new TraceView(source.value);
    expect(view.at(4).ok).toBe(true);
    const wrong = view.at(6);
    expect(wrong.ok ? undefined : wrong.error.details).toMatchObject({ line: 7, path: 'x' });
    expect(view.at(20_000).ok).toBe(false);
  });

  it('keeps no credential, whoever wrote it', () => {
    const source = sourceOf(traceOfHex(['0020000A083132333435363738 9000', '0020000A 63C3']));
    const line = source.line(0);
    if (!line.ok) throw new Error(line.error.code);
    expect(line.value.c).toBe('0020000A082A2A2A2A2A2A2A2A');
    expect(line.value.masked).toEqual([{ of: 'c', offset: 5, length: 8 }]);
  });
});
