import type { MessageField } from '../../core/bootstrap/message-model.ts';

/** A bootstrap message names its server by that server's address (DM Bootstrap 5.5.4). */
const SOURCE = 'SyncHdr/Source/LocURI';
const SERVER_ADDRESS = /^AppAddr\/[^/]+\/Addr$/;

/**
 * Fields that a change of `field` takes along: Source follows the server's address for as long as both say the same, as a
 * device rejects a message in which they differ.
 * @param before the message's fields as they stood before the typing began.
 */
export function followersOf(field: MessageField, before: readonly MessageField[]): readonly MessageField[] {
  if (field.group !== 'DMAcc' || !SERVER_ADDRESS.test(field.moPath ?? '')) return [];
  const address = before.find(({ path }) => path === field.path)?.value;
  return before.filter(({ path, value }) => path === SOURCE && value === address);
}
