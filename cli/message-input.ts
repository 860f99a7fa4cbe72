import { readFile } from 'node:fs/promises';
import { appError } from '../core/base/app-error.ts';
import { fromHex, fromUtf8 } from '../core/base/bytes.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { decodeMessage } from '../core/bootstrap/message.ts';
import { messageFromXml } from '../core/bootstrap/message-xml.ts';

/** The bytes of a file, or of standard input for `-`. */
export async function readInput(path: string): Promise<Result<Uint8Array>> {
  try {
    if (path !== '-') return ok(new Uint8Array(await readFile(path)));
    const chunks: Uint8Array[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
    return ok(new Uint8Array(Buffer.concat(chunks)));
  } catch (problem) {
    return err(
      appError('file-unreadable', {
        path,
        reason: problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown',
      }),
    );
  }
}

/** XML begins with `<`, whatever white space or byte order mark stands before it. */
function xmlText(bytes: Uint8Array): string | undefined {
  const text = fromUtf8(bytes)?.replace(/^\uFEFF?\s*/, '');
  return text?.startsWith('<') ? text : undefined;
}

/** Bytes written as hex text are taken as what they say; WBXML itself is never all hex digits: it begins with 01 to 03. */
function unhex(bytes: Uint8Array): Uint8Array {
  const text = fromUtf8(bytes);
  if (text === undefined || text.trim() === '' || !/^[0-9A-Fa-f\s:]+$/.test(text)) return bytes;
  return fromHex(text) ?? bytes;
}

/** A message's bytes from a file: WBXML, WBXML as hex text, or XML, which is encoded. */
export async function readMessage(path: string): Promise<Result<Uint8Array>> {
  const bytes = await readInput(path);
  if (!bytes.ok) return bytes;
  const xml = xmlText(bytes.value);
  return xml === undefined ? whole(unhex(bytes.value)) : messageFromXml(xml);
}

/** What does not decode is no message: it would be written to a card and do nothing there. */
function whole(bytes: Uint8Array): Result<Uint8Array> {
  const { document, findings } = decodeMessage(bytes);
  if (document !== null) return ok(bytes);
  const [finding] = findings;
  const reason = (finding?.message ?? 'it is empty').replace(/\.$/, '');
  return err(appError('message-invalid', { offset: finding?.where.offset ?? 0, reason }));
}

/** As `readMessage`, but XML stays what it is: for verbs that look at bytes. */
export async function readMessageBytes(path: string): Promise<Result<Uint8Array>> {
  const bytes = await readInput(path);
  return bytes.ok ? ok(xmlText(bytes.value) === undefined ? unhex(bytes.value) : bytes.value) : bytes;
}

/** The XML text of a file. */
export async function readXml(path: string): Promise<Result<string>> {
  const bytes = await readInput(path);
  if (!bytes.ok) return bytes;
  const text = fromUtf8(bytes.value);
  return text === undefined
    ? err(appError('xml-invalid', { line: 1, column: 1, reason: 'it is not UTF-8' }))
    : ok(text);
}
