import { err, ok, type Result } from '../base/result.ts';
import type { StructureNode } from '../base/structure.ts';
import { z } from '../base/zod.ts';
import { type TraceFile, type TraceLine, traceHeaderSchema, traceLineSchema } from '../transport/trace-file.ts';
import { BUNDLE_FORMAT } from '../virtual-card/bundled-image.ts';
import type { DecodedExchange } from './decode-exchange.ts';

/**
 * A decoded trace as one JSON object, `bootcard-trace-view/1`: each exchange has the fields of its line in a trace, with what they
 * mean beside them. It can be imported again; what it explains is then explained anew.
 */
const viewSchema = z.looseObject({
  format: z.literal('bootcard-trace-view/1'),
  trace: traceHeaderSchema,
  exchanges: z.array(traceLineSchema),
});

/** Of a support bundle the session that is in it. */
const bundleSchema = z.looseObject({
  format: z.literal(BUNDLE_FORMAT),
  trace: z.looseObject({ header: traceHeaderSchema, lines: z.array(traceLineSchema) }).nullable(),
});

interface NodeJson {
  readonly label: string;
  readonly value: string | null;
  readonly offset: number;
  readonly length: number;
  readonly children: readonly NodeJson[];
}

/** A tree for JSON. Secrets have as many stars as they have bytes. */
function nodeJson(node: StructureNode, showSecrets: boolean, hidden = false): NodeJson {
  const secret = (hidden || node.secret === true) && !showSecrets;
  const { offset, length } = node.span;
  const value = secret ? '*'.repeat((node.valueSpan ?? node.span).length) : (node.preview ?? null);
  return {
    label: node.label,
    value,
    offset,
    length,
    children: node.children.map((child) => nodeJson(child, showSecrets, secret)),
  };
}

/** An exchange with what it means: the contract of `trace show --json`. */
export function exchangeJson(line: TraceLine, decoded: DecodedExchange, showSecrets: boolean) {
  const { index, parameters, channel, file, sw, status, of, tree } = decoded;
  return {
    ...line,
    line: index,
    parameters,
    channel: line.c === '' ? null : channel,
    file: file === null ? null : { path: file.path, name: file.name, aid: file.aid },
    sw,
    meaning: status?.meaning ?? null,
    outcome: status?.outcome ?? null,
    continues: of,
    decoded: tree.map((node) => nodeJson(node, showSecrets)),
  };
}

function wrongShape({ issues: [issue] }: z.core.$ZodError) {
  return err(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown shape'}`);
}

/** @returns the reason in words where the JSON is no bundle, or one without a trace */
export function traceFromBundle(json: unknown): Result<TraceFile, string> {
  const parsed = bundleSchema.safeParse(json);
  if (!parsed.success) return wrongShape(parsed.error);
  const { trace } = parsed.data;
  return trace === null ? err('the bundle holds no trace') : ok({ header: trace.header, lines: trace.lines });
}

/** @returns the reason in words where the JSON is no decoded trace */
export function traceFromView(json: unknown): Result<TraceFile, string> {
  const parsed = viewSchema.safeParse(json);
  if (!parsed.success) return wrongShape(parsed.error);
  const { trace, exchanges } = parsed.data;
  const lines = exchanges.map((exchange): TraceLine => {
    const { line, parameters, channel, file, sw, meaning, outcome, continues, decoded, ...own } = exchange;
    return own as TraceLine;
  });
  return ok({ header: trace, lines });
}
