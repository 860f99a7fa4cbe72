import { fromUtf8, utf8 } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { BOOTSTRAP_CONFIG } from '../mo/bootstrap-config.ts';
import type { MoTable } from '../mo/mo-row.ts';
import { skeletonObject } from './message-skeleton.ts';
import { sourceError, sourceXml } from './message-source.ts';
import { sourceContext, sourceNodes } from './message-source-nodes.ts';
import type { MessageSource, SourceAccount, SourceNap } from './message-source-schema.ts';
import type { TreeNode } from './message-source-tree.ts';
import { SourceFaults } from './message-source-value.ts';
import { messageFromXml } from './message-xml.ts';

/** Something to start from. Names and addresses in it are examples; secrets are empty: nobody else knows them. */
export interface MessageTemplate {
  readonly id: string;
  readonly title: { readonly en: string; readonly zh: string };
  readonly help: { readonly en: string; readonly zh: string };
  readonly source: MessageSource;
}

const ADDRESS = { addr: 'https://dm.operator.example/', port: 443 } as const;
const ACCOUNT: SourceAccount = { serverId: 'com.operator.dm', name: 'Operator', addresses: [ADDRESS] };
const NAP: SourceNap = { id: 'OperatorNet', apn: 'dm.operator.example' };

const account = (more: Partial<SourceAccount>): MessageSource => ({
  profile: 'dm',
  accounts: [{ ...ACCOUNT, ...more }],
});

const CLIENT = { level: 'CLCRED', name: 'device', secret: '' } as const;
const SERVER = { level: 'SRVCRED', name: 'com.operator.dm', secret: '' } as const;
const NONCE = { base64: '' } as const;

/** Authentication types are those of DM StdObj 7.1.3.1; what the standard's tables do not allow is no template. */
export const MESSAGE_TEMPLATES: readonly MessageTemplate[] = [
  {
    id: 'account-digest',
    title: { en: 'Account with DIGEST', zh: '使用 DIGEST 的账户' },
    help: {
      en: 'Device and server prove themselves by MD5 digest with a nonce: what most servers ask for.',
      zh: '设备与服务器以带随机数的 MD5 摘要互相认证：多数服务器的要求。',
    },
    source: account({
      authPref: 'DIGEST',
      auth: [
        { ...CLIENT, type: 'DIGEST', data: NONCE },
        { ...SERVER, type: 'DIGEST', data: NONCE },
      ],
    }),
  },
  {
    id: 'account-nap',
    title: { en: 'Account with an access point', zh: '带接入点的账户' },
    help: {
      en: 'DIGEST, and the access point by which the server is reached.',
      zh: 'DIGEST，以及连接服务器所用的接入点。',
    },
    source: {
      ...account({
        connection: 'OperatorNet',
        authPref: 'DIGEST',
        auth: [
          { ...CLIENT, type: 'DIGEST', data: NONCE },
          { ...SERVER, type: 'DIGEST', data: NONCE },
        ],
      }),
      naps: [NAP],
    },
  },
  {
    id: 'account-minimal',
    title: { en: 'Smallest account', zh: '最小账户' },
    help: {
      en: 'Identifier, address, and a set of credentials: nothing that the table leaves free.',
      zh: '标识、地址和一组凭据：不含表中的可选项。',
    },
    source: account({ auth: [{ level: 'CLCRED', type: 'DIGEST' }] }),
  },
  {
    id: 'account-basic',
    title: { en: 'Account with HTTP-BASIC', zh: '使用 HTTP-BASIC 的账户' },
    help: {
      en: 'Name and password at the HTTP level; the address has to be https.',
      zh: 'HTTP 层的用户名和密码；地址须为 https。',
    },
    source: account({ authPref: 'HTTP-BASIC', auth: [{ ...CLIENT, level: 'HTTP', type: 'HTTP-BASIC' }] }),
  },
  {
    id: 'account-hmac',
    title: { en: 'Account with HMAC', zh: '使用 HMAC 的账户' },
    help: {
      en: 'Messages are proven whole by HMAC with a nonce, in both directions.',
      zh: '双向以带随机数的 HMAC 保证消息完整。',
    },
    source: account({
      authPref: 'HMAC',
      auth: [
        { ...CLIENT, type: 'HMAC', data: NONCE },
        { ...SERVER, type: 'HMAC', data: NONCE },
      ],
    }),
  },
  {
    id: 'account-x509',
    title: { en: 'Account with certificates', zh: '使用证书的账户' },
    help: {
      en: 'The device proves itself by an X.509 certificate, the server by that of its TLS connection.',
      zh: '设备以 X.509 证书认证，服务器以其 TLS 连接的证书认证。',
    },
    source: account({
      authPref: 'X509',
      auth: [
        { level: 'CLCRED', type: 'X509' },
        { level: 'SRVCRED', type: 'TRANSPORT' },
      ],
    }),
  },
  {
    id: 'nap',
    title: { en: 'Access point', zh: '接入点' },
    help: { en: 'A GPRS access point, to be referred to by PrefConRef.', zh: 'GPRS 接入点，由 PrefConRef 引用。' },
    source: { profile: 'dm', naps: [NAP] },
  },
  {
    id: 'nap-pap',
    title: { en: 'Access point with PAP', zh: '使用 PAP 的接入点' },
    help: { en: 'The same with name and password.', zh: '同上，带用户名和密码。' },
    source: { profile: 'dm', naps: [{ ...NAP, auth: { type: 'PAP', name: 'user', secret: '' } }] },
  },
  {
    id: 'proxy',
    title: { en: 'Proxy', zh: '代理' },
    help: { en: 'An HTTP proxy with its port.', zh: '带端口的 HTTP 代理。' },
    source: { profile: 'dm', proxies: [{ id: 'OperatorProxy', addr: '192.0.2.1', port: 8080 }] },
  },
];

