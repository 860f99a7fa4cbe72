import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FINDING_ROWS, type FindingCode, findingWords, makeFinding } from '../../../core/bootstrap/finding-rows.ts';

const catalogue = JSON.parse(
  readFileSync(new URL('../../fixtures/finding-catalogue.json', import.meta.url), 'utf8'),
) as { row: number; code: string; kind: string; severity: string }[];

const codes = Object.keys(FINDING_ROWS) as FindingCode[];
const placeholders = (text: string | null) => new Set([...(text ?? '').matchAll(/\{(\w+)\}/g)].map((m) => m[1]));

describe('finding rows', () => {
  it('hold the whole failure catalogue with its kinds and severities', () => {
    const rows = codes
      .map((code) => ({
        row: FINDING_ROWS[code].row,
        code,
        kind: FINDING_ROWS[code].kind,
        severity: FINDING_ROWS[code].severity,
      }))
      .filter((row) => row.row !== null)
      .sort((a, b) => Number(a.row) - Number(b.row));
    expect(rows).toEqual(catalogue);
  });

  it.each(codes)('%s names the same values in both languages', (code) => {
    const { en, zh } = FINDING_ROWS[code];
    expect(placeholders(zh.message)).toEqual(placeholders(en.message));
    expect(placeholders(zh.device)).toEqual(placeholders(en.device));
    expect(placeholders(zh.fix)).toEqual(placeholders(en.fix));
  });

  it('say a finding in English and in Chinese', () => {
    const finding = makeFinding('mo-appid', { path: 'OpX/AppID' }, { value: 'w4' });
    expect(finding).toMatchObject({
      code: 'mo-appid',
      kind: 'fault',
      severity: 'error',
      message: 'AppID is w4, not w7.',
    });
    expect(findingWords('mo-appid', finding.details ?? {}, 'zh').message).toBe('AppID 是 w4，不是 w7。');
  });
});
