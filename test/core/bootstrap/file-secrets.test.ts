import { describe, expect, it } from 'vitest';
import { concat, hex, padEnd, toHex, utf8 } from '../../../core/base/bytes.ts';
import type { StructureNode } from '../../../core/base/structure.ts';
import { defaultMessage, NORDTEL } from '../../../core/bootstrap/default-message.ts';
import { explainFile } from '../../../core/bootstrap/explain-file.ts';
import { fileSecrets, unnamedSecrets } from '../../../core/bootstrap/file-secrets.ts';
import { maskSecrets } from '../../../core/bootstrap/message-edit.ts';
import type { ObjectPlace } from '../../../core/bootstrap/object-content.ts';
import type { CardFile, FileRole } from '../../../core/bootstrap/read-result.ts';
import { OIDS } from '../../../core/pkcs15/oids.ts';
import { tlv } from '../../../core/tlv/ber-tlv.ts';
import { vectorIn, vectorsOf } from '../../support/vectors.ts';

const path = '3F007F506420';
const MESSAGE = defaultMessage();
const LWM2M = vectorIn(vectorsOf('lwm2m.json'), 'lwm2m-bootstrap-anjay').bytes;
/** Resource 5 of that vector. */
const LWM2M_KEY = hex('3378406D706C3350354B3533637233744B3379');

const fileOf = (role: FileRole, bytes: Uint8Array): CardFile => ({
  path,
  fid: '6420',
  name: 'x',
  role,
  structure: 'transparent',
  size: bytes.length,
  recordLength: 0,
  bytes,
  reads: [],
});

/** A data object whose value stands in its record. */
const inline = (oid: string, value: Uint8Array) =>
  tlv(0x30, hex('30030C0178'), tlv(0x30, hex(oid)), tlv(0xa1, tlv(0xa0, tlv(0x04, value))));
const LWM2M_OID = '0604672B0901';
const DM_OID = '0604672B0701';
const OTHER_OID = '06022A03';
const KEY = utf8('0123456789ABCDEF');
/** SecretKey with its value in the record (PKCS#15 6.5). */
const secretKey = tlv(0xa0, hex('30030C0178'), hex('3003040101'), tlv(0xa1, tlv(0x30, tlv(0xa0, tlv(0x04, KEY)))));

const wordsOf = (node: StructureNode): readonly string[] => [
  ...(node.secret || node.preview === undefined ? [] : [node.preview]),
  ...node.children.flatMap(wordsOf),
];

interface Case {
  readonly title: string;
  readonly role: FileRole;
  readonly bytes: Uint8Array;
  readonly objects?: readonly Omit<ObjectPlace, 'path'>[];
  readonly secrets: readonly Uint8Array[];
}

const CLIENT = utf8(NORDTEL.clientSecret);
const lwm2mAt = (offset: number) => ({ oid: OIDS.lwm2mBootstrap, offset, length: null, dm: false });

const CASES: readonly Case[] = [
  { title: 'a message that nobody names', role: 'other', bytes: MESSAGE, secrets: [CLIENT] },
  { title: 'LwM2M content that nobody names', role: 'other', bytes: padEnd(LWM2M, 300, 0xff), secrets: [LWM2M_KEY] },
  { title: 'LwM2M content by its OID', role: 'content', bytes: LWM2M, objects: [lwm2mAt(0)], secrets: [LWM2M_KEY] },
  {
    title: 'LwM2M content behind something else',
    role: 'content',
    bytes: concat(hex('FFFFFFFF'), LWM2M),
    objects: [lwm2mAt(4)],
    secrets: [LWM2M_KEY],
  },
  {
    title: 'LwM2M content that is cut inside its key',
    role: 'content',
    bytes: LWM2M.subarray(0, toHex(LWM2M).indexOf(toHex(LWM2M_KEY)) / 2 + 10),
    objects: [lwm2mAt(0)],
    secrets: [LWM2M_KEY.subarray(0, 10)],
  },
  { title: 'a message in EF(DODF) itself', role: 'dodf', bytes: inline(DM_OID, MESSAGE), secrets: [CLIENT] },
  { title: 'LwM2M content in EF(DODF) itself', role: 'dodf', bytes: inline(LWM2M_OID, LWM2M), secrets: [LWM2M_KEY] },
  { title: 'a value of another OID in EF(DODF)', role: 'dodf', bytes: inline(OTHER_OID, KEY), secrets: [KEY] },
  {
    title: 'a message in EF(ODF) itself',
    role: 'odf',
    bytes: tlv(0xa7, tlv(0xa0, inline(DM_OID, MESSAGE))),
    secrets: [CLIENT],
  },
  { title: 'a secret key in its directory', role: 'skdf', bytes: secretKey, secrets: [KEY] },
  { title: 'a secret key in EF(ODF)', role: 'odf', bytes: tlv(0xa3, tlv(0xa0, secretKey)), secrets: [KEY] },
];

describe.each(CASES)('$title', ({ role, bytes, objects = [], secrets }) => {
  const file = fileOf(role, bytes);
  const own = objects.map((object) => ({ ...object, path }));

  it('is masked where the bytes are shown', () => {
    const spans = fileSecrets(file, own);
    const shown = toHex(maskSecrets(bytes, spans));
    for (const secret of secrets) {
      expect(toHex(bytes)).toContain(toHex(secret));
      expect(shown).not.toContain(toHex(secret));
    }
    for (const [i, span] of spans.entries())
      expect(span.offset).toBeGreaterThan((spans[i - 1]?.offset ?? -1) + (spans[i - 1]?.length ?? 0));
  });

  it('is not said by its explanation', () => {
    const { tree, tokens } = explainFile(file, own);
    const words = [...wordsOf(tree), ...tokens.map(({ meaning }) => meaning)].join('\n');
    for (const secret of secrets) {
      expect(words).not.toContain(toHex(secret));
      expect(words).not.toContain(new TextDecoder().decode(secret));
    }
  });
});

it('bytes that are neither a message nor LwM2M content hold no secret that anybody knows', () => {
  expect(unnamedSecrets(hex('98101032547698000000'))).toEqual([]);
  expect(unnamedSecrets(new Uint8Array(64).fill(0xff))).toEqual([]);
});
