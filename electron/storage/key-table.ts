import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { Secret } from '../../core/base/secret.ts';
import { credentialName } from '../../core/card/key-names.ts';
import type { NamedKeys } from '../../core/card/key-ring.ts';

/** What is wrong with a table, and where; never what stands there. */
export interface TableProblem {
  /** Counted from 1, as editors do. */
  readonly line: number;
  readonly reason: string;
}

/** Makes the bytes of a credential from how it is written. */
export type ReadValue = (ref: string, form: 'ascii' | 'hex', text: string) => Result<Secret>;

interface Column {
  readonly ref: string;
  /** The column's own form; undefined where each value says it. */
  readonly form: 'ascii' | 'hex' | undefined;
}

const ICCID = /^[0-9]{18,20}$/;

/** The digits of an ICCID as people write it: spaces and the filler at its end are no part of it. */
export function iccidDigits(text: string): string | undefined {
  const digits = text.replace(/\s/g, '').replace(/F+$/i, '');
  return ICCID.test(digits) ? digits : undefined;
}

interface Row {
  readonly record: readonly string[];
  readonly line: number;
}

/** Splits the text; what the library says of an error may quote a value, so its code alone is told. */
function rowsOf(text: string): Result<readonly Row[], TableProblem> {
  try {
    const rows = parse(text, {
      bom: true,
      delimiter: [',', ';', '\t'],
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    return ok(rows.map(({ record, info }) => ({ record, line: info.lines })));
  } catch (cause) {
    const at = cause instanceof CsvError && 'lines' in cause ? Number(cause.lines) : 1;
    return err({ line: at, reason: cause instanceof CsvError ? `not CSV (${cause.code})` : 'not CSV' });
  }
}

/** The head row: `iccid`, then names of keys, each with the form of its values behind a colon or without. */
function columnsOf({ record, line }: Row): Result<readonly Column[], TableProblem> {
  const [first = '', ...names] = record;
  if (first.toLowerCase() !== 'iccid') return err({ line, reason: 'the first column of the head row is not iccid' });
  const columns: Column[] = [];
  for (const [index, name] of names.entries()) {
    const match = /^([^:]+)(?::(hex|ascii))?$/i.exec(name);
    const ref = credentialName(match?.[1] ?? '');
    // A head row that is missing is a row of values: its cells are not repeated.
    if (ref === undefined) return err({ line, reason: `column ${index + 2} does not name a key` });
    if (columns.some((column) => column.ref === ref)) return err({ line, reason: `${ref} has two columns` });
    columns.push({ ref, form: match?.[2]?.toLowerCase() as Column['form'] });
  }
  return columns.length === 0 ? err({ line, reason: 'there is no column for a key' }) : ok(columns);
}

/** One cell: `hex:…` or `ascii:…`, or bare where the column says how its values are written. */
function cellKey({ ref, form }: Column, cell: string, read: ReadValue): Result<Secret, string> {
  const match = /^(hex|ascii):(.*)$/s.exec(cell);
  const written = (match?.[1] as Column['form']) ?? form;
  if (written === undefined)
    return err(
      `${ref} does not say how it is written: hex:… or ascii:…, or name the column ${ref}:hex or ${ref}:ascii`,
    );
  if (match !== null && form !== undefined && match[1] !== form)
    return err(`${ref} is ${match[1]}, its column is ${form}`);
  const secret = read(ref, written, match?.[2] ?? cell);
  return secret.ok ? secret : err(`${ref}: ${secret.error.details.reason}`);
}

function rowKeys(columns: readonly Column[], { record }: Row, read: ReadValue): Result<Map<string, Secret>, string> {
  if (record.length !== columns.length + 1)
    return err(`${record.length} cells, the head row has ${columns.length + 1}`);
  const keys = new Map<string, Secret>();
  for (const [index, column] of columns.entries()) {
    const cell = record[index + 1] ?? '';
    // A card need not have every key.
    if (cell === '') continue;
    const key = cellKey(column, cell, read);
    if (!key.ok) return key;
    keys.set(column.ref, key.value);
  }
  return keys.size === 0 ? err('there is no key in it') : ok(keys);
}

/**
 * Reads a table of keys: CSV with commas, semicolons or tabs, a head row `iccid,adm1,pin1,…`, a card a row. A value says how
 * it is written, or its column does; what could be read in two ways is refused.
 * @returns the cards, or all that is wrong; never a part of the cards.
 */
export function parseKeyTable(
  text: string,
  read: ReadValue,
): Result<ReadonlyMap<string, NamedKeys>, readonly TableProblem[]> {
  const rows = rowsOf(text);
  if (!rows.ok) return err([rows.error]);
  const [head, ...body] = rows.value;
  if (head === undefined) return err([{ line: 1, reason: 'the table is empty' }]);
  const columns = columnsOf(head);
  if (!columns.ok) return err([columns.error]);
  const cards = new Map<string, Map<string, Secret>>();
  const lines = new Map<string, number>();
  const problems: TableProblem[] = [];
  for (const row of body) {
    const { line } = row;
    const iccid = iccidDigits(row.record[0] ?? '');
    const before = iccid === undefined ? undefined : lines.get(iccid);
    const keys = rowKeys(columns.value, row, read);
    if (iccid === undefined) problems.push({ line, reason: 'the first cell is no ICCID of 18 to 20 digits' });
    else if (before !== undefined) problems.push({ line, reason: `the card of line ${before} again` });
    else if (!keys.ok) problems.push({ line, reason: keys.error });
    else cards.set(iccid, keys.value);
    if (iccid !== undefined && before === undefined) lines.set(iccid, line);
    if (keys.ok && (iccid === undefined || before !== undefined)) for (const key of keys.value.values()) key.wipe();
  }
  if (problems.length === 0) return cards.size === 0 ? err([{ line: 1, reason: 'there is no card in it' }]) : ok(cards);
  for (const keys of cards.values()) for (const key of keys.values()) key.wipe();
  return err(problems);
}
