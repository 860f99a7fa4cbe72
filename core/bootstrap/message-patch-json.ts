import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { z } from '../base/zod.ts';
import { decodeMessage } from './message.ts';
import type { MessageField } from './message-model.ts';
import { MAX_EDITS, type MessageEdit, nodeAt, patchMessage } from './message-patch.ts';
import { pathText } from './message-source.ts';
import { plainNode, type SourceContext } from './message-source-nodes.ts';
import { messageSourceSchema } from './message-source-schema.ts';
import { type TreeNode, treeNodeOf } from './message-source-tree.ts';
import { SourceFaults } from './message-source-value.ts';
import { readParts } from './read-parts.ts';

/*
 * JSON Patch (RFC 6902) on a message. The document that it speaks of is the management tree and the header: a pointer is
 * the path of a field with "/" in front, `/NordTel/AppAddr/1/Addr`. A value is a text, or a node as a message source
 * writes it, without its name.
 */
const pointer = z
  .string({ error: 'a text is expected' })
  .regex(/^(\/([^~]|~[01])*)?$/, { error: 'a JSON pointer begins with "/" (RFC 6901)' });
const value = z.unknown();
const operation = z.discriminatedUnion(
  'op',
  [
    z.object({ op: z.literal('add'), path: pointer, value }),
    z.object({ op: z.literal('replace'), path: pointer, value }),
    z.object({ op: z.literal('test'), path: pointer, value }),
    z.object({ op: z.literal('remove'), path: pointer }),
    z.object({ op: z.literal('move'), from: pointer, path: pointer }),
    z.object({ op: z.literal('copy'), from: pointer, path: pointer }),
  ],
  { error: 'an object with "op": add, remove, replace, move, copy or test is expected' },
);
const patchSchema = z
  .array(operation, { error: 'a list of operations is expected' })
  .max(MAX_EDITS, { error: `more than ${MAX_EDITS} operations` });
export type JsonPatch = z.infer<typeof patchSchema>;

function invalid(place: string, reason: string) {
  return err(appError('patch-invalid', { place, reason }));
}

/** Reads the text of a JSON Patch. @returns `patch-invalid` with the place of the first fault. */
export function parseJsonPatch(text: string): Result<JsonPatch> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return invalid('its text', 'it is no JSON');
  }
  const checked = patchSchema.safeParse(json);
  if (checked.success) return ok(checked.data);
  const [issue] = checked.error.issues;
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
  return invalid(path.length === 0 ? 'its top' : pathText(path), issue?.message ?? 'it is not valid');
}

function pathOf(text: string): string {
  return text.slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The message after a JSON Patch: all of it or nothing. @returns `patch-invalid` for a test that fails, too. */
export function applyJsonPatch(bytes: Uint8Array, patch: JsonPatch): Result<Uint8Array> {
  let current = bytes;
  for (const [i, step] of patch.entries()) {
    const edits = editsOf(current, step, `[${i}]`);
    if (!edits.ok) return edits;
    const next = patchMessage(current, edits.value);
    if (!next.ok) return next;
    current = next.value;
  }
  return ok(current);
}

function editsOf(bytes: Uint8Array, step: JsonPatch[number], place: string): Result<readonly MessageEdit[]> {
  const path = pathOf(step.path);
  const view = decodeMessage(bytes);
  const parts = view.document === null ? null : readParts(view.document);
  const field = view.fields.find((candidate) => candidate.path === path);
  const there = parts === null ? undefined : nodeAt(parts, path);
  switch (step.op) {
    case 'remove':
      return ok([{ op: 'remove', path }]);
    case 'test':
      if (field === undefined) return invalid(place, `there is no value at ${path}`);
      return field.value === scalarText(step.value) ? ok([]) : invalid(place, `the value at ${path} is another one`);
    case 'move':
    case 'copy': {
      const from = pathOf(step.from);
      if (view.profile === 'cp') return parmTransfer(view.fields, step.op, from, path, place);
      const node = parts === null ? undefined : nodeAt(parts, from);
      if (node === undefined) return invalid(`${place}.from`, `there is no node ${from}`);
      if (path === from || path.startsWith(`${from}/`)) return invalid(place, 'a node cannot go into itself');
      const copy: TreeNode = { ...treeNodeOf(node), name: path.split('/').at(-1) ?? '', path: null };
      const first: MessageEdit[] = step.op === 'move' ? [{ op: 'remove', path: from }] : [];
      return ok([
        ...first,
        ...(there === undefined ? [] : [{ op: 'remove', path } as const]),
        { op: 'addNode', path, node: copy },
      ]);
    }
    default: {
      const text = scalarText(step.value);
      if (step.op === 'replace' && field === undefined && there === undefined)
        return invalid(`${place}.path`, `there is no value and no node at ${path}`);
      if (text !== undefined) return ok([{ op: field === undefined ? 'add' : 'set', path, value: text }]);
      const node = nodeFrom(step.value, path, `${place}.value`);
      if (!node.ok) return node;
      return ok([
        ...(there === undefined ? [] : [{ op: 'remove', path } as const]),
        { op: 'addNode', path, node: node.value },
      ]);
    }
  }
}

/** In a provisioning document a value is moved or copied from parm to parm. */
function parmTransfer(
  fields: readonly MessageField[],
  op: 'move' | 'copy',
  from: string,
  path: string,
  place: string,
): Result<readonly MessageEdit[]> {
  const source = fields.find((field) => field.path === from);
  if (source === undefined) return invalid(`${place}.from`, `there is no parm ${from}`);
  if (path === from) return ok([]);
  const { value } = source;
  const target: MessageEdit = { op: fields.some((field) => field.path === path) ? 'set' : 'add', path, value };
  return ok(op === 'move' ? [{ op: 'remove', path: from }, target] : [target]);
}

function scalarText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

const NO_CONTEXT: Omit<SourceContext, 'faults'> = { inbox: '', connections: new Set(), owner: null };

function nodeFrom(value: unknown, path: string, place: string): Result<TreeNode> {
  const name = path.split('/').at(-1) ?? '';
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return invalid(place, 'a text is expected, or an object with value, format, type, acl, nodes');
  const checked = messageSourceSchema.shape.nodes.safeParse([{ node: name, ...value }]);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    return invalid(place, issue?.message ?? 'it is no node');
  }
  const [node] = checked.data ?? [];
  if (node === undefined || node.node !== name) return invalid(place, 'the name of the node stands in the path');
  const faults = new SourceFaults();
  const made = plainNode(node, [], { ...NO_CONTEXT, faults });
  const [fault] = faults.all;
  return fault === undefined
    ? ok(made)
    : invalid(`${place}${fault.path.length === 0 ? '' : `.${pathText(fault.path)}`}`, fault.reason);
}
