import { equalBytes } from '../../core/base/bytes.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { CardModel } from './card-model.ts';
import { type EditHistory, isEdited, NO_EDITS } from './edit-history.ts';
import { editTarget } from './edit-target.ts';

/** A read as the interface has it. */
interface Known {
  readonly read: ReadResult | null;
  readonly model: CardModel | null;
}

/** Whether edits that were begun on one read go on with another: it is the same card, and its message's file holds the same bytes. */
function editsStillFit(before: Known, after: Known): boolean {
  const [was, is] = [before, after].map(({ model, read }) => editTarget(model, read));
  if (was == null || is == null || before.read?.card.iccid !== after.read?.card.iccid) return false;
  return (
    was.file.file.path === is.file.file.path && was.at === is.at && equalBytes(was.file.file.bytes, is.file.file.bytes)
  );
}

/** Whether a read has on its card what the edits made: nothing of them is lost with them. */
function editsAreThere({ now: { bytes, held, xml } }: EditHistory, { model, read }: Known): boolean {
  const target = editTarget(model, read);
  return (
    target !== null && held.length === 0 && xml?.error == null && bytes !== null && equalBytes(bytes, target.original)
  );
}

/** Edits, with the read that they were made on. */
export interface Edits extends Known {
  readonly draft: EditHistory;
  /** See `CardTab.consented`. */
  readonly consented: Uint8Array | null;
}

/** Edits of a tab, and those that wait for the end of a write that broke off. */
export interface EditState extends Edits {
  readonly waiting: Edits | null;
}

/** No edits, and none that wait. */
export const EDITS_OVER = { draft: NO_EDITS, consented: null, waiting: null } as const;

/** The edits that could be lost; null where there are none. */
export function editsOf({ draft, consented, read, model, waiting }: EditState): Edits | null {
  return isEdited(draft) ? { draft, consented, read, model } : waiting;
}

/** Whether edits would be lost with what was read before. */
export function editsAreLost(state: EditState, next: Known): boolean {
  const edits = editsOf(state);
  return edits !== null && !editsStillFit(edits, next) && !editsAreThere(edits.draft, next);
}

/** Whether a read is of the card that was read before; one that does not tell its number is told by what it holds. */
export function isSameCard({ read: was }: Known, { read: is }: Known): boolean {
  const iccid = is?.card.iccid ?? null;
  return iccid === null || was?.card.iccid === iccid;
}

/**
 * What becomes of edits with a new read: they go on where they fit, and wait where a write on their card broke off: a roll
 * back makes them fit again. Otherwise they are over.
 * @param broken a write on the card broke off
 */
export function editsAfter(
  state: EditState,
  next: Known,
  broken: boolean,
): Pick<EditState, 'draft' | 'consented' | 'waiting'> {
  const edits = editsOf(state) ?? state;
  const { draft, consented } = edits;
  if (editsStillFit(edits, next)) return { draft, consented, waiting: null };
  const waits = broken && isEdited(draft) && isSameCard(edits, next);
  return { ...EDITS_OVER, waiting: waits ? edits : null };
}
