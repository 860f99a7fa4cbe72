import { type AppError, appError } from '../base/app-error.ts';
import type { BootstrapObject, ReadResult } from '../bootstrap/read-result.ts';

/**
 * The key that stands before reading an object's file, as the read found it; undefined where none does.
 * @returns `key-missing`: the object is there, a key is what is missing.
 */
export function missingReadKey(read: ReadResult, object: BootstrapObject): AppError | undefined {
  const need = read.needs.find((item) => item.act === 'read' && item.file === object.path);
  const [ref] = need?.refs ?? [];
  return ref === undefined ? undefined : appError('key-missing', { ref, file: object.path, act: 'read' });
}
