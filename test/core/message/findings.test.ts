import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../../core/base/bytes.ts';
import { defaultMessage, defaultMessageXml } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { editMessage } from '../../../core/bootstrap/message-edit.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { asXmlTnds, changed } from './messages.ts';

const vectors = vectorsOf('message.json');
const good = defaultMessage();
const codes = (bytes: Uint8Array) => decodeMessage(bytes).findings.map((finding) => finding.code);
const finding = (bytes: Uint8Array, code: string) => decodeMessage(bytes).findings.find((entry) => entry.code === code);

/** The default message with a node exchanged: `name` up to the end of its value. */
const leaf = (name: string, value: string) =>
  new RegExp(`(<NodeName>${name}</NodeName>(?:(?!</Node>)[\\s\\S])*<Value>)[^<]*`)
    .exec(defaultMessageXml())?.[0]
    .replace(/[^>]*$/, value) ?? '';
const withValue = (name: string, value: string) => {
  const before =
    new RegExp(`<NodeName>${name}</NodeName>(?:(?!</Node>)[\\s\\S])*<Value>[^<]*`).exec(defaultMessageXml())?.[0] ??
    'none';
  return changed([before, leaf(name, value)]);
};
const withByte = (offset: number, byte: number) => {
  const bytes = good.slice();
  bytes[offset] = byte;
  return bytes;
};

describe('findings of the vectors', () => {
  it.each([
    ['pubid-syncml11', 'wbxml-public-id'],
    ['pubid-unknown', 'wbxml-public-id'],
    ['pubid-devinf12', 'wbxml-public-id'],
    ['pubid-stringtable', 'wbxml-public-id-string'],
    ['wbxml-version-1.0', 'wbxml-version'],
    ['tnds-wbxml-strtbl-1A-field', 'tnds-header-variant'],
    ['tnds-inline-codepage2', 'tnds-header-variant'],
    ['dm-bootstrap-tnds-xml', 'dm-tnds-type-mismatch'],
    ['libwbxml-dm-cdata', 'dm-tnds-type-mismatch'],
    ['libwbxml-cp', 'profile-cp-in-dm-file'],
    ['tnds-wbxml-standalone', 'dm-root'],
  ])('%s has %s', (name, code) => expect(codes(vectorIn(vectors, name).bytes)).toContain(code));

  it.each(['dm-bootstrap-tnds-wbxml', 'wbxml-version-1.1', 'wbxml-version-1.3', 'dm-ff-padded'])(
    '%s has nothing to say of its encoding',
    (name) => {
      expect(codes(vectorIn(vectors, name).bytes).filter((code) => /^(wbxml|tnds|profile)-/.test(code))).toEqual([]);
    },
  );

  it('a cut message is told once, not as all that is missing in it', () => {
    expect(codes(vectorIn(vectors, 'dm-truncated').bytes)).toEqual(['wbxml-undecodable']);
  });
});

