import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaFiles } from '../../build/scripts/schema-files.ts';

const FOLDER = new URL('../../docs/schemas/', import.meta.url);

describe('docs/schemas', () => {
  it.each([...schemaFiles()])('%s is current (else: node build/scripts/write-schemas.ts)', (name, text) => {
    expect(readFileSync(new URL(name, FOLDER), 'utf8')).toBe(text);
  });

  it('holds nothing else', () => {
    const others = readdirSync(FOLDER).filter((name) => /^(bootcard-|message-source)/.test(name));
    expect(others.sort()).toEqual([...schemaFiles().keys()].sort());
  });
});
