import { describe, expect, it } from 'vitest';
import { defaultMessage } from '../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import type { MessageField } from '../../core/bootstrap/message-model.ts';
import { fieldGroups, fieldLabel, fieldName } from '../../renderer/model/field-groups.ts';
import { fieldFault } from '../../renderer/model/field-rules.ts';
import { shownXml } from '../../renderer/model/shown-xml.ts';
import { xmlParts } from '../../renderer/model/xml-parts.ts';

const view = decodeMessage(defaultMessage());

function field(moPath: string, value = ''): MessageField {
  return {
    path: `X/${moPath}`,
    moPath,
    group: 'DMAcc',
    value,
    span: { offset: 0, length: value.length },
    secret: false,
  };
}

describe('fields in groups', () => {
  it('lose no field and show none twice', () => {
    const paths = fieldGroups(view.fields).flatMap((group) => group.fields.map(({ path }) => path));
    expect([...paths].sort()).toEqual(view.fields.map(({ path }) => path).sort());
  });

  it('are one group a management object, the header first', () => {
    expect(fieldGroups(view.fields).map(({ title }) => title)).toEqual([
      'group.message',
      'group.command',
      'group.account',
      'group.connection',
    ]);
  });

  it('have labels for people and the names of the standard', () => {
    expect(fieldLabel(field('AppAddr/<X>/Addr'))).toBe('field.addr');
    expect(fieldLabel(field('Ext/Vendor'))).toBeNull();
    expect(fieldName({ ...field(''), path: 'SyncHdr/Source/LocURI' })).toBe('Source');
    expect(fieldName({ ...field(''), path: 'NordTel?prop=ACL' })).toBe('ACL');
  });
});

describe('rules of single values', () => {
  const cases = [
    ['AppAddr/<X>/Port/<X>/PortNbr', '65535', null],
    ['AppAddr/<X>/Port/<X>/PortNbr', '65536', 'fault.range'],
    ['AppAddr/<X>/Port/<X>/PortNbr', '', 'fault.empty'],
    ['AppAddr/<X>/AddrType', 'IPv6', null],
    ['AppAddr/<X>/AddrType', 'ipv6', 'fault.list'],
    ['AppID', 'w7', null],
    ['AppID', '', 'fault.empty'],
    ['ServerID', '', 'fault.empty'],
    ['Ext/Vendor', '', null],
    ['AAuthPref', '', null],
    ['Name', '', null],
  ] as const;
  it.each(cases)('%s = "%s"', (moPath, value, fault) => {
    expect(fieldFault(field(moPath), value)?.text ?? null).toBe(fault);
  });
});

describe('the message as XML', () => {
  const bytes = defaultMessage();
  const masked = shownXml(bytes, decodeMessage(bytes));

  it('shows no secret, and dots in the place of each', () => {
    const secrets = view.fields.filter(({ secret }) => secret);
    expect(secrets.length).toBeGreaterThan(0);
    for (const { value } of secrets) expect(masked).not.toContain(value);
    expect(masked.split('••••••••')).toHaveLength(secrets.length + 1);
    expect(masked).not.toMatch(/\*{3}|Kioq/);
  });

  it('is all there in its parts', () => {
    expect(
      xmlParts(view.xml)
        .map(({ text }) => text)
        .join(''),
    ).toBe(view.xml);
  });
});