describe('findings of a good message changed in one thing', () => {
  it.each<[string, Uint8Array, string[]]>([
    ['version 1.4', withByte(0, 4), ['wbxml-version']],
    ['charset Latin-1', withByte(3, 4), ['wbxml-charset']],
    ['plain XML', utf8(defaultMessageXml()), ['wbxml-plain-xml']],
    [
      'plain XML behind a byte order mark, padded',
      concat(hex('EFBBBF'), utf8(defaultMessageXml()), hex('FFFFFF')),
      ['wbxml-plain-xml'],
    ],
    ['all FF', new Uint8Array(40).fill(0xff), ['file-blank']],
    ['all 00', new Uint8Array(40), ['file-zero']],
    ['no bytes', new Uint8Array(), ['wbxml-undecodable']],
    ['push header', concat(hex('01 06 03 C2 AF 87'), good), ['wbxml-push-header']],
    [
      'length in front',
      concat(Uint8Array.of(good.length >> 8, good.length & 0xff), good, hex('FFFF')),
      ['wbxml-length-prefix'],
    ],
    ['another target', changed(['<LocURI>./Inbox<', '<LocURI>./DMAcc<']), ['tnds-target']],
    [
      'another source',
      changed(['<LocURI>https://dm.nordtel.example/<', '<LocURI>https://dm.nordtel.example:443/<']),
      ['dm-source-mismatch'],
    ],
    ['another AppID', withValue('AppID', 'w4'), ['mo-appid']],
    ['dangling reference', withValue('PrefConRef', './Inbox/Elsewhere'), ['mo-reference-dangling']],
    ['reference outside the Inbox', withValue('PrefConRef', './NAP/1'), []],
    ['unknown AAuthType', withValue('AAuthType', 'MAGIC'), ['mo-value']],
    ['port out of range', withValue('PortNbr', '65536'), ['mo-value']],
    ['empty AAuthPref', withValue('AAuthPref', ''), []],
    ['no Final', changed(['<Final/>', '']), ['dm-not-final']],
    ['two Finals', changed(['<Final/>', '<Final/><Final/>']), ['dm-not-final']],
    ['Final first', changed(['<Final/>', ''], ['<SyncBody>', '<SyncBody><Final/>']), ['dm-not-final']],
    ['no DMAcc', changed(['urn:oma:mo:oma-dm-dmacc:1.0', 'urn:oma:mo:other:1.0']), ['dm-no-account', 'mo-unknown']],
    ['older spelling of DMAcc', changed(['urn:oma:mo:oma-dm-dmacc:1.0', 'org.openmobilealliance/1.0/w7']), []],
    ['DMAcc without DDFName', changed(['<DDFName>urn:oma:mo:oma-dm-dmacc:1.0</DDFName>', '<DDFName/>']), []],
    ['everybody may replace', changed(['Replace=nordtel', 'Replace=*']), ['mo-acl']],
    ['malformed ACL', changed(['Replace=nordtel', 'Replace=']), ['mo-acl']],
    ['server without rights', changed(['Replace=nordtel', 'Replace=other']), ['mo-acl']],
    [
      'no ACL on the account',
      changed(['<ACL>Delete=nordtel&amp;Get=*&amp;Replace=nordtel</ACL>', '']),
      ['mo-acl-absent'],
    ],
    [
      'no NodeName known to DMAcc',
      changed(['<NodeName>AAuthPref</NodeName>', '<NodeName>AuthPref</NodeName>']),
      ['mo-tree-shape'],
    ],
    [
      'ServerID missing',
      changed(['<NodeName>ServerID</NodeName>', '<NodeName>Ext</NodeName>']),
      ['mo-tree-shape', 'mo-format', 'mo-acl'],
    ],
  ])('%s', (_, bytes, expected) => expect(codes(bytes)).toEqual(expected));

  it('PortNbr without the level above it is told with its right place', () => {
    const text = defaultMessageXml();
    const from = text.indexOf('<Node>', text.indexOf('<NodeName>Port<'));
    const level = text.slice(from, text.indexOf('<Node>', from + 1));
    const open = text.replace(level, '');
    const end = open.indexOf('</Node>', open.indexOf('<NodeName>PortNbr<'));
    const flat = open.slice(0, end) + open.slice(end + '</Node>'.length);
    const bytes = changed([text, flat]);
    expect(codes(bytes)).toEqual(['mo-tree-shape']);
    expect(finding(bytes, 'mo-tree-shape')?.fix).toContain('AppAddr/<X>/Port/<X>/PortNbr');
    expect(decodeMessage(bytes).accounts[0]?.addresses[0]?.port).toBe('443');
  });

  it('no connectivity at all', () => {
    const xml = defaultMessageXml();
    const cut = (text: string, name: string) => {
      const from = text.lastIndexOf('<Node>', text.indexOf(`<NodeName>${name}</NodeName>`));
      let depth = 0;
      for (const tag of text.slice(from).matchAll(/<(\/?)Node>/g)) {
        depth += tag[1] === '' ? 1 : -1;
        if (depth === 0) return text.slice(0, from) + text.slice(from + tag.index + tag[0].length);
      }
      throw new Error(`no ${name}`);
    };
    expect(codes(changed([xml, cut(cut(xml, 'NordTelNet'), 'PrefConRef')]))).toEqual(['dm-no-connectivity']);
  });

  it('a wrong Type is told with the right one, both ways', () => {
    const retype = (bytes: Uint8Array, value: string) => {
      const result = editMessage(decodeMessage(bytes), [{ path: 'SyncBody/Add/Item/Meta/Type', value }]);
      if (!result.ok) throw new Error('not edited');
      return result.value;
    };
    const xml = retype(asXmlTnds(), 'application/vnd.syncml.dmtnds+wbxml');
    expect(codes(xml)).toEqual(['dm-tnds-type-mismatch']);
    expect(finding(xml, 'dm-tnds-type-mismatch')?.fix).toContain('+xml');
    const wbxml = retype(good, 'text/plain');
    expect(codes(wbxml)).toEqual(['dm-tnds-type-mismatch']);
    expect(finding(wbxml, 'dm-tnds-type-mismatch')?.fix).toContain('+wbxml');
  });

  it('says how source and address differ', () => {
    const source = (value: string) =>
      finding(changed(['<LocURI>https://dm.nordtel.example/<', `<LocURI>${value}<`]), 'dm-source-mismatch')?.message;
    expect(source('https://dm.nordtel.example')).toContain('final slash only');
    expect(source('https://DM.nordtel.example/')).toContain('case only');
    expect(source('http://dm.nordtel.example/')).toContain('scheme only');
    expect(source('https://dm.nordtel.example:8443/')).toContain('port only');
    expect(source('https://elsewhere.example/')).not.toContain('only');
  });

  it('gives the place of what it found', () => {
    const bytes = withValue('AppID', 'w4');
    const where = finding(bytes, 'mo-appid')?.where ?? {};
    expect(where).toMatchObject({ path: 'NordTel/AppID', length: 2 });
    expect(bytes.subarray(where.offset, (where.offset ?? 0) + 2)).toEqual(utf8('w4'));
  });

  it('never names a secret', () => {
    for (const bytes of [withValue('AppID', 'w4'), asXmlTnds(), utf8(defaultMessageXml()), good.subarray(0, 1100)]) {
      expect(JSON.stringify(decodeMessage(bytes).findings)).not.toContain('Kestrel');
    }
  });
});
