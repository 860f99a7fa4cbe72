import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { editMessage } from '../../../core/bootstrap/message-edit.ts';
import { DDF_LIMITS, loadDdf } from '../../../core/mo/ddf.ts';
import type { MoTable } from '../../../core/mo/mo-row.ts';
import { fieldChoices, fieldFault, moRowOf } from '../../../renderer/model/field-rules.ts';
import { changed } from '../message/messages.ts';

interface NodeOptions {
  readonly format?: string;
  readonly occurrence?: string;
  readonly type?: string;
  readonly more?: string;
  readonly inside?: string;
}

function node(name: string, { format = 'chr', occurrence = 'One', type, more = '', inside = '' }: NodeOptions = {}) {
  const kind = type === undefined ? '<MIME>text/plain</MIME>' : `<DDFName>${type}</DDFName>`;
  return `<Node><NodeName>${name}</NodeName><DFProperties><AccessType><Get/><Replace/></AccessType>${more}<DFFormat><${format}/></DFFormat><Occurrence><${occurrence}/></Occurrence><Scope><Dynamic/></Scope><DFTitle>Title of ${name}</DFTitle><DFType>${kind}</DFType></DFProperties>${inside}</Node>`;
}
const ddf = (...nodes: readonly string[]) => `<MgmtTree><VerDTD>1.2</VerDTD>${nodes.join('')}</MgmtTree>`;

const TOASTER = ddf(
  node('', {
    format: 'node',
    type: 'urn:acme:mo:toaster:1.0',
    inside:
      node('Browning', { format: 'int', more: '<DefaultValue>3</DefaultValue><Description>How dark.</Description>' }) +
      node('Slots', {
        format: 'node',
        type: '',
        occurrence: 'ZeroOrOne',
        inside: node('*', { format: 'node', type: '', occurrence: 'OneOrN', inside: node('Width', { format: 'int' }) }),
      }) +
      node('Maker') +
      node('Ext', { format: 'node', type: '', occurrence: 'ZeroOrOne' }),
  }),
);

function load(xml: string): MoTable {
  const table = loadDdf(xml);
  if (!table.ok) throw new Error(JSON.stringify(table.error));
  return table.value;
}

describe('loadDdf', () => {
  it('makes a table of a description', () => {
    const table = load(TOASTER);
    expect(table).toMatchObject({ name: 'toaster', identifiers: ['urn:acme:mo:toaster:1.0'] });
    expect(table.rows.map(({ path, format, occurrence }) => [path, format, occurrence])).toEqual([
      ['Browning', 'int', 'One'],
      ['Slots', 'node', 'ZeroOrOne'],
      ['Slots/<X>', 'node', 'OneOrMore'],
      ['Slots/<X>/Width', 'int', 'One'],
      ['Maker', 'chr', 'One'],
      ['Ext', 'node', 'ZeroOrOne'],
    ]);
    expect(table.rows[0]).toMatchObject({
      access: 'Get, Replace',
      default: '3',
      source: 'ddf',
      clause: null,
      help: { en: 'How dark.' },
    });
    expect(table.rows.at(-1)?.open).toBe(true);
  });

  it('follows Path to nodes that are described elsewhere, and prefixes of other vendors', () => {
    const table = load(
      `<?xml version="1.0"?><!DOCTYPE MgmtTree PUBLIC "-//OMA//DTD-DM-DDF 1.2//EN" "http://example/ddf.dtd" [<?oma-dm-ddf-ver supported-versions="1.2"?>]>
      <MgmtTree xmlns:V="http://vendor.example/"><VerDTD>1.2</VerDTD>
      ${node('Box', { format: 'node', type: 'urn:acme:mo:box:1.0' })}
      ${node('Lid').replace('</NodeName>', '</NodeName><Path>./Box</Path>').replace('<DFProperties>', '<DFProperties><V:Extra/>')}
      </MgmtTree>`,
    );
    expect(table.name).toBe('Box');
    expect(table.rows.map((row) => row.path)).toEqual(['Lid']);
  });

  it.each([
    ['no XML', '<MgmtTree>', 'xml-invalid'],
    ['another root', '<SyncML/>', 'ddf-invalid'],
    ['no object', ddf(node('A', { format: 'node', type: '' })), 'ddf-invalid'],
    [
      'an unknown format',
      ddf(node('A', { format: 'node', type: 'u', inside: node('B', { format: 'blob' }) })),
      'ddf-invalid',
    ],
    ['an unknown occurrence', ddf(node('A', { type: 'u', inside: node('B', { occurrence: 'Twice' }) })), 'ddf-invalid'],
    ['nodes below a leaf', ddf(node('A', { type: 'u', inside: node('B', { inside: node('C') }) })), 'ddf-invalid'],
    [
      'an entity that grows',
      '<!DOCTYPE MgmtTree [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><MgmtTree><VerDTD>&b;</VerDTD></MgmtTree>',
      'xml-invalid',
    ],
    ['nodes without end', `<MgmtTree>${'<Node>'.repeat(5000)}`, 'xml-invalid'],
    ['too many nodes', ddf(...Array.from({ length: DDF_LIMITS.nodes + 1 }, () => '<Node/>')), 'ddf-invalid'],
    ['too many characters', `<MgmtTree>${' '.repeat(DDF_LIMITS.characters)}</MgmtTree>`, 'ddf-invalid'],
    [
      'an address without end',
      ddf(`<Node><NodeName>a</NodeName><Path>${'a/'.repeat(9000)}</Path></Node>`),
      'ddf-invalid',
    ],
  ])('refuses %s', (_, xml, code) => {
    expect(loadDdf(xml)).toMatchObject({ ok: false, error: { code } });
  });

  it('never throws', () => {
    const parts = fc.constantFrom(
      '<Node>',
      '</Node>',
      '<DFProperties>',
      '</DFProperties>',
      '<DFFormat>',
      'x',
      '&',
      node('A'),
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 20 }), (pieces) => {
        const result = loadDdf(`<MgmtTree>${pieces.join('')}</MgmtTree>`);
        expect(typeof result.ok).toBe('boolean');
      }),
    );
  });
});

