import { equalBytes } from '../../core/base/bytes.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { CardModel } from './card-model.ts';
import type { EditHistory } from './edit-history.ts';
import { editTarget } from './edit-target.ts';

/** A read as the interface has it. */
interface Known {
  readonly read: ReadResult | null;
  readonly model: CardModel | null;
}

/** Whether edits that were begun on one read go on with another: it is the same card, and its message's file holds the same bytes. */
export function editsStillFit(before: Known, after: Known): boolean {
  const [was, is] = [before, after].map(({ model, read }) => editTarget(model, read));
  if (was == null || is == null || before.read?.card.iccid !== after.read?.card.iccid) return false;
  return (
    was.file.file.path === is.file.file.path && was.at === is.at && equalBytes(was.file.file.bytes, is.file.file.bytes)
  );
}

/** Whether a read has on its card what the edits made: nothing of them is lost with them. */
export function editsAreThere({ now: { bytes, held, xml } }: EditHistory, { model, read }: Known): boolean {
  const target = editTarget(model, read);
  return (
    target !== null && held.length === 0 && xml?.error == null && bytes !== null && equalBytes(bytes, target.original)
  );
}
