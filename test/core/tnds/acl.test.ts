import { describe, expect, it } from 'vitest';
import { aclGrants, readAcl, writeAcl } from '../../../core/tnds/acl.ts';

describe('ACL', () => {
  it('reads and writes the example of the standard', () => {
    const text = 'Add=www.sonera.fi-8765&Delete=www.sonera.fi-8765&Get=*&Replace=www.sonera.fi-8765+321_ibm.com';
    const acl = readAcl(text);
    if (acl === undefined) throw new Error('not read');
    expect(writeAcl(acl)).toBe(text);
    expect(aclGrants(acl, 'Replace', '321_ibm.com')).toBe(true);
    expect(aclGrants(acl, 'Get', 'anybody')).toBe(true);
    expect(aclGrants(acl, 'Delete', '321_ibm.com')).toBe(false);
    expect(aclGrants(acl, 'Exec', 'www.sonera.fi-8765')).toBe(false);
  });

  it.each(['Copy=*', 'Get', 'Get=', 'Get=a b', 'Get=a&', 'Get=a&Get=b', 'get=*', 'Get=a=b', 'Get=a*'])(
    'refuses %j',
    (text) => {
      expect(readAcl(text)).toBeUndefined();
    },
  );

  it('reads the empty value as no right at all', () => {
    expect(readAcl('')?.size).toBe(0);
  });
});
