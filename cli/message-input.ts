import { createReadStream } from 'node:fs';
import { appError } from '../core/base/app-error.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { decodeMessage } from '../core/bootstrap/message.ts';
import { type MessageInput, messageInput, unhex, xmlText } from '../core/bootstrap/message-input.ts';
import { messageFromSource } from '../core/bootstrap/message-source.ts';
import { messageFromXml } from '../core/bootstrap/message-xml.ts';
import { reasonOf } from '../electron/storage/error-reason.ts';
import { readSource } from './message-source-input.ts';

/** Bytes that are read of a file: a card file holds 64 kB, its XML form some times that. */
export const INPUT_LIMIT = 4 << 20;

/** The bytes of a file, or of standard input for `-`. What is longer than `INPUT_LIMIT` is refused, however much comes. */
export async function readInput(path: string): Promise<Result<Uint8Array>> {
  const stream = path === '-' ? process.stdin : createReadStream(path, { end: INPUT_LIMIT });
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of stream) {
      chunks.push(chunk as Uint8Array);
      length += (chunk as Uint8Array).length;
      if (length > INPUT_LIMIT)
        return err(appError('input-too-long', { path: path === '-' ? 'standard input' : path, limit: INPUT_LIMIT }));
    }
    return ok(new Uint8Array(Buffer.concat(chunks)));
  } catch (problem) {
    return err(
      appError('file-unreadable', {
        path,
        reason: reasonOf(problem),
      }),
    );
  } finally {
    stream.destroy();
  }
}

/** A message's bytes from a file: WBXML, WBXML as hex text, or what is encoded first: XML, YAML, JSON. */
export async function readMessage(path: string): Promise<Result<Uint8Array>> {
  const bytes = await readInput(path);
  if (!bytes.ok) return bytes;
  const input = messageInput(bytes.value);
  return input.kind === 'bytes' ? whole(input.bytes) : encodedInput(input, path);
}

async function encodedInput(
  input: Exclude<MessageInput, { kind: 'bytes' }>,
  path: string,
): Promise<Result<Uint8Array>> {
  if (input.kind === 'xml') return messageFromXml(input.xml);
  const source = await readSource(input.text, path);
  return source.ok ? messageFromSource(source.value) : source;
}

/** As `readMessage`, for a card; with `allowFindings` bytes are taken as they are, whatever they hold. */
export async function readMessageFor(
  path: string,
  { allowFindings }: { readonly allowFindings?: boolean },
): Promise<Result<Uint8Array>> {
  if (!allowFindings) return readMessage(path);
  const bytes = await readInput(path);
  if (!bytes.ok) return bytes;
  const input = messageInput(bytes.value);
  return input.kind === 'bytes' ? ok(input.bytes) : encodedInput(input, path);
}

/** What does not decode is no message: it would be written to a card and do nothing there. */
function whole(bytes: Uint8Array): Result<Uint8Array> {
  const { document, findings } = decodeMessage(bytes);
  if (document !== null) return ok(bytes);
  const [finding] = findings;
  const reason = (finding?.message ?? 'it is empty').replace(/\.$/, '');
  return err(appError('message-invalid', { offset: finding?.where.offset ?? 0, reason }));
}

/** As `readMessage`, but XML and what does not decode stay what they are: for verbs that look at bytes. */
export async function readMessageBytes(path: string): Promise<Result<Uint8Array>> {
  const bytes = await readInput(path);
  return bytes.ok ? ok(xmlText(bytes.value) === undefined ? unhex(bytes.value) : bytes.value) : bytes;
}
