import { readFile } from 'node:fs/promises';
import { Option } from 'commander';
import { appError } from '../core/base/app-error.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { type AdminProfile, adminProfile, parseAdminProfile } from '../core/card/admin-profile.ts';

/** A built-in command profile by name, else a file. */
export async function readAdminProfile(text: string): Promise<Result<AdminProfile>> {
  const builtin = adminProfile(text);
  if (builtin !== undefined) return ok(builtin);
  try {
    return parseAdminProfile(await readFile(text, 'utf8'), text);
  } catch {
    return err(appError('file-unreadable', { path: text, reason: 'it is neither a file nor a built-in profile' }));
  }
}

/** `--admin` of the verbs whose plans create, resize or delete files. */
export function adminOption(): Option {
  return new Option('--admin <name>', 'how this card takes commands of administration: a built-in, or a JSON file');
}
