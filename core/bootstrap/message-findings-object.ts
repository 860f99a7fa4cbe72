import type { Finding } from '../base/finding.ts';
import { type Acl, aclGrants, readAcl } from '../tnds/acl.ts';
import { allNodes, nodeChild, type TndsNode, type TndsTree } from '../tnds/tree.ts';
import { makeFinding } from './finding-rows.ts';
import { dmAccountsOf, leafText } from './message-accounts.ts';
import { placeOfNode, type Rules } from './message-findings-place.ts';
import { tableFindings } from './message-findings-table.ts';
import { type FoundObject, type MessageParts, urisOf } from './message-parts.ts';

/** What the management objects show (DM StdObj 7.1.3; DM Bootstrap 1.3, 5.5.3, 5.5.5). */
export function objectFindings(parts: MessageParts, rules: Rules): Finding[] {
  const owner = parts.sync?.source?.text ?? '';
  return [
    ...dmAccountsOf(parts).flatMap(appIdFindings),
    ...parts.objects.flatMap(tableFindings),
    ...dmAccountsOf(parts).flatMap((account) => aclFindings(account, rules, owner)),
    ...referenceFindings(parts),
    ...parts.objects.flatMap(unknownFindings),
    ...versionFindings(parts),
  ];
}

function appIdFindings({ root }: FoundObject): Finding[] {
  const node = nodeChild(root, 'AppID');
  const value = node?.value?.text ?? '';
  return node === undefined || value === 'w7'
    ? []
    : [makeFinding('mo-appid', placeOfNode(node), { value: value === '' ? 'empty' : value })];
}

/** Nodes whose values are connectivity references. */
const REFERENCES: readonly string[] = ['PrefConRef', 'ConRef'];
const CONNECTIVITY: readonly string[] = ['NAP', 'Proxy', 'ConnMO'];

/** References to what the same TNDS brings: `./Inbox/` and its place there, as the device may rename it (5.5.5). */
function referenceFindings({ objects }: MessageParts): Finding[] {
  const uris = new Map<TndsTree, ReadonlySet<string>>();
  const brought = new Map<TndsTree, Map<string, TndsNode>>();
  for (const { tree, root, group } of objects) {
    const known = brought.get(tree) ?? new Map<string, TndsNode>();
    brought.set(tree, known);
    if (CONNECTIVITY.includes(group ?? '') && !known.has(root.name)) known.set(root.name, root);
  }
  return objects.flatMap(({ root, tree }) =>
    allNodes(root.children).flatMap((node) => {
      if (!REFERENCES.includes(node.name)) return [];
      const value = node.value?.text ?? '';
      if (value.startsWith('./Inbox/')) {
        const there = uris.get(tree) ?? (tree.form === 'items' ? new Set<string>() : urisOf(tree));
        uris.set(tree, there);
        if (there.has(value.slice('./Inbox/'.length))) return [];
        return [makeFinding('mo-reference-dangling', placeOfNode(node), { node: node.uri, value })];
      }
      const meant = value.startsWith('./')
        ? brought.get(tree)?.get(value.slice(value.lastIndexOf('/') + 1))
        : undefined;
      if (meant === undefined || tree.form === 'items') return [];
      const details = { node: node.uri, value, right: `./Inbox/${meant.uri}` };
      return [makeFinding('mo-reference-fixed', placeOfNode(node), details)];
    }),
  );
}

/** What a device may leave out without failing: objects that it does not know, extensions (5.5.5). */
function unknownFindings({ root, group, nodes }: FoundObject): Finding[] {
  if (group === null) {
    const object = root.ddfName?.text.trim() ?? root.name;
    return [makeFinding('mo-unknown', placeOfNode(root), { node: root.uri, object })];
  }
  return nodes
    .filter(({ node }) => node.name === 'Ext' && node.children.length > 0)
    .map(({ node }) => makeFinding('mo-extension', placeOfNode(node), { node: node.uri, object: group }));
}

/** Versions of one object, of which a device takes the latest that it supports (5.5.5). */
function versionFindings({ objects }: MessageParts): Finding[] {
  const versions = new Map<string, Map<string, TndsNode>>();
  for (const { root } of objects) {
    const match = /^(.+):(\d+(?:\.\d+)*)$/.exec(root.ddfName?.text.trim() ?? '');
    const [family, version] = [match?.[1], match?.[2]];
    if (family === undefined || version === undefined) continue;
    const known = versions.get(family) ?? new Map<string, TndsNode>();
    if (!known.has(version)) known.set(version, root);
    versions.set(family, known);
  }
  return [...versions].flatMap(([object, known]) => {
    const last = [...known.values()].at(-1);
    if (known.size < 2 || last === undefined) return [];
    return [makeFinding('mo-versions', placeOfNode(last), { object, versions: [...known.keys()].join(', ') })];
  });
}

/** Commands by which a server keeps an account up to date. */
const NEEDED = ['Get', 'Replace'] as const;
const CHANGING = ['Add', 'Delete', 'Exec', 'Replace'] as const;

function aclFindings({ root, nodes }: FoundObject, rules: Rules, owner: string): Finding[] {
  const server = leafText(root, 'ServerID', 'ServerId') ?? '';
  const all = [root, ...nodes.map((match) => match.node)];
  const out: Finding[] = [];
  for (const node of all) {
    if (node.acl === null || node.acl.text === '') continue;
    const where = { offset: node.acl.span.offset, length: node.acl.span.length, path: `${node.uri}?prop=ACL` };
    const acl = readAcl(node.acl.text);
    // In 1.2 the server that Source names has its rights by that (DM Bootstrap 1.2, 5.6.2).
    const granted = node !== root || rules === '1.2';
    const reason = acl === undefined ? 'it is malformed' : aclFault(acl, server, granted);
    if (reason !== null)
      out.push(makeFinding('mo-acl', where, { node: node.uri, reason, acl: ` (${node.acl.text})`, server }));
  }
  if (all.some((node) => node.acl !== null)) return out;
  if (rules === '1.2') {
    out.push(makeFinding('dm-acl-from-source', placeOfNode(root), { node: root.uri, owner: owner || 'nobody' }));
  } else {
    out.push(makeFinding('mo-acl-absent', placeOfNode(root), { node: root.uri, server }));
  }
  return out;
}

function aclFault(acl: Acl, server: string, granted: boolean): string | null {
  const open = CHANGING.filter((command) => acl.get(command)?.includes('*'));
  if (open.length > 0) return `every server may ${open.join(', ')}`;
  const missing = granted ? [] : NEEDED.filter((command) => !aclGrants(acl, command, server));
  return missing.length === 0 ? null : `the account's own server may not ${missing.join(', ')}`;
}
