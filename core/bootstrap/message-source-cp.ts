import { provisioningLevel } from '../cp/mapping-rows.ts';
import { toBase64 } from '../syncml/base64.ts';
import type { XmlDraft } from '../xml/write.ts';
import { nodeOfConnection } from './message-source-nodes.ts';
import type {
  MessageSource,
  SourceAccount,
  SourceAddress,
  SourceAuth,
  SourceCharacteristic,
  SourceNap,
  SourceProxy,
} from './message-source-schema.ts';
import type { SourceFaults } from './message-source-value.ts';

type Path = readonly (string | number)[];

/** A characteristic of a Client Provisioning document: parms first, then those inside it (ProvCont 1.1, 4). */
export interface Characteristic {
  readonly type: string;
  /** Value null: a flag. */
  readonly parms: readonly { readonly name: string; readonly value: string | null }[];
  readonly characteristics: readonly Characteristic[];
}

const ADDRESS_TYPES = { URI: 'URI', IPv4: 'IPV4', IPv6: 'IPV6' } as const;

/** What the characteristics of one source share. */
export interface ProvisioningContext {
  readonly faults: SourceFaults;
  /** Identifiers of naps and proxies by the names that connections use: their node and their id. */
  readonly naps: ReadonlyMap<string, string>;
  readonly proxies: ReadonlyMap<string, string>;
}

export function provisioningContext(source: MessageSource, faults: SourceFaults): ProvisioningContext {
  const ids = (items: readonly (SourceNap | SourceProxy)[] | undefined) =>
    new Map((items ?? []).flatMap((item) => [[nodeOfConnection(item), item.id] as const, [item.id, item.id] as const]));
  return { faults, naps: ids(source.naps), proxies: ids(source.proxies) };
}

/** The characteristics of a source: access points and proxies stand before the accounts that refer to them. */
export function sourceCharacteristics(source: MessageSource, context: ProvisioningContext): Characteristic[] {
  return [
    ...(source.naps ?? []).map((nap, i) => napdef(nap, ['naps', i], context)),
    ...(source.proxies ?? []).map((proxy, i) => pxlogical(proxy, ['proxies', i], context)),
    ...(source.accounts ?? []).map((account, i) => application(account, ['accounts', i], context)),
    ...(source.characteristics ?? []).map((item, i) => plainCharacteristic(item, ['characteristics', i], context)),
  ];
}

export function provisioningXml(source: MessageSource, faults: SourceFaults): XmlDraft {
  const found = sourceCharacteristics(source, provisioningContext(source, faults));
  if (found.length === 0)
    faults.add([], 'there is nothing to provision: accounts, naps, proxies or characteristics are expected');
  return { name: 'wap-provisioningdoc', attributes: { version: '1.0' }, children: found.map(characteristicXml) };
}

function characteristicXml({ type, parms, characteristics }: Characteristic): XmlDraft {
  const children = [
    ...parms.map(({ name, value }) => ({
      name: 'parm',
      attributes: value === null ? { name } : { name, value },
      children: [],
    })),
    ...characteristics.map(characteristicXml),
  ];
  return { name: 'characteristic', attributes: { type }, children };
}

function parms(...rows: readonly (readonly [string, string | undefined])[]): Characteristic['parms'] {
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

function list<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as Item];
}

/** Tells what a DM tree has a node for and a provisioning document has not. */
function refuse(item: object, keys: readonly string[], path: Path, { faults }: ProvisioningContext): void {
  for (const key of keys) {
    if (Object.hasOwn(item, key)) faults.add([...path, key], 'a Client Provisioning document has no place for it');
  }
}

/** The w7 registration. */
export function application(account: SourceAccount, path: Path, context: ProvisioningContext): Characteristic {
  refuse(account, ['node', 'mo', 'authPref', 'acl', 'nodes'], path, context);
  const connections = [
    ...(account.connection === undefined ? [] : [{ name: account.connection, at: [...path, 'connection'] }]),
    ...(account.connections ?? []).map((name, i) => ({ name, at: [...path, 'connections', i] })),
  ];
  const flags = String(account.init) === 'true' ? [{ name: 'INIT', value: null }] : [];
  return {
    type: 'APPLICATION',
    parms: [
      ...parms(['APPID', account.appId ?? 'w7'], ['PROVIDER-ID', account.serverId], ['NAME', account.name]),
      ...connections.map(({ name, at }) => connection(name, at, context)),
      ...flags,
    ],
    characteristics: [
      ...account.addresses.map(appaddr),
      ...(account.auth ?? []).map((auth, i) => appauth(auth, [...path, 'auth', i], context)),
    ],
  };
}

