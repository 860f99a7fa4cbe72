import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseMessageSource, SOURCE_LIMITS } from '../../../core/bootstrap/message-source-text.ts';
import { anySource, NORDTEL_SOURCE } from './sources.ts';

const ACCOUNT = 'profile: dm\naccounts:\n  - serverId: a\n    addresses:\n      - addr: b\n';

describe('the text of a source', () => {
  it('is YAML or JSON', () => {
    const parsed = { ok: true, value: expect.objectContaining({ profile: 'dm' }) };
    expect(parseMessageSource(stringify(NORDTEL_SOURCE))).toEqual(parsed);
    expect(parseMessageSource(JSON.stringify(NORDTEL_SOURCE))).toEqual(parsed);
  });

  it('reads what it is written as', () => {
    // Numbers are read as they are written; the schema takes either.
    const asTexts = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (_key, item: unknown) => (typeof item === 'number' ? String(item) : item));
    fc.assert(
      fc.property(anySource, (source) => {
        expect(parseMessageSource(stringify(source, { aliasDuplicateObjects: false }))).toEqual({
          ok: true,
          value: asTexts(source),
        });
        expect(parseMessageSource(JSON.stringify(source))).toEqual({ ok: true, value: asTexts(source) });
      }),
      { numRuns: 100 },
    );
  });

  it('takes scalars as they are written', () => {
    const text = `${ACCOUNT}    name: 0815\n    auth:\n      - {level: CLCRED, type: yes, name: 1e3, secret: 007}\n`;
    expect(parseMessageSource(text)).toMatchObject({
      ok: true,
      value: { accounts: [{ name: '0815', auth: [{ type: 'yes', name: '1e3', secret: '007' }] }] },
    });
  });

  it.each([
    ['profile: xx', 'line 1, column 1, profile', 'one of dm, cp is expected'],
    ['profile: dm\nfoo: 1', 'line 1, column 1', 'unknown key foo; there are profile, version'],
    [`${ACCOUNT}        port: 70000`, 'line 6, column 9, accounts[0].addresses[0].port', 'from 0 to 65535'],
    [
      `${ACCOUNT}        potr: 7`,
      'line 5, column 9, accounts[0].addresses[0]',
      'unknown key potr; there are addr, type, port',
    ],
    [`${ACCOUNT}    acl: {Gte: [x]}`, 'line 6, column 5, accounts[0].acl', 'Add, Delete, Exec, Get, Replace'],
    [`${ACCOUNT}    name:`, 'line 6, column 5, accounts[0].name', 'a text is expected'],
    [
      `${ACCOUNT}    auth: [{level: CLIENT, type: x}]`,
      'line 6, column 13, accounts[0].auth[0].level',
      'CLCRED, SRVCRED',
    ],
    [
      `${ACCOUNT}    auth: [{level: CLCRED, type: x, data: {hex: 1}}]`,
      'accounts[0].auth[0].data.hex',
      'even number of hex digits',
    ],
    ['profile: dm\naccounts: 3', 'line 2, column 1, accounts', 'a list is expected'],
    ['profile: dm\naccounts: [3]', 'line 2, column 12, accounts[0]', 'an object with node, mo'],
    ['profile: dm\nprofile: cp', 'line 2, column 1', 'twice'],
    ['profile: "dm', 'line 1', 'a closing quote'],
    ['profile: dm\n---\nprofile: dm', 'line 2', 'a second one'],
    ['profile: &a dm', 'line 1, column', 'anchors'],
    ['profile: dm\nsource: *a', 'line 2', 'an alias is not allowed'],
    ['profile: !!binary aGk=', 'line 1', 'tags'],
    ['hello', 'line 1, column 1', 'an object with profile'],
    ['', 'line 1, column 1', 'an object with profile'],
    ['{'.repeat(50_000), '', ''],
    [`profile: dm\nnodes: ${'[{node: a, nodes: '.repeat(80)}${'}]'.repeat(80)}`, 'line 2', 'nested deeper than 64'],
    ['x'.repeat(SOURCE_LIMITS.characters + 1), 'its top', 'more than 1048576 characters'],
  ])('%# says where and what: %.40s', (text, where, reason) => {
    const result = parseMessageSource(text);
    expect(result).toMatchObject({ ok: false, error: { code: 'source-invalid' } });
    if (result.ok) return;
    expect(result.error.details.where).toContain(where);
    expect(result.error.details.reason).toContain(reason);
  });

  it('never throws, and never repeats a secret', () => {
    const secret = 'Kestrel-4711';
    for (const text of [
      `profile: dm\nsecret: ${secret}`,
      `${ACCOUNT}    auth: [{level: ${secret}, type: x}]`,
      `${ACCOUNT}    auth:\n      - {level: CLCRED, type: x, secret: *${secret}}`,
      `${ACCOUNT}    auth:\n      - {level: CLCRED, type: x, secret: !${secret} x}`,
      `${ACCOUNT}    auth:\n      - {level: CLCRED, type: x, secret: {base64: "${secret}?"}}`,
      `${ACCOUNT}    auth:\n      - {level: CLCRED, type: x, secret: "${secret}\\u0001"}`,
      `${ACCOUNT}    auth:\n      - {level: CLCRED, type: x, secret: "${secret}`,
      `${ACCOUNT}    auth:\n      - {level: CLCRED, type: x, secret: [${secret}]}`,
    ]) {
      const result = parseMessageSource(text);
      expect([text, result.ok]).toEqual([text, false]);
      expect(JSON.stringify(result)).not.toContain(secret);
    }
    fc.assert(
      fc.property(fc.string(), (text) => void parseMessageSource(text)),
      { numRuns: 500 },
    );
  });
});
