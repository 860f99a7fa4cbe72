import type { MessageField } from '../../core/bootstrap/message-model.ts';
import type { MoRow, MoTable } from '../../core/mo/mo-row.ts';
import { MO_TABLES } from '../../core/mo/objects.ts';
import type { TextCode, TextValues } from '../text/text.ts';

/** Why a value cannot be written; the clause says who asks for it. */
export interface FieldFault {
  readonly path: string;
  readonly text: TextCode;
  readonly values: TextValues;
  readonly clause: string | null;
}

const TABLES: readonly MoTable[] = MO_TABLES;

/** The row of the standard's table that a field stands in; undefined where no table has it. */
export function moRowOf(field: MessageField): MoRow | undefined {
  if (field.row !== undefined) return field.row;
  return TABLES.find(({ name }) => name === field.group)?.rows.find(({ path }) => path === field.moPath);
}

/** The values that a field may have, where the standard lists them; an optional one may be empty too. */
export function fieldChoices(field: MessageField): readonly string[] | null {
  const row = moRowOf(field);
  if (row?.values === undefined) return null;
  return row.occurrence === 'One' ? row.values : ['', ...row.values];
}

/** What the row of the table asks of a single value; what spans several fields is found by decoding the message again. */
export function fieldFault(field: MessageField, value: string): FieldFault | null {
  const row = moRowOf(field);
  if (row === undefined) return null;
  const fault = (text: TextCode, values: TextValues = {}) => ({ path: field.path, text, values, clause: row.clause });
  if (value === '') return row.occurrence === 'One' ? fault('fault.empty') : null;
  if (row.values !== undefined && !row.values.includes(value))
    return fault('fault.list', { list: row.values.join(', ') });
  if (row.range === undefined) return null;
  const [from, to] = row.range;
  const fits = /^\d{1,9}$/.test(value) && Number(value) >= from && Number(value) <= to;
  return fits ? null : fault('fault.range', { from, to });
}
