import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, hex, showUtf8, toHex, utf8 } from '../../../core/base/bytes.ts';
import type { Result } from '../../../core/base/result.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { maskSecrets } from '../../../core/bootstrap/message-edit.ts';
import type { MessageView } from '../../../core/bootstrap/message-model.ts';
import { messageFromXml, messageToXml } from '../../../core/bootstrap/message-xml.ts';
import { CHARACTERISTIC_ROWS } from '../../../core/cp/document-rows.ts';
import { encodeWbxml } from '../../../core/wbxml/encode.ts';
import { namesIn, provisioningCorpus } from '../../support/provisioning-corpus.ts';
import { allStructure, expectTiling } from '../../support/tiling.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const vectors = vectorsOf('cp.json');
const minimal = vectorIn(vectors, 'cp-w7-minimal').bytes;
const corpus = provisioningCorpus(150);

function bytesOf(result: Result<Uint8Array>): Uint8Array {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const read = (bytes: Uint8Array) => decodeMessage(bytes, 0, { expect: 'any' });
const textAt = (bytes: Uint8Array, span: { offset: number; length: number }) =>
  showUtf8(bytes.subarray(span.offset, span.offset + span.length));
const field = (view: MessageView, path: string) => view.fields.find((entry) => entry.path === path);

describe('provisioning documents of the field', () => {
  it.each(vectors)('$name decodes: tokens tile it, unedited it encodes to its own bytes', ({ bytes }) => {
    const view = read(bytes);
    expect(view).toMatchObject({ profile: 'cp', version: '1.3', charset: 'UTF-8', size: bytes.length });
    expectTiling(view.tokens, 0, bytes.length);
    expect(view.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
    const { document } = view;
    if (document === null) throw new Error('no document');
    expect(toHex(encodeWbxml(document))).toBe(toHex(bytes.subarray(view.push?.span.length ?? 0)));
  });

  it.each(vectors)('$name comes back from its XML', ({ bytes }) => {
    const { xml } = read(bytes);
    expect(read(bytesOf(messageFromXml(xml))).xml).toBe(xml);
  });

  it('gives the account of w7, and fields by path with their bytes', () => {
    const view = read(minimal);
    expect(view.accounts).toEqual([
      {
        serverId: 'op.example.com',
        name: 'Op',
        addresses: [{ addr: 'https://dm.example.com/dm', addrType: null, port: '443' }],
        auth: [
          { level: 'APPSRV', type: 'DIGEST', name: 'u' },
          { level: 'CLIENT', type: 'DIGEST', name: null },
        ],
      },
    ]);
    const addr = field(view, 'APPLICATION[w7]/APPADDR/ADDR');
    expect(addr).toMatchObject({ value: 'https://dm.example.com/dm', secret: false, group: 'APPLICATION' });
    expect(addr && textAt(minimal, addr.span)).toBe('https://dm.example.com/dm');
    expect(field(view, 'APPLICATION[w7]/INIT')?.value).toBe('');
    expect(view.secrets.map((span) => textAt(minimal, span))).toEqual(['p', 'bm9uY2U=', 's']);
    const masked = messageToXml(view, { secrets: 'mask' });
    expect(masked).toContain('name="AAUTHDATA" value="********"');
    expect(masked).not.toContain('bm9u');
    const stars = decodeMessage(maskSecrets(minimal, view.secrets)).fields.filter((entry) => entry.secret);
    expect(stars.map((entry) => entry.value)).toEqual(['*', '********', '*']);
  });

  it('reads an address of the application itself', () => {
    const xml =
      '<wap-provisioningdoc><characteristic type="APPLICATION"><parm name="APPID" value="w7"/><parm name="ADDR" value="https://x.example/"/></characteristic></wap-provisioningdoc>';
    const [account] = read(bytesOf(messageFromXml(xml))).accounts;
    expect(account).toEqual({
      serverId: null,
      name: null,
      addresses: [{ addr: 'https://x.example/', addrType: null, port: null }],
      auth: [],
    });
  });

  it('has a structure with unique paths in which children lie inside their parents', () => {
    for (const { bytes } of vectors) {
      const { tree, fields } = read(bytes);
      if (tree === null) throw new Error('no tree');
      const nodes = allStructure(tree);
      const paths = new Set(nodes.map((node) => node.path));
      expect(paths.size).toBe(nodes.length);
      for (const { path } of fields) expect(paths).toContain(`wap-provisioningdoc/${path}`);
      for (const node of nodes) {
        for (const child of node.children) {
          expect(child.span.offset).toBeGreaterThanOrEqual(node.span.offset);
          expect(child.span.offset + child.span.length).toBeLessThanOrEqual(node.span.offset + node.span.length);
        }
      }
    }
  });

  it('says in words what attribute tokens mean', () => {
    const meanings = read(minimal).tokens.map((token) => token.meaning);
    expect(meanings).toContain('attribute type = "APPLICATION", page 1');
    expect(meanings).toContain('"DIGEST", page 1');
  });

  it('is a fault in the file of DM messages, which is what a device does not get beyond', () => {
    const codes = decodeMessage(minimal).findings.map((finding) => finding.code);
    expect(codes).toEqual(['profile-cp-in-dm-file']);
    expect(read(minimal).findings.map((finding) => finding.code)).toEqual(['cp-unverified']);
  });

  it('is found in XML text, with its secrets', () => {
    const text = utf8(`<?xml version="1.0"?>\n${read(minimal).xml.replace('value="p"', "value = 'p&amp;w'")}`);
    const view = read(text);
    expect(view.accounts[0]?.serverId).toBe('op.example.com');
    expect(view.secrets.map((span) => textAt(text, span))).toEqual(['p&amp;w', 'bm9uY2U=', 's']);
    expect(field(view, 'APPLICATION[w7]/APPAUTH[APPSRV]/AAUTHSECRET')?.value).toBe('p&w');
    expect(view.findings.map((finding) => finding.code)).toEqual(['wbxml-plain-xml']);
  });
});

describe('writing', () => {
  it('uses tokens where the tables have them, and stays on the attribute page where it can', () => {
    const xml =
      '<wap-provisioningdoc version="1.0"><characteristic type="APPLICATION"><parm name="APPID" value="w7"/><parm name="NAME" value="N"/><characteristic type="APPAUTH"><parm name="AAUTHTYPE" value="HTTP-BASIC"/></characteristic></characteristic><characteristic type="NAPDEF"><parm name="NAP-ADDRTYPE" value="APN"/><parm name="INTERNET"/></characteristic></wap-provisioningdoc>';
    expect(toHex(bytesOf(messageFromXml(xml)))).toBe(
      toHex(
        hex(
          `030B6A00 C5 46 01
             C6 00 01 55 01 87 36 06 03 7737 00 01 87 07 06 03 4E 00 01 C6 57 01 87 33 06 91 92 01 01 01
             C6 00 00 55 01 87 09 06 89 01 87 14 01 01 01`,
        ),
      ),
    );
  });

  it('keeps elements and attributes that no table has', () => {
    const xml =
      '<wap-provisioningdoc version="1.0">\n  <characteristic type="X" x-id="7">\n    <extra note="y">text</extra>\n    <parm name="NAMES" value="" x="z"/>\n  </characteristic>\n</wap-provisioningdoc>\n';
    const view = read(bytesOf(messageFromXml(xml)));
    expect(view.xml).toBe(xml);
    expect(view.findings.map((finding) => finding.code)).toContain('cp-element-unknown');
  });

  it('leaves out the 00 that would end a string', () => {
    expect(bytesOf(messageFromXml('<wap-provisioningdoc/>'))).toEqual(hex('030B6A00 05'));
    expect(bytesOf(messageFromXml('<wap-provisioningdoc/>', { version: 1 }))[0]).toBe(1);
  });
});

it('gives each of many parms of one name a path of its own', () => {
  const parms = '<parm name="BEARER" value="GSM-CSD"/>'.repeat(3000);
  const xml = `<wap-provisioningdoc><characteristic type="NAPDEF">${parms}</characteristic></wap-provisioningdoc>`;
  const { fields } = read(bytesOf(messageFromXml(xml)));
  expect(fields.at(-1)?.path).toBe('NAPDEF/BEARER[3000]');
  expect(new Set(fields.map((entry) => entry.path)).size).toBe(3000);
});

describe('a generated corpus', () => {
  it('has every characteristic and parm of the tables', () => {
    const names = namesIn(corpus);
    for (const row of CHARACTERISTIC_ROWS) {
      expect(names).toContain(row.type);
      for (const parm of row.parms) expect(names).toContain(parm.name);
    }
  });

  it('comes back from its bytes as it was: encode, decode, encode again', () => {
    for (const xml of corpus) {
      const bytes = bytesOf(messageFromXml(xml));
      const view = read(bytes);
      expect(view.xml).toBe(xml);
      expectTiling(view.tokens, 0, bytes.length);
      expect(toHex(bytesOf(messageFromXml(view.xml)))).toBe(toHex(bytes));
    }
  });
});

describe('damaged documents', () => {
  const sources = [
    ...vectors.map((vector) => vector.bytes),
    ...corpus.slice(0, 20).map((xml) => bytesOf(messageFromXml(xml))),
  ];
  const damaged = fc
    .tuple(fc.constantFrom(...sources), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 5 }), fc.nat())
    .map(([source, changes, cut]) => {
      const bytes = source.slice();
      for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
      return cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
    });

  it('never throw, are tiled, and encode to their own bytes where they decode', () => {
    fc.assert(
      fc.property(damaged, (bytes) => {
        const view = read(bytes);
        expectTiling(view.tokens, 0, view.size);
        for (const span of [...view.secrets, ...view.fields.map((entry) => entry.span)]) {
          expect(span.offset).toBeGreaterThanOrEqual(0);
          expect(span.offset + span.length).toBeLessThanOrEqual(bytes.length);
        }
        expect(new Set(view.fields.map((entry) => entry.path)).size).toBe(view.fields.length);
        if (view.document !== null) expect(encodeWbxml(view.document)).toEqual(view.document.bytes);
        messageToXml(view, { secrets: 'mask' });
      }),
      { numRuns: 1500 },
    );
  });

  it('show their secrets to nobody: a document cut inside one', () => {
    const at = minimal.findIndex((_, index) => textAt(minimal, { offset: index, length: 8 }) === 'bm9uY2U=');
    const view = decodeMessage(concat(minimal.subarray(0, at + 4)), 0, { expect: 'any' });
    expect(view.document).toBeNull();
    const masked = maskSecrets(minimal.subarray(0, at + 4), view.secrets);
    expect(showUtf8(masked)).not.toContain('bm9u');
  });
});
