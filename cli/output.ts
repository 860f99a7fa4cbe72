import { type AppError, errorText } from '../core/base/app-error.ts';
import { toHex } from '../core/base/bytes.ts';
import type { Finding } from '../core/base/finding.ts';

/** Bytes print as hex, absent as null (the JSON contract). */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, (_key, item: unknown) => (item instanceof Uint8Array ? toHex(item) : item), 2)}\n`;
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  process.stdout.write(jsonText(value));
}

/** An error as standard output has it with --json. */
export function errorJson(error: AppError) {
  const { code, clause, details } = error;
  return { error: { code, ...errorText(error), clause: clause ?? null, details } };
}

/** An error goes to standard error in words; with --json also to standard output as an object. */
export function printError(error: AppError, json: boolean): void {
  const { message, next } = errorText(error);
  const clause = error.clause === undefined ? '' : ` (${error.clause})`;
  process.stderr.write(`bootcard: ${message}${clause} ${next}\n`);
  if (json) printJson(errorJson(error));
}

const MARKS = { error: '✖', warning: '▲', info: 'ℹ' } as const;

/** Findings as lines: mark, code, message, place, clause, what to do. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap((finding) => {
    const { where } = finding;
    const place = [where.file, where.offset === undefined ? undefined : `offset ${where.offset}`, where.path]
      .filter(Boolean)
      .join(', ');
    const clause = finding.clause === null ? '' : `  [${finding.clause}]`;
    return [
      `${MARKS[finding.severity]} ${finding.code}: ${finding.message}${clause}`,
      ...(place === '' ? [] : [`    at ${place}`]),
      ...(finding.device === null ? [] : [`    a device: ${finding.device}`]),
      ...(finding.fix === null ? [] : [`    fix: ${finding.fix}`]),
    ];
  });
}

/** `1 byte`, `2 bytes`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A table with columns as wide as their widest cell; the last one is left ragged. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Bytes as a hex dump of 16 a row; `from` is the offset of the first. */
export function hexDump(bytes: Uint8Array, from = 0): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const text = [...row].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    rows.push(`${(from + at).toString(16).toUpperCase().padStart(4, '0')}  ${toHex(row, ' ').padEnd(47)}  ${text}`);
  }
  return rows.join('\n');
}
