import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes, toHex } from '../../../core/base/bytes.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { editNodes, type NodeEdit } from '../../../core/bootstrap/message-node-edit.ts';
import { everyMessageNode, type MessageNode, messageNodes } from '../../../core/bootstrap/message-nodes.ts';
import { interiorNode, textLeaf } from '../../../core/bootstrap/message-source-tree.ts';
import { messageToXml } from '../../../core/bootstrap/message-xml.ts';
import { editMessageXml } from '../../../core/bootstrap/message-xml-edit.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { asXmlTnds } from './messages.ts';

const vectors = vectorsOf('message.json');
const SOURCES: readonly (readonly [string, Uint8Array])[] = [
  ['embedded WBXML', defaultMessage()],
  ['XML text', asXmlTnds()],
  ['inline code page 2', vectorIn(vectors, 'tnds-inline-codepage2').bytes],
  ['vendor header', vectorIn(vectors, 'tnds-wbxml-strtbl-1A-field').bytes],
];

function nodesOf(bytes: Uint8Array): readonly MessageNode[] {
  return messageNodes(decodeMessage(bytes)).flatMap(({ nodes }) => everyMessageNode(nodes));
}

function edited(bytes: Uint8Array, ...edits: readonly NodeEdit[]) {
  const made = editNodes(decodeMessage(bytes), edits);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

const values = (nodes: readonly MessageNode[]) => nodes.map(({ path, value }) => [path, value]);

describe.each(SOURCES)('changing nodes of a tree as %s', (_, bytes) => {
  const nodes = nodesOf(bytes);
  const found = (what: (node: MessageNode) => boolean) => {
    const node = nodes.find(what);
    if (node === undefined) throw new Error('no such node');
    return node;
  };
  const root = found(({ children }) => children.length > 0);

  it('leaves every byte where nothing is changed', () => {
    const made = editMessageXml(decodeMessage(bytes), messageToXml(decodeMessage(bytes)));
    expect(made.ok && !made.value.anew && equalBytes(made.value.bytes, bytes)).toBe(true);
  });

  it('puts a node in and takes it out again, to the same bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...nodes.filter(({ value }) => value === null)), fc.nat(5), (parent, at) => {
        const node = interiorNode('New', [textLeaf('Leaf', 'é <&')]);
        const there = edited(bytes, { op: 'insert', parent: parent.id, at, nodes: [node] });
        expect(there.anew).toBe(false);
        const made = nodesOf(there.bytes).find(({ path }) => path === `${parent.path}/New`);
        expect(made?.children.map(({ value }) => value)).toEqual(['é <&']);
        const back = edited(there.bytes, { op: 'remove', id: made?.id ?? '' });
        expect(back.anew).toBe(false);
        expect(values(nodesOf(back.bytes))).toEqual(values(nodes));
        expect(back.bytes.length - bytes.length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 25 },
    );
  });

  it('renames a node, and what is below it goes with it', () => {
    const there = edited(bytes, { op: 'change', id: root.id, change: { name: 'Renamed' } });
    expect(there.anew).toBe(false);
    expect(nodesOf(there.bytes).filter(({ path }) => path.startsWith('Renamed/'))).toHaveLength(
      nodes.filter(({ path }) => path.startsWith(`${root.path}/`)).length,
    );
    const back = edited(there.bytes, { op: 'change', id: root.id, change: { name: root.name } });
    expect(toHex(back.bytes)).toBe(toHex(bytes));
  });

  it('gives a node another format, type, ACL and value, and no other node', () => {
    const { id } = found(({ value }) => value !== null && value !== '');
    const change = { format: 'bin', type: 'image/png', acl: 'Get=*', value: 'hex:00FF' } as const;
    const there = edited(bytes, { op: 'change', id, change });
    expect(there.anew).toBe(false);
    const after = nodesOf(there.bytes);
    expect(after.find((node) => node.id === id)).toMatchObject({ format: 'bin', type: 'image/png', acl: 'Get=*' });
    expect(after.filter((node) => node.id !== id).map(({ value }) => value)).toEqual(
      nodes.filter((node) => node.id !== id).map(({ value }) => value),
    );
  });

  it('moves a node with all below it', () => {
    const last = root.children.at(-1) ?? root;
    const there = edited(bytes, { op: 'move', id: last.id, parent: root.id, at: 0 });
    expect(there.anew).toBe(false);
    expect(nodesOf(there.bytes).find(({ id }) => id === `${root.id}/0`)?.name).toBe(last.name);
    expect([...values(nodesOf(there.bytes))].sort()).toEqual([...values(nodes)].sort());
  });

  it.each([
    [{ op: 'change', id: '0/0', change: { name: 'a/b' } }],
    [{ op: 'change', id: '0/0', change: { value: 'x' } }],
    [{ op: 'change', id: '0/0', change: { format: 'chr' } }],
    [{ op: 'remove', id: '0/99' }],
    [{ op: 'move', id: '0/0', parent: '0/0/1', at: 0 }],
  ] as const)('refuses what no tree can be: %j', (edit) => {
    const made = editNodes(decodeMessage(bytes), [edit]);
    expect(made.ok ? null : made.error.code).toBe('edit-impossible');
  });
});

describe('an edited XML form', () => {
  const view = decodeMessage(defaultMessage());
  const xml = messageToXml(view);

  it('changes one text and keeps every other byte', () => {
    const made = editMessageXml(view, xml.replace('<Value>443</Value>', '<Value>8443</Value>'));
    expect(made.ok && made.value.anew).toBe(false);
    const fields = made.ok ? decodeMessage(made.value.bytes).fields : [];
    expect(fields.filter(({ path, value }) => view.fields.find((old) => old.path === path)?.value !== value)).toEqual([
      expect.objectContaining({ value: '8443' }),
    ]);
  });

  it('takes an element of the message proper by writing the message anew', () => {
    const made = editMessageXml(view, xml.replace('<Source>', '<RespURI>https://r.example/</RespURI>\n<Source>'));
    expect(made).toMatchObject({ ok: true, value: { anew: true } });
  });

  it.each([
    ['<SyncML>', 'xml-invalid'],
    ['<Other/>', 'xml-invalid'],
    [xml.replace('<CmdID>', '<CmdID mark="1">'), 'edit-impossible'],
    [`<?bootcard masked?>${xml}`, 'message-masked'],
  ])('refuses %#', (text, code) => {
    const made = editMessageXml(view, text);
    expect(made.ok ? null : made.error.code).toBe(code);
  });
});
