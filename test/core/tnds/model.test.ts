import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { messageFromXml } from '../../../core/bootstrap/message-xml.ts';
import { type DocElement, descend, elementsOf } from '../../../core/syncml/element.ts';
import { elementsOfXml } from '../../../core/syncml/xml-element.ts';
import { draftOfTree, type NodeModel, type TreeModel, treeModelOf } from '../../../core/tnds/model.ts';
import { NODE_FORMATS } from '../../../core/tnds/tree.ts';
import { decodeWbxml } from '../../../core/wbxml/decode.ts';
import { writeXml } from '../../../core/xml/write.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const vectors = vectorsOf('message.json');

function fromXml(xml: string): DocElement {
  const bytes = utf8(xml);
  const root = elementsOfXml(bytes, { offset: 0, length: bytes.length });
  if (!root.ok) throw new Error(JSON.stringify(root.error));
  return root.value;
}

/** The tree of a message whose Data holds it in WBXML or inline. */
function treeIn(bytes: Uint8Array): DocElement {
  const decoding = decodeWbxml(bytes);
  const root = decoding.ok ? elementsOf(decoding.document, bytes) : undefined;
  const tree = descend(root, 'SyncBody', 'Add', 'Item', 'Data', 'MgmtTree');
  if (tree === undefined) throw new Error('no tree');
  return tree;
}

function asMessage(tree: TreeModel, type: 'wbxml' | 'xml'): Uint8Array {
  const inner = writeXml(draftOfTree(tree), { indent: null });
  const encoded = messageFromXml(
    `<SyncML><SyncBody><Add><Item><Target><LocURI>./Inbox</LocURI></Target><Meta><Type>application/vnd.syncml.dmtnds+${type}</Type></Meta><Data>${inner}</Data></Item></Add><Final/></SyncBody></SyncML>`,
  );
  if (!encoded.ok) throw new Error(JSON.stringify(encoded.error));
  return encoded.value;
}

function maybe<T extends object>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(parts, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
}

const text = fc.string({ unit: fc.constantFrom('a', 'B', '7', ' ', '<', '&', ']]>', 'é', '😀', '.', '/', '\n') });
const rest = text.map((value) => [{ name: 'VendorX', children: [], text: value }]);
const type = fc.record({ kind: fc.constantFrom('mime' as const, 'ddfName' as const), name: text });
const properties = (format: fc.Arbitrary<string>) =>
  maybe({ acl: text, format, name: text, size: text, title: text, tStamp: text, type, verNo: text, rest });
const plainFormats = fc.constantFrom(...NODE_FORMATS.filter((format) => format !== 'bin'));
const node = fc.letrec<{ node: NodeModel }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    maybe({
      name: text,
      path: text,
      properties: properties(plainFormats),
      value: text.map((value) => ({ kind: 'text' as const, text: value })),
      rest,
    }),
    fc.record({
      name: text,
      properties: fc.constant({ format: 'bin' }),
      value: fc.uint8Array({ minLength: 1, maxLength: 9 }).map((bytes) => ({ kind: 'bytes' as const, bytes })),
    }),
    fc.record({
      name: text,
      properties: properties(fc.constant('node')),
      description: fc.constant({
        name: 'DFProperties',
        children: [{ name: 'DFTitle', children: [], text: 'T' }],
        text: '',
      }),
      children: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
    }),
  ),
})).node;
const tree: fc.Arbitrary<TreeModel> = fc
  .tuple(maybe({ verDtd: text, man: text, mod: text, rest }), fc.array(node, { maxLength: 3 }))
  .map(([more, nodes]) => ({ ...more, nodes }));

describe('the typed model of a management tree', () => {
  it('reads from XML, from embedded WBXML and from XML in WBXML as it was written', () => {
    fc.assert(
      fc.property(tree, (model) => {
        expect(treeModelOf(fromXml(writeXml(draftOfTree(model))))).toEqual(model);
        expect(treeModelOf(treeIn(asMessage(model, 'wbxml')))).toEqual(model);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same whichever way a tree is written', () => {
    const model = treeModelOf(treeIn(defaultMessage()));
    if (model === undefined) throw new Error('no model');
    const fields = (bytes: Uint8Array) =>
      decodeMessage(bytes)
        .fields.filter(({ moPath }) => moPath !== null)
        .map(({ path, value }) => [path, value]);
    expect(fields(asMessage(model, 'wbxml')).length).toBeGreaterThan(20);
    const secret = (entries: string[][]) => entries.filter(([path]) => !path?.endsWith('AAuthData'));
    expect(secret(fields(asMessage(model, 'xml')) as string[][])).toEqual(
      secret(fields(asMessage(model, 'wbxml')) as string[][]),
    );
  });

  it('reads inline tokens of code page 2 like a document of their own', () => {
    const inline = treeModelOf(treeIn(vectorIn(vectors, 'tnds-inline-codepage2').bytes));
    const embedded = treeModelOf(treeIn(vectorIn(vectors, 'dm-bootstrap-tnds-wbxml').bytes));
    expect(inline).toEqual(embedded);
    expect(inline?.nodes[0]?.properties?.type).toEqual({ kind: 'ddfName', name: 'urn:oma:mo:oma-dm-dmacc:1.0' });
  });
});

describe('addresses of nodes', () => {
  const fieldsOf = (target: string, name: string | null) => {
    const given = name === null ? '' : `<NodeName>${name}</NodeName>`;
    const leaf = '<Node><NodeName>AppID</NodeName><Value>w7</Value></Node>';
    const encoded = messageFromXml(
      `<SyncML><SyncBody><Add><Item><Target><LocURI>${target}</LocURI></Target><Meta><Type>application/vnd.syncml.dmtnds+wbxml</Type></Meta><Data><MgmtTree><VerDTD>1.2</VerDTD><Node>${given}${leaf}</Node></MgmtTree></Data></Item></Add><Final/></SyncBody></SyncML>`,
    );
    if (!encoded.ok) throw new Error('not encoded');
    return decodeMessage(encoded.value).fields.at(-1)?.path;
  };

  it.each([
    ['./Inbox', 'OpX', 'OpX/AppID'],
    ['./Inbox/OpX', '', 'OpX/AppID'],
    ['./Inbox/OpX', null, 'OpX/AppID'],
    ['./DMAcc/OpX', '', 'OpX/AppID'],
    ['./Inbox', '', 'AppID'],
  ])('below %s, named %j', (target, name, path) => expect(fieldsOf(target, name)).toBe(path));
});
