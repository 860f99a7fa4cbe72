import type { Finding, FindingPlace } from '../base/finding.ts';
import type { Span } from '../base/span.ts';
import type { TndsNode } from '../tnds/tree.ts';
import type { DecodeOptions } from './message-model.ts';

/** Release of DM Bootstrap whose rules count. */
export type Rules = NonNullable<DecodeOptions['rules']>;

/** A place for a finding. */
export function placeOf(span: Span, path?: string): FindingPlace {
  return { offset: span.offset, length: span.length, ...(path !== undefined && { path }) };
}

/** A node as the place of a finding: its value where it has one. */
export function placeOfNode(node: TndsNode): FindingPlace {
  return placeOf(node.value?.span ?? node.element.span, node.uri);
}

/** The finding with the clause of the very row or element that it speaks of. */
export function withClause(finding: Finding, clause: string | null): Finding {
  return { ...finding, clause };
}
