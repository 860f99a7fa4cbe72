import { join } from 'node:path';
import type { Result } from '../../core/base/result.ts';
import { appendLine, makeFolder } from './safe-file.ts';

/** One act that showed the secrets of a message in clear. */
export interface ShownSecrets {
  /** The verb of the command line. */
  readonly verb: string;
  /** The card they came from; absent where it has none, or is not known. */
  readonly iccid?: string;
}

/**
 * Keeps a line about secrets that are about to be shown, on the disk when the call answers. Who cannot write it, does not
 * show them.
 * @param folder the data folder
 */
export async function keepShownSecrets(
  folder: string,
  { verb, iccid }: ShownSecrets,
  now: Date = new Date(),
): Promise<Result<void>> {
  const made = await makeFolder(folder);
  if (!made.ok) return made;
  const line = { t: now.toISOString(), event: 'show-secrets', verb, ...(iccid !== undefined && { iccid }) };
  return appendLine(join(folder, 'shown-secrets.log'), JSON.stringify(line));
}
