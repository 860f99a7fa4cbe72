import { concat, hex, startsWith, utf8 } from '../base/bytes.ts';
import type { CardDraft } from './card-draft.ts';
import { PROVISIONING } from './fault-cards-cp.ts';
import { type FaultRecipe, filled, withBytes, withLeaf, withoutNode, withText } from './fault-recipe.ts';
import { decodeMessage } from './message.ts';
import { editMessage } from './message-edit.ts';

const byte =
  (offset: number, value: number): FaultRecipe['make'] =>
  (draft) =>
    withBytes(draft, (message) => message.with(offset, value));
const before =
  (...front: Uint8Array[]): FaultRecipe['make'] =>
  (draft) =>
    withBytes(draft, (message) => concat(...front, message));
const text =
  (from: string | RegExp, to: string): FaultRecipe['make'] =>
  (draft) =>
    withText(draft, from, to);
const leaf =
  (name: string, value: string): FaultRecipe['make'] =>
  (draft) =>
    withLeaf(draft, name, value);

/** WBXML header of the messages that this program writes: version, public identifier 0x1201, UTF-8, no string table. */
const HEADER = hex('02A4016A00');
const FPI = utf8('-//SYNCML//DTD SyncML 1.2//EN\0');
/** Header of a TNDS in WBXML: its public identifier is the string table. */
const TNDS_HEADER = hex('0200006A1B');

/** The string table of the TNDS without the 00 that ends it, its opaque data a byte shorter. */
function withoutNul(message: Uint8Array): Uint8Array {
  const at = message.findIndex((_, i) => startsWith(message.subarray(i), TNDS_HEADER));
  const length = (((message[at - 2] ?? 0) & 0x7f) << 7) + ((message[at - 1] ?? 0) & 0x7f) - 1;
  const table = at + TNDS_HEADER.length;
  return concat(
    message.subarray(0, at - 2),
    Uint8Array.of(0x80 | (length >> 7), length & 0x7f),
    TNDS_HEADER.with(4, 0x1a),
    message.subarray(table, table + 0x1a),
    message.subarray(table + 0x1b),
  );
}

function retyped(message: Uint8Array, value: string): Uint8Array {
  const edited = editMessage(decodeMessage(message), [{ path: 'SyncBody/Add/Item/Meta/Type', value }]);
  if (!edited.ok) throw new RangeError(`type of the item: ${edited.error.code}`);
  return edited.value;
}

/** `Port/PortNbr` without the level between them. */
function flatPort(draft: CardDraft): CardDraft {
  const { xml } = draft;
  const from = xml.indexOf('<Node>', xml.indexOf('<NodeName>Port<'));
  const level = xml.slice(from, xml.indexOf('<Node>', from + 1));
  const open = xml.replace(level, '');
  const end = open.indexOf('</Node>', open.indexOf('<NodeName>PortNbr<'));
  return { ...draft, xml: open.slice(0, end) + open.slice(end + '</Node>'.length) };
}

/** A leaf at the end of the account. */
function withExtension(draft: CardDraft, value: string): CardDraft {
  const at = '<Node>\n                <NodeName>AAuthPref</NodeName>';
  const properties = (format: string, type: string) =>
    `<RTProperties><Format><${format}/></Format><Type>${type}</Type></RTProperties>`;
  const inner = `<Node><NodeName>Note</NodeName>${properties('chr', '<MIME>text/plain</MIME>')}<Value>${value}</Value></Node>`;
  return withText(draft, at, `<Node><NodeName>Ext</NodeName>${properties('node', '<DDFName/>')}${inner}</Node>${at}`);
}

/** An item of a command for one node. */
function item(target: string, format: string, value: string | null, type = 'text/plain'): string {
  const meta = `<Meta><Format>${format}</Format><Type>${type}</Type></Meta>`;
  return `<Item><Target><LocURI>${target}</LocURI></Target>${meta}${value === null ? '' : `<Data>${value}</Data>`}</Item>`;
}

