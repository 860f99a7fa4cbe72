import type { Span } from './span.ts';

/**
 * What a byte is, for colouring a hex view: `header` of a document, `tag` of a TLV or a WBXML token, `length`,
 * `control` (string starts and ends, END tokens), `text` that people read, `binary` value, `padding`.
 */
export type ByteKind = 'header' | 'tag' | 'length' | 'control' | 'text' | 'binary' | 'padding';

/** One token or field with its meaning in words: `76` → "Value page 2, has content". */
export interface TokenSpan {
  readonly span: Span;
  readonly kind: ByteKind;
  readonly meaning: string;
}

/**
 * A decoded thing and its place: the one shape that EF(DIR), ODF, DODF, WBXML, SyncML and TNDS share, so that one tree
 * view, one hex view and one `--json` output serve them all. Offsets are those of the file (or message) that was decoded.
 */
export interface StructureNode {
  /** Unique in its tree: the labels from the root joined with `/`, repeated ones with `[2]`, `[3]` … appended. */
  readonly path: string;
  /** The standard's own name: `applicationOID`, `SyncHdr`, `AppAddr`; the URI segment for a management tree node. */
  readonly label: string;
  /** The value in one line; absent where there is none. Secrets are given here as they are: whoever shows it masks it. */
  readonly preview?: string;
  /** The whole thing, headers included. */
  readonly span: Span;
  /** The value alone. */
  readonly valueSpan?: Span;
  /** True where the value is a secret (AAuthSecret, AAuthData …): shown as dots, printed as `*`. */
  readonly secret?: boolean;
  readonly children: readonly StructureNode[];
}
