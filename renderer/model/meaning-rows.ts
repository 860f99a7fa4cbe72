import type { Severity } from '../../core/base/finding.ts';
import type { Span } from '../../core/base/span.ts';
import { AS_IT_IS, type CoreWords } from '../text/core-words.ts';
import type { TextCode } from '../text/text.ts';
import type { FileModel } from './card-model.ts';
import { fieldGroups, fieldLabel, fieldName } from './field-groups.ts';
import { labelWords, previewWords } from './node-words.ts';
import type { Selection } from './selection.ts';
import { type CardNode, everyNode, worse } from './tree-model.ts';

export interface MeaningRow {
  readonly id: string;
  /** Catalogue code of the human label; null: `name` is shown. */
  readonly label: TextCode | null;
  /** The standard's name. */
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  readonly place: Span;
  readonly severity: Severity | null;
}

export interface MeaningGroup {
  readonly id: string;
  readonly title: TextCode | null;
  readonly name: string;
  readonly rows: readonly MeaningRow[];
}

function meets(a: Span, b: Span): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

function severityAt(file: FileModel, place: Span, path: string): Severity | null {
  return file.findings.reduce<Severity | null>((found, { where, severity }) => {
    const here =
      where.path === path ||
      (where.offset !== undefined &&
        meets(place, { offset: where.offset, length: where.length ?? 1 }) &&
        (where.length ?? 1) <= place.length);
    return here ? worse(found, severity) : found;
  }, null);
}

function messageGroups(file: FileModel): readonly MeaningGroup[] {
  return fieldGroups(file.message?.fields ?? []).map((group) => ({
    id: group.id,
    title: group.title,
    name: group.name,
    rows: group.fields.map((field) => ({
      id: field.path,
      label: fieldLabel(field),
      name: fieldName(field),
      value: field.value,
      secret: field.secret,
      place: field.span,
      severity: severityAt(file, field.span, field.path),
    })),
  }));
}

/** Leaves of a directory file's structure, a group for each record or object. */
function structureGroups(file: FileModel, say: CoreWords, between: string): readonly MeaningGroup[] {
  const row = (node: CardNode): MeaningRow => ({
    id: node.id,
    label: null,
    name: labelWords(node, say),
    value: previewWords(node, say) ?? '',
    secret: node.secret,
    place: node.span,
    severity: node.severity,
  });
  return file.node.children.map((top) => ({
    id: top.id,
    title: null,
    name: [labelWords(top, say), previewWords(top, say)].filter((words) => words !== null).join(between),
    rows:
      top.children.length === 0
        ? [row(top)]
        : [...everyNode(top)].filter(({ children, preview }) => children.length === 0 && preview !== null).map(row),
  }));
}

/**
 * What a file means, in rows: a message's fields, or the leaves of a directory file in the window's words.
 * @param between what stands between the parts of a list in those words
 */
export function meaningGroups(file: FileModel, say: CoreWords = AS_IT_IS, between = ', '): readonly MeaningGroup[] {
  const groups = file.message === null ? structureGroups(file, say, between) : messageGroups(file);
  return groups.filter(({ rows }) => rows.length > 0);
}

/** Ids of the rows that the selected bytes touch. */
export function rowsInSelection(groups: readonly MeaningGroup[], selection: Selection | null): ReadonlySet<string> {
  // A whole file is no place in it: nothing lights up.
  if (selection === null || (selection.node.startsWith('file:') && selection.span.length === selection.around.length)) {
    return new Set();
  }
  const rows = groups.flatMap((group) => group.rows);
  const inside = rows.filter(({ place }) => meets(place, selection.span));
  // Structure bytes of a node with one value (its tags and names) still mean that value.
  const found = inside.length > 0 ? inside : rows.filter(({ place }) => meets(place, selection.around));
  return new Set((inside.length > 0 || found.length === 1 ? found : []).map(({ id }) => id));
}
