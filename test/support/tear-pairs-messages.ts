import { concat, hex, toHex } from '../../core/base/bytes.ts';
import { defaultMessage, NORDTEL } from '../../core/bootstrap/default-message.ts';
import type { DataObjectSpec } from '../../core/pkcs15/dodf.ts';
import { DM_OBJECT } from './bootstrap-card.ts';
import { messageOfSize } from './scripted-message.ts';
import {
  ALSO_THEIRS,
  body,
  FULL,
  fid,
  inFile,
  MESSAGE,
  noise,
  OTHER_FULL,
  type Pair,
  SIZE,
  THEIR_FILE,
  THEIRS,
} from './tear-pairs.ts';
import { planMessage } from './tear-plans.ts';

/** A short message that differs from `MESSAGE` as a typical edit does. */
function edited(from: Uint8Array, was: string, is: string): Uint8Array {
  const text = toHex(from);
  const ascii = (word: string) => toHex(new TextEncoder().encode(word));
  if (!text.includes(ascii(was))) throw new Error(`${was} is not in it`);
  return hex(text.replace(ascii(was), ascii(is)));
}

/** One content file, one message. */
export const MESSAGES: readonly Pair[] = (
  [
    ['one letter', MESSAGE, edited(MESSAGE, 'x.example', 'y.example')],
    ['two places far apart', FULL, defaultMessage({ ...NORDTEL, clientName: 'devict', apn: 'dn.nordtel.example' })],
    ['the port, of another length', FULL, defaultMessage({ ...NORDTEL, port: 8443 })],
    [
      'both secrets, of one length',
      FULL,
      defaultMessage({ ...NORDTEL, clientSecret: 'Merlin-47112', serverSecret: 'Boreal-0815' }),
    ],
    ['longer by one', MESSAGE, messageOfSize(601)],
    ['shorter by one', MESSAGE, messageOfSize(599)],
    ['all of it, longer', FULL, OTHER_FULL],
    ['much shorter', FULL, MESSAGE],
    ['much longer', MESSAGE, FULL],
    ['from blank', new Uint8Array(SIZE).fill(0xff), MESSAGE],
    ['from zeros', new Uint8Array(SIZE), MESSAGE],
    ['from noise', noise(SIZE), MESSAGE],
    ['from a torn message', concat(Uint8Array.of(0xff), MESSAGE.subarray(1)), messageOfSize(610)],
    ['to blank', MESSAGE, new Uint8Array(MESSAGE.length).fill(0xff)],
    ['another version of WBXML', MESSAGE, Uint8Array.of(0x03, ...MESSAGE.subarray(1))],
    ['another version and another message', MESSAGE, Uint8Array.of(0x01, ...messageOfSize(640).subarray(1))],
    ['to the last byte of its file', messageOfSize(650), messageOfSize(SIZE)],
  ] as const
).map(([title, old, next]) => ({
  title,
  parts: inFile(old, Math.max(SIZE, old.length, next.length)),
  plan: planMessage(next),
}));

const placed = (index: number, length: number): DataObjectSpec => ({
  ...DM_OBJECT,
  path: { path: fid(0x6421), index, length },
});

/** A message among other things: others' objects, and others' bytes in the same file. */
export const AMONG_OTHERS: readonly Pair[] = [
  {
    title: 'others before and behind',
    parts: { ...inFile(MESSAGE), dodf: [THEIRS, DM_OBJECT, ALSO_THEIRS], others: [THEIR_FILE] },
    plan: planMessage(messageOfSize(640)),
  },
  {
    title: 'in the middle of a file of others',
    parts: {
      content: concat(noise(50), body(MESSAGE, 650), noise(100)),
      contentFile: { size: 800 },
      dodf: [placed(50, 650), { ...THEIRS, path: { path: fid(0x6421), index: 700, length: 100 } }],
    },
    plan: planMessage(messageOfSize(645)),
  },
  {
    title: 'at the end of its file',
    parts: { content: concat(noise(100), MESSAGE), contentFile: { size: SIZE }, dodf: [placed(100, 600)] },
    plan: planMessage(edited(MESSAGE, 'x.example', 'z.example')),
  },
];
