import { type AppError, appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { z } from '../base/zod.ts';
import { FCP_OBJECTS } from './fcp-encode.ts';

/**
 * How one card operating system takes the administrative commands of TS 102 222: templates, no code. Format
 * `bootcard-admin/1` (docs/formats.md).
 */
const hexByte = z.string().regex(/^[0-9A-Fa-f]{2}$/, 'two hex digits expected');

const commandSchema = z.strictObject({
  cla: hexByte.describe('class byte on the basic channel; a logical channel is put into 0X and 8X'),
  ins: hexByte,
  p1: hexByte,
  p2: hexByte,
  target: z
    .enum(['current', 'fid', 'path', 'template'])
    .describe(
      'how the file is named: current = selected before, no data; fid = its id, its DF selected before; path = ids from the MF; template = in the data’s template, its DF selected before',
    ),
});
export type AdminTemplate = z.infer<typeof commandSchema>;

const command = commandSchema.nullable().describe('null: the card has no such command');
const commandsSchema = z.strictObject({
  create: command,
  delete: command,
  resize: command,
  activate: command,
  deactivate: command,
  terminateEf: command,
  terminateDf: command,
  terminateCard: command,
});
const someCommandsSchema = z.strictObject({
  create: command.exactOptional(),
  delete: command.exactOptional(),
  resize: command.exactOptional(),
  activate: command.exactOptional(),
  deactivate: command.exactOptional(),
  terminateEf: command.exactOptional(),
  terminateDf: command.exactOptional(),
  terminateCard: command.exactOptional(),
});

const order = z.array(z.enum(FCP_OBJECTS)).min(1);
const fcpSchema = z.strictObject({
  template: hexByte.describe('tag around the objects'),
  ef: order.describe('order of the objects for an EF; what is not in the list is not sent'),
  df: order.describe('order of the objects for a DF or ADF'),
  recordNumber: z.boolean().describe('82 of a record file ends with the number of records'),
});
const someFcpSchema = z.strictObject({
  template: fcpSchema.shape.template.exactOptional(),
  ef: fcpSchema.shape.ef.exactOptional(),
  df: fcpSchema.shape.df.exactOptional(),
  recordNumber: fcpSchema.shape.recordNumber.exactOptional(),
});

const about = {
  format: z.literal('bootcard-admin/1'),
  name: z.string().min(1),
  title: z.string(),
  evidence: z.string().describe('where this is known from'),
};

const profileSchema = z.strictObject({ ...about, commands: commandsSchema, fcp: fcpSchema });
export type AdminProfile = z.infer<typeof profileSchema>;

/** A profile as a file has it: whatever it does not say is as in the built-in that it extends. */
export const adminProfileFileSchema = z.strictObject({
  ...about,
  extends: z.string().describe('a built-in profile; default ts-102222').exactOptional(),
  commands: someCommandsSchema.exactOptional(),
  fcp: someFcpSchema.exactOptional(),
});

const STANDARD: AdminProfile = {
  format: 'bootcard-admin/1',
  name: 'ts-102222',
  title: 'TS 102 222 as it stands',
  evidence: 'TS 102 222 6.3 to 6.11; objects in the order of its tables, as pySim sends them',
  commands: {
    create: { cla: '00', ins: 'E0', p1: '00', p2: '00', target: 'template' },
    delete: { cla: '00', ins: 'E4', p1: '00', p2: '00', target: 'fid' },
    resize: { cla: '80', ins: 'D4', p1: '00', p2: '00', target: 'template' },
    activate: { cla: '00', ins: '44', p1: '00', p2: '00', target: 'current' },
    deactivate: { cla: '00', ins: '04', p1: '00', p2: '00', target: 'current' },
    terminateEf: { cla: '00', ins: 'E8', p1: '00', p2: '00', target: 'current' },
    terminateDf: { cla: '00', ins: 'E6', p1: '00', p2: '00', target: 'current' },
    terminateCard: { cla: '00', ins: 'FE', p1: '00', p2: '00', target: 'current' },
  },
  fcp: {
    template: '62',
    ef: ['82', '83', '8A', 'security', '80', '88', 'A5'],
    df: ['82', '83', '84', '8A', 'security', '81', 'C6'],
    recordNumber: false,
  },
};

/** One deviation from the standard profile. */
function variant(
  name: string,
  title: string,
  evidence: string,
  part: { readonly commands?: Partial<AdminProfile['commands']>; readonly fcp?: Partial<AdminProfile['fcp']> },
): AdminProfile {
  return {
    ...STANDARD,
    name,
    title,
    evidence,
    commands: { ...STANDARD.commands, ...part.commands },
    fcp: { ...STANDARD.fcp, ...part.fcp },
  };
}

const byId = (ins: string): AdminTemplate => ({ cla: '00', ins, p1: '00', p2: '00', target: 'fid' });
const inClass = (cla: string) =>
  Object.fromEntries(
    Object.entries(STANDARD.commands).map(([name, row]) => [name, row === null ? null : { ...row, cla }]),
  ) as AdminProfile['commands'];

/** The profiles that come with the product. */
export const ADMIN_PROFILES: readonly AdminProfile[] = [
  STANDARD,
  variant(
    'record-number',
    'The descriptor of a record file tells the number of records',
    'pySim sends it; ISO/IEC 7816-4 table 10 allows a descriptor of 5 bytes',
    { fcp: { recordNumber: true } },
  ),
  variant(
    'size-first',
    'The size stands behind the id, no short file id is sent',
    'ISO/IEC 7816-9 cards take the objects of 7816-4 table 10 in the order of their tags',
    { fcp: { ef: ['80', '82', '83', '8A', 'security', 'A5'], df: ['81', '82', '83', '84', '8A', 'security', 'C6'] } },
  ),
  variant(
    'create-class-80',
    'CREATE FILE and DELETE FILE in class 80',
    'practice of card systems that take administration as proprietary commands (TS 102 221 10.1.1); no public card known',
    {
      commands: {
        create: { cla: '80', ins: 'E0', p1: '00', p2: '00', target: 'template' },
        delete: { cla: '80', ins: 'E4', p1: '00', p2: '00', target: 'fid' },
      },
    },
  ),
  variant(
    'delete-by-path',
    'DELETE FILE names the file by its path from the MF',
    'ISO/IEC 7816-9 5.2: P1 and P2 as in SELECT, 08 for a path from the MF',
    { commands: { delete: { cla: '00', ins: 'E4', p1: '08', p2: '00', target: 'path' } } },
  ),
  variant(
    'by-id',
    'Life cycle commands carry the file id',
    'TS 102 221 11.1.14 and 11.1.15 and TS 102 222 6.8 and 6.9: P1 = 00 with the id in the data',
    {
      commands: {
        activate: byId('44'),
        deactivate: byId('04'),
        terminateEf: byId('E8'),
        terminateDf: byId('E6'),
      },
    },
  ),
  variant(
    'resize-class-00',
    'RESIZE FILE in class 00',
    'cards that take 0X for every command of TS 102 222; no public card known',
    { commands: { resize: { cla: '00', ins: 'D4', p1: '00', p2: '00', target: 'template' } } },
  ),
  variant(
    'class-a0',
    'All commands in class A0',
    'practice of SIM systems that took the objects of TS 102 222 before they had the ISO class; no public card known',
    { commands: inClass('A0') },
  ),
];

const DEFAULT_PROFILE = STANDARD.name;

/** A built-in profile by name; without one the standard's. */
export function adminProfile(name: string = DEFAULT_PROFILE): AdminProfile | undefined {
  return ADMIN_PROFILES.find((profile) => profile.name === name);
}

function invalid(path: string, place: string, reason: string): { ok: false; error: AppError } {
  return err(appError('admin-profile-invalid', { path, place: place || 'the top level', reason }));
}

/**
 * Reads a profile of one's own.
 * @param text the JSON
 * @param path what the error calls it
 */
export function parseAdminProfile(text: string, path: string): Result<AdminProfile> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (problem) {
    return invalid(path, '', problem instanceof Error ? problem.message : 'not JSON');
  }
  const parsed = adminProfileFileSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid(path, issue?.path.join('.') ?? '', issue?.message ?? 'not a profile');
  }
  const { extends: base = DEFAULT_PROFILE, commands, fcp, ...rest } = parsed.data;
  const from = adminProfile(base);
  if (from === undefined) return invalid(path, 'extends', `there is no built-in profile ${base}`);
  return ok({
    ...rest,
    commands: { ...from.commands, ...commands },
    fcp: { ...from.fcp, ...fcp },
  });
}
