import { describe, expect, it } from 'vitest';
import { BUILTIN_CARDS } from '../../core/bootstrap/builtin-cards.ts';
import { FINDING_ROWS } from '../../core/bootstrap/finding-rows.ts';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import { titleIn } from '../../renderer/model/reader-name.ts';

function reader(name: string, title: string, more: Partial<ReaderInfo> = {}): ReaderInfo {
  return { name, title, kind: 'virtual', card: 'present', ...more };
}

describe('what a card of the product is called', () => {
  it('is said in the language of the window', () => {
    const blank = reader('virtual:uicc-3g-blank', 'UICC, 3G mode, without PKCS#15');
    expect(titleIn(blank, 'en')).toBe('UICC, 3G mode, without PKCS#15');
    expect(titleIn(blank, 'zh')).toBe('UICC，3G 模式，无 PKCS#15');
    const { en, zh } = FINDING_ROWS['file-blank'];
    expect(titleIn(reader('virtual:fault-file-blank', en.title), 'en')).toBe(en.title);
    expect(titleIn(reader('virtual:fault-file-blank', en.title), 'zh')).toBe(zh.title);
  });

  it.each(BUILTIN_CARDS)('has no English in Chinese: $title', ({ name, title }) => {
    expect(titleIn(reader(`virtual:${name}`, title), 'zh')).not.toMatch(/[a-z]{2}/);
  });

  it('stays as its user has it', () => {
    expect(titleIn(reader('virtual:uicc', 'UICC', { label: 'SIM without PKCS#15' }), 'zh')).toBe('SIM without PKCS#15');
    expect(titleIn(reader('pcsc:x', 'SIM without PKCS#15', { kind: 'pcsc' }), 'zh')).toBe('SIM without PKCS#15');
  });
});
