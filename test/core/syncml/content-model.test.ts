import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.ts';
import { CONTENT_MODELS, contentFaults, TREE_MODELS } from '../../../core/syncml/content-model.ts';
import { elementsOfXml } from '../../../core/syncml/xml-element.ts';

function faults(xml: string, models: typeof CONTENT_MODELS | typeof TREE_MODELS = CONTENT_MODELS): string[] {
  const bytes = utf8(xml);
  const root = elementsOfXml(bytes, { offset: 0, length: bytes.length });
  if (!root.ok) throw new Error(JSON.stringify(root.error));
  return contentFaults(root.value, models, ['Data', 'Meta']).map(({ element, reason }) => `${element.name}: ${reason}`);
}

describe('content models of a message', () => {
  it.each([
    [
      'a whole item',
      '<Item><Target><LocURI>./X</LocURI></Target><Meta><Anything/></Meta><Data><Anything/></Data></Item>',
      [],
    ],
    ['no address', '<Target/>', ['Target: LocURI is missing']],
    ['two of one', '<Cred><Data/><Data/></Cred>', ['Cred: Data stands there 2 times']],
    ['another order', '<Add><Item/><CmdID>1</CmdID></Add>', ['Add: CmdID stands after Item']],
    ['no item', '<Add><CmdID>1</CmdID></Add>', ['Add: Item is missing']],
    [
      'credentials in a command',
      '<Get><CmdID>1</CmdID><Cred><Data>x</Data></Cred><Item/></Get>',
      ['Get: Cred does not belong there'],
    ],
    ['a vendor element', '<SyncHdr-X><Y/></SyncHdr-X>', []],
  ])('%s', (_, xml, expected) => expect(faults(xml)).toEqual(expected));
});

describe('content models of a tree', () => {
  const properties = '<RTProperties><Format><chr/></Format><Type><MIME>text/plain</MIME></Type></RTProperties>';
  it.each([
    ['a leaf', `<Node><NodeName>a</NodeName>${properties}<Value>1</Value></Node>`, []],
    ['a node without a name', `<Node>${properties}</Node>`, []],
    ['no properties', '<Node><NodeName>a</NodeName></Node>', ['Node: RTProperties is missing']],
    ['no type', '<RTProperties><ACL/></RTProperties>', ['RTProperties: Type is missing']],
    ['no nodes', '<MgmtTree><VerDTD>1.2</VerDTD></MgmtTree>', ['MgmtTree: Node is missing']],
    [
      'a description in a tree',
      `<Node><NodeName>a</NodeName>${properties}<DFProperties/></Node>`,
      ['Node: DFProperties does not belong there'],
    ],
  ])('%s', (_, xml, expected) => expect(faults(xml, TREE_MODELS)).toEqual(expected));
});
