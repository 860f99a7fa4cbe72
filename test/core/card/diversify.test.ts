import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../../core/base/bytes.ts';
import { Secret } from '../../../core/base/secret.ts';
import { diversify, masterKeyProblem } from '../../../core/card/diversify.ts';
import { DIVERSIFY_METHODS, type DiversifyMethod, diversifyMethod } from '../../../core/card/diversify-methods.ts';
import { tripleDes } from '../../../electron/storage/triple-des.ts';
import vectors from '../../fixtures/vectors/diversify.json' with { type: 'json' };

const shown = (secret: Secret) => secret.reveal(toHex);
function methodOf(name: string): DiversifyMethod {
  const method = diversifyMethod(name);
  if (method === undefined) throw new Error(`no method ${name}`);
  return method;
}

describe('diversification', () => {
  it.each(vectors)('$method of $iccid', ({ method, iccid, master, key }) => {
    const secret = new Secret(hex(master));
    expect(shown(diversify(methodOf(method), iccid, secret, tripleDes))).toBe(key);
    expect(shown(secret)).toBe(master);
  });

  it('has a vector for every row of the table, with every length of key', () => {
    const seen = new Set(vectors.map(({ method, master }) => `${method} ${master.length / 2}`));
    const rows = DIVERSIFY_METHODS.flatMap(({ name, algorithm }) =>
      (algorithm === '3des' ? [16, 24] : [16, 24, 32]).map((length) => `${name} ${length}`),
    );
    expect([...seen].toSorted()).toEqual(rows.toSorted());
  });

  it('is documented row by row', () => {
    const text = readFileSync(new URL('../../../docs/credentials.md', import.meta.url), 'utf8');
    for (const { name } of DIVERSIFY_METHODS) {
      const [, start = '', output = ''] = /^(.*)-(8|16|digits)$/.exec(name) ?? [];
      const row = text.split('\n').find((line) => line.startsWith(`| \`${start}-8\``));
      expect(row, name).toContain(output === '8' ? `\`${name}\`` : `\`-${output}\``);
    }
  });

  it('gives the eight digits leading zeros', () => {
    const zeros = () => hex('0000000000000007');
    const key = diversify(
      methodOf('3des-bcd-digits'),
      '8900101',
      new Secret(hex('0123456789ABCDEFFEDCBA9876543210')),
      zeros,
    );
    expect(shown(key)).toBe('3030303030303037');
  });

  it('fills a number of fewer than 16 digits up for the block', () => {
    const blocks: string[] = [];
    const keep = (_key: Uint8Array, block: Uint8Array) => {
      blocks.push(toHex(block));
      return block.slice();
    };
    const master = new Secret(hex('0123456789ABCDEFFEDCBA9876543210'));
    diversify(methodOf('3des-bcd-16'), '890010112345', master, keep);
    expect(blocks).toEqual(['0000890010112345', 'FFFF76FFEFEEDCBA']);
  });

  it.each(['', '8900A', '890010100000000000181'])('takes no ICCID %o', (iccid) => {
    expect(() => diversify(methodOf('aes-cmac-bcd-8'), iccid, new Secret(new Uint8Array(16)), tripleDes)).toThrow(
      RangeError,
    );
  });

  it.each([
    ['aes-cmac-bcd-8', '00'.repeat(8), '8 bytes instead of 16, 24 or 32 (AES-CMAC)'],
    ['3des-bcd-8', '00'.repeat(32), '32 bytes instead of 16 or 24 (Triple DES, ECB, two or three keys)'],
    ['3des-bcd-8', '01'.repeat(16), 'two of its parts are equal: that is single DES'],
    ['3des-bcd-8', '0123456789ABCDEF0123456789ABCDED', undefined],
    ['3des-bcd-8', '0023456789ABCDEF0123456789ABCDEF', 'two of its parts are equal: that is single DES'],
    [
      '3des-bcd-8',
      'FEDCBA98765432100123456789ABCDEF0123456789ABCDEF',
      'two of its parts are equal: that is single DES',
    ],
    ['aes-cmac-bcd-8', '00'.repeat(16), undefined],
  ])('%s judges a master key', (method, master, problem) => {
    expect(masterKeyProblem(methodOf(method), new Secret(hex(master)))).toBe(problem);
  });
});
