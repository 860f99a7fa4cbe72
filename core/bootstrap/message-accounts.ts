import { DM_ACC } from '../mo/dmacc.ts';
import { nodeChild, type TndsNode } from '../tnds/tree.ts';
import type { Account, AccountAddress, AccountAuth } from './message-model.ts';
import type { FoundObject, MessageParts } from './message-parts.ts';

/** The DM accounts of a message. */
export function dmAccountsOf(parts: MessageParts): readonly FoundObject[] {
  return parts.objects.filter((object) => object.group === DM_ACC.name);
}

/** Text of the first child that has one of `names`; the later names are those of DM 1.1. */
export function leafText(node: TndsNode | undefined, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = nodeChild(node, name)?.value;
    if (value !== undefined && value !== null) return value.text;
  }
  return null;
}

/** Nodes below a node with a fixed name: `AppAddr/<X>`. */
function entries(root: TndsNode, name: string): readonly TndsNode[] {
  return root.children.filter((child) => child.name === name).flatMap((child) => child.children);
}

/** Accounts in the terms of the JSON contract (DM StdObj 7.1.3.1), read tolerantly: DM 1.1 names and flat ports too. */
export function accountsOf(parts: MessageParts): Account[] {
  return dmAccountsOf(parts).map(({ root }) => {
    const addresses = entries(root, 'AppAddr').map(addressOf);
    const flat = leafText(root, 'Addr');
    return {
      serverId: leafText(root, 'ServerID', 'ServerId'),
      name: leafText(root, 'Name'),
      addresses: flat === null ? addresses : [...addresses, addressOf(root)],
      auth: entries(root, 'AppAuth').map(authOf),
    };
  });
}

function addressOf(node: TndsNode): AccountAddress {
  const port = nodeChild(node, 'Port');
  const nested = port?.children.map((child) => leafText(child, 'PortNbr')).find((number) => number !== null);
  return {
    addr: leafText(node, 'Addr') ?? '',
    addrType: leafText(node, 'AddrType'),
    port: nested ?? leafText(port, 'PortNbr') ?? leafText(node, 'PortNbr'),
  };
}

function authOf(node: TndsNode): AccountAuth {
  return {
    level: leafText(node, 'AAuthLevel'),
    type: leafText(node, 'AAuthType'),
    name: leafText(node, 'AAuthName'),
  };
}
