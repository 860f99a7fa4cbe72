import { describe, expect, it } from 'vitest';
import { STATUS_ADVICE, STATUS_COST } from '../../../core/apdu/status-advice.ts';
import type { StatusRow } from '../../../core/apdu/status-row.ts';
import { explainStatus, statusDetails } from '../../../core/apdu/status-words.ts';
import { STATUS_WORDS_2G } from '../../../core/apdu/status-words-2g.ts';
import { STATUS_WORDS_ISO } from '../../../core/apdu/status-words-iso.ts';
import { appError, errorText } from '../../../core/base/app-error.ts';

const CHINESE = /[\u4e00-\u9fff]/;
const TABLES: readonly (readonly ['2g' | 'iso', readonly StatusRow[]])[] = [
  ['2g', STATUS_WORDS_2G],
  ['iso', STATUS_WORDS_ISO],
];
const ROWS = TABLES.flatMap(([cardClass, rows]) => rows.map((row) => [cardClass, row.sw] as const));

describe('a status word in words', () => {
  it.each(ROWS)('%s %s: meaning, next step and cost in both languages', (cardClass, pattern) => {
    const sw = Number.parseInt(pattern.replaceAll('x', '7'), 16);
    const en = explainStatus(sw, cardClass);
    const zh = explainStatus(sw, cardClass, 'zh');
    for (const text of Object.values(en)) {
      expect(text).toMatch(/^[A-Za-z].{3,}/);
      expect(text).not.toMatch(CHINESE);
    }
    for (const text of Object.values(zh)) expect(text).toMatch(CHINESE);
    for (const text of [en.next, en.cost]) expect(text).toMatch(/\.$/);
    for (const text of [zh.next, zh.cost]) expect(text).toMatch(/。$/);
  });

  it('has no advice and no cost that nothing uses', () => {
    const rows = TABLES.flatMap(([, table]) => table);
    const used = new Set<string>([...rows.map(({ next }) => next), ...rows.map(({ cost }) => cost), 'unknown']);
    expect([...Object.keys(STATUS_ADVICE), ...Object.keys(STATUS_COST)].filter((key) => !used.has(key))).toEqual([]);
  });

  it('says what a lost try is', () => {
    expect(explainStatus(0x63c2, 'iso').cost).toContain('a try');
    expect(explainStatus(0x9804, '2g').cost).toContain('a try');
    // The third wrong CHV is answered 9840 (TS 51.011 9.4.5): to whom it blocks the PIN, it cost the last try.
    expect(explainStatus(0x9840, '2g').cost).toContain('the last one');
    expect(explainStatus(0x6983, 'iso').cost).toContain('the last one');
    expect(explainStatus(0x6a82, 'iso').cost).toBe('It cost nothing.');
    expect(explainStatus(0x6581, 'iso').cost).toContain('memory');
    expect(explainStatus(0x1234, 'iso').meaning).toBe('unknown status word');
  });

  it('goes into an error in the user’s language', () => {
    const error = appError('card-error', { what: 'SELECT', ...statusDetails(0x6982, 'iso') });
    expect(errorText(error).message).toBe('SELECT: the card answered 6982 (security status not satisfied).');
    expect(errorText(error).next).toContain('It cost a try where the command carried a PIN or key, else nothing.');
    expect(errorText(error, 'zh')).toMatchObject({ message: 'SELECT：卡应答 6982（不满足安全状态）。' });
    expect(errorText(error, 'zh').next).toContain('若命令携带 PIN 或密钥');
  });
});
