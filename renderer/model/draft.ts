import type { AppError } from '../../core/base/app-error.ts';
import type { Span } from '../../core/base/span.ts';
import { decodeMessage } from '../../core/bootstrap/message.ts';
import type { MessageView } from '../../core/bootstrap/message-model.ts';
import { type MessageNodeTree, messageNodes } from '../../core/bootstrap/message-nodes.ts';
import type { MoTable } from '../../core/mo/mo-row.ts';
import { byteDiff, type DiffRange } from './byte-diff.ts';
import { bytesIn } from './edit-acts.ts';
import type { EditState } from './edit-history.ts';
import type { EditTarget } from './edit-target.ts';
import { type FieldFault, fieldFault } from './field-rules.ts';
import { type MessageChange, messageChanges } from './message-changes.ts';

/** The edited message beside the one on the card. */
export interface Draft {
  readonly state: EditState;
  readonly bytes: Uint8Array;
  readonly view: MessageView;
  /** False for bytes that are no whole message: form and tree have nothing to show then. */
  readonly whole: boolean;
  readonly trees: readonly MessageNodeTree[];
  /** Set where something that was typed is not in the message. */
  readonly error: AppError | null;
  /** Bytes of the file that the edit changes; FF after a shorter message counts too. */
  readonly ranges: readonly DiffRange[];
  readonly size: number;
  readonly capacity: number;
  /** Bytes past the end of the file; 0 when it fits. */
  readonly excess: number;
  /** What differs by meaning. */
  readonly changes: readonly MessageChange[];
  readonly faults: readonly FieldFault[];
  /** Places of secrets in `bytes`. */
  readonly secrets: readonly Span[];
}

interface Known {
  readonly target: EditTarget;
  readonly tables: readonly MoTable[];
  readonly draft: Draft;
}

const cache = new WeakMap<EditState, Known>();

/** What a state of the edits makes of the message; kept while neither changes, so that every pane may ask. */
export function draftOf(target: EditTarget, state: EditState, tables: readonly MoTable[]): Draft {
  const known = cache.get(state);
  if (known?.target === target && known.tables === tables) return known.draft;
  const draft = makeDraft(target, state, tables);
  cache.set(state, { target, tables, draft });
  return draft;
}

function makeDraft(target: EditTarget, state: EditState, tables: readonly MoTable[]): Draft {
  const { file, at, message, original, capacity } = target;
  const bytes = bytesIn(state, original);
  const view = decodeMessage(bytes, 0, { tables });
  const whole = view.document !== null && view.profile !== 'unknown';
  const body = file.file.bytes.slice(at);
  const after = body.slice();
  after.fill(0xff, 0, Math.max(original.length, bytes.length));
  after.set(bytes.subarray(0, after.length));
  const values = new Map(message?.fields.map((field) => [field.path, field.value]) ?? []);
  const typed = new Map(state.held.map(({ path, value }) => [path, value]));
  return {
    state,
    bytes,
    view,
    whole,
    trees: messageNodes(view, tables),
    error: state.held[0]?.error ?? state.xml?.error ?? null,
    ranges: byteDiff(body, after).map((range) => ({ ...range, offset: range.offset + at })),
    size: bytes.length,
    capacity,
    excess: Math.max(0, bytes.length - capacity),
    changes: messageChanges(message?.view ?? null, view),
    // Values that the card has already are told by the findings, if a device minds them.
    faults: view.fields.flatMap((field) => {
      const value = typed.get(field.path) ?? field.value;
      return values.get(field.path) === value ? [] : (fieldFault(field, value) ?? []);
    }),
    secrets: whole ? view.secrets : [...state.hidden, ...view.secrets],
  };
}
