import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { everyMessageNode, messageNodes } from '../../core/bootstrap/message-nodes.ts';
import { textLeaf } from '../../core/bootstrap/message-source-tree.ts';
import { setNodes } from '../../renderer/model/edit-acts.ts';
import { NO_EDITS } from '../../renderer/model/edit-history.ts';
import { fieldFault } from '../../renderer/model/field-rules.ts';
import { messageForm } from '../../renderer/model/form-sections.ts';
import { type HiddenBytes, pastedBytes, splice, typeDigit } from '../../renderer/model/hex-edit.ts';
import { messageChanges } from '../../renderer/model/message-changes.ts';
import { mapMessage } from '../../renderer/model/message-mapping.ts';
import { addAfter, addBelow, moveNode, takeOut, treeRows } from '../../renderer/model/tree-edits.ts';
import { dottedXml } from '../../renderer/model/xml-dots.ts';
import { placeOfByte, xmlPlaces } from '../../renderer/model/xml-places.ts';

const CARD = defaultMessage();
const view = decodeMessage(CARD);
const trees = messageNodes(view);

describe('the form', () => {
  const sections = messageForm(view, trees);
  const section = (id: string) => sections.find((item) => item.id === id);

  it('has every value once', () => {
    const paths = sections.flatMap(({ values }) => values.map(({ field }) => field.path));
    expect([...paths].sort()).toEqual(view.fields.map(({ path }) => path).sort());
  });

  it('tells which of several a section is, and names values below it', () => {
    expect(section('NordTel/AppAuth/2')?.count).toEqual({ index: 2, of: 2 });
    expect(section('NordTel/AppAddr/1')?.values.map(({ label }) => label)).toEqual([
      'Addr',
      'AddrType',
      'Port / 1 / PortNbr',
    ]);
  });

  it('lets go of what is optional alone', () => {
    const removable = (id: string) => section(id)?.values.flatMap(({ label, removes }) => (removes ? [label] : []));
    expect(removable('NordTel')).toEqual(['ACL', 'Name', 'PrefConRef', 'AAuthPref']);
    expect(removable('NordTel/AppAddr/1')).toEqual([]);
    expect(section('NordTel/AppAddr/1')?.removes).toBeNull();
    expect(section('NordTel/AppAuth/1')?.removes).toBe('NordTel/AppAuth/1');
  });

  it('offers what the table has room for, each with what it needs, and takes it as it is', () => {
    const additions = sections.flatMap((item) => item.additions);
    expect(additions.map(({ path }) => path)).toContain('NordTel/AppAddr/2');
    expect(additions.map(({ path }) => path)).not.toContain('NordTel/Name');
    for (const { parent, at, node, path } of additions) {
      const made = setNodes(NO_EDITS, CARD, [{ op: 'insert', parent, at, nodes: [node] }]);
      const after = decodeMessage(made.ok ? (made.value.now.bytes ?? CARD) : CARD);
      expect(after.fields.length + after.findings.length, path).toBeGreaterThanOrEqual(view.fields.length);
      expect(
        after.findings.filter(({ code }) => code === 'mo-tree-shape'),
        path,
      ).toEqual([]);
    }
  });

  it('says of an added value that it must not be empty', () => {
    const addition = sections.flatMap((item) => item.additions).find(({ path }) => path === 'NordTel/AppAddr/2');
    if (addition === undefined) throw new Error('no addition');
    const { parent, at, node } = addition;
    const made = setNodes(NO_EDITS, CARD, [{ op: 'insert', parent, at, nodes: [node] }]);
    const fields = decodeMessage((made.ok && made.value.now.bytes) || CARD).fields;
    const field = fields.find(({ path }) => path === 'NordTel/AppAddr/2/Addr');
    expect(field && fieldFault(field, field.value)?.text).toBe('fault.empty');
  });
});

