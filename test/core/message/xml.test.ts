import { describe, expect, it } from 'vitest';
import { showUtf8, toHex } from '../../../core/base/bytes.ts';
import { defaultMessage, defaultMessageXml } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { messageFromXml, messageToXml } from '../../../core/bootstrap/message-xml.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { asXmlTnds, changed, encoded } from './messages.ts';

const vectors = vectorsOf('message.json');

describe('a message in XML', () => {
  it.each([
    ['the default message', defaultMessage()],
    ['dm-bootstrap-tnds-wbxml', vectorIn(vectors, 'dm-bootstrap-tnds-wbxml').bytes],
  ])('%s encodes to its bytes again', (_, bytes) => {
    expect(toHex(encoded(messageToXml(decodeMessage(bytes))))).toBe(toHex(bytes));
  });

  it('with its tree as XML text encodes to its bytes again, but for the namespace that the XML form names', () => {
    const bytes = asXmlTnds();
    const xml = messageToXml(decodeMessage(bytes)).replace(' xmlns="syncml:dmddf1.2"', '');
    expect(toHex(encoded(xml))).toBe(toHex(bytes));
  });

  it.each([1, 2, 3] as const)('is written as WBXML 1.%i', (version) => {
    const result = messageFromXml(defaultMessageXml(), { version });
    if (!result.ok) throw new Error('not encoded');
    expect(decodeMessage(result.value)).toMatchObject({ version: `1.${version}`, findings: [] });
    expect(toHex(result.value.subarray(1, 5))).toBe('A4016A00');
  });

  it('puts a tree in CDATA where Type wants it: into WBXML, or as the text it is', () => {
    const tree = '<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>a</NodeName><Value>1</Value></Node></MgmtTree>';
    const item = (type: string) =>
      encoded(
        `<SyncML><SyncBody><Add><Item><Meta><Type>${type}</Type></Meta><Data><![CDATA[${tree}]]></Data></Item></Add></SyncBody></SyncML>`,
      );
    const wbxml = item('application/vnd.syncml.dmtnds+wbxml');
    expect(showUtf8(wbxml)).toContain('-//OMA//DTD-DM-DDF 1.2//EN\0');
    const xml = item('application/vnd.syncml.dmtnds+xml');
    expect(showUtf8(xml)).toContain(tree);
    for (const bytes of [wbxml, xml])
      expect(decodeMessage(bytes).fields.at(-1)).toMatchObject({ path: 'a', value: '1' });
  });

  it('carries binary values as base64', () => {
    const view = decodeMessage(defaultMessage());
    expect(view.xml).toContain('<Value>Tm9yZIwB1zo=</Value>');
    const bytes = encoded(
      '<SyncML><SyncBody><Add><Item><Meta><Format>bin</Format></Meta><Data>AP8=</Data></Item></Add></SyncBody></SyncML>',
    );
    expect(toHex(bytes)).toContain('C30200FF');
  });

  it('keeps white space and markup of texts', () => {
    const bytes = changed(['<Value>NordTel</Value>', '<Value> a &lt;b&gt;\n &amp;amp; </Value>']);
    const find = (from: Uint8Array) => decodeMessage(from).fields.find((field) => field.path === 'NordTel/Name')?.value;
    expect(find(bytes)).toBe(' a <b>\n &amp; ');
    expect(find(encoded(messageToXml(decodeMessage(bytes))))).toBe(' a <b>\n &amp; ');
  });

  it('writes the names of other vendors as literals and reads them back', () => {
    const bytes = encoded('<SyncML><SyncHdr><Meta><Type>a</Type><VendorX>1</VendorX></Meta></SyncHdr></SyncML>');
    expect(decodeMessage(bytes).fields.map((field) => field.path)).toEqual([
      'SyncHdr/Meta/Type',
      'SyncHdr/Meta/VendorX',
    ]);
  });

  it.each([
    ['<SyncML>\n<SyncHdr>\n</SyncML>', 3],
    ['\n<si/>', 2],
    ['', 1],
  ])('tells the line of what is wrong in %j', (xml, line) => {
    expect(messageFromXml(xml)).toMatchObject({ ok: false, error: { code: 'xml-invalid', details: { line } } });
  });
});
