import type { AppError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { cpToTree, mappedMessage, treeToCp } from '../../core/bootstrap/message-cp-map.ts';
import type { MessageField, MessageView } from '../../core/bootstrap/message-model.ts';
import type { MappingNote } from '../../core/cp/tree-node.ts';

/** A message in the other profile. */
export interface OtherForm {
  readonly bytes: Uint8Array;
  readonly view: MessageView;
  /** What the other profile has no place for. */
  readonly lost: readonly MappingNote[];
}

export interface MessageMapping extends OtherForm {
  /** Values that are not there, or are others, once it is mapped back again; null where there is no way back. */
  readonly back: readonly string[] | null;
}

function other(view: MessageView): Result<OtherForm> {
  if (view.profile !== 'cp') {
    const made = treeToCp(view);
    if (!made.ok) return made;
    const { bytes, notes } = made.value;
    return ok({ bytes, view: decodeMessage(bytes, 0, { expect: 'any' }), lost: notes });
  }
  const mapping = cpToTree(view);
  if (!mapping.ok) return mapping;
  const made = mappedMessage(mapping.value);
  return made.ok
    ? ok({ bytes: made.value, view: decodeMessage(made.value), lost: mapping.value.notes })
    : err<AppError>(made.error);
}

/** The message as the other profile says it, and what of it comes back from there. */
export function mapMessage(view: MessageView): Result<MessageMapping> {
  const there = other(view);
  if (!there.ok) return there;
  const back = other(there.value.view);
  return ok({ ...there.value, back: back.ok ? missing(view, back.value.view) : null });
}

/** Where a value stands in its object, whatever the nodes and characteristics around it are called. */
function placeIn({ group, moPath, path }: MessageField): string | null {
  if (moPath !== null) return `${group ?? ''}/${moPath}`;
  return path.startsWith('Sync') || path.includes('?') ? null : path.replace(/\[[^\]]*\]/g, '');
}

/** Values of a message that another one does not have. Names of nodes are made anew, so references to them are passed over. */
function missing(before: MessageView, after: MessageView): readonly string[] {
  const there = after.fields.map((field) => `${placeIn(field)} ${field.value}`);
  return before.fields.flatMap((field) => {
    const place = placeIn(field);
    if (place === null || field.value.startsWith('./Inbox/')) return [];
    const at = there.indexOf(`${place} ${field.value}`);
    if (at >= 0) there.splice(at, 1);
    return at >= 0 ? [] : [field.path];
  });
}
