import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../core/base/bytes.ts';
import { exportCapture } from '../../../core/trace/export-capture.ts';
import { importing, importTrace } from '../../../core/trace/import-trace.ts';
import { sourceOf, traceOf } from '../../../core/trace/trace-source.ts';
import { serializeTrace } from '../../../core/transport/trace-file.ts';
import { recordedRead } from './trace-files.ts';

const COUNT = 6000;
const { trace: recorded } = await recordedRead('uicc-3g', 'inspect');
const lines = Array.from({ length: COUNT }, (_, i) => recorded.lines[i % recorded.lines.length]).flatMap((line, t) =>
  line === undefined ? [] : [{ ...line, t }],
);
const trace = { ...recorded, lines };
const capture = exportCapture(sourceOf(trace));
const arrows = lines.map(({ c, r }) => (c === '' ? `RESET\n${r}` : `> ${c}\n< ${r}`));
const hexRows = lines.filter(({ c }) => c !== '').flatMap(({ c, r }) => [c, r]);

/** UTF-16 little endian with its mark. */
const wide = (text: string) =>
  concat(Uint8Array.of(0xff, 0xfe), ...[...text].map((c) => Uint8Array.of(c.charCodeAt(0), 0)));

const FORMS: readonly (readonly [string, Uint8Array])[] = [
  ['pcap', capture.ok ? capture.value.bytes : new Uint8Array()],
  ['a trace of Bootcard', utf8(serializeTrace(trace))],
  ['a log with arrows', utf8(`${arrows.join('\n')}\n`)],
  ['a log whose lines end in CR LF, cut in the last one', utf8(arrows.join('\r\n'))],
  ['a log in Latin-1', concat(utf8(`${arrows.join('\n')}\n# `), Uint8Array.of(0xe9), utf8('\n'))],
  ['lines of hex', utf8(hexRows.join('\n'))],
  ['UTF-16', wide(`${arrows.slice(0, 400).join('\n')}\n`)],
];

describe('importing step by step', () => {
  it.each(FORMS)('%s: may be put aside all along, and gives the same', (_, bytes) => {
    const work = importing(bytes, 'x');
    let steps = 0;
    let step = work.next();
    for (; step.done !== true; step = work.next()) steps += 1;
    const once = importTrace(bytes, 'x');
    if (!step.value.ok || !once.ok) throw new Error(JSON.stringify([step.value, once]));
    const { source, notes, format } = step.value.value;
    expect(steps).toBeGreaterThan(source.count / 128 - 1);
    expect([notes, format]).toEqual([once.value.notes, once.value.format]);
    expect(traceOf(source)).toEqual(traceOf(once.value.source));
  });

  it('reads a text in pieces as it reads it whole: no line is lost between them', () => {
    // The place at which a piece ends moves through the line ends.
    for (let pad = 0; pad < 6; pad++) {
      const text = `# ${'x'.repeat(0x10000 - 20 + pad)}\r\n> 00A40004023F00\r\n< 9000\r\n> 00B0000001\r\n< AA9000\r\n`;
      const read = importTrace(utf8(text), 'x');
      expect(read.ok && traceOf(read.value.source)).toMatchObject({
        value: { lines: [{ c: '00A40004023F00' }, { c: '00B0000001', r: 'AA9000' }] },
      });
    }
  });
});
