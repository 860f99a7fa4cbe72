import { toHex } from '../base/bytes.ts';
import { encodeIccid } from '../card/iccid.ts';
import type { CardImage, CredentialImage } from '../virtual-card/card-image.ts';

/** A PIN or key as a clone has it. */
export interface SetCredential {
  readonly ref: string;
  /** As people type it. */
  readonly value: string;
  /** Its unblock code; absent: it has none. */
  readonly unblock?: string;
}

export interface CardClone {
  readonly image: CardImage;
  readonly credentials: readonly SetCredential[];
}

/** What the PINs and keys of virtual cards are set to: no card gives its own away, and all the world may know these. */
const PIN = '1234';
const PIN2 = '5678';
const EIGHT = '12345678';
const ICCID_PATH = '3F002FE2';

const ascii = (text: string) => new TextEncoder().encode(text);

function setValue({ ref }: Pick<CredentialImage, 'ref'>): string {
  if (/^(pin2|chv2)/.test(ref)) return PIN2;
  return /^(pin|chv|upin)/.test(ref) ? PIN : EIGHT;
}

/** What VERIFY must carry: a PIN is filled up with FF (TS 102 221 9.5.1). */
function onWire(value: string): string {
  return toHex(ascii(value)).padEnd(16, 'F');
}

/**
 * A dump as a card that can be used: its PINs and keys get values that are told, their states and tries stay as they were.
 * @param iccid number of its own; undefined: that of the card it was dumped from
 */
export function cloneImage(dump: CardImage, title: string, iccid?: string): CardClone {
  const credentials = dump.credentials.map(({ triesAssumed: _assumed, ...credential }) => ({
    ...credential,
    value: onWire(setValue(credential)),
    ...(credential.unblock && { unblock: { ...credential.unblock, value: onWire(EIGHT) } }),
  }));
  const files =
    iccid === undefined
      ? dump.files
      : dump.files.map((file) =>
          file.path === ICCID_PATH && file.unreadFrom === undefined
            ? { ...file, data: toHex(encodeIccid(iccid)) }
            : file,
        );
  return {
    image: { ...dump, title, credentials, files, ...(iccid !== undefined && { iccid }) },
    credentials: credentials.map((item) => ({
      ref: item.ref,
      value: setValue(item),
      ...(item.unblock && { unblock: EIGHT }),
    })),
  };
}

/** The values of a card's credentials that are those that every virtual card has; another is its user's own. */
export function knownValue({ ref, value }: Pick<CredentialImage, 'ref' | 'value'>): string | null {
  const usual = setValue({ ref });
  return value?.toUpperCase() === onWire(usual) ? usual : null;
}
