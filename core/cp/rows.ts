import type { MoOccurrence } from '../mo/mo-row.ts';

/** Where a row comes from. An unverified one has no clause, and what it says against a document is information only. */
export type RowSource =
  | { readonly source: 'verified'; readonly clause: string }
  | { readonly source: 'unverified'; readonly clause: null };

/** One `parm` of a characteristic. */
export type ParmRow = RowSource & {
  readonly name: string;
  readonly occurrence: MoOccurrence;
  /** A parm that says something by being there; it has no value. */
  readonly flag?: boolean;
  /** Allowed values, where they are a closed set. */
  readonly values?: readonly string[];
  /** A decimal number in this range. */
  readonly range?: readonly [number, number];
  /** Bytes of a value that every device must accept (WAP-183 6.1). */
  readonly accepted?: number;
  /** Never shown in clear where it leaves the product. */
  readonly secret?: boolean;
  /** The value names a characteristic of this type by its identifier. */
  readonly refersTo?: 'NAPDEF' | 'PXLOGICAL';
};

/** A characteristic at the places where it may stand. */
export type CharacteristicRow = RowSource & {
  readonly type: string;
  /** Types of the characteristics that may hold it; `''` is the document itself. */
  readonly parents: readonly string[];
  /** In each parent. */
  readonly occurrence: MoOccurrence;
  /** True where a vendor puts in what it likes. */
  readonly open?: boolean;
  readonly parms: readonly ParmRow[];
};

export const PROV_1_0 = { source: 'verified', clause: 'WAP-183 5.2' } as const;
/** What Provisioning Content 1.1 added, known from implementations. */
export const PROV_1_1 = { source: 'unverified', clause: null } as const;

/** Names of address types (WAP-183 8.3). */
export const ADDRESS_TYPES = ['IPV4', 'IPV6', 'E164', 'ALPHA', 'APN', 'SCODE', 'TETRA-ITSI', 'MAN'] as const;
export const FLAG = { flag: true } as const;
export const PORT_RANGE = [0, 65535] as const;
export const ZERO_OR_ONE = ['0', '1'] as const;
