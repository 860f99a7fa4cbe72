import { appError } from '../base/app-error.ts';
import { hex, toHex } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { ADMIN_PROFILES, type AdminProfile, type AdminTemplate } from '../card/admin-profile.ts';
import { pathName } from '../pkcs15/path.ts';
import { findTlv, readTlvs } from '../tlv/ber-tlv.ts';
import { commandHex, updateCommand } from './file-change.ts';
import { fidOf, placedFile } from './plan-bodies.ts';
import type { PlanCommand, PlanFile, PlanStep, WritePlan } from './write-plan.ts';

/**
 * Is a plan from outside what its words say? Its commands go out as they stand, so that each of them must be the one that the
 * words make, and none another: no VERIFY, no TERMINATE, nothing that goes to a file which the plan does not name.
 */

interface Contradiction {
  readonly place: string;
  readonly reason: string;
}

const UPDATES: readonly string[] = ['invalidate', 'update', 'commit'];
const ADMINISTERS: readonly string[] = ['create', 'resize', 'activate', 'delete'];

const byteOf = (text: string) => Number.parseInt(text, 16);

/** File ids from the MF; undefined in an application without a place below it. */
function idsFromMf({ application }: WritePlan, { from, fids }: PlanFile): readonly string[] | undefined {
  if (from === 'mf') return fids;
  return application.fids === null ? undefined : [...application.fids, ...fids];
}

/** The id that a template of CREATE or RESIZE FILE names (83, TS 102 222 6.3.2.2); undefined where it is none. */
function idInTemplate(data: Uint8Array, tag: number): string | undefined {
  const [template, another] = readTlvs(data).items;
  if (template?.tag !== tag || another !== undefined || template.span.length !== data.length) return undefined;
  const id = findTlv(readTlvs(data, template.valueSpan).items, 0x83)?.valueSpan;
  return id && toHex(data.subarray(id.offset, id.offset + id.length));
}

/** True where a command has the header of a template and names the file as the template says. */
function follows(
  plan: WritePlan,
  file: PlanFile,
  command: string,
  { template, row }: { readonly template: number; readonly row: AdminTemplate },
): boolean {
  const header = `${row.cla}${row.ins}${row.p1}${row.p2}`.toUpperCase();
  const data = command.slice(10);
  if (command.slice(0, 8) !== header || byteOf(command.slice(8, 10)) !== data.length / 2) return false;
  switch (row.target) {
    case 'current':
      return data === '';
    case 'fid':
      return data !== '' && data === file.fids.at(-1);
    case 'path':
      return data !== '' && data === idsFromMf(plan, file)?.join('');
    case 'template':
      return file.fids.length > 0 && idInTemplate(hex(data), template) === file.fids.at(-1);
  }
}

/** True where a profile that this tool or its user knows has such a command for the file. */
function isAdministration(
  plan: WritePlan,
  file: PlanFile,
  { kind, command }: PlanCommand,
  profiles: readonly AdminProfile[],
): boolean {
  return profiles.some(({ commands, fcp }) => {
    const row = commands[kind];
    return row !== null && follows(plan, file, command, { template: byteOf(fcp.template), row });
  });
}

function wrongFile(plan: WritePlan, file: PlanFile, profiles: readonly AdminProfile[]): string | undefined {
  const { path, rule, recordLength, before, after } = file;
  const { place } = placedFile(file);
  if (path !== pathName(place, plan.application.fids?.map(fidOf) ?? [])) return 'its ids do not lead to its path';
  if (plan.files.some((other) => other !== file && other.path === path)) return 'it stands there twice';
  if (rule === 'records' && recordLength === 0) return 'its records have no length';
  const alien = [...file.make, ...file.remove].find((command) => !isAdministration(plan, file, command, profiles));
  if (alien !== undefined) return `${alien.command.slice(0, 8)} is no command that would ${alien.kind} it`;
  const size = Math.max(before?.size ?? 0, after?.size ?? 0);
  const beyond = plan.ranges.some(
    (range) =>
      range.file === path && (range.old.length !== range.new.length || range.offset + range.new.length / 2 > size),
  );
  return beyond ? 'a range leads beyond its end' : undefined;
}

function wrongUpdate({ mode }: WritePlan, file: PlanFile, { command, data, offset }: PlanStep): string | undefined {
  const { rule, recordLength, before, after } = file;
  const bytes = hex(data);
  const size = Math.max(before?.size ?? 0, after?.size ?? 0);
  if (bytes.length === 0 || offset + bytes.length > size) return 'it writes beyond the end of its file';
  if (rule === 'records' && (offset % recordLength !== 0 || bytes.length !== recordLength))
    return 'it writes no whole record';
  try {
    const wanted = commandHex(updateCommand({ rule, recordLength }, mode, { offset, data: bytes }));
    return command === wanted ? undefined : 'its command is not the UPDATE that it says';
  } catch {
    // An offset or a length that no UPDATE can say.
    return 'no UPDATE can say its offset and its length';
  }
}

function wrongStep(plan: WritePlan, step: PlanStep): string | undefined {
  const { kind, file: path, command, data } = step;
  const updates = UPDATES.includes(kind);
  if (!updates && !ADMINISTERS.includes(kind))
    return command === undefined && data === '' ? undefined : 'it sends nothing, and has a command';
  const file = plan.files.find((item) => item.path === path);
  if (file === undefined) return `${path} is not among its files`;
  if (command === undefined) return 'its command is missing';
  if (updates) return wrongUpdate(plan, file, step);
  const known = [...file.make, ...file.remove].some((item) => item.kind === kind && item.command === command);
  if (data !== '' || !known) return 'its command is not one of those that make or remove its file';
  if (kind === 'delete' && file.after !== null) return 'it deletes a file that shall stay';
  return kind === 'create' && file.before !== null ? 'it makes a file that is there' : undefined;
}

function contradictionIn(plan: WritePlan, profiles: readonly AdminProfile[]): Contradiction | undefined {
  for (const [i, step] of plan.steps.entries()) {
    const reason = wrongStep(plan, step);
    if (reason !== undefined) return { place: `steps.${i}`, reason };
  }
  for (const [i, file] of plan.files.entries()) {
    const reason = wrongFile(plan, file, profiles);
    if (reason !== undefined) return { place: `files.${i}`, reason };
  }
  const lost = plan.ranges.findIndex(({ file }) => !plan.files.some(({ path }) => path === file));
  return lost < 0 ? undefined : { place: `ranges.${lost}`, reason: 'its file is not among the files' };
}

/**
 * `plan-invalid` where a plan's commands do other things than its words say.
 * @param path names it in errors
 * @param admin how the card takes administration, beside what the built-in profiles know
 */
export function checkCommands(plan: WritePlan, path: string, admin?: AdminProfile): Result<void> {
  const wrong = contradictionIn(plan, admin === undefined ? ADMIN_PROFILES : [...ADMIN_PROFILES, admin]);
  return wrong === undefined ? ok(undefined) : err(appError('plan-invalid', { path, ...wrong }));
}
