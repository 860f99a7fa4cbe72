import { ok, type Result } from '../core/base/result.ts';
import { writeSafely } from '../electron/storage/safe-file.ts';

/**
 * Writes a verb's product to a file, or to standard output for `-`. It may hold secrets: the file is the owner's alone,
 * whatever stood there before, and is there whole or not at all.
 */
export async function writeOutput(path: string, content: Uint8Array | string): Promise<Result<void>> {
  if (path !== '-') return writeSafely(path, content);
  await new Promise<void>((resolve) => process.stdout.write(content, () => resolve()));
  return ok(undefined);
}
