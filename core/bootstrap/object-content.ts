import { type Span, sliceSpan } from '../base/span.ts';
import { type Lwm2mBootstrap, lwm2mSecrets, readLwm2mBootstrap } from '../pkcs15/lwm2m.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { decodeMessage } from './message.ts';
import type { MessageView } from './message-model.ts';
import type { BootstrapObject, CardFile, ReadResult } from './read-result.ts';

/** Where an object's bytes stand, and what its OID says that they are. */
export type ObjectPlace = Pick<BootstrapObject, 'oid' | 'path' | 'offset' | 'length' | 'dm' | 'direct'>;

/** What an object holds, as far as it was read. */
export interface ObjectContent {
  readonly file: CardFile;
  /** Where in the file it stands. */
  readonly place: Span;
  readonly bytes: Uint8Array;
  /** The message, with places counted from the start of the file; null for objects that hold something else. */
  readonly message: MessageView | null;
  readonly lwm2m: Lwm2mBootstrap | null;
  /** Places of secrets in the file. */
  readonly secrets: readonly Span[];
}

/** The file that an object's bytes stand in; undefined where it was not read. */
export function fileOf(files: readonly CardFile[], object: ObjectPlace): CardFile | undefined {
  return files.find((file) => file.path === object.path && (object.direct === true || file.role === 'content'));
}

/** Keys of LwM2M content; where it does not decode to its end, the rest may hold one. */
function secretsOfLwm2m(content: Lwm2mBootstrap, end: number): readonly Span[] {
  const known = lwm2mSecrets(content);
  if (content.fault === null) return known;
  const rest = { offset: content.fault.offset, length: Math.max(0, end - content.fault.offset) };
  return rest.length === 0 ? known : [...known.filter((span) => span.offset < rest.offset), rest];
}

/** The message of an object's file: what it should be depends on the object, a DM one holds no Client Provisioning. */
export function messageOf(bytes: Uint8Array, object: ObjectPlace): MessageView {
  const own = object.direct && object.length !== null ? bytes.subarray(0, object.offset + object.length) : bytes;
  return decodeMessage(own, object.offset, { expect: object.dm ? 'dm' : 'any' });
}

/** What an object of a read holds; undefined where its file was not read. */
export function objectContent(read: Pick<ReadResult, 'files'>, object: ObjectPlace): ObjectContent | undefined {
  const file = fileOf(read.files, object);
  if (file === undefined) return undefined;
  const { offset } = object;
  const limit = object.direct && object.length !== null ? offset + object.length : file.bytes.length;
  if (object.oid === OIDS.lwm2mBootstrap) {
    const lwm2m = readLwm2mBootstrap(file.bytes.subarray(0, limit), offset);
    const length = lwm2m.fault === null ? lwm2m.span.length : Math.max(0, limit - offset);
    const place = { offset, length };
    const secrets = secretsOfLwm2m(lwm2m, limit);
    return { file, place, bytes: sliceSpan(file.bytes, place), message: null, lwm2m, secrets };
  }
  const message = messageOf(file.bytes, object);
  const place = { offset, length: message.document === null ? Math.max(0, limit - offset) : message.size };
  const { secrets } = message;
  return { file, place, bytes: sliceSpan(file.bytes, place), message, lwm2m: null, secrets };
}
