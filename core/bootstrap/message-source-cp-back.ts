import type { CpCharacteristic, CpDocument } from '../cp/document.ts';
import { accountLevel } from '../cp/mapping-rows.ts';
import { fromBase64 } from '../syncml/base64.ts';
import type { MessageView } from './message-model.ts';
import {
  application,
  type Characteristic,
  napdef,
  type ProvisioningContext,
  provisioningContext,
  pxlogical,
} from './message-source-cp.ts';
import { compact, valueForm } from './message-source-objects.ts';
import {
  type MessageSource,
  messageSourceSchema,
  type SourceAccessAuth,
  type SourceAccount,
  type SourceAddress,
  type SourceAuth,
  type SourceCharacteristic,
  type SourceNap,
  type SourceProxy,
} from './message-source-schema.ts';
import { SourceFaults } from './message-source-value.ts';

/** A provisioning document as a source, and what of it the source does not say. */
export function provisioningSource(
  view: MessageView,
  document: CpDocument,
): { readonly source: MessageSource; readonly notExpressed: readonly string[] } {
  const notes: string[] = [];
  if (document.version !== '1.0') notes.push(`version="${document.version ?? ''}": 1.0 is written`);
  for (const parm of document.strayParms) notes.push(`the parm ${parm.name} outside a characteristic`);
  const found = document.characteristics.map(plainOf);
  const naps = shortForms(found, napForm, emptyContext);
  const context = (): ProvisioningContext => contextOf({ naps: naps.forms });
  const proxies = shortForms(found, proxyForm, context);
  const whole = (): ProvisioningContext => contextOf({ naps: naps.forms, proxies: proxies.forms });
  const accounts = shortForms(found, accountForm, whole);
  const shortened = new Set([...naps.taken, ...proxies.taken, ...accounts.taken]);
  const rest = found.filter((item) => !shortened.has(item));
  const written = [...naps.taken, ...proxies.taken, ...accounts.taken, ...rest];
  if (written.some((item, i) => item !== found[i]))
    notes.push('the order of the characteristics: access points, proxies, accounts, others is written');
  const source = compact<MessageSource>({
    profile: 'cp',
    wbxml: view.version === '1.1' || view.version === '1.2' ? view.version : undefined,
    naps: filled(naps.forms),
    proxies: filled(proxies.forms),
    accounts: filled(accounts.forms),
    characteristics: filled(rest.map(characteristicForm)),
  } as MessageSource);
  return { source, notExpressed: notes };
}

const filled = <Item>(items: readonly Item[]) => (items.length === 0 ? undefined : [...items]);

function contextOf(source: Pick<MessageSource, 'naps' | 'proxies'>): ProvisioningContext {
  return provisioningContext({ profile: 'cp', ...source }, new SourceFaults());
}
const emptyContext = () => contextOf({});

function plainOf({ type, parms, characteristics }: CpCharacteristic): Characteristic {
  return {
    type,
    parms: parms.map(({ name, value }) => ({ name, value })),
    characteristics: characteristics.map(plainOf),
  };
}

interface Shortened<Form> {
  readonly forms: Form[];
  readonly taken: Characteristic[];
}

/** The characteristics that have a short form: one that makes the very same characteristic again. */
function shortForms<Form>(
  found: readonly Characteristic[],
  read: (item: Characteristic, context: ProvisioningContext) => { form: Form; again: Characteristic } | null,
  context: () => ProvisioningContext,
): Shortened<Form> {
  const out: Shortened<Form> = { forms: [], taken: [] };
  for (const item of found) {
    const own = context();
    const short = read(item, own);
    if (short === null || own.faults.all.length > 0 || !same(short.again, item)) continue;
    out.forms.push(short.form);
    out.taken.push(item);
  }
  return out;
}

/** Equal but for the order of parms of different names, which means nothing (ProvCont 1.1, 4). */
function same(a: Characteristic, b: Characteristic): boolean {
  const key = (name: string) => (name.startsWith('TO-') ? 'TO-' : name);
  const parms = ({ parms: list }: Characteristic) =>
    JSON.stringify(
      [...list].sort((one, two) => (key(one.name) < key(two.name) ? -1 : key(one.name) > key(two.name) ? 1 : 0)),
    );
  return (
    a.type === b.type &&
    parms(a) === parms(b) &&
    a.characteristics.length === b.characteristics.length &&
    a.characteristics.every((child, i) => {
      const other = b.characteristics[i];
      return other !== undefined && same(child, other);
    })
  );
}

const textOf = (item: Characteristic | undefined, name: string): string | undefined =>
  item?.parms.find((parm) => parm.name === name)?.value ?? undefined;
const childrenOf = (item: Characteristic, type: string) => item.characteristics.filter((child) => child.type === type);
const unless = (value: string | undefined, usual: string) => (value === usual ? undefined : value);

function valid(key: 'accounts' | 'naps' | 'proxies', form: unknown): boolean {
  return messageSourceSchema.shape[key].safeParse([form]).success;
}