/** The account made by an Add for each of its nodes, the access point as it was. */
function nodeByNode(draft: CardDraft): CardDraft {
  const at = './DMAcc/NordTel';
  const folder = (path: string) => item(`${at}${path}`, 'node', null, '');
  const value = (path: string, content: string) => item(`${at}${path}`, 'chr', content);
  const items = [
    item(at, 'node', null, 'urn:oma:mo:oma-dm-dmacc:1.0'),
    value('/AppID', 'w7'),
    value('/ServerID', 'nordtel'),
    value('/Name', 'NordTel'),
    folder('/AppAddr'),
    folder('/AppAddr/1'),
    value('/AppAddr/1/Addr', 'https://dm.nordtel.example/'),
    value('/AppAddr/1/AddrType', 'URI'),
    folder('/AppAuth'),
    folder('/AppAuth/1'),
    value('/AppAuth/1/AAuthLevel', 'CLCRED'),
    value('/AppAuth/1/AAuthType', 'DIGEST'),
    value('/AppAuth/1/AAuthName', 'device'),
    value('/AppAuth/1/AAuthSecret', 'Kestrel-4711'),
  ].join('');
  return withText(withoutNode(draft, 'NordTel'), '<Final/>', `<Add><CmdID>2</CmdID>${items}</Add><Final/>`);
}

const ACL = '<ACL>Delete=nordtel&amp;Get=*&amp;Replace=nordtel</ACL>';

/** The encoding of the message (DM Bootstrap 5.5.4, WAP-192). */
export const ENCODING_FAULTS: readonly FaultRecipe[] = [
  {
    code: 'file-over-32k',
    shownBy: 'iso',
    at: 'content',
    parts: ['xml', 'content', 'bytes'],
    make: (draft) => withExtension(draft, 'x'.repeat(0x8000)),
  },
  {
    code: 'wbxml-plain-xml',
    at: 'wbxml',
    parts: ['bytes', 'content'],
    make: (draft) => withBytes(draft, () => utf8(draft.xml.replace(/\n\s*/g, ''))),
  },
  { code: 'wbxml-push-header', at: 'wbxml', parts: ['bytes'], make: before(hex('010603C2AF87')) },
  {
    code: 'wbxml-length-prefix',
    at: 'wbxml',
    parts: ['bytes'],
    make: (draft) =>
      withBytes(draft, (message) => concat(Uint8Array.of(message.length >> 8, message.length & 0xff), message)),
  },
  {
    code: 'profile-cp-in-dm-file',
    at: 'wbxml',
    parts: ['xml', 'bytes'],
    make: (draft) => ({ ...draft, xml: PROVISIONING }),
  },
  {
    code: 'wbxml-version',
    at: 'wbxml',
    parts: ['bytes'],
    // WBXML 1.0 has no charset in its header.
    make: (draft) => withBytes(draft, (message) => concat(hex('00A40100'), message.subarray(HEADER.length))),
  },
  {
    code: 'wbxml-public-id',
    at: 'wbxml',
    parts: ['bytes'],
    make: (draft) => withBytes(draft, (message) => concat(hex('029F536A00'), message.subarray(HEADER.length))),
  },
  {
    code: 'wbxml-public-id-string',
    at: 'wbxml',
    parts: ['bytes'],
    make: (draft) =>
      withBytes(draft, (message) =>
        concat(hex('0200006A'), Uint8Array.of(FPI.length), FPI, message.subarray(HEADER.length)),
      ),
  },
  { code: 'wbxml-charset', at: 'wbxml', parts: ['bytes'], make: byte(3, 0x04) },
  {
    code: 'wbxml-undecodable',
    at: 'wbxml',
    parts: ['bytes', 'content'],
    make: (draft) => withBytes(draft, (message) => concat(message.subarray(0, 300), filled(0xff, 8))),
  },
  {
    code: 'profile-secret-masked',
    at: 'wbxml',
    parts: ['xml.secret'],
    make: leaf('AAuthSecret', '************'),
  },
];

