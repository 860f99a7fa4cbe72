import { DM_ACC } from '../mo/dmacc.ts';
import { NAP } from '../mo/nap.ts';
import { toBase64 } from '../syncml/base64.ts';
import { writeAcl } from '../tnds/acl.ts';
import { writeXml, type XmlDraft } from '../xml/write.ts';
import { bootstrapEnvelope, element, leaf } from './message-envelope.ts';
import { messageFromXml } from './message-xml.ts';

/** What a new bootstrap message is made from. */
export interface MessageParameters {
  readonly serverId: string;
  /** Name that users see; the nodes of the account and the access point are called after it. */
  readonly name: string;
  /** Address of the server: also the message's Source LocURI, which must equal it (5.5.4). */
  readonly addr: string;
  readonly port: number;
  /** Name that the client proves itself with. */
  readonly clientName: string;
  readonly clientSecret: string;
  readonly serverSecret: string;
  /** First nonces for digest authentication. */
  readonly clientNonce: Uint8Array;
  readonly serverNonce: Uint8Array;
  readonly apn: string;
}

/** A fictitious operator, for virtual cards and as a start for new messages. */
export const NORDTEL: MessageParameters = {
  serverId: 'nordtel',
  name: 'NordTel',
  addr: 'https://dm.nordtel.example/',
  port: 443,
  clientName: 'device',
  clientSecret: 'Kestrel-4711',
  serverSecret: 'Aurora-0815',
  clientNonce: Uint8Array.of(0x4e, 0x6f, 0x72, 0x64, 0x8c, 0x01, 0xd7, 0x3a),
  serverNonce: Uint8Array.of(0x54, 0x65, 0x6c, 0x9f, 0x22, 0xe0, 0x5b, 0xc4),
  apn: 'dm.nordtel.example',
};

/** The XML form of a message with one DM account and the access point that it prefers. */
export function defaultMessageXml(parameters: MessageParameters = NORDTEL): string {
  const { name } = parameters;
  const access = `${name}Net`;
  const tree = element('MgmtTree', [
    leaf('VerDTD', '1.2'),
    accountNode(parameters, access),
    accessNode(parameters, access),
  ]);
  return writeXml(bootstrapEnvelope(parameters.addr, tree));
}

/** The message of `defaultMessageXml` as WBXML 1.2. */
export function defaultMessage(parameters: MessageParameters = NORDTEL): Uint8Array {
  const encoded = messageFromXml(defaultMessageXml(parameters));
  // What the XML writer writes, the reader reads: anything else is an error of ours.
  if (!encoded.ok) throw new RangeError(`default message: ${encoded.error.code}`);
  return encoded.value;
}

function accountNode(parameters: MessageParameters, access: string): XmlDraft {
  const { serverId, clientName, clientSecret, clientNonce, serverSecret, serverNonce } = parameters;
  return interior(parameters.name, { ddfName: DM_ACC.identifiers[0], acl: ownerAcl(serverId) }, [
    text('AppID', 'w7'),
    text('ServerID', serverId),
    text('Name', parameters.name),
    text('PrefConRef', `./Inbox/${access}`),
    interior('AppAddr', {}, [
      interior('1', {}, [
        text('Addr', parameters.addr),
        text('AddrType', 'URI'),
        interior('Port', {}, [interior('1', {}, [text('PortNbr', String(parameters.port))])]),
      ]),
    ]),
    text('AAuthPref', 'DIGEST'),
    interior('AppAuth', {}, [
      interior('1', {}, authNodes('CLCRED', clientName, clientSecret, clientNonce)),
      interior('2', {}, authNodes('SRVCRED', serverId, serverSecret, serverNonce)),
    ]),
  ]);
}

function authNodes(level: string, name: string, secret: string, nonce: Uint8Array): XmlDraft[] {
  return [
    text('AAuthLevel', level),
    text('AAuthType', 'DIGEST'),
    text('AAuthName', name),
    text('AAuthSecret', secret),
    node('AAuthData', [
      properties('bin', leaf('MIME', 'application/octet-stream'), null),
      leaf('Value', toBase64(nonce)),
    ]),
  ];
}

function accessNode(parameters: MessageParameters, access: string): XmlDraft {
  return interior(access, { ddfName: NAP.identifiers[0], acl: ownerAcl(parameters.serverId) }, [
    text('NapId', access),
    text('Addr', parameters.apn),
    text('AddrType', 'APN'),
    interior('Bearer', {}, [text('BearerType', 'GSM-GPRS')]),
  ]);
}

/** The account's own server may change it, everyone may read it (5.5.3). */
function ownerAcl(serverId: string): string {
  return writeAcl(
    new Map([
      ['Delete', [serverId]],
      ['Get', ['*']],
      ['Replace', [serverId]],
    ] as const),
  );
}

function node(name: string, children: readonly XmlDraft[]): XmlDraft {
  return element('Node', [leaf('NodeName', name), ...children]);
}

function properties(format: string, type: XmlDraft, acl: string | null): XmlDraft {
  const access = acl === null ? [] : [leaf('ACL', acl)];
  return element('RTProperties', [...access, element('Format', [element(format, [])]), element('Type', [type])]);
}

function text(name: string, value: string): XmlDraft {
  return node(name, [properties('chr', leaf('MIME', 'text/plain'), null), leaf('Value', value)]);
}

function interior(
  name: string,
  options: { readonly ddfName?: string; readonly acl?: string },
  children: readonly XmlDraft[],
): XmlDraft {
  const type = leaf('DDFName', options.ddfName ?? '');
  return node(name, [properties('node', type, options.acl ?? null), ...children]);
}
