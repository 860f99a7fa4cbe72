import { describe, expect, it } from 'vitest';
import { concat, hex, utf8 } from '../../../core/base/bytes.ts';
import { defaultMessage, defaultMessageXml, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import type { FindingRow } from '../../../core/bootstrap/finding-row.ts';
import { MESSAGE_ROWS } from '../../../core/bootstrap/finding-rows-message.ts';
import { OBJECT_ROWS } from '../../../core/bootstrap/finding-rows-object.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import type { DecodeOptions } from '../../../core/bootstrap/message-model.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';
import { asXmlTnds, changed, withInlineText } from './messages.ts';
import { ACCOUNT_ADDS, withNodeAdds } from './node-adds.ts';

/** Bytes that break a rule, and bytes that are right in what it asks for. */
interface Example {
  readonly breaks: Uint8Array;
  readonly right: Uint8Array;
  readonly options?: DecodeOptions;
}

const vectors = vectorsOf('message.json');
const vector = (name: string) => vectorIn(vectors, name).bytes;
const good = defaultMessage();
const xml = defaultMessageXml();
const OLD: DecodeOptions = { rules: '1.2' };

const withBytes = (offset: number, bytes: Uint8Array) =>
  concat(good.subarray(0, offset), bytes, good.subarray(offset + bytes.length));

/** The default message with one more node at the end of its tree, or of the account. */
const withNode = (node: string) => changed(['</MgmtTree>', `${node}</MgmtTree>`]);
/** The text of the default message from the node called `name` on. */
const startOf = (name: string) => xml.lastIndexOf('<Node>', xml.indexOf(`<NodeName>${name}</NodeName>`));
const inAccount = (node: string) => changed([xml, xml.slice(0, startOf('AppID')) + node + xml.slice(startOf('AppID'))]);
const interior = (name: string, ddfName: string, inside = '') =>
  `<Node><NodeName>${name}</NodeName><RTProperties><Format><node/></Format><Type><DDFName>${ddfName}</DDFName></Type></RTProperties>${inside}</Node>`;
const leaf = (name: string, value: string, format = 'chr') =>
  `<Node><NodeName>${name}</NodeName><RTProperties><Format><${format}/></Format><Type><MIME>text/plain</MIME></Type></RTProperties><Value>${value}</Value></Node>`;
/** The default message without the node called `name`. */
const without = (name: string, from = xml) => {
  const start = from.lastIndexOf('<Node>', from.indexOf(`<NodeName>${name}</NodeName>`));
  let depth = 0;
  for (const tag of from.slice(start).matchAll(/<(\/?)Node>/g)) {
    depth += tag[1] === '' ? 1 : -1;
    if (depth === 0) return from.slice(0, start) + from.slice(start + tag.index + tag[0].length);
  }
  throw new Error(`no ${name}`);
};
const reference = (value: string) => changed(['./Inbox/NordTelNet', value]);
const body = (element: string) => changed(['<Final/>', `${element}<Final/>`]);
const config = (code: string) =>
  withNode(
    interior(
      'Boot',
      'urn:oma:mo:oma-dm-bootstrapcfg:1.0',
      leaf('BootSrvDiscovery', '1', 'int') +
        interior('InitialARInfo', '', interior('1', '', leaf('SubtreeURI', './X') + leaf('AccessCode', code, 'int'))),
    ),
  );

const EXAMPLES: Readonly<Record<string, Example>> = {
  // M-01, rows 61 to 68: the encoding.
  'wbxml-plain-xml': { breaks: utf8(xml), right: good },
  'wbxml-push-header': { breaks: concat(hex('01 06 03 C2 AF 87'), good), right: good },
  'wbxml-length-prefix': {
    breaks: concat(Uint8Array.of(good.length >> 8, good.length & 0xff), good),
    right: concat(good, hex('FFFF')),
  },
  'profile-cp-in-dm-file': { breaks: vector('libwbxml-cp'), right: good },
  'profile-secret-masked': {
    breaks: changed([NORDTEL.clientSecret, '*'.repeat(10)]),
    right: changed([NORDTEL.clientSecret, '*a secret*']),
  },
  'wbxml-version': { breaks: vector('wbxml-version-1.0'), right: vector('wbxml-version-1.1') },
  'wbxml-public-id': { breaks: vector('pubid-syncml11'), right: vector('dm-bootstrap-tnds-wbxml') },
  'wbxml-public-id-string': { breaks: vector('pubid-stringtable'), right: vector('dm-bootstrap-tnds-wbxml') },
  'wbxml-charset': { breaks: withBytes(3, Uint8Array.of(4)), right: good },
  'wbxml-undecodable': { breaks: vector('dm-truncated'), right: vector('dm-ff-padded') },
  // M-05, rows 69 to 71: the management tree in its command.
  'dm-tnds-type-mismatch': { breaks: vector('dm-bootstrap-tnds-xml'), right: asXmlTnds() },
  'tnds-header-variant': { breaks: vector('tnds-wbxml-strtbl-1A-field'), right: vector('dm-bootstrap-tnds-wbxml') },
  'tnds-undecodable': { breaks: withInlineText('<MgmtTree><Node></MgmtTree>'), right: asXmlTnds() },
  'tnds-target': { breaks: changed(['<LocURI>./Inbox<', '<LocURI>./DMAcc<']), right: good },
  'tnds-structure': { breaks: changed(['<Format>\n', '<Format><chr/>\n']), right: good },
  'dm-node-adds': { breaks: withNodeAdds(ACCOUNT_ADDS), right: good },
  // M-02, M-03, rows 72 and 73: the account and its server.
  'dm-no-account': { breaks: changed(['urn:oma:mo:oma-dm-dmacc:1.0', 'urn:oma:mo:other:1.0']), right: good },
  'dm-source-mismatch': {
    breaks: changed(['<LocURI>https://dm.nordtel.example/<', '<LocURI>https://dm.nordtel.example:443/<']),
    right: good,
  },
  'dm-owner-unknown': {
    breaks: changed(['<LocURI>https://dm.nordtel.example/<', '<LocURI>https://elsewhere.example/<']),
    right: changed(['<LocURI>https://dm.nordtel.example/<', '<LocURI>nordtel<']),
    options: OLD,
  },
  // M-04: no answer.
  'dm-answer-expected': {
    breaks: body('<Get><CmdID>9</CmdID><Item><Target><LocURI>./DevInfo</LocURI></Target></Item></Get>'),
    right: body('<Exec><CmdID>9</CmdID><Item><Target><LocURI>./X/Go</LocURI></Target></Item></Exec>'),
  },
  // M-06, row 78: access rights.
  'dm-acl-outside-tnds': {
    breaks: body(
      '<Replace><CmdID>9</CmdID><Item><Target><LocURI>./DMAcc/NordTel?prop=ACL</LocURI></Target><Meta><Format>chr</Format></Meta><Data>Get=*</Data></Item></Replace>',
    ),
    right: good,
  },
  'mo-acl': { breaks: changed(['Replace=nordtel', 'Replace=*']), right: good },
  'mo-acl-absent': { breaks: changed(['<ACL>Delete=nordtel&amp;Get=*&amp;Replace=nordtel</ACL>', '']), right: good },
  'dm-acl-from-source': {
    breaks: changed(['<ACL>Delete=nordtel&amp;Get=*&amp;Replace=nordtel</ACL>', '']),
    right: good,
    options: OLD,
  },
  // M-07, M-08, row 76: references.
  'mo-reference-dangling': { breaks: reference('./Inbox/Elsewhere'), right: good },
  'mo-reference-fixed': { breaks: reference('./NAP/NordTelNet'), right: reference('./NAP/Other') },
  // M-09, M-10: what a device may pass over.
  'mo-unknown': {
    breaks: withNode(interior('Kitchen', 'urn:acme:mo:toaster:1.0', leaf('Browning', '3'))),
    right: good,
  },
  'mo-extension': { breaks: inAccount(interior('Ext', '', leaf('Acme', '1'))), right: inAccount(interior('Ext', '')) },
  'mo-versions': {
    breaks: withNode(interior('Net2', 'urn:oma:mo:oma-connmo-nap:1.1', leaf('NapId', '2'))),
    right: withNode(interior('Net2', 'urn:oma:mo:oma-connmo-nap:1.0', leaf('NapId', '2'))),
  },
  // M-11, M-12, row 77: the session that follows.
  'dm-session-credentials': {
    breaks: changed(['CLCRED', 'OBEX'], ['DIGEST</Value>', 'HTTP-DIGEST</Value>']),
    right: good,
  },
  'dm-no-connectivity': { breaks: changed([xml, without('NordTelNet', without('PrefConRef'))]), right: good },
  // Rows 74 and 75: objects against their tables.
  'mo-appid': { breaks: changed(['<Value>w7<', '<Value>w4<']), right: good },
  'mo-tree-shape': { breaks: changed(['<NodeName>AAuthPref<', '<NodeName>AuthPref<']), right: good },
  'mo-value': { breaks: config('64'), right: config('49') },
  'mo-format': {
    breaks: changed([xml, xml.slice(0, startOf('Name')) + xml.slice(startOf('Name')).replace('<chr/>', '<bool/>')]),
    right: good,
  },
  'mo-node-missing': { breaks: changed([xml, without('AAuthType')]), right: changed([xml, without('AddrType')]) },
  'mo-unverified': {
    breaks: withNode(interior('Net2', 'urn:oma:mo:oma-connmo-nap:1.0', leaf('Speed', '2'))),
    right: withNode(interior('Net2', 'urn:oma:mo:oma-connmo-nap:1.0', leaf('NapId', '2'))),
  },
  // DM itself, row 81.
  'dm-root': { breaks: vector('tnds-wbxml-standalone'), right: good },
  'dm-not-final': { breaks: changed(['<Final/>', '']), right: good },
  'dm-structure': { breaks: changed(['<CmdID>1</CmdID>', '']), right: good },
  'dm-protocol-version': {
    breaks: changed(['DM/1.2', 'DM/1.3']),
    right: changed(['<SessionID>1<', '<SessionID>7<']),
    options: OLD,
  },
  'dm-item-fails': {
    breaks: withNodeAdds([...ACCOUNT_ADDS, ['./DMAcc/NordTel/Name', 'Again']]),
    right: withNodeAdds(ACCOUNT_ADDS),
    options: OLD,
  },
};

const rows: readonly (readonly [string, FindingRow])[] = Object.entries({ ...MESSAGE_ROWS, ...OBJECT_ROWS });

describe('every rule of the message', () => {
  it('has an example, and no example is without a rule', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(rows.map(([code]) => code).sort());
  });

  it.each(rows)('%s is found where it is broken, and nowhere else', (code, row) => {
    const example = EXAMPLES[code];
    if (example === undefined) throw new Error('no example');
    const { breaks, right, options } = example;
    const found = decodeMessage(breaks, 0, options).findings.filter((finding) => finding.code === code);
    expect(found.length).toBeGreaterThan(0);
    for (const { where, kind, severity, message } of found) {
      expect({ kind, severity }).toEqual({ kind: row.kind, severity: row.severity });
      expect(where.offset).toBeGreaterThanOrEqual(0);
      expect((where.offset ?? 0) + (where.length ?? 0)).toBeLessThanOrEqual(breaks.length);
      expect(message).not.toMatch(/[{}]/);
    }
    expect(decodeMessage(right, 0, options).findings.map((finding) => finding.code)).not.toContain(code);
  });

  it('says what a device does and how to mend it, where it is no hint', () => {
    for (const [code, row] of rows) {
      if (row.kind === 'context') continue;
      expect([code, row.clause, row.en.device, row.en.fix]).not.toContain(null);
    }
  });
});
