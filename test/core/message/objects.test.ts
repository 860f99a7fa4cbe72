import { describe, expect, it } from 'vitest';
import { defaultMessageXml } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { valueFault } from '../../../core/bootstrap/message-value.ts';
import { ACCESS_CODE_BITS, BOOTSTRAP_CONFIG } from '../../../core/mo/bootstrap-config.ts';
import type { MoRow } from '../../../core/mo/mo-row.ts';
import { moRows } from '../../../core/mo/mo-row.ts';
import { changed } from './messages.ts';

const node = (name: string, kind: string, inside: string) =>
  `<Node><NodeName>${name}</NodeName><RTProperties><Format><${inside.startsWith('<Value') ? kind : 'node'}/></Format><Type>${inside.startsWith('<Value') ? '<MIME>text/plain</MIME>' : `<DDFName>${kind}</DDFName>`}</Type></RTProperties>${inside}</Node>`;
const leaf = (name: string, value: string, format = 'chr') => node(name, format, `<Value>${value}</Value>`);
const withObject = (object: string) => decodeMessage(changed(['</MgmtTree>', `${object}</MgmtTree>`]));
const findings = (object: string) =>
  withObject(object).findings.map(({ code, clause, where }) => ({ code, clause, path: where.path }));

describe('the Bootstrap Config object', () => {
  const config = (...inside: readonly string[]) => node('Boot', 'urn:oma:mo:oma-dm-bootstrapcfg:1.0', inside.join(''));
  const rights = (code: string, format = 'int') =>
    node('InitialARInfo', '', node('1', '', leaf('SubtreeURI', './DMAcc') + leaf('AccessCode', code, format)));

  it('is known by its identifier, with fields that its table explains', () => {
    const view = withObject(config(leaf('BootSrvDiscovery', '1', 'int'), rights('49')));
    expect(view.findings).toEqual([]);
    expect(view.fields.find(({ path }) => path === 'Boot/InitialARInfo/1/AccessCode')).toMatchObject({
      group: 'BootstrapConfig',
      moPath: 'InitialARInfo/<X>/AccessCode',
      row: { clause: '6.3', bits: ACCESS_CODE_BITS },
    });
  });

  it.each([
    ['no BootSrvDiscovery', config(rights('1')), 'mo-node-missing', 'Boot'],
    ['another value', config(leaf('BootSrvDiscovery', '2', 'int')), 'mo-value', 'Boot/BootSrvDiscovery'],
    ['text for a number', config(leaf('BootSrvDiscovery', '1')), 'mo-format', 'Boot/BootSrvDiscovery'],
    [
      'a bit that no command has',
      config(leaf('BootSrvDiscovery', '1', 'int'), rights('65')),
      'mo-value',
      'Boot/InitialARInfo/1/AccessCode',
    ],
  ])('%s is found with its clause', (_, object, code, path) => {
    expect(findings(object)).toEqual([{ code, clause: '6.3', path }]);
  });

  it('grants what the bits of AccessCode say', () => {
    const row: MoRow | undefined = BOOTSTRAP_CONFIG.rows.find(({ path }) => path.endsWith('AccessCode'));
    if (row === undefined) throw new Error('no row');
    expect(['1', '49', '63'].map((value) => valueFault(row, value))).toEqual([null, null, null]);
    for (const value of ['0', '64', '-1', '1.5', '', 'Get', '999999999999']) {
      expect(valueFault(row, value)).toContain('16 (Add)');
    }
  });
});

describe('values by format', () => {
  const [int, bool, float, chr] = moRows({ access: null, clause: null, source: 'ddf' }, [
    ['a', 'int', 'One', '', ''],
    ['b', 'bool', 'One', '', ''],
    ['c', 'float', 'One', '', ''],
    ['d', 'chr', 'One', '', ''],
  ]);

  it.each([
    [int, ['0', '-2147483648', '+2147483647'], ['', '2147483648', '1.5', '0x1', 'one']],
    [bool, ['true', 'false', 'True'], ['', '1', 'yes']],
    [float, ['1.5', '-3', '1e3'], ['', 'x', 'NaN']],
    [chr, ['', 'anything'], []],
  ])('%#', (row, good, bad) => {
    if (row === undefined) throw new Error('no row');
    expect(good.filter((value) => valueFault(row, value) !== null)).toEqual([]);
    expect(bad.filter((value) => valueFault(row, value) === null)).toEqual([]);
  });
});

describe('objects whose text was not read', () => {
  it('give hints only', () => {
    const object = node('Account13', 'urn:oma:mo:oma-dm-dmacc:1.1', leaf('AppID', 'w7') + leaf('Novelty', '1'));
    const codes = withObject(object).findings.filter(({ where }) => where.path?.startsWith('Account13/Novelty'));
    expect(codes.map(({ code, severity, clause }) => ({ code, severity, clause }))).toEqual([
      { code: 'mo-unverified', severity: 'info', clause: null },
    ]);
  });

  it('are all of one group, whatever their version', () => {
    const object = node('Account13', 'urn:oma:mo:oma-dm-dmacc:1.1', leaf('AppID', 'w7') + leaf('ServerID', 'other'));
    expect(withObject(object).accounts.map(({ serverId }) => serverId)).toEqual(['nordtel', 'other']);
    expect(withObject(object).findings.map(({ code }) => code)).toContain('mo-versions');
  });
});

describe('the account', () => {
  const codes = (...changes: readonly (readonly [string, string])[]) =>
    decodeMessage(changed(...changes)).findings.map(({ code }) => code);
  /** The default message from `name` of a node on, with the first `from` after it changed. */
  const behind = (mark: string, from: string, to: string): readonly [string, string] => {
    const xml = defaultMessageXml();
    const at = xml.indexOf(mark);
    return [xml, xml.slice(0, at) + xml.slice(at).replace(from, to)];
  };

  it('takes an empty AddrType for URI', () => {
    expect(codes(['<Value>URI</Value>', '<Value/>'])).toEqual([]);
    expect(codes(['<Value>URI</Value>', '<Value>URL</Value>'])).toEqual(['mo-value']);
  });

  it('takes a port as a number too, but no name', () => {
    expect(codes(behind('>PortNbr<', '<chr/>', '<int/>'))).toEqual([]);
    expect(codes(behind('>Name<', '<chr/>', '<int/>'))).toEqual(['mo-format']);
  });

  it('takes base64 for binary data', () => {
    expect(codes(behind('>AAuthData<', '<bin/>', '<b64/>'))).toEqual([]);
    expect(codes(behind('>AAuthData<', '<bin/>', '<chr/>'))).toEqual(['mo-format']);
  });

  it('has only types of the transport at the levels OBEX and HTTP', () => {
    const [xml, http] = behind('>AAuthLevel<', 'SRVCRED', 'HTTP');
    const at = http.indexOf('>HTTP<');
    expect(codes([xml, http])).toEqual(['mo-value']);
    expect(codes([xml, http.slice(0, at) + http.slice(at).replace('DIGEST', 'HTTP-DIGEST')])).toEqual([]);
  });
});
