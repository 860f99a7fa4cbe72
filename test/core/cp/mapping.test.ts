import { describe, expect, it } from 'vitest';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { cpToTree, mappedMessage, mappedTreeXml, treeToCp } from '../../../core/bootstrap/message-cp-map.ts';
import type { MessageView } from '../../../core/bootstrap/message-model.ts';
import { W7_MAPPING } from '../../../core/cp/mapping-rows.ts';
import type { MappedNode } from '../../../core/cp/tree-node.ts';
import { DM_ACC } from '../../../core/mo/dmacc.ts';
import { NAP } from '../../../core/mo/nap.ts';
import { PROXY } from '../../../core/mo/proxy.ts';
import { provisioningCorpus } from '../../support/provisioning-corpus.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { changed, characteristic, GOOD, must, viewOf } from './documents.ts';

/** Addresses and values of the leaves, ACLs as `?acl`. */
function leaves(nodes: readonly MappedNode[], path = ''): string[] {
  return nodes.flatMap((node) => {
    const own = `${path}${node.name}`;
    const acl = node.acl === undefined ? [] : [`${own}?acl=${node.acl}`];
    return [...acl, ...(node.value === null ? [] : [`${own}=${node.value}`]), ...leaves(node.children, `${own}/`)];
  });
}

const asMessage = (view: MessageView) => decodeMessage(must(mappedMessage(must(cpToTree(view)))));
const back = (view: MessageView) => must(treeToCp(view));
const minimal = vectorIn(vectorsOf('cp.json'), 'cp-w7-minimal').bytes;

