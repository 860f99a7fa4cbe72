import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { docsFiles } from '../../build/scripts/docs-files.ts';
import { FINDING_ROWS } from '../../core/bootstrap/finding-rows.ts';
import { MO_TABLES } from '../../core/mo/objects.ts';

const pages = docsFiles();
const lines = (page: string) => pages.get(page)?.split('\n') ?? [];

describe('pages made from tables', () => {
  it.each([...pages])('docs/%s is current (else: node build/scripts/write-docs.ts)', (name, text) => {
    expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')).toBe(text);
  });

  it('have one row for each finding', () => {
    const rows = lines('findings.md').filter((line) => line.startsWith('| `'));
    expect(rows.map((line) => line.slice(3, line.indexOf('`', 3))).sort()).toEqual(Object.keys(FINDING_ROWS).sort());
  });

  it('have one row for each node of each object, with as many cells as the head', () => {
    const rows = lines('management-objects.md').filter((line) => line.startsWith('| `'));
    expect(rows.length).toBe(MO_TABLES.reduce((sum, table) => sum + table.rows.length, 0));
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|').length).toBe(9);
  });
});
