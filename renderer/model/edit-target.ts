import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { CardModel, FileModel, PlacedMessage } from './card-model.ts';

/** The place of the message that is edited: its file, and where in it. */
export interface EditTarget {
  readonly file: FileModel;
  readonly at: number;
  /** The message as the card has it; null where the file is empty. */
  readonly message: PlacedMessage | null;
  /** Its bytes as the card has them; none where the file is empty. */
  readonly original: Uint8Array;
  /** Bytes that the file has room for. */
  readonly capacity: number;
}

const targets = new WeakMap<CardModel, EditTarget | null>();

/** Where the chosen object's message is or can be written; null where its file was not read. */
export function editTarget(model: CardModel | null, read: ReadResult | null): EditTarget | null {
  if (model === null || read === null) return null;
  const known = targets.get(model);
  if (known !== undefined) return known;
  const target = makeTarget(model, read);
  targets.set(model, target);
  return target;
}

function makeTarget(model: CardModel, read: ReadResult): EditTarget | null {
  const file = model.content === null ? undefined : model.files.get(model.content);
  if (file === undefined) return null;
  const { message } = file;
  const object = read.chosen === null ? undefined : read.objects[read.chosen];
  const at = message?.at ?? object?.offset ?? 0;
  const { bytes, size } = file.file;
  return {
    file,
    at,
    message,
    original: message === null ? new Uint8Array() : bytes.subarray(at, at + message.view.size),
    capacity: Math.max(0, (size ?? bytes.length) - at),
  };
}
