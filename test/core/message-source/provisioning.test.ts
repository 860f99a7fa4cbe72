import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../core/bootstrap/message.ts';
import { compareMessages } from '../../../core/bootstrap/message-compare.ts';
import { messageFromSource } from '../../../core/bootstrap/message-source.ts';
import { sourceFromMessage } from '../../../core/bootstrap/message-source-back.ts';
import { maskSource } from '../../../core/bootstrap/message-source-mask.ts';
import type { MessageSource } from '../../../core/bootstrap/message-source-schema.ts';
import { starterSource } from '../../../core/bootstrap/message-source-starter.ts';
import { parseMessageSource } from '../../../core/bootstrap/message-source-text.ts';
import { anySource } from './sources.ts';

function built(source: MessageSource): Uint8Array {
  const bytes = messageFromSource(source);
  if (!bytes.ok) throw new Error(JSON.stringify(bytes.error));
  return bytes.value;
}

function readBack(bytes: Uint8Array) {
  const reading = sourceFromMessage(decodeMessage(bytes));
  if (!reading.ok) throw new Error(JSON.stringify(reading.error));
  return reading.value;
}

const text = fc.stringMatching(/^[A-Za-z0-9 .-]{1,12}$/);
const plain = fc.array(
  fc.record({
    type: fc.constantFrom('APPLICATION', 'VENDORCONFIG', 'ACCESS'),
    parms: fc.array(fc.oneof(fc.record({ name: text, value: text }), fc.record({ name: text })), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  { maxLength: 2 },
);

/** The DM sources as far as a provisioning document can say them. */
const anyProvisioning = fc.tuple(anySource, plain).map(([source, characteristics]): MessageSource => {
  const naps = source.naps?.map(({ node: _node, ...nap }) => nap);
  const proxies = naps && source.proxies?.map(({ node: _node, ...proxy }) => proxy);
  const accounts = source.accounts?.map(({ acl: _acl, authPref: _authPref, ...account }) => account);
  return {
    profile: 'cp',
    ...(naps && { naps }),
    ...(proxies && { proxies }),
    ...(accounts && { accounts }),
    characteristics: [...characteristics, { type: 'BOOTSTRAP', parms: [{ name: 'NAME', value: 'x' }] }],
  };
});

describe('provisioning sources', () => {
  it('come back from their documents', () => {
    fc.assert(
      fc.property(anyProvisioning, (source) => {
        const reading = readBack(built(source));
        expect(reading.source).toEqual(source);
        expect(reading.notExpressed).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('the starters build what they say, without findings', () => {
    for (const profile of ['dm', 'cp'] as const) {
      const source = parseMessageSource(starterSource(profile));
      if (!source.ok) throw new Error(JSON.stringify(source.error));
      const view = decodeMessage(built(source.value), 0, { expect: 'any' });
      expect([view.profile, view.findings]).toEqual([profile, []]);
      expect(view.accounts).toMatchObject([{ serverId: 'nordtel', name: 'NordTel' }]);
    }
  });

  it('what has no short form stands as it is', () => {
    const odd: MessageSource = {
      profile: 'cp',
      characteristics: [
        { type: 'NAPDEF', parms: [{ name: 'NAPID', value: 'N' }, { name: 'INTERNET' }] },
        {
          type: 'APPLICATION',
          parms: [
            { name: 'APPID', value: 'w7' },
            { name: 'PROVIDER-ID', value: 'p' },
            { name: 'ADDR', value: 'http://x/' },
          ],
        },
      ],
    };
    expect(readBack(built(odd)).source).toEqual(odd);
  });

  it('secrets are left to the environment', () => {
    const source: MessageSource = {
      profile: 'cp',
      naps: [{ id: 'N', apn: 'a', auth: { type: 'PAP', name: 'n', secret: 'Kestrel' } }],
      characteristics: [
        {
          type: 'PXLOGICAL',
          parms: [
            { name: 'PROXY-ID', value: 'p' },
            { name: 'PROXY-PW', value: 'Kestrel' },
          ],
        },
      ],
    };
    const masked = maskSource(source);
    expect(JSON.stringify(masked)).not.toContain('Kestrel');
    expect(masked.variables).toHaveLength(2);
  });

  it('compare by their parms', () => {
    const source: MessageSource = {
      profile: 'cp',
      naps: [
        { id: 'N', apn: 'a' },
        { id: 'M', apn: 'b' },
      ],
    };
    const other: MessageSource = {
      profile: 'cp',
      naps: [
        { id: 'M', apn: 'c' },
        { id: 'N', apn: 'a' },
      ],
    };
    const { differences } = compareMessages(decodeMessage(built(source)), decodeMessage(built(other)));
    expect(differences.map(({ path }) => path)).toEqual(['NAPDEF[M]/NAP-ADDRESS']);
  });
});
