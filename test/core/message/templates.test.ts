import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { editNodes } from '../../../core/bootstrap/message-node-edit.ts';
import { messageNodes } from '../../../core/bootstrap/message-nodes.ts';
import { isRequired, rowsBelow, skeletonObject } from '../../../core/bootstrap/message-skeleton.ts';
import type { TreeNode } from '../../../core/bootstrap/message-source-tree.ts';
import {
  isWholeMessage,
  MESSAGE_TEMPLATES,
  OBJECT_TABLES,
  tableObject,
  templateMessage,
  templateObjects,
} from '../../../core/bootstrap/message-templates.ts';
import type { MoTable } from '../../../core/mo/mo-row.ts';
import { MO_TABLES } from '../../../core/mo/objects.ts';

function messageOf(id: string): Uint8Array {
  const template = MESSAGE_TEMPLATES.find((item) => item.id === id);
  const made = template && templateMessage(template);
  if (!made?.ok) throw new Error(`no message of ${id}`);
  return made.value;
}

describe('templates', () => {
  it.each(MESSAGE_TEMPLATES.filter(isWholeMessage).map(({ id }) => id))(
    '%s is a message that no device has anything against',
    (id) => {
      const view = decodeMessage(messageOf(id));
      expect(view.profile).toBe('dm');
      expect(view.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    },
  );

  it.each(MESSAGE_TEMPLATES.map(({ id }) => id))('%s can stand beside another account', (id) => {
    const view = decodeMessage(messageOf('account-nap'));
    const template = MESSAGE_TEMPLATES.find((item) => item.id === id);
    const objects = template && templateObjects(template, new Set(['Operator', 'OperatorNet']), 'com.operator.dm');
    if (!objects?.ok) throw new Error(`no objects of ${id}`);
    const made = editNodes(view, [{ op: 'insert', parent: '0', nodes: objects.value }]);
    const after = decodeMessage(made.ok ? made.value.bytes : new Uint8Array());
    const names = messageNodes(after).flatMap(({ nodes }) => nodes.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(2);
    expect(after.findings.map(({ code }) => code)).not.toContain('mo-reference-dangling');
  });

  it('references follow an object that had to be named anew', () => {
    const template = MESSAGE_TEMPLATES.find(({ id }) => id === 'account-nap');
    const objects = template && templateObjects(template, new Set(['OperatorNet']), null);
    const account = objects?.ok ? objects.value[0] : undefined;
    const reference = account?.children.find(({ name }) => name === 'PrefConRef');
    expect(reference?.value).toEqual(utf8('./Inbox/OperatorNet2'));
  });
});

/** Rows that a node lacks although its table asks for them. */
function lacking(table: MoTable, node: TreeNode, moPath: string): readonly string[] {
  return rowsBelow(table, moPath).flatMap((row) => {
    const name = row.path.slice(row.path.lastIndexOf('/') + 1);
    const children = node.children.filter((child) => name === '<X>' || child.name === name);
    if (children.length === 0) return isRequired(row) ? [row.path] : [];
    return children.flatMap((child) => lacking(table, child, row.path));
  });
}

describe('an object made of its table', () => {
  it.each((MO_TABLES as readonly MoTable[]).map((table) => [`${table.name} ${table.version ?? ''}`, table] as const))(
    '%s has what the table asks for',
    (_, table) => {
      const node = skeletonObject(table, 'Made');
      expect(lacking(table, node, '')).toEqual([]);
      expect(node.type).toBe(table.identifiers[0]);
    },
  );

  it('is offered for tables without a template', () => {
    for (const table of OBJECT_TABLES) expect(tableObject(table, new Set([table.name])).name).toBe(`${table.name}2`);
  });
});
