import { describe, expect, it } from 'vitest';
import { hex, toHex, utf8 } from '../../../core/base/bytes.ts';
import { builtinCard } from '../../../core/bootstrap/builtin-cards.ts';
import { serializeCardImage } from '../../../core/virtual-card/card-image.ts';
import { recogniseFile } from '../../../electron/card-host/document-kind.ts';
import { bodyOf } from '../../support/bootstrap-card.ts';

const card = builtinCard('uicc');
if (card === undefined) throw new Error('no built-in card');
const image = serializeCardImage(card);
const content = bodyOf(card, '3F007F506421');
const message = content.subarray(0, content.findLastIndex((byte) => byte !== 0xff) + 1);
const SOURCE = `profile: dm
accounts:
  - name: Example
    serverId: dm.example
    address: https://dm.example/
`;
const LOG = '> 00A40004023F00\n< 6F1A9000\n';
const TRACE = `${JSON.stringify({ format: 'bootcard-trace/1', reader: 'r', atr: '3B00', protocol: 'T=0' })}\n`;

const kindOf = (bytes: Uint8Array) => {
  const known = recogniseFile(bytes, 'x');
  return known.ok ? known.value.kind : known.error;
};

describe('what a file is', () => {
  it.each([
    ['a card image', utf8(image), 'image'],
    ['one with a byte order mark', utf8(`\uFEFF${image}`), 'image'],
    ['a bundle', utf8(JSON.stringify({ format: 'bootcard-bundle/1', image: card })), 'bundle'],
    ['a trace', utf8(TRACE), 'trace'],
    ['a log', utf8(LOG), 'trace'],
    ['a message', message, 'message'],
    ['the file of a card, with its padding', content, 'message'],
    ['a message in hex', utf8(toHex(message)), 'message'],
    ['a source', utf8(SOURCE), 'message'],
    ['a source in JSON', utf8(JSON.stringify({ profile: 'cp', accounts: [] })), 'message'],
  ])('%s is told by its content', (_what, bytes, kind) => {
    const found = kindOf(bytes);
    // A source that names no account is one nevertheless: what is wrong with it is told as such.
    expect(typeof found === 'string' ? found : found.code).toMatch(new RegExp(`^(${kind}|source-)`));
    if (kind !== 'message') expect(found).toBe(kind);
  });

  it('takes the message as it is, whatever form it came in', () => {
    const known = recogniseFile(utf8(toHex(message, ' ')), 'm.txt');
    if (!known.ok || known.value.kind !== 'message') throw new Error('no message');
    expect(known.value.message).toEqual(message);
  });

  it.each([
    ['nothing', new Uint8Array(), /empty/],
    ['an archive', hex('504B030414000000'), /ZIP/],
    ['a key file', utf8('{"format":"bootcard-keys/1"}'), /key file/],
    ['prose', utf8('Dear customer, the card is in the mail.'), /no message/],
    ['noise', hex('00FF8877665544332211'), /begins with 00 FF/],
    ['long noise', new Uint8Array(5 << 20).fill(3), /longer than any message/],
    ['a long document of somebody else', utf8(`<html>${' '.repeat(5 << 20)}</html>`), /longer than any message/],
    ['a long text that looks like a source', utf8(`${SOURCE}${'# \n'.repeat(1 << 19)}`), /no message/],
    ['long JSON of somebody else', utf8(JSON.stringify({ rows: Array.from({ length: 3e5 }, () => 'row') })), /longer/],
    ['a source whose value stands on the machine', utf8(`${SOURCE}    secret: {file: /etc/passwd}\n`), /./],
  ])('%s is refused with the reason', (_what, bytes, reason) => {
    const known = recogniseFile(bytes, 'given.bin');
    expect(known.ok).toBe(false);
    if (known.ok) return;
    expect(String(known.error.details.reason ?? known.error.details.path)).toMatch(reason);
  });

  it('tells where an image is damaged, not that it is unknown', () => {
    const cut = recogniseFile(utf8(image.slice(0, 900)), 'cut.card.json');
    expect(cut).toMatchObject({ ok: false, error: { code: 'image-invalid', details: { path: 'cut.card.json' } } });
    const wrong = recogniseFile(utf8(image.replace('"2g"', '"4g"').replace('"both"', '"4g"')), 'wrong.card.json');
    expect(wrong).toMatchObject({ ok: false, error: { code: 'image-invalid', details: { place: 'modes' } } });
  });

  it('looks nothing up on the machine for a file that came to it', () => {
    const source = `${SOURCE}    appAuth:\n      - {level: CLCRED, secret: {env: HOME}}\n`;
    expect(JSON.stringify(recogniseFile(utf8(source), 's.yaml'))).not.toContain(process.env.HOME ?? '/root');
  });
});
