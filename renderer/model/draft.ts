import type { AppError } from '../../core/base/app-error.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { editMessage } from '../../core/bootstrap/message-edit.ts';
import type { FieldEdit, MessageField, MessageView } from '../../core/bootstrap/message-model.ts';
import { byteDiff, type DiffRange } from './byte-diff.ts';
import type { FileModel, PlacedMessage } from './card-model.ts';
import { type FieldFault, fieldFault } from './field-rules.ts';

/** The edited message beside the one on the card. */
export interface Draft {
  readonly bytes: Uint8Array;
  readonly view: MessageView;
  /** Set where the message could not be encoded with these values. */
  readonly error: AppError | null;
  /** Bytes of the file that the edit changes; FF after a shorter message counts too. */
  readonly ranges: readonly DiffRange[];
  readonly size: number;
  readonly capacity: number;
  /** Bytes past the end of the file; 0 when it fits. */
  readonly excess: number;
  readonly changes: readonly FieldChange[];
  readonly faults: readonly FieldFault[];
}

export interface FieldChange {
  readonly field: MessageField;
  readonly value: string;
}

const cache = new WeakMap<readonly FieldEdit[], { readonly message: PlacedMessage; readonly draft: Draft }>();

/** What the edits make of the message; kept while neither changes, so that every pane may ask. */
export function draftOf(file: FileModel, message: PlacedMessage, edits: readonly FieldEdit[]): Draft {
  const known = cache.get(edits);
  if (known?.message === message) return known.draft;
  const draft = makeDraft(file, message, edits);
  cache.set(edits, { message, draft });
  return draft;
}

function makeDraft(file: FileModel, message: PlacedMessage, edits: readonly FieldEdit[]): Draft {
  const original = file.file.bytes.subarray(message.at, message.at + message.view.size);
  const edited = edits.length === 0 ? null : editMessage(message.view, edits);
  const bytes = edited?.ok ? edited.value : original;
  const capacity = (file.file.size ?? file.file.bytes.length) - message.at;
  const body = file.file.bytes.slice(message.at);
  const after = body.slice();
  after.fill(0xff, 0, Math.max(message.view.size, bytes.length));
  after.set(bytes.subarray(0, after.length));
  const changes = message.fields.flatMap((field) => {
    const edit = edits.find((item) => item.path === field.path);
    return edit === undefined ? [] : [{ field, value: edit.value }];
  });
  return {
    bytes,
    view: edited?.ok ? decodeMessage(edited.value) : message.view,
    error: edited !== null && !edited.ok ? edited.error : null,
    ranges: byteDiff(body, after).map((range) => ({ ...range, offset: range.offset + message.at })),
    size: bytes.length,
    capacity,
    excess: Math.max(0, bytes.length - capacity),
    changes,
    faults: changes.flatMap(({ field, value }) => fieldFault(field, value) ?? []),
  };
}
