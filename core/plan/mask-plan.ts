import { hex, toHex } from '../base/bytes.ts';
import { type Span, spansWithin } from '../base/span.ts';
import type { FileSecrets } from './plan-secrets.ts';
import type { WritePlan } from './write-plan.ts';

/**
 * Where a masked plan holds `*` instead of bytes: in a value of `ranges[range]`, in the data of `steps[step]`, or in a record of
 * `files[file].own`; in bytes.
 */
export type MaskedPlace = Span &
  (
    | { readonly range: number; readonly of: 'old' | 'new' }
    | { readonly step: number; readonly of: 'data' }
    | { readonly file: number; readonly record: number; readonly of: 'own' }
  );

/** A plan for showing. It cannot be run: the bytes that it writes are not in it. */
export interface MaskedPlan extends WritePlan {
  readonly masked: readonly MaskedPlace[];
}

/** The parts of `secrets` inside a value that stands at `offset` of the file, counted from the value's first byte. */
function inside(text: string, offset: number, secrets: readonly Span[]): readonly Span[] {
  return spansWithin(secrets, { offset, length: text.length / 2 });
}

function starred(text: string, places: readonly Span[]): string {
  if (places.length === 0) return text;
  const bytes = hex(text);
  for (const { offset, length } of places) bytes.fill(0x2a, offset, offset + length);
  return toHex(bytes);
}

/** A command with its data masked: they stand at its end. */
function maskedCommand(command: string, data: string): string {
  return command.slice(0, command.length - data.length) + data;
}

/**
 * The plan as it may be printed: bytes of message secrets replaced by `*`, their places listed. The plan itself keeps them.
 * @param secretsOf secrets of a file, by its path.
 */
export function maskPlan(plan: WritePlan, secretsOf: (file: string) => FileSecrets): MaskedPlan {
  const masked: MaskedPlace[] = [];
  const ranges = plan.ranges.map((item, range) => {
    const { before, after } = secretsOf(item.file);
    const old = inside(item.old, item.offset, before);
    const now = inside(item.new, item.offset, after);
    masked.push(...old.map((place) => ({ range, of: 'old' as const, ...place })));
    masked.push(...now.map((place) => ({ range, of: 'new' as const, ...place })));
    return { ...item, old: starred(item.old, old), new: starred(item.new, now) };
  });
  const steps = plan.steps.map((item, step) => {
    const places = inside(item.data, item.offset, secretsOf(item.file).after);
    masked.push(...places.map((place) => ({ step, of: 'data' as const, ...place })));
    if (places.length === 0) return item;
    const data = starred(item.data, places);
    return { ...item, data, ...(item.command !== undefined && { command: maskedCommand(item.command, data) }) };
  });
  const files = plan.files.map((item, file) => {
    const { own } = secretsOf(item.path);
    masked.push(
      ...own.flatMap((places, record) => places.map((place) => ({ file, record, of: 'own' as const, ...place }))),
    );
    return { ...item, own: item.own.map((text, record) => starred(text, own[record] ?? [])) };
  });
  return { ...plan, files, ranges, steps, masked };
}
