import { toHex } from '../../core/base/bytes.ts';
import type { Result } from '../../core/base/result.ts';
import { ok } from '../../core/base/result.ts';
import type { DecodedExchange, TraceRow } from '../../core/trace/decode-exchange.ts';
import type { TraceCopyForm } from '../../core/trace/trace-forms.ts';
import type { TraceIndex } from '../../core/trace/trace-index.ts';
import { exchangeJson } from '../../core/trace/trace-json.ts';
import type { TraceLine } from '../../core/transport/trace-file.ts';

/** A line as it may leave the card-host: secrets are stars, and marked so. */
export function shownLine(row: TraceRow, reader: string): TraceLine {
  const { at, took, name, command, data, sw, masked, error } = row;
  const line: TraceLine = { t: at, reader, c: toHex(command), r: toHex(data) + (sw ?? ''), us: took, name };
  const places = [
    ...masked.command.map((span) => ({ of: 'c' as const, ...span })),
    ...masked.data.map((span) => ({ of: 'r' as const, ...span })),
  ];
  if (places.length > 0) line.masked = places;
  if (error !== null) line.error = error;
  return line;
}

function comment({ index, name, parameters, file }: TraceRow): string {
  const named = file === null ? '' : (file.name ?? file.path);
  return `# ${[String(index), name, named, parameters].filter((part) => part !== '').join(', ')}`;
}

/** What a person pastes elsewhere: a command with its answer, as digits, as a script for `scriptor`, as JSON. */
export function copiedRow(
  index: TraceIndex,
  { from, to }: { readonly from: number; readonly to: number },
  form: TraceCopyForm,
): Result<string> {
  const decoded: DecodedExchange[] = [];
  for (let line = from; line < to; line++) {
    const one = index.detail(line);
    if (!one.ok) return one;
    decoded.push(one.value);
  }
  const { reader } = index.header;
  switch (form) {
    case 'hex':
      return ok(decoded.map(({ command, data, sw }) => `${toHex(command)}\n${toHex(data)}${sw ?? ''}`).join('\n'));
    case 'scriptor':
      return ok(
        decoded.map((row) => `${comment(row)}\n${row.kind === 'reset' ? 'reset' : toHex(row.command, ' ')}\n`).join(''),
      );
    case 'json': {
      const json = decoded.map((row) => exchangeJson(shownLine(row, reader), row, false));
      return ok(JSON.stringify(json.length === 1 ? json[0] : json, null, 2));
    }
  }
}
