import { describe, expect, it } from 'vitest';
import type { MoTable } from '../../../core/mo/mo-row.ts';
import { isSecretNode, MO_TABLES } from '../../../core/mo/objects.ts';

describe.each(MO_TABLES.map((table): [string, MoTable] => [table.name, table]))('%s table', (_, table) => {
  const paths = new Set(table.rows.map((row) => row.path));

  it('has each node once, below a node that it has', () => {
    expect(paths.size).toBe(table.rows.length);
    for (const path of paths) {
      const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      if (parent !== '') expect(table.rows.find((row) => row.path === parent)?.format).toBe('node');
    }
  });

  it('gives a clause exactly where its source was read', () => {
    for (const row of table.rows) expect(row.clause === null).toBe(row.source === 'unverified');
  });

  it('keeps every secret by its name as well', () => {
    for (const row of table.rows.filter((entry) => entry.secret))
      expect(isSecretNode(row.path.split('/').at(-1) ?? '', null)).toBe(true);
  });
});

describe('secret names', () => {
  it.each(['AAuthSecret', 'AAuthData', 'ClientPW', 'ServerNonce', 'WifiPassword'])('%s is one', (name) =>
    expect(isSecretNode(name, null)).toBe(true),
  );
  it.each(['AAuthName', 'Addr', 'ServerID', 'Data', 'AAuthType'])('%s is none', (name) =>
    expect(isSecretNode(name, null)).toBe(false),
  );
});
