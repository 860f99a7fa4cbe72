import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, showUtf8, toHex, utf8 } from '../../../core/base/bytes.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { maskSecrets } from '../../../core/bootstrap/message-edit.ts';
import type { MessageView } from '../../../core/bootstrap/message-model.ts';
import { messageToXml } from '../../../core/bootstrap/message-xml.ts';
import { allStructure, expectTiling } from '../../support/tiling.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { asXmlTnds, changed, withInlineText } from './messages.ts';

const vectors = vectorsOf('message.json');
const textAt = (bytes: Uint8Array, span: { offset: number; length: number }) =>
  showUtf8(bytes.subarray(span.offset, span.offset + span.length));
const field = (view: MessageView, path: string) => view.fields.find((entry) => entry.path === path);

describe('the default message', () => {
  const bytes = defaultMessage();
  const view = decodeMessage(bytes);

  it('decodes with nothing to find, into the account it was made of', () => {
    expect(view).toMatchObject({ profile: 'dm', version: '1.2', charset: 'UTF-8', size: bytes.length });
    expect(view.publicId).toBe('-//SYNCML//DTD SyncML 1.2//EN');
    expect(view.findings).toEqual([]);
    expect(view.accounts).toEqual([
      {
        serverId: 'nordtel',
        name: 'NordTel',
        addresses: [{ addr: 'https://dm.nordtel.example/', addrType: 'URI', port: '443' }],
        auth: [
          { level: 'CLCRED', type: 'DIGEST', name: 'device' },
          { level: 'SRVCRED', type: 'DIGEST', name: 'nordtel' },
        ],
      },
    ]);
  });

  it('gives each field its bytes and its place in the object', () => {
    for (const entry of view.fields) {
      const value = entry.value.startsWith('hex:') ? entry.value.slice(4) : entry.value;
      const there = entry.value.startsWith('hex:')
        ? toHex(bytes.subarray(entry.span.offset, entry.span.offset + entry.span.length))
        : textAt(bytes, entry.span);
      expect(there).toBe(value);
    }
    expect(field(view, 'NordTel/AppAddr/1/Port/1/PortNbr')).toMatchObject({
      group: 'DMAcc',
      moPath: 'AppAddr/<X>/Port/<X>/PortNbr',
      value: '443',
    });
    expect(field(view, 'NordTelNet/Bearer/BearerType')).toMatchObject({ group: 'NAP', moPath: 'Bearer/BearerType' });
    expect(field(view, 'NordTel?prop=ACL')?.value).toBe('Delete=nordtel&Get=*&Replace=nordtel');
    expect(new Set(view.fields.map((entry) => entry.path)).size).toBe(view.fields.length);
  });

  it('has a structure with unique paths in which children lie inside their parents', () => {
    if (view.tree === null) throw new Error('no tree');
    const nodes = allStructure(view.tree);
    expect(new Set(nodes.map((node) => node.path)).size).toBe(nodes.length);
    for (const node of nodes) {
      for (const child of node.children) {
        expect(child.span.offset).toBeGreaterThanOrEqual(node.span.offset);
        expect(child.span.offset + child.span.length).toBeLessThanOrEqual(node.span.offset + node.span.length);
      }
    }
    const addr = nodes.find((node) => node.path === 'SyncML/SyncBody/Add/Item/Data/MgmtTree/NordTel/AppAddr/1/Addr');
    expect(addr).toMatchObject({ label: 'Addr', preview: 'https://dm.nordtel.example/' });
    expect(nodes.filter((node) => node.secret).map((node) => node.label)).toEqual([
      'AAuthSecret',
      'Value',
      'AAuthData',
      'Value',
      'AAuthSecret',
      'Value',
      'AAuthData',
      'Value',
    ]);
  });

  it('knows its secrets, and masking them changes nothing else', () => {
    expect(view.secrets.map((span) => span.length)).toEqual([12, 8, 11, 8]);
    const masked = decodeMessage(maskSecrets(bytes, view.secrets));
    expect(masked.fields.map((entry) => entry.path)).toEqual(view.fields.map((entry) => entry.path));
    expect(masked.fields.filter((entry) => entry.secret).map((entry) => entry.value)).toEqual([
      '*'.repeat(12),
      '*'.repeat(8),
      '*'.repeat(11),
      '*'.repeat(8),
    ]);
    expect(masked.accounts).toEqual(view.accounts);
    const xml = messageToXml(view, { secrets: 'mask' });
    expect(xml).not.toContain('Kestrel');
    expect(xml.match(/>\*+</g)).toEqual(['>************<', '>********<', '>***********<', '>********<']);
    expect(messageToXml(view)).toBe(view.xml);
    expect(view.xml).toContain('Kestrel-4711');
  });

  it('reads the same at another place of a padded file', () => {
    const file = concat(hex('00112233'), bytes, new Uint8Array(50).fill(0xff));
    const moved = decodeMessage(file, 4);
    expect(moved.size).toBe(bytes.length);
    expect(moved.accounts).toEqual(view.accounts);
    expect(moved.findings).toEqual([]);
    expectTiling(moved.tokens, 4, bytes.length);
    expect(moved.secrets).toEqual(view.secrets.map((span) => ({ ...span, offset: span.offset + 4 })));
  });
});

