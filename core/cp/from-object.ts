import { toBase64 } from '../syncml/base64.ts';
import type { TndsNode } from '../tnds/tree.ts';
import { ADDR_TYPES, type MappingRow, provisioningLevel } from './mapping-rows.ts';

/** A characteristic to be written: parms stand before the characteristics inside. */
export class CpDraft {
  readonly type: string;
  readonly parms: { readonly name: string; readonly value: string | null }[] = [];
  readonly children: CpDraft[] = [];
  readonly #owned = new Map<unknown, CpDraft>();

  constructor(type: string) {
    this.type = type;
  }

  add(name: string, value: string | null): void {
    this.parms.push({ name, value });
  }

  value(name: string): string | undefined {
    return this.parms.find((parm) => parm.name === name)?.value ?? undefined;
  }

  /** The characteristic of this type for `owner`: a node with a free name, or nothing where there is only one. */
  childFor(type: string, owner: TndsNode | null): CpDraft {
    const key = owner ?? type;
    const known = this.#owned.get(key);
    if (known !== undefined && known.type === type) return known;
    const made = new CpDraft(type);
    this.children.push(made);
    this.#owned.set(key, made);
    return made;
  }
}

/** A leaf with the way to it: the names below the object's root, and the nodes with free names on it. */
export interface Leaf {
  readonly node: TndsNode;
  readonly way: readonly TndsNode[];
}

/** Every leaf below a root, in order. */
export function leavesOf(root: TndsNode): Leaf[] {
  const walk = (node: TndsNode, way: readonly TndsNode[]): Leaf[] => {
    const own = node.value === null ? [] : [{ node, way: [...way, node] }];
    return [...own, ...node.children.flatMap((child) => walk(child, [...way, node]))];
  };
  return root.children.flatMap((child) => walk(child, []));
}

/** The row whose path a leaf has. */
export function rowOf(leaf: Leaf, rows: readonly MappingRow[]): MappingRow | undefined {
  return rows.find((row) => fits(leaf, row.node));
}

/** True where a leaf stands at `path`, in which `<X>` is any name. */
export function fits(leaf: Leaf, path: string): boolean {
  const segments = path.split('/');
  return (
    segments.length === leaf.way.length &&
    segments.every((segment, index) => segment === '<X>' || segment === leaf.way[index]?.name)
  );
}

/** Puts a leaf into the characteristic of its object, as its row says. */
export function putLeaf(leaf: Leaf, row: MappingRow, holder: CpDraft): void {
  const free = row.node.split('/').flatMap((segment, index) => {
    const node = leaf.way[index];
    return segment === '<X>' && node !== undefined ? [node] : [];
  });
  const steps = row.cp.split('/');
  const name = (steps.pop() ?? '').replace('*', '');
  let into = holder;
  for (const step of steps)
    into = into.childFor(step.replace('*', ''), step.endsWith('*') ? (free.shift() ?? null) : null);
  const value = converted(row, leaf.node);
  if (value !== undefined) into.add(name, value);
}

/** Undefined for a level that is said by leaving the parm out. */
function converted(row: MappingRow, { value, format }: TndsNode): string | undefined {
  const text = value?.text ?? '';
  if (row.convert === 'level') return text === 'HTTP' ? undefined : (provisioningLevel(text) ?? text);
  if (row.convert === 'addrType') return ADDR_TYPES.find((type) => type.node === text)?.cp ?? text;
  if (row.convert !== 'base64' || value === null) return text;
  // Binary values of a tree in XML are base64 already; opaque bytes of WBXML are the value itself.
  if (value.opaque !== undefined) return toBase64(value.opaque);
  return format === 'bin' ? text.replace(/\s+/g, '') : text;
}