describe('a provisioning document as a management tree', () => {
  const mapping = must(cpToTree(viewOf(GOOD)));

  it('follows the mapping of w7, with the rights of its server (5.4.4)', () => {
    expect(leaves(mapping.nodes.filter((node) => node.name === '3'))).toEqual([
      '3?acl=Delete=nordtel&Get=nordtel&Replace=nordtel',
      '3/AppID=w7',
      '3/ServerID=nordtel',
      '3/Name=NordTel',
      '3/AppAddr/1/Addr=https://dm.nordtel.example/',
      '3/AppAddr/1/Port/1/PortNbr=443',
      '3/AppAddr/1/AddrType=URI',
      '3/AppAuth/1/AAuthLevel=CLCRED',
      '3/AppAuth/1/AAuthType=DIGEST',
      '3/AppAuth/1/AAuthName=device',
      '3/AppAuth/1/AAuthSecret=Kestrel-4711',
      '3/AppAuth/1/AAuthData=bm9uY2U=',
      '3/AppAuth/2/AAuthLevel=SRVCRED',
      '3/AppAuth/2/AAuthType=DIGEST',
      '3/AppAuth/2/AAuthName=nordtel',
      '3/AppAuth/2/AAuthSecret=Aurora-0815',
      '3/PrefConRef=./Inbox/1',
      '3/ToConRef/1/ConRef=./Inbox/1',
      '3/ToConRef/2/ConRef=./Inbox/2',
    ]);
  });

  it('makes an access point and a proxy', () => {
    expect(mapping.nodes.map((node) => node.ddfName)).toEqual([
      PROXY.identifiers[1],
      NAP.identifiers[0],
      DM_ACC.identifiers[0],
    ]);
    expect(leaves(mapping.nodes.slice(0, 2))).toEqual([
      '1?acl=Delete=nordtel&Get=nordtel&Replace=nordtel',
      '1/ProxyId=proxy.nordtel.example',
      '1/Name=NordTel',
      '1/AuthInfo/AuthType=HTTP-BASIC',
      '1/AuthInfo/AuthName=mms',
      '1/AuthInfo/AuthSecret=Heron-22',
      '1/Addr=192.0.2.17',
      '1/Ports/1/PortNbr=9201',
      '1/Ports/1/Services/1/ServiceName=CO-WSP',
      '1/AddrType=IPV4',
      '1/ConRefs/1/ConRef=./Inbox/2',
      '2?acl=Delete=nordtel&Get=nordtel&Replace=nordtel',
      '2/NapId=NAP1',
      '2/Bearer/BearerType=GSM-GPRS',
      '2/Name=NordTel',
      '2/Addr=dm.nordtel.example',
      '2/AddrType=APN',
      '2/AuthInfo/AuthType=PAP',
      '2/AuthInfo/AuthName=dm',
      '2/AuthInfo/AuthSecret=Osprey-3',
      '2/IPv4/AutoConfig=true',
    ]);
  });

  it('names what no node takes', () => {
    expect(mapping.notes.map((note) => note.path)).toEqual([
      'PXLOGICAL[proxy.nordtel.example]/PUSHENABLED',
      'PXLOGICAL[proxy.nordtel.example]/PXPHYSICAL[P1]/PHYSICAL-PROXY-ID',
      'NAPDEF[NAP1]/INTERNET',
      'APPLICATION[w7]/INIT',
    ]);
  });

  it('becomes a DM message that a device has nothing against', () => {
    const view = asMessage(viewOf(GOOD));
    expect(view.profile).toBe('dm');
    expect(view.findings.filter((finding) => finding.severity !== 'info')).toEqual([]);
    expect(view.accounts).toEqual([
      {
        serverId: 'nordtel',
        name: 'NordTel',
        addresses: [{ addr: 'https://dm.nordtel.example/', addrType: 'URI', port: '443' }],
        auth: [
          { level: 'CLCRED', type: 'DIGEST', name: 'device' },
          { level: 'SRVCRED', type: 'DIGEST', name: 'nordtel' },
        ],
      },
    ]);
    expect(mappedTreeXml(mapping)).toContain('<DDFName>urn:oma:mo:oma-dm-dmacc:1.0</DDFName>');
  });

  it('has the nodes that the tables of the objects have', () => {
    const known: readonly string[] = DM_ACC.rows.map((row) => row.path);
    for (const row of W7_MAPPING) expect(known).toContain(row.node);
  });

  it('gives nobody rights where there is no w7', () => {
    const { nodes } = must(cpToTree(viewOf(changed(['value="w7"', 'value="w4"']))));
    expect(leaves(nodes).filter((leaf) => leaf.includes('?acl'))).toEqual([]);
    expect(leaves(nodes)).toContain('3/ProviderID=nordtel');
    expect(leaves(nodes)).toContain('3/ToConRef/2/ConRef=./Inbox/2');
  });

  it('gives no rights to a server that an ACL cannot name, and says so', () => {
    const { nodes, notes } = must(cpToTree(viewOf(changed(['value="nordtel"', 'value="*"']))));
    expect(leaves(nodes).filter((leaf) => leaf.includes('?acl'))).toEqual([]);
    expect(notes.map((note) => note.path)).toContain('APPLICATION[w7]/PROVIDER-ID');
  });

  it('gives each account its own object to its own server, and the shared ones to both', () => {
    const second = characteristic('APPLICATION', { APPID: 'w7', 'PROVIDER-ID': 'other', ADDR: 'https://o.example/' });
    const { nodes } = must(cpToTree(viewOf(changed(['</wap-', `${second}</wap-`]))));
    expect(nodes.map((node) => node.acl?.replace(/^Delete=([^&]*)&.*/, '$1'))).toEqual([
      'nordtel+other',
      'nordtel+other',
      'nordtel',
      'other',
    ]);
    expect(leaves(nodes)).toContain('4/AppAddr/1/Addr=https://o.example/');
  });

  it('follows the general table for other applications, one connection as the preferred one', () => {
    const inner = [
      characteristic(
        'APPADDR',
        { ADDR: 'smtp.example' },
        characteristic('PORT', { PORTNBR: '25', SERVICE: 'STARTTLS' }),
      ),
      characteristic('RESOURCE', { URI: 'x', STARTPAGE: '' }),
    ].join('');
    const application = characteristic('APPLICATION', { APPID: '25', AACCEPT: 'a', 'TO-NAPID': 'N', ADDR: 'd' }, inner);
    const nap = characteristic('NAPDEF', { NAPID: 'N', 'DNS-ADDR': '2001:db8::1', 'LOCAL-ADDR': '192.0.2.9' });
    const { nodes, notes } = must(cpToTree(viewOf(`<wap-provisioningdoc>${application}${nap}</wap-provisioningdoc>`)));
    expect(leaves(nodes)).toEqual([
      '1/AppID=25',
      '1/AAccept=a',
      '1/PrefAddr=d',
      '1/AppAddr/1/Addr=smtp.example',
      '1/AppAddr/1/Port/1/PortNbr=25',
      '1/AppAddr/1/Port/1/Service/1/Service=STARTTLS',
      '1/Resource/1/URI=x',
      '1/PrefConDef=./Inbox/2',
      '2/NapId=N',
      '2/IPv4/AutoConfig=false',
      '2/IPv4/LocalAddr=192.0.2.9',
      '2/IPv6/DNS/1/DNSAddr=2001:db8::1',
    ]);
    expect(notes.map((note) => note.path)).toEqual(['APPLICATION[25]/RESOURCE/STARTPAGE']);
  });

  it('takes any access point to the Internet where one is asked for, and leaves a reference to nothing empty', () => {
    const view = viewOf(
      changed([
        '<parm name="TO-NAPID" value="NAP1"/>\n    <parm name="INIT"/>',
        '<parm name="TO-NAPID" value="INTERNET"/><parm name="TO-NAPID" value="none"/>',
      ]),
    );
    const { nodes, notes } = must(cpToTree(view));
    expect(leaves(nodes).filter((leaf) => leaf.includes('ToConRef'))).toEqual([
      '3/ToConRef/1/ConRef=./Inbox/1',
      '3/ToConRef/2/ConRef=./Inbox/2',
      '3/ToConRef/3/ConRef=',
    ]);
    expect(notes.map((note) => note.path)).toEqual(
      expect.arrayContaining(['APPLICATION[w7]/TO-NAPID', 'APPLICATION[w7]/TO-NAPID[2]']),
    );
  });

  it('names what stands twice where the object has one place, and what belongs to no object', () => {
    const nap = characteristic(
      'NAPDEF',
      { NAPID: 'N', BEARER: 'GSM-CSD' },
      characteristic('NAPAUTHINFO', { AUTHTYPE: 'PAP' }).repeat(2),
    );
    const xml = `<wap-provisioningdoc><parm name="X" value="1"/>${nap.replace('<parm name="BEARER"', '<parm name="BEARER" value="GSM-GPRS"/><parm name="BEARER"')}${characteristic('BOOTSTRAP', {})}</wap-provisioningdoc>`;
    const { nodes, notes } = must(cpToTree(viewOf(xml)));
    expect(notes.map((note) => note.path)).toEqual([
      'X',
      'BOOTSTRAP',
      'NAPDEF[N]/BEARER[2]',
      'NAPDEF[N]/NAPAUTHINFO[2]/AUTHTYPE',
    ]);
    expect(leaves(nodes)).toContain('1/Bearer/BearerType=GSM-GPRS');
  });

  it('refuses a message of the other profile, and a DM message without an address', () => {
    const dm = decodeMessage(defaultMessage());
    expect(cpToTree(dm)).toMatchObject({ ok: false, error: { code: 'map-profile', details: { profile: 'dm' } } });
    expect(treeToCp(viewOf(GOOD))).toMatchObject({ ok: false, error: { code: 'map-profile' } });
    const none = must(cpToTree(viewOf('<wap-provisioningdoc/>')));
    expect(mappedMessage(none)).toMatchObject({ ok: false, error: { code: 'map-no-address' } });
  });
});

