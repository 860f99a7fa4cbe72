import { describe, expect, it } from 'vitest';
import { INS } from '../../core/apdu/instructions.ts';
import type { StructureNode } from '../../core/base/structure.ts';
import { BUILTIN_CARDS } from '../../core/bootstrap/builtin-cards.ts';
import { FCP_TAGS, PIN_STATUS_TAGS, PROPRIETARY_TAGS } from '../../core/card/fcp-objects.ts';
import { apduParts } from '../../core/trace/apdu-parts.ts';
import { parameterWords } from '../../core/trace/command-words.ts';
import { decodeExchange } from '../../core/trace/decode-exchange.ts';
import { reconstructPhone } from '../../core/trace/reconstruct.ts';
import { sourceOf } from '../../core/trace/trace-source.ts';
import { TraceView } from '../../core/trace/trace-view.ts';
import type { TraceFile } from '../../core/transport/trace-file.ts';
import { aspectWords, broughtWords, carriedLabel } from '../../renderer/model/carried-words.ts';
import { coreWords } from '../../renderer/text/core-words.ts';
import { recordedRead, traceOfHex } from '../core/trace/trace-files.ts';
import { english } from '../support/english-phrases.ts';
import { Random } from '../support/random.ts';

const zh = coreWords('zh');

function wordsOfTree({ label, preview = '', children }: StructureNode): readonly string[] {
  return [label, preview, ...children.flatMap(wordsOfTree)];
}

/** What is said of the device in a trace. */
function story(trace: TraceFile): readonly string[] {
  const phone = reconstructPhone(new TraceView(sourceOf(trace)));
  if (!phone.ok) throw new Error(phone.error.code);
  const { steps, stopped, faults } = phone.value;
  return [
    ...steps.flatMap(({ title, fact }) => [title, fact]),
    ...(stopped === null ? [] : [stopped]),
    ...faults.map(({ message }) => message),
  ];
}

describe('words of a trace in Chinese', () => {
  it.each(BUILTIN_CARDS)('say every parameter and file header of a read of $name', async ({ name }) => {
    const { trace } = await recordedRead(name, 'inspect');
    const phrases: string[] = [];
    const walked = new TraceView(sourceOf(trace)).each((traced) => {
      const { parameters, tree } = decodeExchange(traced);
      phrases.push(parameters, ...tree.flatMap(wordsOfTree));
    });
    expect(walked.ok).toBe(true);
    expect(phrases.length).toBeGreaterThan(20);
    expect(english(phrases)).toEqual([]);
  });

  it('say the parameters of any command', () => {
    const random = new Random(3);
    const known = [...Object.values(INS), 0x10, 0x12, 0x14, 0xc2, 0x32];
    const phrases = Array.from({ length: 6000 }, () => {
      const data = random.times(0, 4, () => random.below(256));
      const p1 = random.chance(60) ? random.below(10) : random.below(256);
      const head = [random.pick([0xa0, 0x00, 0x80]), random.pick(known), p1, random.below(256)];
      return parameterWords(apduParts(Uint8Array.from([...head, data.length, ...data])));
    });
    expect(english(phrases)).toEqual([]);
  });

  it('say the objects of a file header, whatever their bytes', () => {
    const random = new Random(5);
    const objects = [FCP_TAGS, PROPRIETARY_TAGS, PIN_STATUS_TAGS].flatMap((table) => Object.values(table));
    const phrases = objects.flatMap(({ label, preview }) => [
      label,
      ...Array.from({ length: 200 }, () => preview(Uint8Array.from(random.times(1, 6, () => random.below(256))))),
    ]);
    expect(english(phrases)).toEqual([]);
  });

  it('say what a device did, and where it stopped, at every line of its way', async () => {
    for (const name of ['sim', 'uicc-3g']) {
      const { trace } = await recordedRead(name, 'device');
      const cuts = trace.lines.map((_, at) => story({ ...trace, lines: trace.lines.slice(0, at + 1) }));
      expect(english(cuts.flat())).toEqual([]);
    }
    expect(zh('EF(ODF): the card answered 9804 (line 12).')).toBe('EF(ODF)：卡应答 9804（第 12 行）。');
  });

  it.each([
    [['A0A40000023F00 4711']],
    [['A0A40000023F00 9F17', 'A0A40000022FE2 9F0F', 'A0B0000002 0102039000']],
    [['00A40004022FE2 611C', '00B000000A 01029000']],
    [['A0A40000027F20 9F17', 'A0A40000026F07 9F0F', 'A0C000000F 000000096F38040011FF44010200009000']],
    [['00A40004022F00 6103', '00C0000003 0102039000']],
    [['00A40004023F00 611C', 'A0A40000023F00 6E00']],
    [['00A40004023F00 611C', '02A40004022F00 6881']],
    [['A0A40000023F00 9F17', 'A0B0000002 9400']],
    [['A0A40000022F00 9F0F', 'A0B0000002 9408']],
    [['00A40004022FE2 611C', '00B000FF02 6B00']],
    [['00A4000C022FE2 9000', '00C0000010 6985']],
  ])('say which rule was broken by %j', (rows) => {
    expect(story(traceOfHex(rows)).length).toBeGreaterThan(6);
    expect(english(story(traceOfHex(rows)))).toEqual([]);
  });

  it('keep the names of standards in what an answer carries', () => {
    const item = { value: '', secret: false, depth: 1, offset: 0, length: 4 };
    const label = (path: string, of: 'header' | 'file' = 'file') =>
      carriedLabel({ ...item, path, label: path.split('/').at(-1) ?? '' }, of, zh);
    expect(label('record 2/path')).toBe('路径');
    expect(label('dataObjects/Path/path')).toBe('path');
    expect(label('SyncML/header')).toBe('头部');
    expect(label('FCP/structure', 'header')).toBe('结构');
  });

  it('name what differs between two cards', () => {
    expect(aspectWords('record 2/rules/key[2]/key reference', zh)).toBe('记录 2/规则/key[2]/密钥引用');
    expect(aspectWords('record length', zh)).toBe('记录长度');
    expect(aspectWords('NordTel/label', zh)).toBe('NordTel/label');
  });

  it('say in one line what an answer brought, and leave values alone', () => {
    expect(broughtWords('linear fixed, records of 40 bytes, 4 of them, read always, update adm1', zh)).toBe(
      '线性定长，记录长 40 字节，共 4 条，读 始终，更新 adm1',
    );
    expect(broughtWords('DM Bootstrap, private, 6421', zh)).toBe('DM Bootstrap，私有，6421');
    expect(broughtWords('SyncML, SyncHdr, VerDTD', zh)).toBe('SyncML, SyncHdr, VerDTD');
  });
});
