import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../../../core/base/bytes.ts';
import { defaultMessage, defaultMessageXml, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { compareMessages } from '../../../core/bootstrap/message-compare.ts';
import { messageFromSource } from '../../../core/bootstrap/message-source.ts';
import type { MessageSource } from '../../../core/bootstrap/message-source-schema.ts';
import { asXmlTnds, changed } from '../message/messages.ts';
import { anySource, NORDTEL_SOURCE } from './sources.ts';

const MESSAGE = defaultMessage();

function compare(a: Uint8Array, b: Uint8Array) {
  return compareMessages(decodeMessage(a), decodeMessage(b));
}

function built(source: MessageSource): Uint8Array {
  const made = messageFromSource(source);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

const named = ({ differences }: ReturnType<typeof compare>) =>
  differences.map(({ kind, path, aspect }) => `${kind} ${path} ${aspect}`);

describe('two messages', () => {
  it('are the same with other padding, order, form of the tree and ACL order', () => {
    const padded = concat(MESSAGE, new Uint8Array(40).fill(0xff));
    expect(compare(MESSAGE, padded)).toMatchObject({ equal: true, identical: true });
    const xml = compare(MESSAGE, asXmlTnds());
    expect(xml).toMatchObject({ equal: true, identical: false });
    expect(xml.encoding.map(({ what }) => what)).toContain('management tree');
    const acl = changed([
      'Delete=nordtel&amp;Get=*&amp;Replace=nordtel',
      'Replace=nordtel&amp;Get=*&amp;Delete=nordtel',
    ]);
    expect(compare(MESSAGE, acl)).toMatchObject({ equal: true, identical: false });
    const cmd = changed(['<CmdID>1', '<CmdID>9']);
    expect(compare(MESSAGE, cmd).equal).toBe(true);
    const bare = changed([/ *<Format>\s*<chr\/>\s*<\/Format>\n/.exec(defaultMessageXml())?.[0] ?? 'no Format', '']);
    expect(compare(MESSAGE, bare)).toMatchObject({ equal: true, identical: false });
  });

  it('are the same with nodes in another order, whatever they are', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const turned: MessageSource = {
          ...source,
          source: source.source ?? source.accounts?.[0]?.addresses[0]?.addr ?? '',
          ...(source.nodes && { nodes: [...source.nodes].reverse() }),
          tnds: source.tnds === 'xml' ? 'wbxml' : 'xml',
        };
        const { differences } = compare(built(source), built(turned));
        expect(differences.filter(({ path }) => !path.startsWith('SyncBody'))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('one Add each is one tree for all', () => {
    const nap = built({
      profile: 'dm',
      source: NORDTEL.addr,
      naps: [
        { id: 'N', apn: 'a' },
        { id: 'M', apn: 'b' },
      ],
    });
    const xml = decodeMessage(nap).xml;
    const [first, second] = [...xml.matchAll(/ {12}<Node>[\s\S]*?\n {12}<\/Node>\n/g)].map(([text]) => text);
    expect(second).toBeDefined();
    const split = xml
      .replace(second ?? '', '')
      .replace(/( {4}<Add>[\s\S]*<\/Add>\n)/, (add) => add + add.replace(first ?? '', second ?? ''));
    const two = changedXml(split);
    expect(compare(nap, two)).toMatchObject({ equal: true, identical: false });
  });

  it('differ by node, property and header', () => {
    expect(named(compare(MESSAGE, changed(['>device<', '>gadget<'])))).toEqual([
      'changed ./Inbox/NordTel/AppAuth/1/AAuthName value',
    ]);
    expect(named(compare(MESSAGE, changed(['<SessionID>1', '<SessionID>2'])))).toEqual([
      'changed SyncHdr/SessionID value',
    ]);
    expect(named(compare(MESSAGE, changed(['Replace=nordtel', 'Replace=other'])))).toEqual([
      'changed ./Inbox/NordTel acl',
    ]);
    const more = built({ ...NORDTEL_SOURCE, nodes: [{ node: 'X', value: '1' }] });
    expect(named(compare(MESSAGE, more))).toEqual(['added ./Inbox/X value']);
    expect(named(compare(more, MESSAGE))).toEqual(['removed ./Inbox/X value']);
    const int = built({ ...NORDTEL_SOURCE, nodes: [{ node: 'X', value: '1', format: 'int' }] });
    expect(named(compare(more, int))).toEqual(['changed ./Inbox/X format']);
  });

  it('tells of secrets whether they are alike', () => {
    const { differences, secrets } = compare(MESSAGE, changed([NORDTEL.clientSecret, 'Merlin-12345']));
    expect(differences).toEqual([
      expect.objectContaining({ path: './Inbox/NordTel/AppAuth/1/AAuthSecret', secret: true }),
    ]);
    expect(secrets.map(({ equal }) => equal)).toEqual([false, true, true, true]);
  });

  it('a message and none', () => {
    const comparison = compare(MESSAGE, Uint8Array.of(1, 2, 3));
    expect(comparison.equal).toBe(false);
    expect(named(comparison)[0]).toBe('changed profile value');
  });
});

function changedXml(xml: string): Uint8Array {
  return changed([defaultMessageXml(), xml]);
}
