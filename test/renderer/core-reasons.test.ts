import { describe, expect, it } from 'vitest';
import { appError, errorText } from '../../core/base/app-error.ts';
import { WBXML_FAULTS } from '../../core/wbxml/fault.ts';
import { readXml } from '../../core/xml/read.ts';
import { wordsOf } from '../../renderer/model/diagnose-findings.ts';
import { coreReasons } from '../../renderer/text/core-words.ts';
import { errorWords } from '../../renderer/text/error-words.ts';

const zh = coreReasons('zh');
const HAN = /\p{Script=Han}/u;

function finding(code: string, details: Record<string, string | number>) {
  const shape = { kind: 'fault', severity: 'error', clause: null, where: {}, device: null, fix: null } as const;
  return { ...shape, code, details, message: 'as it came' };
}

describe('reasons in Chinese', () => {
  it.each(Object.values(WBXML_FAULTS))('say why WBXML does not decode: %s', (reason) =>
    expect(zh(reason)).toMatch(HAN),
  );

  it.each([
    ['CmdID is missing', '缺少 CmdID'],
    ['Item stands there 2 times', 'Item 出现 2 次'],
    ["the account's own server may not Get, Replace", '账户自己的服务器不可以 Get, Replace'],
    ['; its applicationName is "OMA DM"', '；其 applicationName 为“OMA DM”'],
    ['APPADDR stands in the document, not in APPLICATION', 'APPADDR 位于 文档 中，应在 APPLICATION 中'],
    ['the document has no NAPDEF Elsewhere', '文档中没有 NAPDEF Elsewhere'],
    ['2 lines without an exchange passed over.', '略过 2 行无交互的内容。'],
    ['overrun', '长度超出数据'],
    ['"foo" is no word of the filter: ins, sw, errors', '“foo”不是过滤条件；可用：ins, sw, errors'],
    ['"6" is no sw', '“6”不能作为 sw 的值'],
  ])('say %s', (reason, words) => expect(zh(reason)).toBe(words));

  it('stand in the words of a finding; what the card says there stays', () => {
    const broken = finding('tnds-structure', { element: 'Node', reason: 'Format names 2 formats' });
    expect(wordsOf(broken, 'zh').message).toContain('Format 给出了 2 种格式');
    expect(wordsOf(broken, 'en').message).toContain('Format names 2 formats');
    const valued = finding('mo-value', { node: 'X', value: 'none', allowed: 'read' });
    expect(wordsOf(valued, 'zh').message).toContain('none');
    expect(wordsOf(finding('of-no-table', {}), 'zh').message).toBe('as it came');
  });

  it('stand in the words of an error; its other details stay', () => {
    const said = (reason: string) =>
      errorWords(appError('document-unknown', { path: 'it is empty', reason }), 'zh').message;
    expect(said('it is a PDF document')).toBe('未打开 it is empty：这是 PDF 文档。');
    expect(said('no message, and as a log: no exchange with a card is in it (line 1)')).toBe(
      '未打开 it is empty：不是消息；作为日志：其中没有与卡的交互（第 1 行）。',
    );
    const held = appError('card-held', { reader: 'x', holder: 'another window of Bootcard' });
    expect(errorWords(held, 'zh').message).toContain('Bootcard 的另一个窗口');
    expect(errorWords(held, 'en').message).toContain('another window of Bootcard');
  });

  it('say why XML does not read, in the words of its reader', () => {
    const why = (text: string) => {
      const read = readXml(text);
      return read.ok ? '' : errorWords(read.error, 'zh').message;
    };
    expect(why('<a/><Oops')).toBe('XML 在第 1 行第 10 列无效：意外结束。');
    for (const text of [
      '<a>',
      '<a></b>',
      '<a b></a>',
      '<a b=1/>',
      'x',
      '<a/><b/>',
      '<a b="1" b="2"/>',
      '<a>&zoo;</a>',
      '',
    ])
      expect(why(text).split('：')[1]).toMatch(HAN);
  });

  it('say the error that stands in another one, its keys and tries', () => {
    const cause = errorText(appError('card-removed', { reader: 'Omnikey 3x21' })).message.replace(/\.$/, '');
    const stopped = appError('write-interrupted', { file: '6421', done: 6, total: 13, reason: cause, journal: 'j' });
    expect(errorWords(stopped, 'zh').message).toBe('写入 6421 在第 6/13 步后中断：卡已从 Omnikey 3x21 取出。');
    const refused = appError('key-refused', { ref: 'adm1', tries: '2 tries left' });
    expect(errorWords(refused, 'zh').message).toContain('ADM1；剩余 2 次');
    expect(errorWords(refused, 'en').message).toContain('ADM1; 2 tries left');
  });

  it('are not asked of what a card says: a sentence there is a text', () => {
    expect(coreReasons('en')('CmdID is missing')).toBe('CmdID is missing');
  });
});
