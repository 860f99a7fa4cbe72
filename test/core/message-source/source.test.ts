import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { messageFromSource } from '../../../core/bootstrap/message-source.ts';
import { sourceFromMessage } from '../../../core/bootstrap/message-source-back.ts';
import type { MessageSource } from '../../../core/bootstrap/message-source-schema.ts';
import { asXmlTnds, changed } from '../message/messages.ts';
import { anySource, NORDTEL_SOURCE } from './sources.ts';

function built(source: MessageSource): Uint8Array {
  const bytes = messageFromSource(source);
  if (!bytes.ok) throw new Error(JSON.stringify(bytes.error));
  return bytes.value;
}

function readBack(bytes: Uint8Array) {
  const reading = sourceFromMessage(decodeMessage(bytes));
  if (!reading.ok) throw new Error(JSON.stringify(reading.error));
  return reading.value;
}

describe('a source and its message', () => {
  it('says the default message in twenty lines, byte for byte', () => {
    expect(built(NORDTEL_SOURCE)).toEqual(defaultMessage());
  });

  it('a message gives its source back, with nothing left unsaid', () => {
    expect(readBack(defaultMessage())).toEqual({
      source: {
        ...NORDTEL_SOURCE,
        accounts: NORDTEL_SOURCE.accounts?.map((account) => ({
          ...account,
          auth: account.auth?.map((auth, i) => ({ ...auth, data: { base64: ['Tm9yZIwB1zo=', 'VGVsnyLgW8Q='][i] } })),
        })),
      },
      notExpressed: [],
    });
  });

  it('every source comes back from its message', () => {
    fc.assert(
      fc.property(anySource, (source) => {
        const reading = readBack(built(source));
        expect(reading.source).toEqual(source);
        expect(reading.notExpressed).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('a tree in XML text is said so, bytes as base64 in it', () => {
    const { source, notExpressed } = readBack(asXmlTnds());
    expect(source.tnds).toBe('xml');
    expect(source.accounts?.[0]?.auth?.[0]?.data).toEqual({ base64: 'Tm9yZIwB1zo=' });
    // The fixture announces the XML with Format bin.
    expect(notExpressed).toEqual(['Meta/Format "bin": xml is written']);
    expect(readBack(built(source)).source).toEqual(source);
  });

  it('what has no short form stands as plain nodes and loses nothing', () => {
    const bytes = changed(['<NodeName>AppAuth</NodeName>', '<NodeName>AppAuthentication</NodeName>']);
    const { source, notExpressed } = readBack(bytes);
    expect(source.accounts?.[0]?.nodes?.[0]?.node).toBe('AppAuthentication');
    expect(notExpressed).toEqual([]);
    const odd = changed(['<Value>https://dm.nordtel.example/</Value>', '']);
    const plain = readBack(odd).source;
    expect(plain.accounts).toBeUndefined();
    expect(plain.nodes?.[0]?.nodes?.map((node) => node.node)).toContain('AppAddr');
    expect(readBack(built(plain)).source).toEqual(plain);
  });

  it('names what it does not say', () => {
    const bytes = changed(
      ['<SessionID>', '<SessionID>0'],
      [
        '<Target>\n      <LocURI>./</LocURI>\n    </Target>',
        '<Target><LocURI>./</LocURI></Target><RespURI>http://x/</RespURI>',
      ],
      ['<ACL>Delete', '<Title>Account</Title><ACL>Delete'],
    );
    const { source, notExpressed } = readBack(bytes);
    expect(source.session).toBe('01');
    expect(notExpressed).toEqual(['SyncHdr/RespURI', 'Title of NordTel']);
  });

  it.each<[string, MessageSource, string, string]>([
    [
      'two nodes of one name',
      { ...NORDTEL_SOURCE, nodes: [{ node: 'NordTel' }] },
      'nodes[0]',
      'there is a node NordTel already',
    ],
    ['nothing', { profile: 'dm', source: 'x' }, '', 'nothing to bootstrap'],
    ['no address', { profile: 'dm', nodes: [{ node: 'a' }] }, 'source', 'has to be given'],
    [
      'value and nodes',
      { profile: 'dm', source: 'x', nodes: [{ node: 'a', value: 'b', nodes: [{ node: 'c' }] }] },
      'nodes[0]',
      'not both',
    ],
    [
      'bytes in a text',
      { profile: 'dm', source: 'x', nodes: [{ node: 'a', value: { hex: 'FF' } }] },
      'nodes[0].value',
      'no text',
    ],
    [
      'a value kept elsewhere',
      { profile: 'dm', source: 'x', nodes: [{ node: 'a', value: { env: 'X' } }] },
      'nodes[0].value',
      'looked up',
    ],
    ['cp keys in dm', { ...NORDTEL_SOURCE, characteristics: [] }, 'characteristics', 'no characteristics'],
    ['dm keys in cp', { ...NORDTEL_SOURCE, profile: 'cp', tnds: 'xml' }, 'tnds', 'no place'],
    [
      'a cp account with an ACL',
      { profile: 'cp', accounts: [{ serverId: 'a', addresses: [{ addr: 'b' }], acl: 'none' }] },
      'accounts[0].acl',
      'no place',
    ],
    [
      'a connection that is not there',
      { profile: 'cp', accounts: [{ serverId: 'a', addresses: [{ addr: 'b' }], connection: 'x' }] },
      'accounts[0].connection',
      'there is no nap or proxy x',
    ],
  ])('refuses %s', (_name, source, path, reason) => {
    const result = messageFromSource(source);
    expect(result).toMatchObject({ ok: false, error: { code: 'source-invalid', details: { path } } });
    if (!result.ok) expect(result.error.details.reason).toContain(reason);
  });
});