function portForm(item: Characteristic): SourceAddress['port'] {
  const ports = childrenOf(item, 'PORT').map((port) => {
    const text = textOf(port, 'PORTNBR') ?? '';
    return String(Number(text)) === text ? Number(text) : text;
  });
  return ports.length > 1 ? ports : ports[0];
}

function authOf(
  item: Characteristic | undefined,
  names: readonly [string, string, string],
): SourceAccessAuth | undefined {
  if (item === undefined) return undefined;
  const [type, name, secret] = names;
  return compact<SourceAccessAuth>({
    type: textOf(item, type) ?? '',
    name: textOf(item, name),
    secret: textOf(item, secret),
  } as SourceAccessAuth);
}

function napForm(
  item: Characteristic,
  context: ProvisioningContext,
): { form: SourceNap; again: Characteristic } | null {
  if (item.type !== 'NAPDEF') return null;
  const id = textOf(item, 'NAPID') ?? '';
  const form = compact<SourceNap>({
    id,
    name: unless(textOf(item, 'NAME'), id),
    apn: textOf(item, 'NAP-ADDRESS') ?? '',
    addressType: unless(textOf(item, 'NAP-ADDRTYPE'), 'APN'),
    bearer: unless(textOf(item, 'BEARER'), 'GSM-GPRS'),
    auth: authOf(childrenOf(item, 'NAPAUTHINFO')[0], ['AUTHTYPE', 'AUTHNAME', 'AUTHSECRET']),
  } as SourceNap);
  return valid('naps', form) ? { form, again: napdef(form, [], context) } : null;
}

function proxyForm(
  item: Characteristic,
  context: ProvisioningContext,
): { form: SourceProxy; again: Characteristic } | null {
  if (item.type !== 'PXLOGICAL') return null;
  const [physical] = childrenOf(item, 'PXPHYSICAL');
  const id = textOf(item, 'PROXY-ID') ?? '';
  const form = compact<SourceProxy>({
    id,
    name: unless(textOf(item, 'NAME'), id),
    addr: textOf(physical, 'PXADDR') ?? '',
    type: unless(textOf(physical, 'PXADDRTYPE'), 'IPV4'),
    port: physical && portForm(physical),
    nap: textOf(physical, 'TO-NAPID'),
    auth: authOf(childrenOf(item, 'PXAUTHINFO')[0], ['PXAUTH-TYPE', 'PXAUTH-ID', 'PXAUTH-PW']),
  } as SourceProxy);
  return valid('proxies', form) ? { form, again: pxlogical(form, [], context) } : null;
}

const ADDRESS_TYPES: Readonly<Record<string, NonNullable<SourceAddress['type']>>> = {
  URI: 'URI',
  IPV4: 'IPv4',
  IPV6: 'IPv6',
};

function accountForm(
  item: Characteristic,
  context: ProvisioningContext,
): { form: SourceAccount; again: Characteristic } | null {
  if (item.type !== 'APPLICATION' || textOf(item, 'PROVIDER-ID') === undefined) return null;
  const connections = item.parms
    .filter(({ name }) => name === 'TO-NAPID' || name === 'TO-PROXY')
    .map(({ value }) => value ?? '');
  const [connection, ...further] = connections;
  const form = compact<SourceAccount>({
    appId: unless(textOf(item, 'APPID'), 'w7'),
    serverId: textOf(item, 'PROVIDER-ID'),
    name: textOf(item, 'NAME'),
    connection,
    connections: further.length === 0 ? undefined : further,
    init: item.parms.some(({ name }) => name === 'INIT') ? true : undefined,
    addresses: childrenOf(item, 'APPADDR').map(addressForm),
    auth: filled(childrenOf(item, 'APPAUTH').map(authForm)),
  } as SourceAccount);
  return valid('accounts', form) ? { form, again: application(form, [], context) } : null;
}

function addressForm(item: Characteristic): SourceAddress {
  const type = textOf(item, 'ADDRTYPE');
  return compact<SourceAddress>({
    addr: textOf(item, 'ADDR') ?? '',
    type: type === undefined ? undefined : ADDRESS_TYPES[type],
    port: portForm(item),
  });
}

function authForm(item: Characteristic): SourceAuth {
  const level = textOf(item, 'AAUTHLEVEL');
  const data = textOf(item, 'AAUTHDATA');
  return compact<SourceAuth>({
    level: level === undefined ? 'HTTP' : (accountLevel(level) as SourceAuth['level']),
    type: textOf(item, 'AAUTHTYPE') ?? '',
    name: textOf(item, 'AAUTHNAME'),
    secret: textOf(item, 'AAUTHSECRET'),
    data: data === undefined ? undefined : valueForm(fromBase64(data)),
  });
}

function characteristicForm({ type, parms, characteristics }: Characteristic): SourceCharacteristic {
  return compact<SourceCharacteristic>({
    type,
    parms: filled(parms.map(({ name, value }) => (value === null ? { name } : { name, value }))),
    characteristics: filled(characteristics.map(characteristicForm)),
  } as SourceCharacteristic);
}
