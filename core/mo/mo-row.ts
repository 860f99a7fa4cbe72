import type { NODE_FORMATS } from '../tnds/tree.ts';

export type MoOccurrence = 'One' | 'ZeroOrOne' | 'OneOrMore' | 'ZeroOrMore';

/** One node of a management object. */
export interface MoRow {
  /** Below the object's root, `<X>` for a node whose name is free: `AppAddr/<X>/Addr`. */
  readonly path: string;
  readonly format: (typeof NODE_FORMATS)[number];
  readonly occurrence: MoOccurrence;
  /** Access types of the object's description; null where no source was read. */
  readonly access: string | null;
  readonly clause: string | null;
  readonly source: 'verified' | 'unverified';
  /** Allowed values, where they are a closed set. */
  readonly values?: readonly string[];
  /** A decimal number in this range. */
  readonly range?: readonly [number, number];
  /** Never shown in clear where it leaves the product. */
  readonly secret?: boolean;
  readonly help: { readonly en: string; readonly zh: string };
}

export interface MoTable {
  /** Name for people: `DMAcc`. */
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Type/DDFName of its root; the first is the one to write, the others are older spellings. */
  readonly identifiers: readonly string[];
  readonly rows: readonly MoRow[];
}