describe('the bytes', () => {
  const hidden = [{ offset: 4, length: 4 }];
  const before = { bytes: hex('000102030405060708090A0B'), hidden };

  it('keep hidden what was hidden, wherever it goes', () => {
    const bytesHidden = ({ bytes, hidden: places }: HiddenBytes) =>
      places.flatMap(({ offset, length }) => [...bytes.subarray(offset, offset + length)]);
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), fc.uint8Array({ maxLength: 4 }), (at, count, insert) => {
        const after = splice(before, at, count, insert);
        const gone = (byte: number) => byte >= at && byte < at + count;
        expect(bytesHidden(after)).toEqual([4, 5, 6, 7].filter((byte) => !gone(byte)));
      }),
    );
  });

  it('are typed over digit by digit, and made in insert mode and at the end', () => {
    const first = typeDigit(before, { at: 1, half: false }, 0xa, false);
    expect(first.cursor).toEqual({ at: 1, half: true });
    const second = typeDigit(first.after, first.cursor, 0xb, false);
    expect([second.after.bytes[1], second.cursor.at]).toEqual([0xab, 2]);
    expect(typeDigit(before, { at: 1, half: false }, 0xa, true).after.bytes).toHaveLength(13);
    expect(typeDigit(before, { at: 12, half: false }, 0xa, false).after.bytes[12]).toBe(0xa0);
  });

  it.each([
    ['00 ff', '00FF'],
    ['0x00, 0xFF;01', '00FF01'],
    ['0', null],
    ['xyz', null],
    ['', null],
  ])('are pasted from %j', (text, bytes) => {
    const pasted = pastedBytes(text);
    expect(pasted && toHex(pasted)).toBe(bytes);
  });
});

describe('the XML', () => {
  it('knows the place of every value', () => {
    const text = dottedXml(view)?.text ?? '';
    const places = xmlPlaces(view, text);
    for (const { span, value, secret, path } of view.fields) {
      const place = span.length === 0 ? undefined : placeOfByte(places, span.offset);
      if (place === undefined || path.includes('Final')) continue;
      const there = text.slice(place.range.from, place.range.to);
      if (!secret) expect(there.replaceAll('&amp;', '&')).toBe(value);
      else expect(there).toMatch(/^•{8}\d+$/);
    }
  });
});

describe('the tree', () => {
  const rows = treeRows(trees, new Set());
  const row = (path: string) => {
    const found = rows.find(({ node }) => node.path === path);
    if (found === undefined) throw new Error(`no ${path}`);
    return found;
  };

  it('folds, and moves only where a node can stand', () => {
    const root = row('NordTel');
    expect(treeRows(trees, new Set([root.node.id])).length).toBeLessThan(rows.length);
    const siblings = root.node.children;
    expect(moveNode(row('NordTel/AppID'), 'up', siblings)).toBeNull();
    expect(moveNode(row('NordTel/ServerID'), 'in', siblings)).toBeNull();
    expect(moveNode(root, 'out', [])).toBeNull();
    expect(addBelow(row('NordTel/Name').node, 'New')).toBeNull();
  });

  it('names new nodes as no sibling is named, and chooses what stands there afterwards', () => {
    const { node } = row('NordTel');
    expect(addBelow(node, 'Name')?.edits).toMatchObject([{ op: 'insert', nodes: [{ name: 'Name2' }] }]);
    expect(addAfter(row('NordTel/Name'), node.children, textLeaf('Name', '')).chosen).toBe(`${node.id}/3`);
    expect(takeOut(row('NordTel/AppAddr/1')).chosen).toBe(row('NordTel/AppAddr').node.id);
  });
});

describe('both profiles', () => {
  it('names what is lost on the way and on the way back, never a value of a secret', () => {
    const mapping = mapMessage(view);
    if (!mapping.ok) throw new Error(mapping.error.code);
    expect(mapping.value.view.profile).toBe('cp');
    expect(mapping.value.lost.map(({ path }) => path)).toContain('NordTel/AAuthPref');
    expect(mapping.value.back).toContain('NordTel/AAuthPref');
    expect(JSON.stringify([mapping.value.lost, mapping.value.back])).not.toContain(NORDTEL.clientSecret);
    const again = mapMessage(mapping.value.view);
    expect(again.ok && again.value.view.profile).toBe('dm');
  });
});

describe('what differs by meaning', () => {
  it('tells a subtree by its values, and calls secrets so', () => {
    const all = trees.flatMap(({ nodes }) => everyMessageNode(nodes));
    const id = all.find(({ path }) => path === 'NordTel/AppAuth/1')?.id ?? '';
    const made = setNodes(NO_EDITS, CARD, [{ op: 'remove', id }]);
    const after = decodeMessage((made.ok && made.value.now.bytes) || CARD);
    const changes = messageChanges(view, after);
    expect(changes.every(({ kind }) => kind === 'removed')).toBe(true);
    expect(changes.filter(({ secret }) => secret).map(({ name }) => name)).toEqual(['AAuthSecret', 'AAuthData']);
    expect(changes.map(({ field }) => field)).toContain('NordTel/AppAuth/1/AAuthName');
  });
});
