import { appError } from '../base/app-error.ts';
import { equalBytes, padEnd } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { AdminProfile } from '../card/admin-profile.ts';
import type { FileHeader } from '../card/file-header.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import type { MessageAllowance } from './message-check.ts';
import type { PlacedFile, PresentFile } from './plan-card.ts';
import type { ProfileAccess, ProvisioningProfile } from './profile.ts';
import type { Directories } from './provision-directory.ts';
import type { PlanDraft } from './provision-draft.ts';
import { type Builder, createCommands, headerOfNew, transparentEf } from './provision-files.ts';
import { efSecurity } from './provision-rules.ts';

export interface ProvisionOptions {
  /** How the card takes commands of administration. */
  readonly admin: AdminProfile;
  readonly allowance?: MessageAllowance;
  /** See `makePlan`. */
  readonly pageSize?: number;
}

/** A profile's card in the making. */
export interface Job {
  readonly draft: PlanDraft;
  readonly builder: Builder;
  readonly profile: ProvisioningProfile;
  readonly options: ProvisionOptions;
  /** Header of the application's DF, as it is or will be. */
  readonly folder: FileHeader;
  readonly directories: Directories;
}

export const number = (text: string) => Number.parseInt(text, 16);
export const inside = (fid: string): ResolvedPath => ({ from: 'application', fids: [number(fid)] });

/** A file of the profile, on the card or not. */
export interface Wish {
  readonly file: PlacedFile;
  readonly name: string;
  readonly size: number;
  readonly access: ProfileAccess | undefined;
  readonly own?: readonly Uint8Array[];
}

/** Adds a file that is not on the card: made, or refused where the profile says that it is there. */
export async function addNew(
  job: Job,
  { file, name, size, access, own = [] }: Wish,
  content: Uint8Array,
): Promise<Result<void>> {
  const { draft, builder, profile, folder } = job;
  const { path, place } = file;
  if (profile.files === 'fixed') return err(appError('provision-missing', { file: path, name }));
  if (builder.mode === '2g') return err(appError('provision-class', { file: path }));
  const security = efSecurity(access);
  const made = transparentEf(place.fids.at(-1) ?? 0, size, security);
  const commands = createCommands(builder, made, place, draft.application.fids);
  const header = headerOfNew(made);
  if (!commands.ok) return commands;
  if (!header.ok) return header;
  const acts = [
    [draft.file({ from: 'application', fids: [] }, 'folder').path, folder, 'create-ef'],
    [path, header.value, 'update'],
    // It is read back whole.
    [path, header.value, 'read'],
  ] as const;
  for (const [where, who, act] of acts) {
    const asked = await draft.ask(where, who, act);
    if (!asked.ok) return asked;
  }
  draft.add({ ...file, name, own, present: null, wanted: padEnd(content, size, 0xff), ...commands.value }, null);
  return ok(undefined);
}

/** Adds a file that is on the card. */
export async function addPresent(
  { draft }: Job,
  { file, name, own = [] }: Pick<Wish, 'file' | 'name' | 'own'>,
  present: PresentFile,
  wanted: Uint8Array,
): Promise<Result<void>> {
  const asked = equalBytes(present.body, wanted) ? ok(undefined) : await draft.ask(file.path, present.header, 'update');
  if (!asked.ok) return asked;
  draft.add({ ...file, name, own, present: present.body, wanted }, present);
  return ok(undefined);
}
