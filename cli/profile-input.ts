import { dirname, resolve } from 'node:path';
import { appError } from '../core/base/app-error.ts';
import { fromUtf8 } from '../core/base/bytes.ts';
import { err, ok, type Result } from '../core/base/result.ts';
import { type ProvisioningProfile, parseProfile } from '../core/plan/profile.ts';
import { provisioningProfile } from '../core/plan/profile-builtin.ts';
import { readInput, readMessageFor } from './message-input.ts';

/** A provisioning profile, and the folder from which it names its messages. */
interface ReadProfile {
  readonly profile: ProvisioningProfile;
  readonly folder: string;
}

/** A built-in provisioning profile by name, else a file. */
export async function readProfile(text: string): Promise<Result<ReadProfile>> {
  const builtin = provisioningProfile(text);
  if (builtin !== undefined) return ok({ profile: builtin, folder: '.' });
  const bytes = await readInput(text);
  if (!bytes.ok)
    return err(appError('file-unreadable', { path: text, reason: 'it is neither a file nor a built-in profile' }));
  const source = fromUtf8(bytes.value);
  if (source === undefined)
    return err(appError('profile-invalid', { path: text, place: 'the top level', reason: 'it is no text' }));
  const profile = parseProfile(source, text);
  return profile.ok ? ok({ profile: profile.value, folder: dirname(text) }) : profile;
}

/** The messages of a profile's objects, in their order: those given, else the files that the profile names. */
export async function profileMessages(
  { profile, folder }: ReadProfile,
  given: readonly string[],
  options: { readonly allowFindings?: boolean },
): Promise<Result<readonly Uint8Array[]>> {
  const paths =
    given.length > 0
      ? given
      : profile.objects.flatMap(({ message }) => (message === undefined ? [] : [resolve(folder, message)]));
  const messages: Uint8Array[] = [];
  for (const path of paths) {
    const message = await readMessageFor(path, options);
    if (!message.ok) return message;
    messages.push(message.value);
  }
  return ok(messages);
}
