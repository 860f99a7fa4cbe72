import { decodeMessage } from './message.ts';

/**
 * The field of a message whose bytes a place in its file belongs to, by its path; undefined where no field has it.
 * @param body the file's body; the message begins at `start`
 * @param offset counts from the file's first byte
 */
export function fieldAt(body: Uint8Array, start: number, offset: number): string | undefined {
  return decodeMessage(body, start).fields.find(
    ({ span }) => offset >= span.offset && offset < span.offset + span.length,
  )?.path;
}
