import { ok, type Result } from '../base/result.ts';
import { adminCommands } from '../card/admin-commands.ts';
import type { AdminProfile } from '../card/admin-profile.ts';
import { encodeFcp, type FcpDraft } from '../card/fcp-encode.ts';
import { type FileHeader, readFcp } from '../card/file-header.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import type { FileChange, FileCommand } from './file-change.ts';
import type { PlanCard } from './plan-card.ts';
import { securityOf } from './provision-rules.ts';

type Administer = Pick<FileChange, 'make' | 'remove'>;

/** How commands of administration are made for a plan: on the basic channel, as plans have them. */
export interface Builder {
  readonly mode: '2g' | '3g';
  readonly profile: AdminProfile;
}

export function builderFor({ walker }: PlanCard, profile: AdminProfile): Builder {
  return { mode: walker.mode, profile };
}

const commandsOf = ({ mode, profile }: Builder) => adminCommands(profile, { mode, channel: 0 });

function asPlanned(kind: FileCommand['kind'], apdus: ReturnType<ReturnType<typeof commandsOf>['create']>) {
  return apdus.ok ? ok(apdus.value.map((command): FileCommand => ({ kind, command }))) : apdus;
}

/** Ids below the MF, where the file has a place there. */
function targetOf(place: ResolvedPath, application: readonly number[] | null) {
  const fid = place.fids.at(-1) ?? 0x3f00;
  if (place.from === 'mf') return { fid, path: place.fids };
  return application === null ? { fid } : { fid, path: [...application, ...place.fids] };
}

/** DELETE FILE of a file. */
export function deleteCommands(
  builder: Builder,
  place: ResolvedPath,
  application: readonly number[] | null,
): Result<readonly FileCommand[]> {
  return asPlanned('delete', commandsOf(builder).delete(targetOf(place, application)));
}

/** CREATE FILE of a file, and DELETE FILE, which undoes it. `admin-absent` or `admin-class` where the card cannot. */
export function createCommands(
  builder: Builder,
  draft: FcpDraft,
  place: ResolvedPath,
  application: readonly number[] | null,
): Result<Administer> {
  const make = asPlanned('create', commandsOf(builder).create(draft));
  if (!make.ok) return make;
  const remove = deleteCommands(builder, place, application);
  // What cannot be deleted is emptied when a write that broke off is rolled back.
  return ok({ make: make.value, remove: remove.ok ? remove.value : [] });
}

/** RESIZE FILE of an EF. */
export function resizeCommands(
  builder: Builder,
  place: ResolvedPath,
  application: readonly number[] | null,
  size: number,
): Result<readonly FileCommand[]> {
  return asPlanned('resize', commandsOf(builder).resize(targetOf(place, application), size, false));
}

/** A transparent EF that works from the start, without a short id. */
export function transparentEf(fid: number, size: number, security: FcpDraft['security']): FcpDraft {
  return { fid, file: { kind: 'ef', structure: 'transparent', size }, lifeCycle: 'activated', security, sfi: 'none' };
}

/** The header that a new file will have: what its keys follow from. */
export function headerOfNew(draft: FcpDraft): Result<FileHeader> {
  const fcp = encodeFcp(draft);
  return fcp.ok ? readFcp(fcp.value) : fcp;
}

/** A draft of a file that is there, of another size or id; undefined where its header does not tell its rules. */
export function draftLike(header: FileHeader, fid: number, size: number): FcpDraft | undefined {
  const security = securityOf(header);
  if (security === undefined) return undefined;
  if (header.type !== 'ef') {
    const { aid, pins } = header;
    const file = {
      kind: 'df',
      totalSize: size,
      ...(aid !== null && { aid }),
      ...(pins.length > 0 && { pins }),
    } as const;
    return { fid, file, lifeCycle: 'activated', security };
  }
  return transparentEf(fid, size, security);
}
