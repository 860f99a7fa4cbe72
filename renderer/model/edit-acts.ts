import { equalBytes } from '../../core/base/bytes.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { Span } from '../../core/base/span.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import { editMessage } from '../../core/bootstrap/message-edit.ts';
import type { FieldEdit, MessageView } from '../../core/bootstrap/message-model.ts';
import { editNodes, type NodeEdit } from '../../core/bootstrap/message-node-edit.ts';
import { patchMessage } from '../../core/bootstrap/message-patch.ts';
import { messageToXml } from '../../core/bootstrap/message-xml.ts';
import { editMessageXml } from '../../core/bootstrap/message-xml-edit.ts';
import { AS_READ, type EditHistory, type EditState, stepTo } from './edit-history.ts';
import { clearXml, type XmlWithDots } from './xml-dots.ts';

/** The message's bytes in a state. @param original as the card has them. */
export function bytesIn(state: EditState, original: Uint8Array): Uint8Array {
  return state.bytes ?? original;
}

/** A state with these bytes, or the card's own where both say the same: what is put back is no edit. */
function stateOf(bytes: Uint8Array, original: Uint8Array, more: Partial<EditState> = {}): EditState {
  const asRead = equalBytes(bytes, original) || sameWords(bytes, original);
  return { ...AS_READ, ...more, bytes: asRead ? null : bytes };
}

function sameWords(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length === 0 || b.length === 0) return false;
  const [one, two] = [decodeMessage(a), decodeMessage(b)];
  return one.profile !== 'unknown' && one.version === two.version && messageToXml(one) === messageToXml(two);
}

/**
 * Gives fields new values. What cannot be encoded is kept beside the message, and told.
 * @param edits the field that is typed in first; those that follow it behind.
 */
export function setFields(history: EditHistory, original: Uint8Array, edits: readonly FieldEdit[]): EditHistory {
  const [first] = edits;
  if (first === undefined) return history;
  const { now } = history;
  const held = now.held.filter(({ path }) => path !== first.path);
  const made = editMessage(decodeMessage(bytesIn(now, original)), edits);
  const state = made.ok
    ? stateOf(made.value, original, { held })
    : { ...now, xml: null, held: [...held, { ...first, error: made.error }] };
  return stepTo(history, state, `field ${first.path}`);
}

/** Changes the management tree, as one step. */
export function setNodes(
  history: EditHistory,
  original: Uint8Array,
  edits: readonly NodeEdit[],
  typing: string | null = null,
): Result<EditHistory> {
  const made = editNodes(decodeMessage(bytesIn(history.now, original)), edits);
  if (!made.ok) return made;
  const { bytes, anew } = made.value;
  return ok(stepTo(history, stateOf(bytes, original, { anew }), typing));
}

/** Takes a field or a node with all below it away, by its path. */
export function removePath(history: EditHistory, original: Uint8Array, path: string): Result<EditHistory> {
  const made = patchMessage(bytesIn(history.now, original), [{ op: 'remove', path }]);
  return made.ok ? ok(stepTo(history, stateOf(made.value, original))) : made;
}

/** Takes the XML as typed. The message follows as soon as it says one. */
export function setXml(history: EditHistory, original: Uint8Array, { text, secrets }: XmlWithDots): EditHistory {
  const { now } = history;
  const clear = clearXml({ text, secrets });
  const made = clear.ok ? editMessageXml(viewIn(now, original), clear.value) : err(clear.error);
  const state = made.ok
    ? stateOf(made.value.bytes, original, { anew: made.value.anew, xml: { text, secrets, error: null } })
    : { ...now, held: [], xml: { text, secrets, error: made.error } };
  return stepTo(history, state, 'xml');
}

function viewIn(state: EditState, original: Uint8Array): MessageView {
  return decodeMessage(bytesIn(state, original));
}

/**
 * Takes bytes as they are, whether they decode or not.
 * @param hidden places of secrets among them, as far as they are known.
 */
export function setBytes(
  history: EditHistory,
  original: Uint8Array,
  bytes: Uint8Array,
  hidden: readonly Span[] = [],
  typing: string | null = null,
): EditHistory {
  const state = { ...AS_READ, hidden, bytes: equalBytes(bytes, original) ? null : bytes };
  return stepTo(history, state, typing);
}
