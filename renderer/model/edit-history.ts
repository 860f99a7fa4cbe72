import type { AppError } from '../../core/base/app-error.ts';
import { equalBytes } from '../../core/base/bytes.ts';
import type { Span } from '../../core/base/span.ts';

/** What was typed into a field and cannot be encoded; the message has the value of before. */
export interface HeldField {
  readonly path: string;
  readonly value: string;
  readonly error: AppError;
}

/** What was typed as XML. While it says no message, the message is the one of before. */
export interface HeldXml {
  readonly text: string;
  /** The secrets that the text's dots stand for, by number from 1. */
  readonly secrets: readonly string[];
  /** Null where the message says what the text says. */
  readonly error: AppError | null;
}

/** A message as it was edited, whichever view it was edited in. Plain data: it survives a change of view. */
export interface EditState {
  /** Null: as it is on the card. */
  readonly bytes: Uint8Array | null;
  readonly held: readonly HeldField[];
  readonly xml: HeldXml | null;
  /** Places of secrets that bytes which no longer decode do not tell themselves. */
  readonly hidden: readonly Span[];
  /** True where the last edit had to encode the whole message anew. */
  readonly anew: boolean;
}

/** Edits of all views as one line of steps, with the way back and forth. */
export interface EditHistory {
  readonly past: readonly EditState[];
  readonly now: EditState;
  readonly future: readonly EditState[];
  /** What is being typed in: further changes of it belong to the same step. */
  readonly typing: string | null;
}

export const AS_READ: EditState = { bytes: null, held: [], xml: null, hidden: [], anew: false };
export const NO_EDITS: EditHistory = { past: [], now: AS_READ, future: [], typing: null };

/** Whether it differs from what is on the card, as a message or as what was typed and says none. */
export function isEdited({ now: { bytes, held, xml } }: EditHistory): boolean {
  return bytes !== null || held.length > 0 || xml !== null;
}

/** Steps that are kept; an edit that is undone is never one of the oldest of these. */
const STEPS = 500;

/** A state to come back to: XML that says the message is made from it again, so that nothing typed in clear is kept. */
function settled(state: EditState): EditState {
  return state.xml !== null && state.xml.error === null ? { ...state, xml: null } : state;
}

function sameState(a: EditState, b: EditState): boolean {
  const sameBytes = a.bytes === null || b.bytes === null ? a.bytes === b.bytes : equalBytes(a.bytes, b.bytes);
  return sameBytes && JSON.stringify([a.held, a.xml]) === JSON.stringify([b.held, b.xml]);
}

/**
 * Takes a new state. Typing on in one place is one step to undo.
 * @param typing the place that is typed in; null for an act that is a step of its own.
 */
export function stepTo(history: EditHistory, state: EditState, typing: string | null = null): EditHistory {
  if (sameState(history.now, state)) return history;
  if (typing !== null && history.typing === typing) return { ...history, now: state, future: [] };
  return { past: [...history.past, settled(history.now)].slice(-STEPS), now: state, future: [], typing };
}

/** The field was left: the next change is a step of its own, also in the same field. */
export function endTyping(history: EditHistory): EditHistory {
  return history.typing === null ? history : { ...history, typing: null };
}

/** The XML was left: where it says the message, it is made from it when it is shown again. */
export function leaveXml(history: EditHistory): EditHistory {
  return { ...history, now: settled(history.now), typing: null };
}

export function undo(history: EditHistory): EditHistory {
  const before = history.past[history.past.length - 1];
  if (before === undefined) return history;
  const future = [settled(history.now), ...history.future];
  return { past: history.past.slice(0, -1), now: before, future, typing: null };
}

export function redo(history: EditHistory): EditHistory {
  const [next, ...later] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, settled(history.now)], now: next, future: later, typing: null };
}