/** What the message says (DM Bootstrap 5.5.3 to 5.5.5, DM StdObj). */
export const MESSAGE_FAULTS: readonly FaultRecipe[] = [
  {
    code: 'dm-tnds-type-mismatch',
    at: 'tnds',
    parts: ['bytes'],
    make: (draft) => withBytes(draft, (message) => retyped(message, 'application/vnd.syncml.dmtnds+xml')),
  },
  { code: 'tnds-header-variant', at: 'tnds', parts: ['bytes'], make: (draft) => withBytes(draft, withoutNul) },
  { code: 'tnds-target', at: 'tnds', parts: ['xml.target'], make: text('<LocURI>./Inbox<', '<LocURI>./DMAcc<') },
  {
    code: 'dm-no-account',
    at: 'dmAcc',
    parts: ['xml'],
    make: (draft) => withoutNode(draft, 'NordTel'),
  },
  {
    code: 'dm-source-mismatch',
    at: 'dmAcc',
    parts: ['xml.source'],
    make: text('<LocURI>https://dm.nordtel.example/<', '<LocURI>https://dm.nordtel.example:443/<'),
  },
  { code: 'mo-appid', at: 'dmAcc', parts: ['xml.appid'], make: leaf('AppID', 'org.openmobilealliance/1.0/w7') },
  { code: 'mo-tree-shape', at: 'dmAcc', parts: ['xml.port'], make: flatPort },
  {
    code: 'mo-reference-dangling',
    at: 'dmAcc',
    parts: ['xml.reference'],
    make: leaf('PrefConRef', './Inbox/Elsewhere'),
  },
  {
    code: 'dm-no-connectivity',
    at: 'dmAcc',
    parts: ['xml.reference', 'xml.nap'],
    make: (draft) => withoutNode(withoutNode(draft, 'NordTelNet'), 'PrefConRef'),
  },
  { code: 'mo-acl', at: 'dmAcc', parts: ['xml.acl'], make: text('Replace=nordtel', 'Replace=*') },
  { code: 'dm-not-final', at: 'syncml', parts: ['xml.final'], make: text('<Final/>', '') },
  { code: 'mo-acl-absent', at: 'dmAcc', parts: ['xml.acl'], make: text(ACL, '') },
  { code: 'mo-value', at: 'dmAcc', parts: ['xml.port'], make: leaf('PortNbr', '65536') },
  { code: 'mo-node-missing', at: 'dmAcc', parts: ['xml.auth'], make: (draft) => withoutNode(draft, 'AAuthType') },
  { code: 'mo-reference-fixed', at: 'dmAcc', parts: ['xml.reference'], make: leaf('PrefConRef', './NordTelNet') },
  {
    code: 'mo-format',
    at: 'dmAcc',
    parts: ['xml.port'],
    make: text(/(<NodeName>PortNbr<\/NodeName>\s*<RTProperties>\s*<Format>\s*)<chr\/>/, '$1<bool/>'),
  },
  { code: 'dm-protocol-version', at: 'syncml', parts: ['xml.version'], make: text('DM/1.2', 'DM/1.1') },
  { code: 'dm-session-credentials', at: 'dmAcc', parts: ['xml.auth'], make: text('<Value>CLCRED<', '<Value>SRVCRED<') },
  { code: 'dm-structure', at: 'syncml', parts: ['xml.command'], make: text('<CmdID>1</CmdID>', '') },
  {
    code: 'dm-answer-expected',
    at: 'syncml',
    parts: ['xml.command'],
    make: text(
      '<Final/>',
      '<Get><CmdID>2</CmdID><Item><Target><LocURI>./DevInfo</LocURI></Target></Item></Get><Final/>',
    ),
  },
  {
    code: 'dm-acl-outside-tnds',
    at: 'syncml',
    parts: ['xml.command'],
    make: text(
      '<Final/>',
      `<Replace><CmdID>2</CmdID>${item('./DMAcc/NordTel?prop=ACL', 'chr', 'Get=*')}</Replace><Final/>`,
    ),
  },
  { code: 'dm-node-adds', at: 'syncml', parts: ['xml', 'bytes'], make: nodeByNode },
  {
    code: 'tnds-structure',
    at: 'tnds',
    parts: ['xml.tree'],
    make: text(/(<MgmtTree[^>]*>\s*<VerDTD>)1\.2/, '$11.1'),
  },
  { code: 'dm-root', at: 'syncml', parts: ['bytes'], make: rootless },
  {
    code: 'tnds-undecodable',
    at: 'tnds',
    parts: ['bytes'],
    make: (draft) => withBytes(draft, (message) => message.with(message.length - 40, 0xff)),
  },
];

/** The management tree alone, with no message around it. */
function rootless(draft: CardDraft): CardDraft {
  return withBytes(draft, (message) => {
    const at = message.findIndex((_, i) => startsWith(message.subarray(i), TNDS_HEADER));
    const length = (((message[at - 2] ?? 0) & 0x7f) << 7) + ((message[at - 1] ?? 0) & 0x7f);
    return message.subarray(at, at + length);
  });
}
