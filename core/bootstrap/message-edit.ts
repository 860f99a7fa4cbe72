import { type AppError, appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Span } from '../base/span.ts';
import { placePatch } from '../syncml/value-place.ts';
import { decodeWbxml } from '../wbxml/decode.ts';
import { encodeWbxml, type WbxmlPatch } from '../wbxml/encode.ts';
import { editProvisioning } from './message-cp-edit.ts';
import { fieldsOf } from './message-fields.ts';
import type { FieldEdit, MessageView } from './message-model.ts';
import { readParts } from './read-parts.ts';

/**
 * The message with new values for some of its fields. Only those values change, and the lengths around them: every other
 * byte stays. Editing a value back gives the original bytes again (a table reference becomes an inline string for good).
 * @returns `field-unknown` for a path that the message does not have, `field-invalid` for a value that cannot be
 * written there, `message-invalid` for a message that does not decode as a whole.
 */
export function editMessage(view: MessageView, edits: readonly FieldEdit[]): Result<Uint8Array> {
  const { document } = view;
  if (document !== null && view.profile === 'cp') return editProvisioning(document, edits);
  const parts = document === null ? null : readParts(document);
  if (document === null || parts === null) {
    return err(appError('message-invalid', { offset: 0, reason: 'it has no fields that can be edited' }));
  }
  const own = decodeWbxml(document.bytes);
  if (!own.ok) return err(appError('message-invalid', { offset: own.fault.offset, reason: own.fault.reason }));
  const fields = new Map(fieldsOf(parts).map((field) => [field.path, field]));
  const wanted = new Map(edits.map((edit) => [edit.path, edit.value]));
  const patches: WbxmlPatch[] = [];
  for (const [path, value] of wanted) {
    const field = fields.get(path);
    if (field === undefined) return err(appError('field-unknown', { path }));
    if (field.value === value) continue;
    const patch = placePatch(field.source.place, value);
    if (typeof patch === 'string') return err(invalid(path, patch));
    patches.push(patch);
  }
  const bytes = encodeWbxml(own.document, patches);
  const unread = firstUnread(bytes, wanted);
  return unread === undefined ? ok(bytes) : err(invalid(unread, 'it does not read back as written'));
}

function invalid(path: string, reason: string): AppError {
  return appError('field-invalid', { path, reason });
}

/** Path of the first edited field that does not read back as it was meant. */
function firstUnread(bytes: Uint8Array, wanted: ReadonlyMap<string, string>): string | undefined {
  const again = decodeWbxml(bytes);
  const parts = again.ok ? readParts(again.document) : null;
  const values = new Map(parts === null ? [] : fieldsOf(parts).map((field) => [field.path, field.value]));
  return [...wanted].find(([path, value]) => values.get(path) !== value)?.[0];
}

const STAR = 0x2a;

/** A copy of `bytes` with every byte of `spans` replaced by `*`, so that lengths and places stay as they are. */
export function maskSecrets(bytes: Uint8Array, spans: readonly Span[]): Uint8Array {
  const out = bytes.slice();
  for (const span of spans) out.fill(STAR, span.offset, span.offset + span.length);
  return out;
}
