/** A node of a device's management tree (DM TND 1.2). Plain data; a change makes new nodes. */
export interface DeviceNode {
  readonly name: string;
  /** `node` for an interior one. */
  readonly format: string;
  /** Type: the object's identifier of an interior node, the media type of a leaf; empty where none was given. */
  readonly type: string;
  /** The ACL property; null where it has none of its own and inherits (DM TND 8.3.7.1). */
  readonly acl: string | null;
  /** Null for an interior node. Bytes that are no text stand as `hex:` and their hex. */
  readonly value: string | null;
  /** The value is a secret: whoever shows the tree masks it. */
  readonly secret: boolean;
  readonly children: readonly DeviceNode[];
}

/** An interior node that holds others. */
export function folder(name: string, children: readonly DeviceNode[] = [], type = ''): DeviceNode {
  return { name, format: 'node', type, acl: null, value: null, secret: false, children };
}

/** Segments of an address below the root: `./DMAcc/OpX` is `[DMAcc, OpX]`. */
export function segmentsOf(address: string): readonly string[] {
  return address
    .trim()
    .replace(/^\.?\//, '')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.');
}

export const addressOf = (segments: readonly string[]) => `./${segments.join('/')}`;

/** The node at these segments below `root`; undefined where there is none. */
export function nodeAt(root: DeviceNode, segments: readonly string[]): DeviceNode | undefined {
  return segments.reduce<DeviceNode | undefined>(
    (node, name) => node?.children.find((child) => child.name === name),
    root,
  );
}

/** The tree with `node` under `parent`; one of its name there is replaced, missing interior nodes are made. */
export function withNode(root: DeviceNode, parent: readonly string[], node: DeviceNode): DeviceNode {
  const [name, ...rest] = parent;
  if (name === undefined) {
    const known = root.children.some((child) => child.name === node.name);
    const children = known
      ? root.children.map((child) => (child.name === node.name ? node : child))
      : [...root.children, node];
    return { ...root, children };
  }
  const inner = root.children.find((child) => child.name === name) ?? folder(name);
  return withNode(root, [], withNode(inner, rest, node));
}

/** The tree without the node at these segments. */
export function withoutNode(root: DeviceNode, segments: readonly string[]): DeviceNode {
  const [name, ...rest] = segments;
  const inner = root.children.find((child) => child.name === name);
  if (inner === undefined) return root;
  if (rest.length > 0) return withNode(root, [], withoutNode(inner, rest));
  return { ...root, children: root.children.filter((child) => child !== inner) };
}

/** What a device has before its first bootstrap: the objects that every client has (DM StdObj 7.1.3). */
export const FACTORY_TREE: DeviceNode = folder('.', [
  folder('DevInfo', [], 'urn:oma:mo:oma-dm-devinfo:1.0'),
  folder('DevDetail', [], 'urn:oma:mo:oma-dm-devdetail:1.0'),
  folder('Inbox', [], 'urn:oma:mo:oma-dm-inbox:1.0'),
]);

/** True where two nodes say the same, whatever the order of their children. */
export function sameNode(a: DeviceNode, b: DeviceNode): boolean {
  return (
    a.name === b.name &&
    a.format === b.format &&
    a.type === b.type &&
    a.acl === b.acl &&
    a.value === b.value &&
    a.children.length === b.children.length &&
    a.children.every((child) => {
      const other = b.children.find((item) => item.name === child.name);
      return other !== undefined && sameNode(child, other);
    })
  );
}
