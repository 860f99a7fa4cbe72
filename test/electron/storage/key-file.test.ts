import { createCipheriv, createHash, scryptSync } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import type { Result } from '../../../core/base/result.ts';
import { Secret } from '../../../core/base/secret.ts';
import { DIVERSIFY_METHODS } from '../../../core/card/diversify-methods.ts';
import { type KeyRing, NO_RING } from '../../../core/card/key-ring.ts';
import { openKeyFile, saveKeyFile } from '../../../electron/storage/key-file.ts';
import { packRing, unpackRing } from '../../../electron/storage/key-file-content.ts';

/** The least that a file may ask for: tests open many. */
const COST = { n: 1 << 15, r: 8, p: 1 };
const PHRASE = 'correct horse battery';
const phrase = (text = PHRASE) => new Secret(utf8(text));
const secret = (text: string) => new Secret(hex(text));

const RING: KeyRing = {
  cards: new Map([
    [
      '89001010000000000018',
      new Map([
        ['adm1', secret('A1A2A3A4A5A6A7A8')],
        ['pin1', secret('31323334FFFFFFFF')],
      ]),
    ],
    ['89001010000000000026', new Map([['puk1', secret('3132333435363738')]])],
  ]),
  issuers: new Map([['890010', new Map([['adm2', secret('B1B2B3B4B5B6B7B8B9BABBBCBDBEBFB0')]])]]),
  masters: [
    {
      name: 'batch 7',
      prefix: '8900',
      ref: 'adm3',
      method: DIVERSIFY_METHODS[0],
      value: secret('2B7E151628AED2A6ABF7158809CF4F3C'),
    },
  ],
};

const shown = ({ cards, issuers, masters }: KeyRing) => ({
  cards: [...cards].map(([iccid, keys]) => [iccid, [...keys].map(([ref, value]) => [ref, value.reveal(toHex)])]),
  issuers: [...issuers].map(([prefix, keys]) => [prefix, [...keys].map(([ref, value]) => [ref, value.reveal(toHex)])]),
  masters: masters.map((master) => ({ ...master, value: master.value.reveal(toHex) })),
});

let folder: string;
let path: string;
let text: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcard-keys-'));
  path = join(folder, 'lab.keys');
  const saved = await saveKeyFile(path, RING, phrase(), { before: undefined, cost: COST });
  if (!saved.ok) throw new Error(saved.error.code);
  text = await readFile(path, 'latin1');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.error.code);

async function opened(content: string | Uint8Array, name = 'other.keys', word = PHRASE): Promise<string> {
  const other = join(folder, name);
  await writeFile(other, content, typeof content === 'string' ? 'latin1' : undefined);
  return codeOf(await openKeyFile(other, phrase(word)));
}

/** The digest made to fit again: what somebody does who changes a file on purpose. */
const sealedAgain = (lines: string) =>
  `${lines}${createHash('sha256').update(lines, 'latin1').digest('hex').toUpperCase()}\n`;

