import { equalBytes, fromHex, isFilled, toHex, utf8 } from '../base/bytes.ts';
import type { Span } from '../base/span.ts';
import { sliceSpan } from '../base/span.ts';
import type { StructureNode } from '../base/structure.ts';
import { decodeKnownFile, secretSpans } from '../card/decode-known-file.ts';
import { isPersonal } from '../card/personal-files.ts';
import { bodyOfImage, contentOfImage, ImageFiles } from '../files/image-place.ts';
import { matchPkcs15Aid } from '../pkcs15/ef-dir.ts';
import { readPaddedList } from '../pkcs15/padded-list.ts';
import { type CardImage, type CredentialImage, cardImageSchema, type FileImage } from '../virtual-card/card-image.ts';
import { fileSecrets, unnamedSecrets } from './file-secrets.ts';
import { decodeMessage } from './message.ts';
import { maskSecrets } from './message-edit.ts';
import { type ObjectPlace, objectContent } from './object-content.ts';
import type { CardFile } from './read-result.ts';
import { scanSecrets } from './secret-scan.ts';

/** A stretch of a file that was masked, and why. */
export interface MaskedPlace {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  /** `secret`: of a message, or a key; `person`: subscriber, location, telephone book; `unknown`: no standard says what it is. */
  readonly what: 'secret' | 'person' | 'unknown';
}

export interface RedactedImage {
  readonly image: CardImage;
  readonly masked: readonly MaskedPlace[];
  /** The values that were taken out: whatever else goes with the image must not have them either. */
  readonly values: readonly Uint8Array[];
}

export interface RedactOptions {
  /** Objects as the directories of the card tell them: a message may stand anywhere in its file. */
  readonly objects?: readonly ObjectPlace[];
  /** Files as they were read: what explains them says what to hide. */
  readonly files?: readonly CardFile[];
  /** Files about a person stay as they are. */
  readonly keepIdentity?: boolean;
}

/** Values shorter than this stand in other bytes by chance. */
const SHORTEST_VALUE = 5;

/** Every place at which one of `values` stands. */
export function occurrencesOf(values: readonly Uint8Array[], bytes: Uint8Array): readonly Span[] {
  const out: Span[] = [];
  for (const value of values) {
    const { length } = value;
    const [first] = value;
    if (first === undefined) continue;
    for (let at = bytes.indexOf(first); at >= 0 && at + length <= bytes.length; at = bytes.indexOf(first, at + 1))
      if (equalBytes(bytes.subarray(at, at + length), value)) out.push({ offset: at, length });
  }
  return out;
}

/** Places of messages that begin in the middle of a file: where WBXML can begin (version 1.1 to 1.3, known charset). */
function secretsAnywhere(body: Uint8Array): readonly Span[] {
  const out: Span[] = [];
  for (let at = 0; at + 4 < body.length; at++) {
    const version = body[at] ?? 0;
    if (version < 1 || version > 3 || !body.subarray(at + 2, at + 5).some((byte) => byte === 0x6a)) continue;
    const view = decodeMessage(body, at, { expect: 'any' });
    if (view.profile !== 'unknown') out.push(...view.secrets);
  }
  return out;
}

/** Secrets of the objects that may stand in a file: by the file's own id, for the application may have no path. */
function secretsOfObjects(file: FileImage, body: Uint8Array, objects: readonly ObjectPlace[]): readonly Span[] {
  const path = file.path.toUpperCase();
  const own = objects.filter((object) => object.path.slice(-4).toUpperCase() === path.slice(-4));
  const asRead = { path, fid: path.slice(-4), name: '', structure: 'transparent', size: body.length } as const;
  return own.flatMap((object) => {
    const read = { ...asRead, role: 'content', recordLength: 0, bytes: body, reads: [] } as const;
    return objectContent({ files: [read] }, { ...object, path })?.secrets ?? [];
  });
}

/** The application of a card that tells no path for it is read as 7FFF. */
function isSame(path: string, read: CardFile): boolean {
  return read.path === path || (read.path.startsWith('7FFF') && path.endsWith(read.path.slice(4)));
}

