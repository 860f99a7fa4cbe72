import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.ts';
import { importTrace } from '../../../core/trace/import-trace.ts';
import { indexTrace } from '../../../core/trace/trace-index.ts';

function imported(lines: readonly string[]) {
  const read = importTrace(utf8(`${lines.join('\r\n')}\r\n`), 'modem.log');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const index = indexTrace(read.value.source);
  if (!index.ok) throw new Error(index.error.code);
  const rows = index.value.rows(0, index.value.count, { showSecrets: true });
  const lineAt = (row: number) => index.value.line(row);
  return {
    ...read.value,
    pairs: rows.map((_, row) => {
      const line = lineAt(row);
      return line.ok ? `${line.value.c} ${line.value.r}` : '';
    }),
    files: rows.map(({ file }) => file?.path ?? null),
    channels: rows.map(({ channel }) => channel),
  };
}

const FCP = '621C8202412183026F07A503C001008A01058B032F060180020009880138';

describe('AT commands that stand for exchanges', () => {
  it('+CRSM: SELECT by the path, then the command', () => {
    const { pairs, files, format, notes } = imported([
      'AT+CRSM=176,28423,0,0,9,,"7FFF"',
      '+CRSM: 144,0,"080910101032547698"',
      'OK',
      'AT+CRSM=178,12032,1,4,4,"","3F00"',
      '+CRSM: 144,0,"61024F00"',
      'OK',
      'AT+CRSM=214,28539,0,2,3,"01AB02","3F007F10"',
      '+CRSM: 144,0',
      'OK',
    ]);
    expect(format).toBe('at');
    expect(pairs).toEqual([
      '00A4080C047FFF6F07 9000',
      '00B0000009 0809101010325476989000',
      '00A4080C022F00 9000',
      '00B2010404 61024F009000',
      '00A4080C047F106F7B 9000',
      '00D600020301AB02 9000',
    ]);
    expect(files.slice(2)).toEqual(['3F002F00', '3F002F00', '3F007F106F7B', '3F007F106F7B']);
    expect(notes.join()).toContain('3 exchanges that the modem kept to itself');
  });

  it('+CRSM without a path: 6Fxx in the application, all else from the MF', () => {
    const answer = '+CRSM: 144,0,"00"';
    const { pairs } = imported([
      'AT+CRSM=176,28589,0,0,1',
      answer,
      'AT+CRSM=176,12258,0,0,1',
      answer,
      'AT+CRSM=242',
      answer,
    ]);
    expect(pairs).toEqual([
      '00A4080C047FFF6FAD 9000',
      '00B0000001 009000',
      '00A4080C022FE2 9000',
      '00B0000001 009000',
      '80F2000000 009000',
    ]);
  });

  it('GET RESPONSE is what SELECT answers; a file that is not there is refused by SELECT', () => {
    const { pairs } = imported([
      'AT+CRSM=192,28423,0,0,15,,"7FFF"',
      `+CRSM: 144,0,"${FCP}"`,
      'AT+CRSM=176,28422,0,0,4,,"7FFF"',
      '+CRSM: 106,130,""',
      'AT+CRSM=220,28474,1,4,2,"0102","7F10"',
      '+CRSM: 105,130',
    ]);
    expect(pairs).toEqual([
      `00A40804047FFF6F07 ${FCP}9000`,
      '00A4080C047FFF6F06 6A82',
      '00A4080C047F106F3A 9000',
      '00DC0104020102 6982',
    ]);
  });

  it('class A0 where an answer tells it, for all of the log', () => {
    const header = '000000096F0704001400550102000000';
    const { pairs, files } = imported([
      'AT+CRSM=176,28423,0,0,1',
      '+CRSM: 144,0,"08"',
      'AT+CRSM=192,28423,0,0,15',
      `+CRSM: 144,0,"${header.slice(0, 30)}"`,
      'AT+CRSM=178,28480,1,4,1',
      '+CRSM: 152,4',
    ]);
    const down = (df: string, ef: string, sw = '9000') => [
      'A0A40000023F00 9000',
      `A0A4000002${df} 9000`,
      `A0A4000002${ef} ${sw}`,
    ];
    expect(pairs).toEqual([
      ...down('7F20', '6F07'),
      'A0B0000001 089000',
      ...down('7F20', '6F07', '9F0F'),
      `A0C000000F ${header.slice(0, 30)}9000`,
      ...down('7F10', '6F40'),
      'A0B2010401 9804',
    ]);
    expect(files.at(-1)).toBe('3F007F106F40');
  });

  it('+CCHO, +CGLA, +CRLA and +CCHC: a channel, its application, what went over it, its end', () => {
    const { pairs, channels } = imported([
      'AT+CCHO="A000000063504B43532D3135"',
      '',
      '7',
      'OK',
      'AT+CGLA=7,14,"00A40004025031"',
      '+CGLA: 4,"6120"',
      'OK',
      'AT+CRLA=7,176,20529,0,0,2,,"7FFF"',
      '+CRLA: 144,0,"A106"',
      'OK',
      'AT+CCHO="A0000000871002"',
      '+CCHO: 41',
      'OK',
      'AT+CGLA=41,10,"80F2000C00"',
      '+CGLA: 4,"9000"',
      'OK',
      'AT+CGLA=41,10,"81F2000C00"',
      '+CGLA: 4,"9000"',
      'OK',
      'AT+CCHC=7',
      'OK',
    ]);
    expect(pairs).toEqual([
      '0070000001 079000',
      '43A4040C0CA000000063504B43532D3135 9000',
      '43A40004025031 6120',
      '43A4080C047FFF5031 9000',
      '43B0000002 A1069000',
      '0070000001 019000',
      '01A4040C07A0000000871002 9000',
      '81F2000C00 9000',
      '81F2000C00 9000',
      '0070800700 9000',
    ]);
    expect(channels.slice(1, 5)).toEqual([7, 7, 7, 7]);
  });

  it('what got no answer has none', () => {
    const { pairs } = imported([
      'AT+CCHO="A000000063"',
      '+CME ERROR: 22',
      'AT+CRSM=176,28423,0,0,9,,"7FFF"',
      'ERROR',
      'AT+CCHC=2',
      '+CME ERROR: 21',
      'AT+CSIM=10,"A0F2000016"',
      'ERROR',
    ]);
    expect(pairs).toEqual(['0070000001 ', '00B0000009 ', '0070800200 ', 'A0F2000016 ']);
  });

  it.each(['AT+CRSM=176,99999,0,0,9', 'AT+CRSM=300', 'AT+CRSM=176,28423,0,0,9,"0G"', '+CRSM: x,0', 'AT+CCHO=1,2'])(
    '%s is said to be wrong',
    (line) => {
      const read = importTrace(utf8(`AT+CRSM=242\n+CRSM: 144,0\n${line}\n`), 'a');
      expect(read.ok ? read.value.notes : read.error.details.place).toBe('line 3');
    },
  );

  it('PINs of other AT commands are not kept', () => {
    const { source } = imported(['AT+CPIN="4711"', 'OK', 'AT+CSIM=26,"A02000010834373131FFFFFFFF"', '+CSIM: 4,"9000"']);
    expect(JSON.stringify(source.line(0))).not.toMatch(/4711|34373131/);
    expect(source.count).toBe(1);
  });
});
