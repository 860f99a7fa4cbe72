import { describe, expect, it } from 'vitest';
import { defaultMessage, defaultMessageXml } from '../../../core/bootstrap/default-message.ts';
import type { DeviceState } from '../../../core/device/device-state.ts';
import { FACTORY_TREE, folder, withNode } from '../../../core/device/device-tree.ts';
import type { ReasonCode } from '../../../core/device/reason-rows.ts';
import { reasonText } from '../../../core/device/rejection.ts';
import {
  accessPoint,
  account,
  inboxMessage,
  itemXml,
  leaf,
  messageXml,
  singleXml,
} from '../../support/device-messages.ts';
import { flat, runMessage } from '../../support/device-run.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const MESSAGES = vectorsOf('message.json');
const pref = (value: string) => leaf('PrefConRef', value);

describe('names and references (5.5.5)', () => {
  it('gives references the address that the object got', async () => {
    const to = { name: 'ToConRef', children: [{ name: '1', children: [leaf('ConRef', './Inbox/Net')] }] };
    const result = await runMessage(inboxMessage(account('A', 'a', [pref('./Inbox/Net'), to]), accessPoint('Net')));
    const tree = flat(result.state.tree);
    expect(tree['/DMAcc/A/PrefConRef']).toBe('./NAP/Net');
    expect(tree['/DMAcc/A/ToConRef/1/ConRef']).toBe('./NAP/Net');
  });

  it('renames what is there already, and references with it', async () => {
    const owned = folder('Net', [{ ...folder('NapId'), format: 'chr', value: 'theirs' }]);
    const previous: DeviceState = { tree: withNode(FACTORY_TREE, ['NAP'], owned), provisioned: [] };
    const xml = inboxMessage(account('A', 'a', [pref('./Inbox/Net')]), accessPoint('Net'));
    const result = await runMessage(xml, { previous });
    const tree = flat(result.state.tree);
    expect(tree['/NAP/Net/NapId']).toBe('theirs');
    expect(tree['/NAP/Net-2/NapId']).toBe('Net');
    expect(tree['/DMAcc/A/PrefConRef']).toBe('./NAP/Net-2');
  });

  it('follows references of a device that gives names of its own, in proxies too', async () => {
    const proxy = {
      name: 'Px',
      ddf: 'org.openmobilealliance/1.0/ConnMO/Proxy',
      children: [
        leaf('ProxyId', 'Px'),
        { name: 'ConRefs', children: [{ name: '1', children: [leaf('ConRef', './Inbox/Net')] }] },
      ],
    };
    const xml = inboxMessage(account('A', 'a', [pref('./Inbox/Px')]), proxy, accessPoint('Net'));
    const result = await runMessage(xml, { profile: 'own-names' });
    const tree = flat(result.state.tree);
    expect(tree['/DMAcc/DMAcc1/PrefConRef']).toBe('./Proxy/Proxy1');
    expect(tree['/Proxy/Proxy1/ConRefs/1/ConRef']).toBe('./NAP/NAP1');
    expect(tree['/NAP/NAP1/NapId']).toBe('Net');
  });

  it('keeps references within one TNDS: another that brings the same name is another', async () => {
    const xml = messageXml({
      items: [
        itemXml({ nodes: [account('A', 'a', [pref('./Inbox/Net')]), accessPoint('Net', undefined, 'one')] }),
        itemXml({ nodes: [account('B', 'b', [pref('./Inbox/Net')]), accessPoint('Net', undefined, 'two')] }),
      ],
    });
    const tree = flat((await runMessage(xml)).state.tree);
    expect(tree[`/${tree['/DMAcc/A/PrefConRef']?.slice(2)}/NapId`]).toBe('one');
    expect(tree[`/${tree['/DMAcc/B/PrefConRef']?.slice(2)}/NapId`]).toBe('two');
  });

  it('leaves references of other kinds as they are', async () => {
    const result = await runMessage(inboxMessage(account('A', 'a', [pref('INTERNET')])));
    expect(flat(result.state.tree)['/DMAcc/A/PrefConRef']).toBe('INTERNET');
  });
});