interface FilePlaces {
  readonly what: MaskedPlace['what'];
  readonly spans: readonly Span[];
}

/** True for a body that is records of a PKCS#15 directory and nothing else: a key file of the application is none. */
export function isDirectory(body: Uint8Array): boolean {
  const { records, faults, hidden } = readPaddedList(body);
  return hidden === undefined && faults.length === 0 && records.length > 0;
}

/** Bytes that were ever written; what is all FF says nothing. */
function written(body: Uint8Array): readonly Span[] {
  return body.length === 0 || isFilled(body, 0xff) ? [] : [{ offset: 0, length: body.length }];
}

/** Numbers that stand in a file, as text: a subscriber's may be a user name elsewhere. */
function numbersIn(nodes: readonly StructureNode[]): readonly Uint8Array[] {
  return nodes.flatMap(({ preview = '', children }) => [
    ...(/^\+?\d{8,}$/.test(preview) ? [utf8(preview.replace('+', ''))] : []),
    ...numbersIn(children),
  ]);
}

class Redactor {
  readonly #files: ImageFiles;
  readonly #options: RedactOptions;

  constructor(image: CardImage, options: RedactOptions) {
    this.#files = new ImageFiles(image);
    this.#options = options;
  }

  /** The PKCS#15 application, by its name or by the file id that DM Bootstrap gives it (D.2.1). */
  #isBootstrap(file: FileImage): boolean {
    const aid = this.#files.applicationOf(file)?.aid;
    const named = aid !== undefined && matchPkcs15Aid(fromHex(aid) ?? null) !== 'none';
    return named || file.path.toUpperCase().startsWith('3F007F50');
  }

  /** Numbers of a person that the file holds. */
  numbersOf(file: FileImage): readonly Uint8Array[] {
    const known = this.#files.known(file);
    if (this.#options.keepIdentity || known === undefined || !isPersonal(known)) return [];
    return numbersIn(decodeKnownFile(known, contentOfImage(file)).nodes);
  }

  placesOf(file: FileImage): readonly FilePlaces[] {
    const { objects = [], files = [], keepIdentity = false } = this.#options;
    const body = bodyOfImage(file);
    const known = this.#files.known(file);
    const read = files.filter((item) => isSame(file.path.toUpperCase(), item));
    const told = [...secretsOfObjects(file, body, objects), ...read.flatMap((item) => fileSecrets(item, objects))];
    const found = [...told, ...unnamedSecrets(body), ...scanSecrets(body, 0), ...secretsAnywhere(body)];
    if (known !== undefined && !this.#isBootstrap(file)) {
      if (!keepIdentity && isPersonal(known)) return [{ what: 'person', spans: written(body) }];
      // A key is a key, also in a file that has another structure than the standard gives it.
      if (known.secret) return [{ what: 'secret', spans: written(body) }];
      const explained = secretSpans(decodeKnownFile(known, contentOfImage(file)).nodes);
      return [{ what: 'secret', spans: [...explained, ...found] }];
    }
    // What led to the message, wherever its application stands, and what is one.
    if (read.length > 0) return [{ what: 'secret', spans: found }];
    const isMessage = told.length > 0 || decodeMessage(body, 0, { expect: 'any' }).profile !== 'unknown';
    const isObject = objects.some(({ path }) => path.slice(-4) === file.path.slice(-4).toUpperCase());
    const isPlain = known === undefined ? isDirectory(body) : !known.secret;
    if (isMessage || isObject || (this.#isBootstrap(file) && isPlain)) return [{ what: 'secret', spans: found }];
    return [{ what: 'unknown', spans: written(body) }];
  }
}

/** Only what the format names: whoever made the image may have put anything beside it. */
function named<T extends object>(value: T, shape: Readonly<Record<string, unknown>>): T {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name in shape)) as T;
}

const SHAPES = {
  image: cardImageSchema.shape,
  file: cardImageSchema.shape.files.element.shape,
  credential: cardImageSchema.shape.credentials.element.shape,
};

/** Every key of a bundle is this digit throughout: it can be typed as a PIN. */
const STAND_IN = 0x30;

