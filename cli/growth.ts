import { type Command, Option } from 'commander';
import { ok, type Result } from '../core/base/result.ts';
import { GROWTH_WAYS, type Growth, type GrowthWay } from '../core/plan/larger-file.ts';
import { adminOption, readAdminProfile } from './admin-profile-input.ts';

export interface GrowthOptions {
  readonly grow: GrowthWay;
  readonly admin: string;
  readonly iKnow?: string;
}

/** Options of the verbs that write a message which may be longer than its file. */
export function growthOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--grow <way>', 'where the message is longer than its file: RESIZE FILE, a new file, or never')
        .choices(GROWTH_WAYS)
        .default('auto'),
    )
    .addOption(adminOption().default('ts-102222'));
}

/** How a file may grow. Who names the card agrees that the file which a new one replaces is deleted; else it is emptied. */
export async function growthOf({ grow, admin, iKnow }: GrowthOptions): Promise<Result<Growth>> {
  const profile = await readAdminProfile(admin);
  return profile.ok ? ok({ way: grow, admin: profile.value, deleteFiles: iKnow !== undefined }) : profile;
}
