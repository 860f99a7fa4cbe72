import { z } from '../base/zod.ts';
import { DM_ACC } from '../mo/dmacc.ts';
import { ACL_COMMANDS } from '../tnds/acl.ts';
import { NODE_FORMATS } from '../tnds/tree.ts';

/**
 * The message source: what a bootstrap message says, short enough to be typed (docs/message-source.md). A text of YAML
 * or JSON, every scalar taken as it is written, so that `0815` stays four digits. One source makes a message of either
 * profile.
 */

/** An object with these keys and no others; an unknown key names the ones there are. */
function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown ${issue.keys.length > 1 ? 'keys' : 'key'} ${issue.keys.join(', ')}; there are ${Object.keys(shape).join(', ')}`
        : issue.code === 'invalid_type'
          ? `an object with ${Object.keys(shape).join(', ')} is expected`
          : undefined,
  });
}

function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: (issue) => (issue.code === 'invalid_type' ? 'a list is expected' : undefined) });
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `one of ${values.join(', ')} is expected` });
}

/** Characters that XML can carry: all but controls and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
const WRITABLE = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]*$/u;
const TEXT = { error: 'a text is expected' } as const;
const UNWRITABLE = { error: 'it holds a control character, which a message has no way to write' } as const;
const text = z.string(TEXT).regex(WRITABLE, UNWRITABLE);
const filled = text.min(1, { error: 'a text is expected; it is empty' });

/** A name of a node: one segment of its address. */
const nodeName = filled.regex(/^[^/?]+$/, { error: 'a node name has no "/" and no "?"' });
const serverId = filled.regex(/^[^&=*+\s]+$/, {
  error: 'a server identifier stands in ACLs: it has no white space and none of & = * +',
});

const port = z
  .union([z.string().regex(/^\d{1,5}$/), z.int().min(0).max(65535)], {
    error: 'a port number from 0 to 65535 is expected',
  })
  .refine((value) => Number(value) <= 65535, { error: 'a port number from 0 to 65535 is expected' });

const base64 = z
  .string()
  .regex(/^(?:[A-Za-z0-9+/\s]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\s*$/, { error: 'base64 is expected' });
const hexBytes = z.string().regex(/^(?:[0-9A-Fa-f]{2}\s*)*$/, { error: 'an even number of hex digits is expected' });

/** A value that may be bytes, or may be kept elsewhere: `env` and `file` are looked up by whoever reads the source. */
const value = z.union(
  [
    text,
    strict({ base64 }),
    strict({ hex: hexBytes }),
    strict({ env: filled.describe('name of an environment variable') }),
    strict({ file: filled.describe('a path, from the folder of the source') }),
  ],
  { error: 'a text is expected, or one of {base64: …}, {hex: …}, {env: NAME}, {file: PATH}' },
);
export type SourceValue = z.infer<typeof value>;

const servers = listOf(z.string().regex(/^(?:\*|[^&=*+\s]+)$/, { error: 'a server identifier or * is expected' })).min(
  1,
  {
    error: 'a command without servers is left out',
  },
);
const acl = z
  .union(
    [
      z.literal('none'),
      strict({
        Add: servers.exactOptional(),
        Delete: servers.exactOptional(),
        Exec: servers.exactOptional(),
        Get: servers.exactOptional(),
        Replace: servers.exactOptional(),
      }),
    ],
    { error: `none is expected, or lists of servers for ${ACL_COMMANDS.join(', ')}` },
  )
  .describe('who may do what; without it everyone may get, and the first account’s server may replace and delete');
export type SourceAcl = z.infer<typeof acl>;

/** A node of a management tree as it stands, for all that has no shorter form. */
export interface SourceNode {
  readonly node: string;
  readonly path?: string;
  readonly format?: (typeof NODE_FORMATS)[number] | 'none';
  readonly type?: string;
  readonly acl?: string;
  readonly value?: SourceValue;
  readonly nodes?: readonly SourceNode[];
}

const node: z.ZodType<SourceNode> = z
  .lazy(() =>
    strict({
      node: text.regex(/^[^/?]*$/, { error: 'a node name has no "/" and no "?"' }).describe('NodeName'),
      path: text.describe('Path: the address of its parent').exactOptional(),
      format: oneOf([...NODE_FORMATS, 'none'])
        .describe('chr where it has a value, node where not; none writes no Format')
        .exactOptional(),
      type: text
        .describe('Type: MIME type of a leaf, object identifier of an interior node; none writes no Type')
        .exactOptional(),
      acl: text.describe('ACL as the standard writes it: Get=*&Replace=server').exactOptional(),
      value: value.exactOptional(),
      nodes: listOf(node).exactOptional(),
    }),
  )
  .meta({ id: 'node' });

const AUTH_LEVELS = ['CLCRED', 'SRVCRED', 'OBEX', 'HTTP'] as const;
const AUTH_TYPES = DM_ACC.rows.find((row) => row.path === 'AAuthPref')?.values ?? [];

const auth = strict({
  level: oneOf(AUTH_LEVELS).describe('CLCRED: the client proves itself; SRVCRED: the server does'),
  type: filled.describe(`AAuthType: ${AUTH_TYPES.join(', ')}`),
  name: text.describe('AAuthName').exactOptional(),
  secret: value.describe('AAuthSecret').exactOptional(),
  data: value.describe('AAuthData: bytes, the first nonce of digest authentication').exactOptional(),
});
export type SourceAuth = z.infer<typeof auth>;

const address = strict({
  addr: filled.describe('Addr'),
  type: oneOf(['URI', 'IPv4', 'IPv6']).describe('AddrType, URI where not given').exactOptional(),
  port: z
    .union([port, listOf(port)])
    .describe('PortNbr, one or several')
    .exactOptional(),
});
export type SourceAddress = z.infer<typeof address>;

const account = strict({
  node: nodeName.describe('NodeName; made of the name where not given').exactOptional(),
  mo: filled.describe(`object identifier, ${DM_ACC.identifiers[0]} where not given`).exactOptional(),
  appId: filled.describe('AppID, w7 where not given').exactOptional(),
  serverId: serverId.describe('ServerID'),
  name: text.describe('Name: what users see').exactOptional(),
  connection: filled.describe('PrefConRef: the node of a nap or proxy below, or any reference').exactOptional(),
  connections: listOf(filled).describe('ToConRef: further ones').exactOptional(),
  addresses: listOf(address).min(1, { error: 'an account has at least one address' }).describe('AppAddr'),
  authPref: text.describe('AAuthPref').exactOptional(),
  auth: listOf(auth).describe('AppAuth').exactOptional(),
  init: z
    .union([z.boolean(), z.enum(['true', 'false'])], { error: 'true or false is expected' })
    .describe('cp only: start a session soon after')
    .exactOptional(),
  acl: acl.exactOptional(),
  nodes: listOf(node).describe('dm only: what else stands below the account').exactOptional(),
});
export type SourceAccount = z.infer<typeof account>;

const accessAuth = strict({
  type: filled.describe('AuthType: PAP, CHAP'),
  name: text.describe('AuthName').exactOptional(),
  secret: value.describe('AuthSecret').exactOptional(),
});
export type SourceAccessAuth = z.infer<typeof accessAuth>;

const nap = strict({
  node: nodeName.describe('NodeName; the id where not given').exactOptional(),
  mo: filled.describe('object identifier, urn:oma:mo:oma-connmo-nap:1.0 where not given').exactOptional(),
  id: filled.describe('NapId'),
  name: text.describe('Name').exactOptional(),
  apn: filled.describe('Addr: the APN, or what addressType says'),
  addressType: filled.describe('AddrType, APN where not given').exactOptional(),
  bearer: filled.describe('BearerType, GSM-GPRS where not given').exactOptional(),
  auth: accessAuth.describe('AuthInfo').exactOptional(),
  acl: acl.exactOptional(),
  nodes: listOf(node).describe('dm only: what else stands below it').exactOptional(),
});
export type SourceNap = z.infer<typeof nap>;

const proxy = strict({
  node: nodeName.describe('NodeName; the id where not given').exactOptional(),
  mo: filled.describe('object identifier, urn:oma:mo:oma-connmo-httpproxy:1.0 where not given').exactOptional(),
  id: filled.describe('ProxyId'),
  name: text.describe('Name').exactOptional(),
  addr: filled.describe('Addr'),
  type: filled.describe('AddrType, IPV4 where not given').exactOptional(),
  port: z
    .union([port, listOf(port)])
    .describe('PortNbr, one or several')
    .exactOptional(),
  nap: filled.describe('ConRef: the node of a nap below, or any reference').exactOptional(),
  auth: accessAuth.describe('AuthInfo').exactOptional(),
  acl: acl.exactOptional(),
  nodes: listOf(node).describe('dm only: what else stands below it').exactOptional(),
});
export type SourceProxy = z.infer<typeof proxy>;

/** A characteristic of a Client Provisioning document as it stands. */
export interface SourceCharacteristic {
  readonly type: string;
  readonly parms?: readonly { readonly name: string; readonly value?: SourceValue }[];
  readonly characteristics?: readonly SourceCharacteristic[];
}

const characteristic: z.ZodType<SourceCharacteristic> = z
  .lazy(() =>
    strict({
      type: filled,
      parms: listOf(strict({ name: filled, value: value.describe('a flag has none').exactOptional() })).exactOptional(),
      characteristics: listOf(characteristic).exactOptional(),
    }),
  )
  .meta({ id: 'characteristic' });

const number = (values: readonly [string, ...string[]]) =>
  z.union([z.enum(values), z.literal(values.map(Number))], { error: `one of ${values.join(', ')} is expected` });

export const messageSourceSchema = strict({
  profile: oneOf(['dm', 'cp']).describe('dm: an OMA DM message; cp: a Client Provisioning document'),
  version: number(['1.2', '1.3']).describe('dm only: of the DM protocol, 1.2 where not given').exactOptional(),
  wbxml: number(['1.1', '1.2', '1.3']).describe('1.2 where not given, for cp 1.3').exactOptional(),
  style: oneOf(['compatible', 'canonical', 'smallest'])
    .describe('how it is encoded, compatible where not given')
    .exactOptional(),
  source: filled.describe('dm only: Source/LocURI, the first address where not given').exactOptional(),
  target: text.describe('dm only: Target/LocURI, ./ where not given: a card fits any device').exactOptional(),
  session: filled.describe('dm only: SessionID, 1 where not given').exactOptional(),
  message: filled.describe('dm only: MsgID, 1 where not given').exactOptional(),
  tnds: oneOf(['wbxml', 'xml'])
    .describe('dm only: what the management tree is written in, wbxml where not given')
    .exactOptional(),
  inbox: filled.describe('dm only: where the tree goes, ./Inbox where not given').exactOptional(),
  accounts: listOf(account).exactOptional(),
  naps: listOf(nap).describe('access points').exactOptional(),
  proxies: listOf(proxy).exactOptional(),
  nodes: listOf(node).describe('dm only: further nodes of the management tree').exactOptional(),
  characteristics: listOf(characteristic).describe('cp only: further characteristics').exactOptional(),
});
export type MessageSource = z.infer<typeof messageSourceSchema>;
