import type { PlanFileView } from './plan-files.ts';

/** A byte of a file. */
export interface FileByte {
  readonly file: string;
  readonly offset: number;
}

/** The file of a plan whose bytes are shown in their place: the plan's own where it changes, else the first that does. */
export function fileInSight(files: readonly PlanFileView[], own: string): PlanFileView | undefined {
  const changed = files.filter(({ changes }) => changes.length > 0);
  return changed.find(({ file }) => file.path === own) ?? changed[0];
}

/**
 * Whether the old byte of a change is one that the card gave.
 * @param now what the file held when it was read last; undefined where it was not read
 * @returns true, or why not
 */
export function oldByte(
  { file, body }: PlanFileView,
  offset: number,
  now: Uint8Array | undefined,
): true | 'reason.noOldByte' | 'inspector.noExchange' | 'reason.byteReplaced' {
  if (file.before === null || offset >= file.before.size) return 'reason.noOldByte';
  if (now === undefined) return 'inspector.noExchange';
  return now[offset] === body[offset] ? true : 'reason.byteReplaced';
}
