import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { editMessage } from '../../../core/bootstrap/message-edit.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const vectors = vectorsOf('cp.json');
const minimal = vectorIn(vectors, 'cp-w7-minimal').bytes;

function edited(bytes: Uint8Array, path: string, value: string): Uint8Array {
  const result = editMessage(decodeMessage(bytes), [{ path, value }]);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('editing a provisioning document', () => {
  it.each([
    ['an inline string', 'APPLICATION[w7]/APPADDR/ADDR', 'https://other.example/'],
    ['an identifier, which changes the path of what it names', 'APPLICATION[w7]/APPID', 'w5'],
    ['a value token by another', 'APPLICATION[w7]/APPAUTH[APPSRV]/AAUTHTYPE', 'BASIC'],
    ['a value token by several', 'APPLICATION[w7]/APPAUTH[APPSRV]/AAUTHTYPE', 'HTTP-BASIC'],
  ])('%s changes that value alone, and back again', (_, path, value) => {
    const before = decodeMessage(minimal).fields;
    const index = before.findIndex((entry) => entry.path === path);
    const bytes = edited(minimal, path, value);
    const after = decodeMessage(bytes).fields;
    expect(after.map((entry) => entry.value)).toEqual(before.map((entry, i) => (i === index ? value : entry.value)));
    expect(toHex(edited(bytes, after[index]?.path ?? '', before[index]?.value ?? ''))).toBe(toHex(minimal));
  });

  it('gives a flag a value, and writes a value without a token as a string', () => {
    const bytes = edited(minimal, 'APPLICATION[w7]/INIT', '1');
    expect(bytes.length).toBe(minimal.length + 4);
    expect(decodeMessage(bytes).xml).toContain('<parm name="INIT" value="1"/>');
    const typed = edited(minimal, 'APPLICATION[w7]/APPAUTH[APPSRV]/AAUTHTYPE', 'SCRAM');
    expect(decodeMessage(typed).accounts[0]?.auth[0]?.type).toBe('SCRAM');
  });

  it('leaves the page alone that later attributes count on', () => {
    // AAUTHTYPE with a switch inside its value; AAUTHNAME behind it needs page 1.
    const bytes = hex('030B6A00 45 C6 00 01 57 01 87 33 00 00 06 00 01 93 01 87 31 06 03 75 00 01 01 01');
    expect(decodeMessage(edited(bytes, 'APPAUTH/AAUTHTYPE', 'x')).fields.map((entry) => entry.value)).toEqual([
      'x',
      'u',
    ]);
  });

  it('takes the value of a string table out of it, and leaves the others that stand there', () => {
    const { bytes } = vectorIn(vectors, 'cp-nowsms-netwpin');
    const view = decodeMessage(edited(bytes, 'BOOTSTRAP/NAME', 'other'));
    expect(view.fields[0]?.value).toBe('other');
    expect(view.fields[1]).toMatchObject({ path: 'NAPDEF[test1_NAPID]/NAME', value: 'test1' });
  });

  it.each([
    ['an unknown path', 'APPLICATION[w7]/APPADDR/PORT', 'x', 'field-unknown'],
    ['a 00 byte', 'APPLICATION[w7]/NAME', 'a\0b', 'field-invalid'],
  ])('refuses %s', (_, path, value, code) => {
    expect(editMessage(decodeMessage(minimal), [{ path, value }])).toMatchObject({ ok: false, error: { code } });
  });

  it('refuses characters that the charset does not have', () => {
    const latin = hex('030B0400 45 C6 55 01 87 07 06 03 E9 00 01 01 01');
    expect(decodeMessage(latin).fields[0]?.value).toBe('é');
    expect(editMessage(decodeMessage(latin), [{ path: 'NAPDEF/NAME', value: '漢' }])).toMatchObject({ ok: false });
    expect(toHex(edited(latin, 'NAPDEF/NAME', 'è'))).toContain('03E800');
  });
});
