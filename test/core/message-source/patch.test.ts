import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { type MessageEdit, patchMessage } from '../../../core/bootstrap/message-patch.ts';
import { applyJsonPatch, parseJsonPatch } from '../../../core/bootstrap/message-patch-json.ts';
import { messageFromSource } from '../../../core/bootstrap/message-source.ts';
import { asXmlTnds, changed } from '../message/messages.ts';
import { anySource } from './sources.ts';

const MESSAGE = defaultMessage();

function patched(bytes: Uint8Array, ...edits: MessageEdit[]): Uint8Array {
  const result = patchMessage(bytes, edits);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function jsonPatched(bytes: Uint8Array, patch: unknown) {
  const parsed = parseJsonPatch(JSON.stringify(patch));
  return parsed.ok ? applyJsonPatch(bytes, parsed.value) : parsed;
}

const valueAt = (bytes: Uint8Array, path: string) =>
  decodeMessage(bytes).fields.find((field) => field.path === path)?.value;
const fieldsOf = (bytes: Uint8Array) => decodeMessage(bytes).fields.map(({ path, value }) => [path, value]);

describe.each([
  ['a tree in WBXML', MESSAGE],
  ['a tree in XML text', asXmlTnds()],
])('edits of %s', (_name, message) => {
  it('add a leaf, with the nodes above it, in the format of its object', () => {
    const after = patched(message, { op: 'add', path: 'NordTel/AppAddr/2/Port/1/PortNbr', value: '8443' });
    expect(valueAt(after, 'NordTel/AppAddr/2/Port/1/PortNbr')).toBe('8443');
    const nonce = patched(message, { op: 'remove', path: 'NordTel/AppAuth/1/AAuthData' });
    expect(valueAt(nonce, 'NordTel/AppAuth/1/AAuthData')).toBeUndefined();
    const again = patched(nonce, { op: 'add', path: 'NordTel/AppAuth/1/AAuthData', value: 'hex:00FF' });
    const field = decodeMessage(again).fields.find(({ path }) => path === 'NordTel/AppAuth/1/AAuthData');
    expect(field).toMatchObject({ secret: true });
  });

  it('what is added and removed again leaves every byte as it was', () => {
    for (const [path, removed, value] of [
      ['NordTel/Ext/Colour', 'NordTel/Ext', 'a'],
      ['NordTel/AppAddr/2/Addr', 'NordTel/AppAddr/2', 'http://b.example/'],
      ['Other/A/B', 'Other', 'ü€ <&>'],
      ['NordTel/AppID?prop=ACL', 'NordTel/AppID?prop=ACL', 'Get=*'],
    ] as const) {
      const added = patched(message, { op: 'add', path, value });
      expect(valueAt(added, path)).toBe(value);
      expect(patched(added, { op: 'remove', path: removed })).toEqual(message);
    }
  });

  it('removes a subtree and nothing else', () => {
    const after = patched(message, { op: 'remove', path: 'NordTel/AppAuth' });
    expect(fieldsOf(after)).toEqual(fieldsOf(message).filter(([path]) => !path?.startsWith('NordTel/AppAuth/')));
  });

  it('set goes with them; all or none', () => {
    const after = patched(
      message,
      { op: 'set', path: 'NordTel/Name', value: 'North' },
      { op: 'remove', path: 'NordTel/AAuthPref' },
    );
    expect([valueAt(after, 'NordTel/Name'), valueAt(after, 'NordTel/AAuthPref')]).toEqual(['North', undefined]);
  });
});

describe('edits', () => {
  it('keep the code pages of what follows a removed element', () => {
    const after = patched(MESSAGE, { op: 'remove', path: 'SyncBody/Add/Item/Meta' });
    const names = decodeMessage(after).xml;
    expect(names).toContain('<Data>');
    expect(names).not.toContain('<Meta');
    expect(valueAt(after, 'NordTel/AppID')).toBe('w7');
  });

  it('take the second of two nodes of one path by its number', () => {
    const twice = changed(['<NodeName>NordTelNet</NodeName>', '<NodeName>NordTel</NodeName>']);
    const after = patched(twice, { op: 'remove', path: 'NordTel[2]' });
    expect(valueAt(after, 'NordTel/AppID')).toBe('w7');
    expect(valueAt(after, 'NordTel/NapId')).toBeUndefined();
  });

  it.each<[string, MessageEdit, string]>([
    ['a node that is there', { op: 'add', path: 'NordTel/Name', value: 'x' }, 'edit-impossible'],
    ['below a value', { op: 'add', path: 'NordTel/Name/X', value: 'x' }, 'edit-impossible'],
    ['a path with a gap', { op: 'add', path: 'NordTel//X', value: 'x' }, 'edit-impossible'],
    ['a value for an interior node', { op: 'add', path: 'NordTel/Ext', value: 'x' }, 'edit-impossible'],
    ['no ACL', { op: 'add', path: 'NordTel/Name?prop=ACL', value: 'all' }, 'edit-impossible'],
    ['the ACL of nothing', { op: 'add', path: 'Nord?prop=ACL', value: 'Get=*' }, 'edit-impossible'],
    ['removing what is not there', { op: 'remove', path: 'NordTel/Nothing' }, 'edit-impossible'],
    ['a value that cannot stand there', { op: 'add', path: 'NordTel/X', value: 'a\u0001b' }, 'edit-impossible'],
    ['setting what is not there', { op: 'set', path: 'NordTel/Nothing', value: 'x' }, 'field-unknown'],
  ])('%s', (_name, edit, code) => {
    const result = patchMessage(MESSAGE, [edit]);
    expect(result.ok ? '' : result.error.code).toBe(code);
  });

  it('never break a message: whatever is removed, the rest reads as before', () => {
    fc.assert(
      fc.property(anySource, fc.nat(), (source, pick) => {
        const made = messageFromSource(source);
        if (!made.ok) throw new Error(made.error.code);
        const fields = decodeMessage(made.value).fields.filter(({ path }) => !path.startsWith('Sync'));
        const field = fields[pick % fields.length];
        if (field === undefined) return;
        const after = patched(made.value, { op: 'remove', path: field.path });
        expect(fieldsOf(after)).toEqual(
          fieldsOf(made.value).filter(([path]) => path !== field.path && !path?.startsWith(`${field.path}?`)),
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('JSON Patch', () => {
  it('does all six operations', () => {
    const result = jsonPatched(MESSAGE, [
      { op: 'test', path: '/NordTel/AppID', value: 'w7' },
      { op: 'replace', path: '/NordTel/Name', value: 'North' },
      { op: 'add', path: '/NordTel/AppAddr/1/Port/2', value: { nodes: [{ node: 'PortNbr', value: '80' }] } },
      { op: 'copy', from: '/NordTel/AppAuth/1', path: '/NordTel/AppAuth/3' },
      { op: 'move', from: '/NordTel/AppAuth/2', path: '/NordTel/AppAuth/4' },
      { op: 'remove', path: '/NordTel/AAuthPref' },
      { op: 'add', path: '/SyncHdr/SessionID', value: 7 },
    ]);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    const values = new Map(fieldsOf(result.value) as [string, string][]);
    expect([
      values.get('NordTel/Name'),
      values.get('NordTel/AppAddr/1/Port/2/PortNbr'),
      values.get('NordTel/AppAuth/3/AAuthName'),
      values.get('NordTel/AppAuth/4/AAuthLevel'),
      values.has('NordTel/AppAuth/2/AAuthLevel'),
      values.has('NordTel/AAuthPref'),
      values.get('SyncHdr/SessionID'),
    ]).toEqual(['North', '80', 'device', 'SRVCRED', false, false, '7']);
  });

  it.each([
    [{}, 'its top', 'a list of operations'],
    [[{ op: 'frob', path: '/a' }], '[0].op', 'add, remove, replace'],
    [[{ op: 'add', path: 'a', value: 'x' }], '[0].path', 'begins with "/"'],
    [[{ op: 'test', path: '/NordTel/AppID', value: 'w5' }], '[0]', 'another one'],
    [[{ op: 'replace', path: '/NordTel/Foo', value: 'x' }], '[0].path', 'no value and no node'],
    [[{ op: 'copy', from: '/Foo', path: '/Bar' }], '[0].from', 'there is no node Foo'],
    [[{ op: 'move', from: '/NordTel', path: '/NordTel/X' }], '[0]', 'into itself'],
    [[{ op: 'add', path: '/X', value: [] }], '[0].value', 'a text is expected'],
    [[{ op: 'add', path: '/X', value: { foo: 1 } }], '[0].value', 'unknown key foo'],
    [[{ op: 'add', path: '/X', value: { node: 'Y' } }], '[0].value', 'stands in the path'],
  ])('%# is refused with its place', (patch, place, reason) => {
    const result = jsonPatched(MESSAGE, patch);
    expect(result).toMatchObject({ ok: false, error: { code: 'patch-invalid', details: { place } } });
    if (!result.ok) expect(result.error.details.reason).toContain(reason);
  });

  it('no JSON is told', () => {
    expect(parseJsonPatch('[{')).toMatchObject({ ok: false, error: { details: { place: 'its text' } } });
  });
});
