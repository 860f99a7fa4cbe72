import type { FieldEdit } from '../../core/bootstrap/message-model.ts';

/** Edits of a message with the way back and forth. Plain data: a draft survives a change of view. */
export interface EditHistory {
  readonly past: readonly (readonly FieldEdit[])[];
  readonly edits: readonly FieldEdit[];
  readonly future: readonly (readonly FieldEdit[])[];
  /** Field that is being typed in: further changes of it belong to the same step. */
  readonly typing: string | null;
}

export const NO_EDITS: EditHistory = { past: [], edits: [], future: [], typing: null };

function withValue(edits: readonly FieldEdit[], path: string, value: string, original: string): readonly FieldEdit[] {
  const others = edits.filter((edit) => edit.path !== path);
  return value === original ? others : [...others, { path, value }];
}

/**
 * Sets a field. Putting the original value back takes the edit away. Typing on in one field is one step to undo.
 * @param followers fields that get the same value in the same step, `value` being what each had originally
 */
export function setField(
  history: EditHistory,
  path: string,
  value: string,
  original: string,
  followers: readonly FieldEdit[] = [],
): EditHistory {
  const edits = followers.reduce(
    (made, follower) => withValue(made, follower.path, value, follower.value),
    withValue(history.edits, path, value, original),
  );
  if (history.typing === path) return { ...history, edits, future: [] };
  return { past: [...history.past, history.edits], edits, future: [], typing: path };
}

/** The field was left: the next change is a step of its own, also in the same field. */
export function endTyping(history: EditHistory): EditHistory {
  return history.typing === null ? history : { ...history, typing: null };
}

export function undo(history: EditHistory): EditHistory {
  const before = history.past[history.past.length - 1];
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), edits: before, future: [history.edits, ...history.future], typing: null };
}

export function redo(history: EditHistory): EditHistory {
  const [next, ...later] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.edits], edits: next, future: later, typing: null };
}

export function draftValue(history: EditHistory, path: string, original: string): string {
  return history.edits.find((edit) => edit.path === path)?.value ?? original;
}
