import { toHex } from '../base/bytes.ts';
import { builtinCard } from '../bootstrap/builtin-cards.ts';
import { decodeMessage } from '../bootstrap/message.ts';
import { encodeDodf } from '../pkcs15/dodf.ts';
import { OIDS } from '../pkcs15/oids.ts';
import type { CardImage, FileImage } from '../virtual-card/card-image.ts';
import { type ClientHabits, type ClientProfile, CONFORMING } from './client-profile.ts';
import { CLIENT_PROFILES } from './client-profiles.ts';

/** Habits that a card shows and a message does not. */
const CARD_HABITS: ReadonlySet<string> = new Set<keyof ClientHabits>([
  'enabled',
  'modes',
  'channel',
  'dirTransparent',
  'dirBehindBlank',
  'aidLonger',
  'odfPath',
  'odfInline',
  'shortIds',
  'relativePaths',
  'fixedFiles',
  'records',
  'forms',
  'choice',
  'label',
  'stretch',
  'sloppyRecords',
  'pin',
  'block',
  'blockLength',
]);

const plain = (habits: ClientHabits) => new Map<string, unknown>(Object.entries(habits));

/** The clients that a message can part from a conforming one: how the others walk a card is not for a message to say. */
export const MESSAGE_PROFILES: readonly ClientProfile[] = CLIENT_PROFILES.filter(({ name, habits }) => {
  const usual = plain(CONFORMING);
  const own = [...plain(habits)].filter(([habit, value]) => JSON.stringify(value) !== JSON.stringify(usual.get(habit)));
  return name === 'conforming' || own.some(([habit]) => !CARD_HABITS.has(habit));
});

const DODF = '3F007F506420';
const CONTENT = '3F007F506421';

/**
 * A good card with this message on it, for a message that has none: the built-in UICC, whose directories lead to it. A Client
 * Provisioning document gets the OID of its own file (PROVSC 6.2).
 * @param message bytes as they are; what they hold is for the device to say
 */
export function cardWithMessage(message: Uint8Array): CardImage {
  const card = builtinCard('uicc');
  if (card === undefined) throw new RangeError('no built-in uicc');
  const provisioning = decodeMessage(message, 0, { expect: 'any' }).profile === 'cp';
  return {
    ...card,
    title: 'Message on a built-in card',
    files: card.files.map((file) => changed(file, message, provisioning)),
  };
}

function changed(file: FileImage, message: Uint8Array, provisioning: boolean): FileImage {
  // A file of the message alone: nothing stands behind it that its giver did not write.
  if (file.path === CONTENT) return { ...file, data: toHex(message), size: Math.max(1, message.length) };
  if (file.path !== DODF || !provisioning) return file;
  const object = {
    form: 'opaque',
    label: 'Bootstrap',
    flags: { private: true, modifiable: false },
    oid: OIDS.provBootstrap,
    path: { path: Uint8Array.of(0x64, 0x21) },
  } as const;
  return { ...file, data: toHex(encodeDodf([object], file.size ?? 0)) };
}
