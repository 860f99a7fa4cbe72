import type { MessageField } from '../../core/bootstrap/message-model.ts';
import { draftValue, type EditHistory } from './edit-history.ts';

/** A bootstrap message names its server by that server's address (DM Bootstrap 5.5.4). */
const SOURCE = 'SyncHdr/Source/LocURI';
const SERVER_ADDRESS = /^AppAddr\/[^/]+\/Addr$/;

/**
 * Fields that a change of `field` takes along: Source follows the server's address for as long as both say the same, as a
 * device rejects a message in which they differ. What counts is how they stood before the typing began.
 */
export function followersOf(
  field: MessageField,
  fields: readonly MessageField[],
  history: EditHistory,
): readonly MessageField[] {
  if (field.group !== 'DMAcc' || !SERVER_ADDRESS.test(field.moPath ?? '')) return [];
  const edits = history.typing === field.path ? (history.past.at(-1) ?? []) : history.edits;
  const before = { ...history, edits };
  const address = draftValue(before, field.path, field.value);
  return fields.filter(({ path, value }) => path === SOURCE && draftValue(before, path, value) === address);
}
