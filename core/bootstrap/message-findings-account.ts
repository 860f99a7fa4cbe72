import type { Finding } from '../base/finding.ts';
import { nodeChild } from '../tnds/tree.ts';
import { makeFinding } from './finding-rows.ts';
import { accountsOf, dmAccountsOf, leafText } from './message-accounts.ts';
import { placeOf, placeOfNode, type Rules } from './message-findings-place.ts';
import type { FoundObject, MessageParts } from './message-parts.ts';

/** What a message must have to set up a server: an account, its address as source, a way to reach it (5.5.4, 5.5.5). */
export function accountFindings(parts: MessageParts, rules: Rules): Finding[] {
  const accounts = dmAccountsOf(parts);
  const body = parts.sync?.body?.span ?? parts.root.span;
  if (accounts.length === 0) {
    const seen = parts.objects.map((object) => object.group ?? object.root.ddfName?.text ?? object.root.name);
    const objects = seen.length === 0 ? 'no management object at all' : seen.join(', ');
    return [makeFinding('dm-no-account', { offset: body.offset, length: body.length, path: 'SyncBody' }, { objects })];
  }
  const sender = rules === '1.2' ? ownerFindings(parts) : sourceFindings(parts);
  return [...sender, ...connectivityFindings(parts), ...accounts.flatMap(credentialFindings)];
}

function sourceFindings(parts: MessageParts): Finding[] {
  const source = parts.sync?.source ?? null;
  const addresses = accountsOf(parts).flatMap((account) => account.addresses.map((address) => address.addr));
  if (source !== null && addresses.includes(source.text)) return [];
  const span = source?.span ?? parts.sync?.header?.span ?? parts.root.span;
  const shown = [...new Set(addresses)].join(', ');
  return [
    makeFinding(
      'dm-source-mismatch',
      { offset: span.offset, length: span.length, path: 'SyncHdr/Source/LocURI' },
      {
        source: source === null || source.text === '' ? 'empty' : source.text,
        addresses: shown === '' ? 'no address' : shown,
        difference: difference(source?.text ?? '', addresses),
      },
    ),
  ];
}

/** In 1.2 Source names the owner of all nodes: it should be one of the servers that are set up (5.6.2). */
function ownerFindings(parts: MessageParts): Finding[] {
  const source = parts.sync?.source ?? null;
  const servers = accountsOf(parts).flatMap(({ serverId, addresses }) => [
    serverId,
    ...addresses.map(({ addr }) => addr),
  ]);
  if (source !== null && servers.includes(source.text)) return [];
  const span = source?.span ?? parts.sync?.header?.span ?? parts.root.span;
  const seen = [...new Set(servers.filter((server) => server !== null && server !== ''))].join(', ');
  const details = { source: source?.text || 'empty', servers: seen || 'none' };
  return [makeFinding('dm-owner-unknown', placeOf(span, 'SyncHdr/Source/LocURI'), details)];
}

/** A session begins with credentials of the client, where the transport does not stand in for them (5.5.5). */
function credentialFindings({ root }: FoundObject): Finding[] {
  const entries = root.children.filter((child) => child.name === 'AppAuth').flatMap((auth) => auth.children);
  const proves = entries.some(
    (entry) => leafText(entry, 'AAuthLevel') === 'CLCRED' || leafText(entry, 'AAuthType') === 'TRANSPORT',
  );
  // DM 1.1 accounts have other names for them.
  if (proves || leafText(root, 'UserName', 'ClientPW') !== null) return [];
  return [makeFinding('dm-session-credentials', placeOfNode(root), { node: root.uri })];
}

/** The one way in which two addresses differ that look the same to people. */
function difference(source: string, addresses: readonly string[]): string {
  for (const address of addresses) {
    if (source.trim() === address.trim()) return ' (they differ in white space only)';
    if (source.toLowerCase() === address.toLowerCase()) return ' (they differ in case only)';
    if (withoutSlash(source) === withoutSlash(address)) return ' (they differ in the final slash only)';
    if (withoutPort(source) === withoutPort(address)) return ' (they differ in the port only)';
    if (withoutScheme(source) === withoutScheme(address)) return ' (they differ in the scheme only)';
  }
  return '';
}

const withoutSlash = (uri: string) => uri.replace(/\/+$/, '');
const withoutPort = (uri: string) => uri.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/:]+):\d+/i, '$1');
const withoutScheme = (uri: string) => uri.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');

function connectivityFindings(parts: MessageParts): Finding[] {
  const accounts = dmAccountsOf(parts);
  const connectivity = parts.objects.some((object) => ['NAP', 'Proxy', 'ConnMO'].includes(object.group ?? ''));
  const referred = accounts.some(
    ({ root }) =>
      leafText(root, 'PrefConRef') !== null ||
      nodeChild(root, 'ToConRef') !== undefined ||
      leafText(root, 'ConRef') !== null,
  );
  if (connectivity || referred) return [];
  const span = accounts[0]?.root.element.span ?? parts.root.span;
  return [
    makeFinding(
      'dm-no-connectivity',
      { offset: span.offset, length: span.length, path: accounts[0]?.root.uri ?? '' },
      {},
    ),
  ];
}
