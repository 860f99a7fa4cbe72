import fc from 'fast-check';
import { toHex } from '../../../core/base/bytes.ts';
import { NORDTEL } from '../../../core/bootstrap/default-message.ts';
import type { MessageSource } from '../../../core/bootstrap/message-source-schema.ts';

/** The default message as a source. */
export const NORDTEL_SOURCE: MessageSource = {
  profile: 'dm',
  accounts: [
    {
      serverId: NORDTEL.serverId,
      name: NORDTEL.name,
      connection: 'NordTelNet',
      addresses: [{ addr: NORDTEL.addr, port: NORDTEL.port }],
      authPref: 'DIGEST',
      auth: [
        {
          level: 'CLCRED',
          type: 'DIGEST',
          name: NORDTEL.clientName,
          secret: NORDTEL.clientSecret,
          data: { hex: toHex(NORDTEL.clientNonce) },
        },
        {
          level: 'SRVCRED',
          type: 'DIGEST',
          name: NORDTEL.serverId,
          secret: NORDTEL.serverSecret,
          data: { hex: toHex(NORDTEL.serverNonce) },
        },
      ],
    },
  ],
  naps: [{ id: 'NordTelNet', apn: NORDTEL.apn }],
};

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _.-]{0,11}$/);
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/\p{Cc}|\p{Cs}|[\ufffe\uffff]/u.test(text));
const serverId = fc.stringMatching(/^[A-Za-z0-9.:-]{1,12}$/);
const port = fc.integer({ min: 0, max: 65535 });

/** Only what is there: an absent key is not there at all. */
function some<Item extends object>(shape: { [Key in keyof Item]: fc.Arbitrary<Item[Key]> }, needed: (keyof Item)[]) {
  return fc.record(shape, { requiredKeys: needed as never }) as unknown as fc.Arbitrary<Item>;
}

const auth = some(
  {
    level: fc.constantFrom('CLCRED', 'SRVCRED', 'OBEX', 'HTTP'),
    type: fc.constantFrom('BASIC', 'DIGEST', 'HMAC'),
    name: words,
    secret: words,
    data: words,
  },
  ['level', 'type'],
);
const address = some(
  {
    addr: fc.webUrl(),
    type: fc.constantFrom('IPv4', 'IPv6'),
    port: fc.oneof(port, fc.array(port, { minLength: 2, maxLength: 3 })),
  },
  ['addr'],
);
const accessAuth = some({ type: fc.constantFrom('PAP', 'CHAP'), name: words, secret: words }, ['type']);
const plain = some({ node: name, value: words, acl: fc.constant('Get=*'), format: fc.constantFrom('chr', 'int') }, [
  'node',
  'value',
])
  // The usual format is not written.
  .map(({ format, ...node }) => (format === undefined || format === 'chr' ? node : { ...node, format }));

/** Sources as `sourceFromMessage` writes them, so that they come back as they are. */
export const anySource = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 4, maxLength: 4 }),
    serverIds: fc.tuple(serverId, serverId),
    accounts: fc.array(
      some(
        {
          addresses: fc.array(address, { minLength: 1, maxLength: 2 }),
          auth: fc.array(auth, { minLength: 1, maxLength: 2 }),
          authPref: fc.constantFrom('BASIC', 'DIGEST'),
          acl: fc.constantFrom('none' as const, { Get: ['*'] }, { Add: ['a', 'b'], Replace: ['*'] }),
        },
        ['addresses'],
      ),
      { maxLength: 2 },
    ),
    nap: fc.option(
      some({ apn: words, name: words, bearer: fc.constantFrom('WLAN', 'CDMA'), auth: accessAuth }, ['apn']),
    ),
    proxy: fc.option(some({ addr: words, port, auth: accessAuth }, ['addr'])),
    nodes: fc.uniqueArray(plain, { maxLength: 2, selector: (node) => node.node }),
    head: some(
      {
        version: fc.constant('1.3' as const),
        wbxml: fc.constantFrom('1.1' as const, '1.3' as const),
        session: fc.constant('7'),
        tnds: fc.constant('xml' as const),
      },
      [],
    ),
  })
  .filter(({ accounts, nap, proxy, nodes }) => accounts.length + nodes.length > 0 || nap !== null || proxy !== null)
  .map(({ names, serverIds, accounts, nap, proxy, nodes, head }): MessageSource => {
    const [first = '', second = '', third = '', fourth = ''] = names;
    return {
      profile: 'dm',
      ...head,
      ...(accounts.length === 0 && { source: 'https://dm.example/' }),
      ...(accounts.length > 0 && {
        accounts: accounts.map((account, i) => ({
          serverId: serverIds[i] ?? '',
          name: [first, second][i] ?? '',
          ...(nap !== null && { connection: third }),
          ...account,
        })),
      }),
      ...(nap !== null && { naps: [{ id: third, ...nap }] }),
      ...(proxy !== null && { proxies: [{ id: fourth, ...(nap !== null && { nap: third }), ...proxy }] }),
      ...(nodes.length > 0 && { nodes: nodes.map((node, i) => ({ ...node, node: `+${i}${node.node}` })) }),
    };
  });