function connection(name: string, at: Path, { naps, proxies, faults }: ProvisioningContext) {
  const proxy = proxies.get(name);
  if (proxy !== undefined) return { name: 'TO-PROXY', value: proxy };
  const nap = naps.get(name) ?? (name === 'INTERNET' ? name : undefined);
  if (nap === undefined) faults.add(at, `there is no nap or proxy ${name}`);
  return { name: 'TO-NAPID', value: nap ?? name };
}

function ports(port: SourceAddress['port']): Characteristic[] {
  return list(port).map((number) => ({ type: 'PORT', parms: parms(['PORTNBR', String(number)]), characteristics: [] }));
}

function appaddr({ addr, type, port }: SourceAddress): Characteristic {
  const kind = type === undefined ? undefined : ADDRESS_TYPES[type];
  return { type: 'APPADDR', parms: parms(['ADDR', addr], ['ADDRTYPE', kind]), characteristics: ports(port) };
}

function appauth(auth: SourceAuth, path: Path, { faults }: ProvisioningContext): Characteristic {
  const { level, type, name, secret, data } = auth;
  return {
    type: 'APPAUTH',
    parms: parms(
      ['AAUTHLEVEL', provisioningLevel(level)],
      ['AAUTHTYPE', type],
      ['AAUTHNAME', name],
      ['AAUTHSECRET', secret === undefined ? undefined : faults.text([...path, 'secret'], secret)],
      ['AAUTHDATA', data === undefined ? undefined : toBase64(faults.bytes([...path, 'data'], data))],
    ),
    characteristics: [],
  };
}

export function napdef(nap: SourceNap, path: Path, context: ProvisioningContext): Characteristic {
  refuse(nap, ['node', 'mo', 'acl', 'nodes'], path, context);
  const { auth } = nap;
  return {
    type: 'NAPDEF',
    parms: parms(
      ['NAPID', nap.id],
      ['BEARER', nap.bearer ?? 'GSM-GPRS'],
      // NAME is one of those that a NAPDEF cannot do without.
      ['NAME', nap.name ?? nap.id],
      ['NAP-ADDRESS', nap.apn],
      ['NAP-ADDRTYPE', nap.addressType ?? 'APN'],
    ),
    characteristics:
      auth === undefined
        ? []
        : [
            {
              type: 'NAPAUTHINFO',
              parms: parms(
                ['AUTHTYPE', auth.type],
                ['AUTHNAME', auth.name],
                ['AUTHSECRET', auth.secret && context.faults.text([...path, 'auth', 'secret'], auth.secret)],
              ),
              characteristics: [],
            },
          ],
  };
}

export function pxlogical(proxy: SourceProxy, path: Path, context: ProvisioningContext): Characteristic {
  refuse(proxy, ['node', 'mo', 'acl', 'nodes'], path, context);
  const { auth, nap } = proxy;
  if (nap === undefined) context.faults.add(path, 'a proxy of this profile needs a nap to reach it by (TO-NAPID)');
  else if (!context.naps.has(nap) && nap !== 'INTERNET') context.faults.add([...path, 'nap'], `there is no nap ${nap}`);
  const physical: Characteristic = {
    type: 'PXPHYSICAL',
    parms: parms(
      ['PHYSICAL-PROXY-ID', proxy.id],
      ['PXADDR', proxy.addr],
      ['PXADDRTYPE', proxy.type ?? 'IPV4'],
      ['TO-NAPID', nap && (context.naps.get(nap) ?? nap)],
    ),
    characteristics: ports(proxy.port),
  };
  return {
    type: 'PXLOGICAL',
    parms: parms(['PROXY-ID', proxy.id], ['NAME', proxy.name ?? proxy.id]),
    characteristics: [
      ...(auth === undefined
        ? []
        : [
            {
              type: 'PXAUTHINFO',
              parms: parms(
                ['PXAUTH-TYPE', auth.type],
                ['PXAUTH-ID', auth.name],
                ['PXAUTH-PW', auth.secret && context.faults.text([...path, 'auth', 'secret'], auth.secret)],
              ),
              characteristics: [],
            },
          ]),
      physical,
    ],
  };
}

export function plainCharacteristic(
  item: SourceCharacteristic,
  path: Path,
  context: ProvisioningContext,
): Characteristic {
  return {
    type: item.type,
    parms: (item.parms ?? []).map(({ name, value }, i) => ({
      name,
      value: value === undefined ? null : context.faults.text([...path, 'parms', i, 'value'], value),
    })),
    characteristics: (item.characteristics ?? []).map((inner, i) =>
      plainCharacteristic(inner, [...path, 'characteristics', i], context),
    ),
  };
}