describe('a key file', () => {
  it('gives back what was put in', async () => {
    const file = await openKeyFile(path, phrase());
    expect(file.ok && shown(file.value.ring)).toEqual(shown(RING));
  });

  it('is its owner’s alone and leaves nothing beside it', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('stays its owner’s alone when it is written over', async () => {
    const own = join(folder, 'open.keys');
    await writeFile(own, text, 'latin1');
    await chmod(own, 0o644);
    const file = await openKeyFile(own, phrase());
    if (!file.ok) throw new Error(file.error.code);
    expect(codeOf(await saveKeyFile(own, NO_RING, phrase(), { before: file.value.bytes, cost: COST }))).toBe('ok');
    expect((await stat(own)).mode & 0o777).toBe(0o600);
  });

  it('is never overwritten by a new one, nor by one that was read before somebody else wrote', async () => {
    expect(codeOf(await saveKeyFile(path, NO_RING, phrase(), { before: undefined, cost: COST }))).toBe('file-exists');
    const late = await saveKeyFile(path, NO_RING, phrase(), { before: utf8('what was read'), cost: COST });
    expect(codeOf(late)).toBe('keys-changed');
    expect(await readFile(path, 'latin1')).toBe(text);
  });

  it('has nothing of the keys, the cards or the passphrase outside', () => {
    const binary = Buffer.from(text.split('\n')[1] ?? '', 'base64').toString('latin1');
    for (const [, keys] of RING.cards)
      for (const value of keys.values())
        value.reveal((bytes) => expect(binary).not.toContain(Buffer.from(bytes).toString('latin1')));
    for (const word of ['adm1', '8900', 'batch', PHRASE]) expect(`${text}${binary}`).not.toContain(word);
  });

  it('can be opened by what its documentation says', () => {
    const [head = '', body = ''] = text.split('\n');
    const { kdf, nonce } = JSON.parse(head);
    const key = scryptSync(PHRASE, Buffer.from(kdf.salt, 'hex'), 32, { N: kdf.n, r: kdf.r, p: kdf.p, maxmem: 1 << 28 });
    const sealed = Buffer.from(body, 'base64');
    // The other way round: encrypting what the ring packs to, under the file's key and nonce, gives the file.
    const cipher = createCipheriv('aes-256-gcm', key, Buffer.from(nonce, 'hex')).setAAD(Buffer.from(head));
    const again = Buffer.concat([cipher.update(packRing(RING)), cipher.final(), cipher.getAuthTag()]);
    expect(again.equals(sealed)).toBe(true);
  });
});

describe('a key file that does not open', () => {
  it('tells a wrong passphrase from damage', async () => {
    expect(await opened(text, 'other.keys', 'correct horse batterz')).toBe('keys-locked');
    expect(await opened(text.replace(/\n(.)/, (_all, char: string) => `\n${char === 'A' ? 'B' : 'A'}`))).toBe(
      'keys-damaged',
    );
    expect(await opened(text.slice(0, -10))).toBe('keys-damaged');
    expect(await opened(`${text}\n`)).toBe('keys-damaged');
  });

  it('is not opened after a change on purpose, of the header or of the body', async () => {
    const [head = '', body = ''] = text.split('\n');
    const flipped = `${body.startsWith('A') ? 'B' : 'A'}${body.slice(1)}`;
    expect(await opened(sealedAgain(`${head}\n${flipped}\n`))).toBe('keys-locked');
    // The header's bytes are authenticated, not its meaning alone: even a space counts.
    expect(await opened(sealedAgain(`${head.replace(',', ', ')}\n${body}\n`))).toBe('keys-locked');
    expect(await opened(sealedAgain(`${head}\n\n`))).toBe('keys-damaged');
  });

  it.each([
    [{ n: 1 << 30 }, 'keys-cost'],
    [{ n: 1 << 20, r: 32 }, 'keys-cost'],
    [{ n: 1 << 17, p: 1000 }, 'keys-cost'],
    [{ r: 1 << 24 }, 'keys-cost'],
    [{ n: 1 << 14 }, 'keys-format'],
    [{ n: 40000 }, 'keys-format'],
    [{ r: 1 }, 'keys-format'],
    [{ n: 0 }, 'keys-format'],
    [{ salt: '00' }, 'keys-format'],
    [{ name: 'pbkdf2' }, 'keys-format'],
  ])('asks for no more and no less than is sensible: %o', async (change, code) => {
    const [head = '', body = ''] = text.split('\n');
    const header = JSON.parse(head);
    const lines = `${JSON.stringify({ ...header, kdf: { ...header.kdf, ...change } })}\n${body}\n`;
    expect(await opened(sealedAgain(lines))).toBe(code);
  });

  it.each([
    ['', 'keys-format'],
    ['{"format":"bootcard-keys/2"}\nAAAA\n', 'keys-format'],
    ['{"format":"bootcard-plan/2"}', 'keys-format'],
    ['iccid,adm1\n', 'keys-format'],
    ['[]\n\n\n', 'keys-format'],
  ])('knows what is no key file: %o', async (content, code) => {
    expect(await opened(content)).toBe(code);
  });

  it('says which version it does not know', async () => {
    const other = join(folder, 'later.keys');
    await writeFile(other, '{"format":"bootcard-keys/2"}\n');
    const file = await openKeyFile(other, phrase());
    expect(!file.ok && file.error.details.reason).toBe('its format is bootcard-keys/2');
  });

  it('is told of when it is not there', async () => {
    expect(codeOf(await openKeyFile(join(folder, 'none'), phrase()))).toBe('file-unreadable');
  });

  it('never opens, whatever byte of it is changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const bytes = Buffer.from(text, 'latin1');
        bytes[at] = (bytes[at] ?? 0) ^ mask;
        expect(['keys-damaged', 'keys-format', 'keys-cost']).toContain(await opened(bytes, 'changed.keys'));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the inside of a key file', () => {
  const packed = packRing(RING);

  it('keeps values apart from what names them', () => {
    const index = new DataView(packed.buffer).getUint32(0);
    expect(toHex(packed.subarray(4 + index))).toBe(
      'A1A2A3A4A5A6A7A831323334FFFFFFFF3132333435363738B1B2B3B4B5B6B7B8B9BABBBCBDBEBFB02B7E151628AED2A6ABF7158809CF4F3C',
    );
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['an index that is longer than all', hex('FFFFFFFF7B7D')],
    ['a byte too many', Uint8Array.from([...packed, 0])],
    ['a byte too few', packed.slice(0, -1)],
    ['an index that is not JSON', hex('000000027B7B')],
    ['an index of another form', hex('000000027B7D')],
  ])('is not taken from %s', (_name, bytes) => {
    expect(unpackRing(bytes)).toBeUndefined();
  });
});