describe('what a client may pass over (5.5.5)', () => {
  it('objects that it does not support', async () => {
    const xml = inboxMessage(account('A', 'a'), { name: 'Z', ddf: 'urn:vendor:mo:z:1.0', children: [leaf('Q', '1')] });
    const result = await runMessage(xml);
    expect(result.outcome).toBe('accepted');
    expect(result.state.provisioned.map(({ uri }) => uri)).toEqual(['./DMAcc/A']);
    const notes = result.steps.flatMap(({ notes: own }) => own).join('\n');
    expect(notes).toContain('Z is ignored: urn:vendor:mo:z:1.0 is not supported');
  });

  it('extensions', async () => {
    const xml = inboxMessage(account('A', 'a', [{ name: 'Ext', children: [leaf('Vendor', '1')] }]));
    const tree = flat((await runMessage(xml)).state.tree);
    expect(Object.keys(tree).filter((path) => path.includes('Ext'))).toEqual([]);
    const lenient = await runMessage(xml, { profile: 'lenient' });
    expect(flat(lenient.state.tree)['/DMAcc/A/Ext/Vendor']).toBe('1');
  });

  it('all versions of an object but the latest that it supports', async () => {
    const family = 'urn:oma:mo:oma-dm-dmacc';
    const xml = inboxMessage(
      account('Old', 'a', [], `${family}:1.0`),
      account('New', 'a', [], `${family}:1.1`),
      account('Future', 'a', [], `${family}:9.0`),
      account('Other', 'b', [], `${family}:1.0`),
    );
    const result = await runMessage(xml);
    expect(result.state.provisioned.map(({ uri }) => uri)).toEqual(['./DMAcc/New', './DMAcc/Other']);
  });

  it('commands that only want an answer: none is sent', async () => {
    const get = '<Get><CmdID>9</CmdID><Item><Target><LocURI>./DevInfo</LocURI></Target></Item></Get>';
    const xml = messageXml({ before: get, items: [itemXml({ nodes: [account('A', 'a')] })] });
    const result = await runMessage(xml);
    expect(result.outcome).toBe('accepted');
    const strict = messageXml({
      before: get,
      items: [itemXml({ nodes: [account('A', 'a', [pref('INTERNET')])] })],
    });
    expect((await runMessage(strict, { profile: 'strict' })).rejection).toMatchObject({
      code: 'message-fault',
      details: { code: 'dm-answer-expected' },
    });
  });
});

describe('targets', () => {
  const nodes = [account('A', 'a')];

  it('takes an account whose nodes are added one by one, with the levels between', async () => {
    const xml = messageXml({
      items: [
        singleXml('./DMAcc/X', null, 'urn:oma:mo:oma-dm-dmacc:1.0'),
        singleXml('./DMAcc/X/AppID', 'w7'),
        singleXml('./DMAcc/X/ServerID', 'a'),
        singleXml('./DMAcc/X/AppAddr/1/Addr', 'https://a/'),
      ],
    });
    expect(flat((await runMessage(xml)).state.tree)['/DMAcc/X/AppAddr/1/Addr']).toBe('https://a/');
  });

  it('takes a TNDS outside the Inbox where its parent is there', async () => {
    const previous: DeviceState = { tree: withNode(FACTORY_TREE, [], folder('DMAcc')), provisioned: [] };
    const xml = messageXml({ items: [itemXml({ target: './DMAcc', nodes })] });
    expect((await runMessage(xml, { previous })).servers[0]?.uri).toBe('./DMAcc/A');
    expect((await runMessage(xml)).rejection).toMatchObject({ step: 'tree', code: 'parent-missing' });
  });

  it('adds nothing over what somebody else has put there', async () => {
    const theirs = withNode(FACTORY_TREE, ['DMAcc'], folder('A', [folder('AppAddr')]));
    const previous: DeviceState = { tree: theirs, provisioned: [] };
    const result = await runMessage(messageXml({ items: [itemXml({ target: './DMAcc', nodes })] }), { previous });
    expect(result.rejection?.code).toBe('already-there');
    expect(result.state).toEqual(previous);
  });
});

describe('what is rejected, and where', () => {
  const good = defaultMessageXml();
  const rows: readonly (readonly [string, ReasonCode, string])[] = [
    ['no account', 'account-missing', inboxMessage(accessPoint('Net'))],
    ['an account without ServerID', 'account-incomplete', good.replace('>ServerID<', '>ServerIX<')],
    ['another AppID', 'account-app-id', good.replace('<Value>w7<', '<Value>w5<')],
    ['no address', 'account-incomplete', good.replace('<NodeName>AppAddr<', '<NodeName>AppAddrs<')],
    ['a source that is no server', 'source-mismatch', good.replace('nordtel.example/<', 'nordtel.example:443/<')],
    ['a node that no account has', 'node-unknown', inboxMessage(account('A', 'a', [leaf('Colour', 'red')]))],
    ['a reference to nowhere', 'reference-dangling', good.replace('./Inbox/NordTelNet', './Inbox/Elsewhere')],
    ['an ACL that is none', 'acl-malformed', good.replace('Delete=nordtel&amp;', 'Erase=nordtel&amp;')],
    ['no end', 'message-not-final', good.replace('<Final/>', '')],
    [
      'a value above nodes',
      'tnds-structure',
      good.replace(/(<NodeName>AppAddr<.*?<\/RTProperties>)/s, '$1<Value>x</Value>'),
    ],
    [
      'rights by command',
      'acl-command',
      messageXml({
        items: [itemXml({ nodes: [account('A', 'a')] }), singleXml('./DMAcc/A?prop=ACL', 'Get=*')],
      }),
    ],
    [
      'an item to nowhere',
      'item-target',
      messageXml({ items: [itemXml({ nodes: [account('A', 'a')] }), singleXml('', 'x')] }),
    ],
  ];

  it.each(rows)('%s: %s', async (_name, code, xml) => {
    const result = await runMessage(xml);
    expect(result.rejection?.code).toBe(code);
    expect(result.outcome).toBe('rejected');
    expect(result.servers).toEqual([]);
    expect(result.state.tree).toEqual(FACTORY_TREE);
    if (result.rejection === null) return;
    expect(result.rejection.where.file).toBe('3F007F506421');
    for (const language of ['en', 'zh'] as const) expect(reasonText(result.rejection, language)).not.toMatch(/[{}]/);
  });

  it('names the bytes that the reason stands on', async () => {
    const message = defaultMessage();
    const { rejection } = await runMessage(defaultMessageXml().replace('nordtel.example/<', 'nordtel.exampl3/<'));
    const { offset = 0, length = 0 } = rejection?.where ?? {};
    expect(new TextDecoder().decode(message.subarray(offset, offset + length))).toBe('https://dm.nordtel.example/');
  });
});

