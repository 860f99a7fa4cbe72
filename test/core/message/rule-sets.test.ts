import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showUtf8 } from '../../../core/base/bytes.ts';
import { defaultMessage } from '../../../core/bootstrap/default-message.ts';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { editMessage, maskSecrets } from '../../../core/bootstrap/message-edit.ts';
import type { DecodeOptions, MessageView } from '../../../core/bootstrap/message-model.ts';
import { changed } from './messages.ts';
import { ACCOUNT_ADDS, type NodeAdd, withNodeAdds } from './node-adds.ts';

const NEW: DecodeOptions = { rules: '1.3' };
const OLD: DecodeOptions = { rules: '1.2' };
const codes = (bytes: Uint8Array, options?: DecodeOptions) =>
  decodeMessage(bytes, 0, options).findings.map((finding) => finding.code);

/** What a message says of its account, without what only a TNDS can say. */
function accountFields(view: MessageView) {
  return view.fields
    .filter(({ group, path }) => group === 'DMAcc' && !path.includes('?prop=') && !path.endsWith('AAuthData'))
    .map(({ path, moPath, group, value, secret }) => ({ path, moPath, group, value, secret }));
}

describe('one Add per node', () => {
  const adds = decodeMessage(withNodeAdds(ACCOUNT_ADDS), 0, OLD);
  const tnds = decodeMessage(changed(['./Inbox/NordTelNet', './NAP/NordTelNet']), 0, OLD);

  it('gives the accounts and the fields of a TNDS', () => {
    expect(adds.accounts).toEqual(tnds.accounts);
    expect(accountFields(adds)).toEqual(accountFields(tnds));
    expect(adds.profile).toBe('dm');
  });

  it('has nothing wrong in 1.2, and is no TNDS in 1.3', () => {
    expect(adds.findings.map((finding) => finding.code)).toEqual(['dm-acl-from-source']);
    expect(codes(withNodeAdds(ACCOUNT_ADDS), NEW)).toEqual(['dm-node-adds', 'mo-acl-absent']);
  });

  it('knows the account without its identifier, at any place, and whatever the order of its nodes', () => {
    const moved = ACCOUNT_ADDS.map(
      ([address, value]): NodeAdd => [address.replace('./DMAcc', './SyncML/DMAcc'), value],
    );
    const view = decodeMessage(withNodeAdds([...moved].reverse()), 0, OLD);
    expect(view.accounts.map(({ serverId }) => serverId)).toEqual(['nordtel']);
    expect(new Set(accountFields(view).map(({ path, value }) => `${path}=${value}`))).toEqual(
      new Set(accountFields(adds).map(({ path, value }) => `${path}=${value}`)),
    );
  });

  it('masks and edits its values in their places', () => {
    const bytes = withNodeAdds(ACCOUNT_ADDS);
    expect(showUtf8(maskSecrets(bytes, adds.secrets))).not.toMatch(/Kestrel|Aurora/);
    const edited = editMessage(decodeMessage(bytes), [{ path: 'NordTel/AppAddr/1/Port/1/PortNbr', value: '8443' }]);
    if (!edited.ok) throw new Error(edited.error.code);
    expect(decodeMessage(edited.value).accounts[0]?.addresses[0]?.port).toBe('8443');
    expect(edited.value.length).toBe(bytes.length + 1);
  });

  it.each<[string, readonly NodeAdd[], string[]]>([
    ['twice', [...ACCOUNT_ADDS, ['./DMAcc/NordTel/AppID', 'w7']], ['dm-item-fails']],
    ['below a leaf', [...ACCOUNT_ADDS, ['./DMAcc/NordTel/AppID/X', 'w7']], ['dm-item-fails']],
    ['without an address', [...ACCOUNT_ADDS, ['', 'w7']], ['dm-item-fails']],
    ['elsewhere', [...ACCOUNT_ADDS, ['./Vendor/X', '1']], []],
  ])('a node %s', (_, nodes, expected) => {
    expect(codes(withNodeAdds(nodes), OLD).filter((code) => code.startsWith('dm-item'))).toEqual(expected);
    expect(codes(withNodeAdds(nodes), NEW)).not.toContain('dm-item-fails');
  });
});

describe('rules of 1.2 and 1.3', () => {
  it('agree on a good message', () => {
    expect(codes(defaultMessage(), NEW)).toEqual([]);
    expect(codes(defaultMessage(), OLD)).toEqual([]);
    expect(codes(defaultMessage())).toEqual(codes(defaultMessage(), NEW));
  });

  it.each([
    [
      'an account without ACL',
      changed(['<ACL>Delete=nordtel&amp;Get=*&amp;Replace=nordtel</ACL>', '']),
      'dm-acl-from-source',
      'mo-acl-absent',
    ],
    [
      'Source is the identifier of the server',
      changed(['<LocURI>https://dm.nordtel.example/<', '<LocURI>nordtel<']),
      null,
      'dm-source-mismatch',
    ],
    [
      'Source is nobody',
      changed(['<LocURI>https://dm.nordtel.example/<', '<LocURI>x<']),
      'dm-owner-unknown',
      'dm-source-mismatch',
    ],
    ['DM/1.3', changed(['DM/1.2', 'DM/1.3']), 'dm-protocol-version', null],
    ['a server without its own rights', changed(['Replace=nordtel', 'Replace=other']), null, 'mo-acl'],
    ['an ACL for everybody', changed(['Replace=nordtel', 'Replace=*']), 'mo-acl', 'mo-acl'],
  ])('%s', (_, bytes, old, current) => {
    expect(codes(bytes, OLD)).toEqual(old === null ? [] : [old]);
    expect(codes(bytes, NEW)).toEqual(current === null ? [] : [current]);
  });

  it('change what is found, not what is read', () => {
    const { findings: _a, ...old } = decodeMessage(withNodeAdds(ACCOUNT_ADDS), 0, OLD);
    const { findings: _b, ...current } = decodeMessage(withNodeAdds(ACCOUNT_ADDS), 0, NEW);
    expect(old).toEqual(current);
  });
});

describe('whatever the bytes', () => {
  it('both rule sets read the same, throw nothing, and stay inside the message', () => {
    const start = fc.constantFrom(withNodeAdds(ACCOUNT_ADDS), defaultMessage());
    const damaged = fc.tuple(start, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }));
    fc.assert(
      fc.property(damaged, ([from, changes]) => {
        const bytes = from.slice();
        for (const [place, byte] of changes) bytes[place % bytes.length] = byte;
        const { findings: old, ...first } = decodeMessage(bytes, 0, OLD);
        const { findings: current, ...second } = decodeMessage(bytes, 0, NEW);
        expect(first).toEqual(second);
        for (const { where } of [...old, ...current]) {
          expect(where.offset ?? 0).toBeGreaterThanOrEqual(0);
          expect((where.offset ?? 0) + (where.length ?? 0)).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 200 },
    );
  });
});