describe('a message with an object that the user described', () => {
  const leaf = (name: string, format: string, value: string) =>
    `<Node><NodeName>${name}</NodeName><RTProperties><Format><${format}/></Format><Type><MIME>text/plain</MIME></Type></RTProperties><Value>${value}</Value></Node>`;
  const toaster = (...inside: readonly string[]) =>
    changed([
      '</MgmtTree>',
      `<Node><NodeName>Kitchen</NodeName><RTProperties><Format><node/></Format><Type><DDFName>urn:acme:mo:toaster:1.0</DDFName></Type></RTProperties>${inside.join('')}</Node></MgmtTree>`,
    ]);
  const tables = [load(TOASTER)];
  const good = toaster(leaf('Browning', 'int', '4'), leaf('Maker', 'chr', 'Acme'));
  const codes = (bytes: Uint8Array, given = tables) =>
    decodeMessage(bytes, 0, { tables: given }).findings.map((finding) => finding.code);

  it('is checked by the description', () => {
    expect(codes(good, [])).toEqual(['mo-unknown']);
    expect(codes(good)).toEqual([]);
    expect(codes(toaster(leaf('Browning', 'int', 'dark'), leaf('Maker', 'chr', 'Acme')))).toEqual(['mo-value']);
    expect(codes(toaster(leaf('Maker', 'int', '4')))).toEqual(['mo-format']);
    expect(codes(toaster(leaf('Browning', 'int', '4')))).toEqual(['mo-node-missing']);
    expect(codes(toaster(leaf('Maker', 'chr', 'Acme'), leaf('Crumbs', 'chr', '1')))).toEqual(['mo-tree-shape']);
  });

  it('has its rows in the form, and is edited like any other', () => {
    const view = decodeMessage(good, 0, { tables });
    const field = view.fields.find(({ path }) => path === 'Kitchen/Browning');
    if (field === undefined) throw new Error('no field');
    expect(field).toMatchObject({ group: 'toaster', moPath: 'Browning' });
    expect(moRowOf(field)?.help.en).toBe('How dark.');
    expect(fieldChoices(field)).toBeNull();
    expect(fieldFault(field, '')).toMatchObject({ text: 'fault.empty' });
    const edited = editMessage(view, [{ path: 'Kitchen/Browning', value: '5' }]);
    if (!edited.ok) throw new Error('not edited');
    expect(
      decodeMessage(edited.value, 0, { tables }).fields.find(({ path }) => path === 'Kitchen/Browning')?.value,
    ).toBe('5');
  });

  it('counts before the tables of the product', () => {
    const own = load(TOASTER.replace('urn:acme:mo:toaster:1.0', 'urn:oma:mo:oma-connmo-nap:1.0'));
    expect(codes(good, [own])).toContain('mo-tree-shape');
  });
});
