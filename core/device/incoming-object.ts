import type { FindingPlace } from '../base/finding.ts';
import type { DeviceNode } from './device-tree.ts';

/** A management object that a message brings, before it has a place in the device's tree. */
export interface IncomingObject {
  /** `DMAcc`, `NAP`, `Proxy`, `ConnMO` …: decides where the Inbox puts it. */
  readonly group: string;
  /** Type/DDFName of its root; empty where it has none. */
  readonly identifier: string;
  readonly root: DeviceNode;
  /** Where it was added: the Inbox, or an address of its own. */
  readonly target:
    | { readonly kind: 'inbox' }
    | { readonly kind: 'address'; readonly segments: readonly string[]; readonly implicit: boolean };
  /** Address of its root within its TNDS: what `./Inbox/…` is followed by (5.5.5). */
  readonly uri: string;
  /** Objects of one TNDS share it: references are followed among them. */
  readonly bundle: number;
  /** What makes it the same object at another switch-on: the server of an account, the identifier of an access point. */
  readonly key: string;
  readonly where: FindingPlace;
}

/** Text of the first leaf called one of `names`. */
export function leafOf(node: DeviceNode, ...names: readonly string[]): string | null {
  for (const name of names) {
    const found = node.children.find((child) => child.name === name && child.value !== null);
    if (found !== undefined) return found.value;
  }
  return null;
}

/** Leaves called `name` anywhere below a node with a fixed name: `AppAddr/<X>/Addr`. */
export function leavesBelow(root: DeviceNode, holder: string, name: string): readonly string[] {
  return root.children
    .filter((child) => child.name === holder)
    .flatMap((child) => child.children)
    .flatMap((entry) => leafOf(entry, name) ?? []);
}

/** The same account, access point or proxy has the same key, wherever the device put it. */
export function keyOf(group: string, root: DeviceNode, uri: string): string {
  const own =
    group === 'DMAcc'
      ? leafOf(root, 'ServerID', 'ServerId')
      : group === 'NAP'
        ? leafOf(root, 'NapId', 'NAPID')
        : group === 'Proxy'
          ? leafOf(root, 'ProxyId')
          : null;
  return `${group} ${own ?? uri}`;
}
