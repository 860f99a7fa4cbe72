import type { NODE_FORMATS } from '../tnds/tree.ts';

export type NodeFormat = (typeof NODE_FORMATS)[number];

export type MoOccurrence = 'One' | 'ZeroOrOne' | 'OneOrMore' | 'ZeroOrMore';

/** One node of a management object. */
export interface MoRow {
  /** Below the object's root, `<X>` for a node whose name is free: `AppAddr/<X>/Addr`. */
  readonly path: string;
  readonly format: NodeFormat;
  readonly occurrence: MoOccurrence;
  /** Access types of the object's description; null where no source was read. */
  readonly access: string | null;
  readonly clause: string | null;
  /** `unverified`: no source was read, so that only hints come of it; `ddf`: a description that the user loaded. */
  readonly source: 'verified' | 'unverified' | 'ddf';
  /** Allowed values, where they are a closed set. */
  readonly values?: readonly string[];
  /** A decimal number in this range. */
  readonly range?: readonly [number, number];
  /** The value is a sum of these. */
  readonly bits?: readonly { readonly name: string; readonly value: number }[];
  /** What counts where the node is absent or empty. */
  readonly default?: string;
  /** Vendors may have nodes of their own below it. */
  readonly open?: boolean;
  /** Never shown in clear where it leaves the product. */
  readonly secret?: boolean;
  readonly help: { readonly en: string; readonly zh: string };
}

export interface MoTable {
  /** Name for people: `DMAcc`. Versions of an object share it. */
  readonly name: string;
  /** Release of the standard that describes it, where there are several. */
  readonly version?: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** Type/DDFName of its root; the first is the one to write, the others are older spellings. */
  readonly identifiers: readonly string[];
  readonly rows: readonly MoRow[];
}

/** What the rows of a table have in common. */
export interface MoRowBasis {
  readonly access: string | null;
  readonly clause: string | null;
  readonly source: MoRow['source'];
}

type MoRowMore = Partial<Omit<MoRow, 'path' | 'format' | 'occurrence' | 'help'>>;

/** One node in a line: path, format, occurrence, help in English and in Chinese, what differs from the basis. */
export type MoLine = readonly [string, NodeFormat, MoOccurrence, string, string, MoRowMore?];

/** Rows from lines that have a source in common. */
export function moRows(basis: MoRowBasis, lines: readonly MoLine[]): readonly MoRow[] {
  return lines.map(([path, format, occurrence, en, zh, more]) => ({
    path,
    format,
    occurrence,
    ...basis,
    ...more,
    help: { en, zh },
  }));
}

/** For rows of which only the names are known. */
export const UNVERIFIED = { access: null, clause: null, source: 'unverified' } as const satisfies MoRowBasis;
