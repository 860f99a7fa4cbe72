import { writeFile } from 'node:fs/promises';
import { appError } from '../core/base/app-error.ts';
import { err, ok, type Result } from '../core/base/result.ts';

/** Writes a verb's product to a file, or to standard output for `-`. Files that may hold secrets are the owner's alone. */
export async function writeOutput(path: string, content: Uint8Array | string): Promise<Result<void>> {
  if (path === '-') {
    await new Promise<void>((resolve) => process.stdout.write(content, () => resolve()));
    return ok(undefined);
  }
  try {
    await writeFile(path, content, { mode: 0o600 });
    return ok(undefined);
  } catch (problem) {
    return err(
      appError('file-unwritable', {
        path,
        reason: problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown',
      }),
    );
  }
}