describe('decodeMessage', () => {
  it.each(vectors)('$name: tokens tile the message', ({ bytes }) => {
    const view = decodeMessage(bytes);
    expectTiling(view.tokens, 0, view.size);
  });

  it('reads a tree written as XML text, in OPAQUE and in an inline string', () => {
    const bytes = asXmlTnds();
    const view = decodeMessage(bytes);
    expect(view.findings).toEqual([]);
    expect(view.accounts).toEqual(decodeMessage(defaultMessage()).accounts);
    const acl = field(view, 'NordTel?prop=ACL');
    expect(acl && textAt(bytes, acl.span)).toBe('Delete=nordtel&amp;Get=*&amp;Replace=nordtel');
    expect(view.secrets.map((span) => textAt(bytes, span))).toContain('Kestrel-4711');

    const inline = withInlineText(
      '<MgmtTree><VerDTD>1.2</VerDTD><Node><NodeName>ü</NodeName><Value>1</Value></Node></MgmtTree>',
    );
    expect(field(decodeMessage(inline), 'ü')?.value).toBe('1');
  });

  it('follows Path, and tells nodes of one name apart', () => {
    const node = (name: string, more: string) => `<Node><NodeName>${name}</NodeName>${more}</Node>`;
    const text = `<MgmtTree>${node('a', '<Path>./x/y</Path><Value>1</Value>')}${node('b', node('c', '<Value>2</Value>'))}${node('b', node('c', '<Value>3</Value>'))}</MgmtTree>`;
    const view = decodeMessage(withInlineText(text));
    expect(['x/y/a', 'b/c', 'b/c[2]'].map((path) => field(view, path)?.value)).toEqual(['1', '2', '3']);
  });

  it('shows credentials of the message itself as secrets', () => {
    const view = decodeMessage(
      changed([
        '</SyncHdr>',
        '<Cred><Meta><Type>syncml:auth-basic</Type><NextNonce>n0nce</NextNonce></Meta><Data>hush</Data></Cred></SyncHdr>',
      ]),
    );
    expect(
      view.fields
        .filter((entry) => entry.secret)
        .map((entry) => entry.path)
        .slice(0, 2),
    ).toEqual(['SyncHdr/Cred/Meta/NextNonce', 'SyncHdr/Cred/Data']);
  });

  it('keeps a secret that XML text does not let it find', () => {
    const bytes = withInlineText('<MgmtTree><Node><NodeName>AAuthSecret</NodeName><Value>hush</Node></MgmtTree>');
    const view = decodeMessage(bytes);
    expect(view.findings.map((finding) => finding.code)).toContain('tnds-undecodable');
    expect(showUtf8(maskSecrets(bytes, view.secrets))).not.toContain('hush');
  });

  it('keeps the secrets of a message that is cut', () => {
    const bytes = defaultMessage();
    const cut = bytes.subarray(0, 1200);
    const view = decodeMessage(cut);
    expect(view).toMatchObject({ profile: 'unknown', xml: '', document: null, size: 1200 });
    expect(showUtf8(maskSecrets(cut, view.secrets))).not.toContain('Kestrel-4711');
    expectTiling(view.tokens, 0, 1200);
  });

  it('masks a secret that stands in the string table', () => {
    const plain = encodedSecret('03 6875736800');
    const table = encodedSecret('83 00', '6875736800');
    for (const bytes of [plain, table]) {
      const view = decodeMessage(bytes);
      expect(view.fields.find((entry) => entry.secret)?.value).toBe('hush');
      expect(showUtf8(maskSecrets(bytes, view.secrets))).not.toContain('hush');
    }
  });

  it.each([
    ['token names', vectorIn(vectors, 'libwbxml-cp').bytes, ['pw', 'bm9uY2U=']],
    [
      'a name and a value in the string table',
      concat(hex('030B6A11'), utf8('AAUTHSECRET\0hush\0'), hex('C5 46 01 87 05 83 00 06 83 0C 01 01')),
      ['hush'],
    ],
    ['a value before its name', hex('030B6A00 C5 46 01 87 06 03 6100 0E 01 87 07 06 03 6200 01 01'), ['a']],
  ])('finds the secrets of Client Provisioning by %s', (_, bytes, secrets) => {
    const view = decodeMessage(bytes);
    expect(view.profile).toBe('cp');
    expect(view.secrets.map((span) => textAt(bytes, span))).toEqual(secrets);
  });

  it('never throws, and tiles what it was given, on any bytes', () => {
    const start = fc.constantFrom(...vectors, { bytes: defaultMessage() }, { bytes: asXmlTnds() });
    const damaged = fc
      .tuple(start, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }), fc.nat())
      .map(([vector, changes, cut]) => {
        const bytes = vector.bytes.slice();
        for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
        return cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
      });
    const text = fc.string({
      unit: fc.constantFrom('<', '>', '/', 'MgmtTree', 'Node', 'NodeName', 'Value', 'Secret', 'a', '&'),
    });
    fc.assert(
      fc.property(
        fc.oneof(damaged, fc.uint8Array({ maxLength: 200 }), text.map(utf8), text.map(withInlineText)),
        (bytes) => {
          const view = decodeMessage(bytes);
          expectTiling(view.tokens, 0, view.size);
          const last = bytes.length;
          for (const span of [...view.secrets, ...view.fields.map((entry) => entry.span)]) {
            expect(span.offset).toBeGreaterThanOrEqual(0);
            expect(span.offset + span.length).toBeLessThanOrEqual(last);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

/** A leaf Add to a secret's own address, with the value written as `value`. */
function encodedSecret(value: string, table = ''): Uint8Array {
  const length = (table.length / 2).toString(16).padStart(2, '0');
  const target = toHex(utf8('./DMAcc/x/AAuthSecret'));
  return hex(`02A4016A${length}${table} 6D 6B 45 54 6E57 03 ${target} 00 01 01 4F ${value} 01 01 01 12 01 01`);
}