describe('a management tree as a provisioning document', () => {
  it('says what the default message says, and names what it cannot', () => {
    const { xml, bytes, notes } = back(decodeMessage(defaultMessage()));
    const view = decodeMessage(bytes, 0, { expect: 'any' });
    expect(view.xml).toBe(xml);
    expect(view.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
    expect(view.accounts).toEqual([
      {
        serverId: 'nordtel',
        name: 'NordTel',
        addresses: [{ addr: 'https://dm.nordtel.example/', addrType: null, port: '443' }],
        auth: [
          { level: 'APPSRV', type: 'DIGEST', name: 'device' },
          { level: 'CLIENT', type: 'DIGEST', name: 'nordtel' },
        ],
      },
    ]);
    expect(xml).toContain('<parm name="TO-NAPID" value="NordTelNet"/>');
    expect(xml).toContain('<parm name="AAUTHSECRET" value="Kestrel-4711"/>');
    expect(notes.map((note) => note.path)).toEqual(['NordTel?prop=ACL', 'NordTelNet?prop=ACL', 'NordTel/AAuthPref']);
  });

  it('is the document again that the tree was made of, but for what has no node', () => {
    const { xml, notes } = back(asMessage(viewOf(GOOD)));
    const kept = changed(
      ['    <parm name="PUSHENABLED" value="1"/>\n', ''],
      ['value="P1"', 'value="proxy.nordtel.example"'],
      ['    <parm name="INTERNET"/>\n', ''],
      ['    <parm name="INIT"/>\n', ''],
    );
    const lines = (text: string) =>
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => !line.includes('PXADDRTYPE'))
        .sort();
    expect(lines(xml)).toEqual(lines(kept));
    expect(notes).toEqual([]);
  });

  it('keeps over the whole corpus what a tree can say: there and back once more changes nothing', () => {
    // A message needs an account with an address as its source; not every document of the corpus has one.
    const address = characteristic('APPADDR', { ADDR: 'https://dm.nordtel.example/' });
    const account = characteristic('APPLICATION', { APPID: 'w7', 'PROVIDER-ID': 'nordtel' }, address);
    for (const document of provisioningCorpus(150, 7)) {
      const once = back(asMessage(viewOf(document.replace('</wap-', `${account}</wap-`))));
      const again = back(asMessage(decodeMessage(once.bytes)));
      expect(again.xml).toBe(once.xml);
    }
  });

  it('loses no parm without a word', () => {
    for (const document of provisioningCorpus(150, 11)) {
      const view = viewOf(document);
      const { nodes, notes } = must(cpToTree(view));
      const said = new Set(notes.map((note) => note.path));
      const values = leaves(nodes).map((leaf) => leaf.slice(leaf.indexOf('=') + 1));
      for (const { path, value } of view.fields) {
        if (said.has(path) || [...said].some((note) => path.startsWith(`${note}/`))) continue;
        // References, levels and address types are written in other words.
        if (/(TO-NAPID|TO-PROXY|AAUTHLEVEL|ADDRTYPE|AAUTHDATA)(\[\d+\])?$/.test(path)) continue;
        if (/PHYSICAL-PROXY-ID$/.test(path)) continue;
        expect(values, path).toContain(value);
      }
    }
  });

  it('takes the minimal account there and back', () => {
    const { xml, notes } = back(asMessage(decodeMessage(minimal)));
    expect(xml).toContain('<parm name="AAUTHDATA" value="bm9uY2U="/>');
    // A reference to an access point that the document does not have is empty in the tree.
    expect(notes.map((note) => note.path)).toEqual(['1/ToConRef/1/ConRef']);
  });
});
