/** XML forms of bootstrap messages, put together from nodes. */

export interface XmlNode {
  readonly name: string;
  readonly value?: string;
  readonly ddf?: string;
  readonly acl?: string;
  readonly children?: readonly XmlNode[];
}

export const DMACC = 'urn:oma:mo:oma-dm-dmacc:1.0';
export const NAP_ID = 'urn:oma:mo:oma-connmo-nap:1.0';

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

export function nodeXml({ name, value, ddf, acl, children = [] }: XmlNode): string {
  const inner = value === undefined;
  const type = inner ? `<DDFName>${ddf ?? ''}</DDFName>` : '<MIME>text/plain</MIME>';
  const rights = acl === undefined ? '' : `<ACL>${escaped(acl)}</ACL>`;
  const properties = `<RTProperties>${rights}<Format><${inner ? 'node' : 'chr'}/></Format><Type>${type}</Type></RTProperties>`;
  const content = inner ? children.map(nodeXml).join('') : `<Value>${escaped(value)}</Value>`;
  return `<Node><NodeName>${name}</NodeName>${properties}${content}</Node>`;
}

export const leaf = (name: string, value: string): XmlNode => ({ name, value });

/** A DM account with one address. */
export function account(name: string, server: string, more: readonly XmlNode[] = [], ddf = DMACC): XmlNode {
  return {
    name,
    ddf,
    acl: `Get=*&Replace=${server}`,
    children: [
      leaf('AppID', 'w7'),
      leaf('ServerID', server),
      {
        name: 'AppAddr',
        children: [{ name: '1', children: [leaf('Addr', `https://${server}/`), leaf('AddrType', 'URI')] }],
      },
      ...more,
      {
        name: 'AppAuth',
        children: [
          {
            name: '1',
            children: [
              leaf('AAuthLevel', 'CLCRED'),
              leaf('AAuthType', 'BASIC'),
              leaf('AAuthName', 'device'),
              leaf('AAuthSecret', 'Kestrel'),
            ],
          },
        ],
      },
    ],
  };
}

export function accessPoint(name: string, ddf = NAP_ID, id = name): XmlNode {
  return {
    name,
    ddf,
    children: [
      leaf('NapId', id),
      leaf('Addr', 'apn.example'),
      leaf('AddrType', 'APN'),
      { name: 'Bearer', children: [leaf('BearerType', 'GSM-GPRS')] },
    ],
  };
}

export interface XmlItem {
  readonly target?: string;
  readonly form?: 'wbxml' | 'xml';
  readonly nodes: readonly XmlNode[];
}

export function itemXml({ target = './Inbox', form = 'wbxml', nodes }: XmlItem): string {
  const tree = `<MgmtTree><VerDTD>1.2</VerDTD>${nodes.map(nodeXml).join('')}</MgmtTree>`;
  const meta = `<Meta><Format>${form === 'xml' ? 'xml' : 'bin'}</Format><Type>application/vnd.syncml.dmtnds+${form}</Type></Meta>`;
  return `<Item><Target><LocURI>${target}</LocURI></Target>${meta}<Data>${tree}</Data></Item>`;
}

/** An item that sets one node. */
export function singleXml(target: string, value: string | null, type = 'text/plain'): string {
  const [format, data] = value === null ? ['node', ''] : ['chr', `<Data>${escaped(value)}</Data>`];
  return `<Item><Target><LocURI>${target}</LocURI></Target><Meta><Format>${format}</Format><Type>${type}</Type></Meta>${data}</Item>`;
}

export interface MessageXml {
  readonly source?: string;
  readonly items: readonly string[];
  /** Further commands before the Add. */
  readonly before?: string;
  readonly end?: string;
}

/** A message with one Add of all items. */
export function messageXml({ source = 'https://a/', items, before = '', end = '<Final/>' }: MessageXml): string {
  const header = `<SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>./</LocURI></Target><Source><LocURI>${source}</LocURI></Source></SyncHdr>`;
  return `<SyncML>${header}<SyncBody>${before}<Add><CmdID>1</CmdID>${items.join('')}</Add>${end}</SyncBody></SyncML>`;
}

/** A message with one TNDS of these objects to the Inbox. */
export const inboxMessage = (...nodes: readonly XmlNode[]) => messageXml({ items: [itemXml({ nodes })] });