describe('Client Provisioning', () => {
  const w7 = (parms: string) =>
    `<wap-provisioningdoc><characteristic type="APPLICATION"><parm name="APPID" value="w7"/>${parms}</characteristic></wap-provisioningdoc>`;
  const parm = (name: string, value: string) => `<parm name="${name}" value="${value}"/>`;
  const server = parm('PROVIDER-ID', 'a') + parm('ADDR', 'https://a/');

  it('takes a registration of w7 with a server and an address, and no other', async () => {
    expect((await runMessage(w7(server))).servers).toMatchObject([{ serverId: 'a', addresses: ['https://a/'] }]);
    const nameless = await runMessage(w7(parm('ADDR', 'https://a/')));
    expect(nameless.rejection).toMatchObject({ step: 'objects', code: 'account-missing' });
  });

  it('ignores a document of another major version', async () => {
    const later = w7(server).replace('<wap-provisioningdoc>', '<wap-provisioningdoc version="2.0">');
    expect((await runMessage(later)).rejection).toMatchObject({ step: 'message', code: 'document-version' });
    expect((await runMessage(later, { profile: 'lenient' })).outcome).toBe('accepted');
  });

  it('a strict device takes nothing that the product would warn of', async () => {
    const odd = w7(
      `${server}${parm('AAUTHLEVELS', 'x')}<characteristic type="APPAUTH">${parm('AAUTHLEVEL', 'NOBODY')}</characteristic>`,
    );
    expect((await runMessage(odd)).outcome).toBe('accepted');
    expect((await runMessage(odd, { profile: 'strict' })).rejection?.code).toBe('message-fault');
  });
});

describe('the vectors', () => {
  it.each([
    ['dm-bootstrap-tnds-wbxml', 'account-incomplete'],
    ['dm-bootstrap-tnds-xml', 'tnds-type'],
    ['tnds-wbxml-strtbl-1A-field', 'account-incomplete'],
    ['tnds-inline-codepage2', 'account-incomplete'],
    ['pubid-syncml11', 'wbxml-public-id'],
    ['pubid-unknown', 'wbxml-public-id'],
    ['pubid-devinf12', 'wbxml-public-id'],
    ['pubid-stringtable', 'account-incomplete'],
    ['wbxml-version-1.1', 'account-incomplete'],
    ['wbxml-version-1.3', 'account-incomplete'],
    ['wbxml-version-1.0', 'wbxml-not'],
    ['dm-truncated', 'wbxml-undecodable'],
    ['dm-ff-padded', 'account-incomplete'],
    ['libwbxml-dm-cdata', 'tnds-type'],
    ['libwbxml-dm-wbxmltnds', 'account-missing'],
    ['tnds-wbxml-standalone', 'wbxml-public-id'],
  ] as const)('%s: a conforming device stops at %s', async (name, code) => {
    const result = await runMessage(vectorIn(MESSAGES, name).bytes);
    expect(result.rejection?.code).toBe(code);
  });

  it.each([
    'dm-bootstrap-tnds-wbxml',
    'dm-bootstrap-tnds-xml',
    'tnds-wbxml-strtbl-1A-field',
    'tnds-inline-codepage2',
    'pubid-syncml11',
    'pubid-stringtable',
    'wbxml-version-1.0',
    'dm-ff-padded',
  ])('%s: a lenient device makes the same account of it', async (name) => {
    const result = await runMessage(vectorIn(MESSAGES, name).bytes, { profile: 'lenient' });
    expect(flat(result.state.tree)).toEqual({ '/DMAcc/OpX/AppID': 'w7' });
  });

  it('cp-w7-minimal: the account that the mapping gives, for its own server', async () => {
    const result = await runMessage(vectorIn(vectorsOf('cp.json'), 'cp-w7-minimal').bytes);
    const tree = flat(result.state.tree);
    expect(tree).toMatchObject({
      '/DMAcc/1?ACL': 'Delete=op.example.com&Get=op.example.com&Replace=op.example.com',
      '/DMAcc/1/AppID': 'w7',
      '/DMAcc/1/ServerID': 'op.example.com',
      '/DMAcc/1/AppAddr/1/Addr': 'https://dm.example.com/dm',
      '/DMAcc/1/AppAddr/1/Port/1/PortNbr': '443',
      '/DMAcc/1/AppAuth/1/AAuthLevel': 'CLCRED',
    });
    expect(result.state.provisioned).toMatchObject([{ profile: 'cp', serverId: 'op.example.com' }]);
  });
});
