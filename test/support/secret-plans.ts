import { concat, padEnd, toHex, utf8 } from '../../core/base/bytes.ts';
import { defaultMessage } from '../../core/bootstrap/default-message.ts';
import { unnamedSecrets } from '../../core/bootstrap/file-secrets.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { adminProfile } from '../../core/card/admin-profile.ts';
import { encodeDataObject } from '../../core/pkcs15/dodf.ts';
import { OIDS } from '../../core/pkcs15/oids.ts';
import { type ObjectsAct, planObjects } from '../../core/plan/objects.ts';
import { type CardParts, cardWith, DM_OBJECT } from './bootstrap-card.ts';
import { readImage } from './read-image.ts';
import { formsOfSecret } from './secret-forms.ts';
import { vectorIn, vectorsOf } from './vectors.ts';
import { openVirtualLink } from './virtual-link.ts';

const LWM2M = vectorIn(vectorsOf('lwm2m.json'), 'lwm2m-bootstrap-anjay').bytes;
const KEY = utf8('3x@mpl3P5K53cr3tK3y');
const MESSAGE = defaultMessage();

const { path: _, ...named } = DM_OBJECT;
const direct = { ...named, label: 'In the record', direct: MESSAGE };
const lwm2m = { form: 'opaque', label: 'LwM2M', oid: OIDS.lwm2mBootstrap } as const;
const inFile = { ...lwm2m, path: { path: Uint8Array.of(0x64, 0x32) } };
const records = (...list: Parameters<typeof encodeDataObject>[0][]) =>
  padEnd(concat(...list.map(encodeDataObject)), 4096, 0xff);

/** Of a message and of LwM2M content: each with the bytes around it in its field, as they stand on the card. */
const SECRETS: readonly Uint8Array[] = [
  ...unnamedSecrets(MESSAGE).map(({ offset, length }) => MESSAGE.slice(offset, offset + length)),
  KEY,
].filter(({ length }) => length >= 6);

/** A plan that moves or removes objects whose bytes are secret, with the card that it is for. */
export async function secretPlan(parts: CardParts, act: (read: ReadResult) => ObjectsAct, deleteFiles = true) {
  const image = cardWith({
    others: [{ fid: '6432', name: 'LwM2M', data: padEnd(LWM2M, 200, 0xff), read: 'always', update: 'adm1' }],
    contentFile: { read: 'always' },
    ...parts,
  });
  const { result: read } = await readImage(image, { depth: 'inspect' });
  const { link } = await openVirtualLink(image);
  const admin = adminProfile();
  if (admin === undefined) throw new Error('no profile');
  const plan = await planObjects(link, read, act(read), { admin, deleteFiles });
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return { image, read, plan: plan.value };
}

/** Secrets of which six bytes or more in a row can be read in a text: in it, or between its marks. */
export function toldIn(html: string): readonly string[] {
  const text = html.replace(/<[^>]*>/g, ' ').replaceAll('&amp;', '&');
  const run = text.replace(/\s+/g, '');
  return SECRETS.filter((secret) =>
    Array.from({ length: Math.max(1, secret.length - 5) }, (_, at) => secret.subarray(at, at + 6)).some((part) =>
      formsOfSecret(part).some((form) => text.includes(form) || html.includes(form) || run.includes(form)),
    ),
  ).map((secret) => toHex(secret));
}

const two: CardParts = { dodf: records(DM_OBJECT, direct) };
const three: CardParts = { dodf: records(DM_OBJECT, inFile, { ...lwm2m, direct: LWM2M }) };
const number = (read: ReadResult, label: string, isDirect = false) =>
  read.objects.findIndex((object) => object.label === label && (object.direct === true) === isDirect);

/** Plans over records that hold a message or LwM2M content, or lead to it. */
export const SECRET_PLANS: readonly [string, CardParts, (read: ReadResult) => ObjectsAct, boolean?][] = [
  [
    'takes a message in the record away',
    two,
    (read) => ({ kind: 'remove', object: number(read, 'In the record', true) }),
  ],
  ['puts a message in the record first', two, () => ({ kind: 'reorder', order: [1, 0] })],
  ['takes LwM2M content off the card', three, (read) => ({ kind: 'remove', object: number(read, 'LwM2M') })],
  ['empties LwM2M content', three, (read) => ({ kind: 'remove', object: number(read, 'LwM2M') }), false],
  [
    'takes LwM2M content in the record away',
    three,
    (read) => ({ kind: 'remove', object: number(read, 'LwM2M', true) }),
  ],
  ['moves LwM2M content in the record', three, () => ({ kind: 'reorder', order: [2, 0, 1] })],
];