/** True for a template that makes a message of its own: it brings an account. */
export function isWholeMessage({ source }: MessageTemplate): boolean {
  return source.accounts !== undefined;
}

/** The message of a template as WBXML. */
export function templateMessage({ source }: MessageTemplate): Result<Uint8Array> {
  const { xml, faults } = sourceXml(source);
  const [fault] = faults;
  return fault === undefined ? messageFromXml(xml) : err(sourceError(fault));
}

/**
 * The objects of a template, to be put beside the nodes of a message. A name that is taken gets a number, and references
 * among the objects follow it.
 * @param taken names of the nodes that stand there.
 * @param owner the server that the rights go to where the template names none.
 */
export function templateObjects(
  { source }: MessageTemplate,
  taken: ReadonlySet<string>,
  owner: string | null,
): Result<readonly TreeNode[]> {
  const faults = new SourceFaults();
  const context = sourceContext(source, faults);
  const nodes = sourceNodes(source, { ...context, owner: context.owner ?? owner });
  const [fault] = faults.all;
  if (fault !== undefined) return err(sourceError(fault));
  const names = new Map(nodes.map(({ name }) => [name, freshName(taken, name)]));
  return ok(nodes.map((node) => renamed({ ...node, name: names.get(node.name) ?? node.name }, names, context.inbox)));
}

/** An object of any table, with what the table asks for. */
export function tableObject(table: MoTable, taken: ReadonlySet<string>): TreeNode {
  return skeletonObject(table, freshName(taken, table.name.replace(/[/?]/g, '-')));
}

/** Tables of which an object can be put into a message with nothing but what they ask for. */
export const OBJECT_TABLES: readonly MoTable[] = [BOOTSTRAP_CONFIG];

function freshName(taken: ReadonlySet<string>, name: string): string {
  let made = name;
  for (let number = 2; taken.has(made); number++) made = `${name}${number}`;
  return made;
}

function renamed(node: TreeNode, names: ReadonlyMap<string, string>, inbox: string): TreeNode {
  const text = node.value === null ? undefined : fromUtf8(node.value);
  const target = text?.startsWith(`${inbox}/`) ? names.get(text.slice(inbox.length + 1)) : undefined;
  return {
    ...node,
    value: target === undefined ? node.value : utf8(`${inbox}/${target}`),
    children: node.children.map((child) => renamed(child, names, inbox)),
  };
}