const standIn = (bytes: number) => toHex(new Uint8Array(bytes).fill(STAND_IN));
const lengthOf = (value: string | undefined) => (value === undefined ? 8 : value.length / 2);

/** Eight zeros verify: whoever opens it can read what the card's holder could. */
function redactedCredential(item: CredentialImage): CredentialImage {
  const { value, unblock, ...rest } = named(item, SHAPES.credential);
  return {
    ...rest,
    value: standIn(lengthOf(value)),
    ...(unblock && { unblock: { tries: unblock.tries, maxTries: unblock.maxTries, value: standIn(8) } }),
  };
}

function credentialValues(image: CardImage): readonly Uint8Array[] {
  return image.credentials
    .flatMap(({ value, unblock }) => [value, unblock?.value])
    .flatMap((value) => (value === undefined ? [] : [fromHex(value) ?? new Uint8Array()]));
}

/** What can be looked for elsewhere without hitting other bytes by chance. */
function telling(values: readonly Uint8Array[]): readonly Uint8Array[] {
  const long = values.filter((value) => value.length >= SHORTEST_VALUE && !value.every((byte) => byte === value[0]));
  return [...new Map(long.map((value) => [toHex(value), value])).values()].sort((a, b) => b.length - a.length);
}

/** Where a swap fault names a file on somebody's computer, the name alone stays. */
function redactedFault(fault: CardImage['faults'][number]): CardImage['faults'][number] {
  return fault.card === undefined ? fault : { ...fault, card: fault.card.replace(/^.*[/\\]/, '') };
}

/**
 * A card image that can be given away: PINs and keys, secrets of bootstrap messages, keys in files, and what is about a person are
 * replaced (keys by zeros, all else by stars); so is what stands outside the PKCS#15 application in files that no standard names. Lengths and everything
 * else stay, so that the card still shows what was wrong with it.
 */
export function redactImage(image: CardImage, options: RedactOptions = {}): RedactedImage {
  const redactor = new Redactor(image, options);
  const found = image.files.map((file) => ({ file, places: file.type === 'ef' ? redactor.placesOf(file) : [] }));
  const taken = found.flatMap(({ file, places }) =>
    places.flatMap(({ what, spans }) =>
      // What nobody can name is too much to be looked for elsewhere.
      what === 'unknown' ? [] : spans.map((span) => sliceSpan(bodyOfImage(file), span).slice()),
    ),
  );
  const numbers = image.files.flatMap((file) => (file.type === 'ef' ? redactor.numbersOf(file) : []));
  const values = telling([...taken, ...numbers, ...credentialValues(image)]);
  const masked: MaskedPlace[] = [];
  const files = found.map(({ file, places }): FileImage => {
    const body = bodyOfImage(file);
    const again = file.type === 'ef' ? [{ what: 'secret', spans: occurrencesOf(values, body) } as const] : [];
    const all = [...places, ...again].flatMap(({ what, spans }) => spans.map((span) => ({ what, span })));
    const kept = all.filter(
      ({ span }, i) => span.length > 0 && !all.slice(0, i).some(({ span: other }) => within(span, other)),
    );
    for (const { what, span } of kept)
      masked.push({ path: file.path.toUpperCase(), offset: span.offset, length: span.length, what });
    const own = named(file, SHAPES.file);
    if (kept.length === 0) return own;
    const data = maskSecrets(
      body,
      kept.map(({ span }) => span),
    );
    return { ...own, data: toHex(data.subarray(0, Math.max((file.data ?? '').length / 2, lastOf(kept)))) };
  });
  const credentials = image.credentials.map(redactedCredential);
  const faults = image.faults.map(redactedFault);
  const stars = masked.length > 0 ? { redacted: true as const } : {};
  return { image: { ...named(image, SHAPES.image), ...stars, credentials, files, faults }, masked, values };
}

const within = (span: Span, other: Span) =>
  span.offset >= other.offset && span.offset + span.length <= other.offset + other.length;

const lastOf = (places: readonly { readonly span: Span }[]) =>
  Math.max(...places.map(({ span }) => span.offset + span.length));
