import { parseDocument } from 'yaml';
import { appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { z } from '../base/zod.ts';
import { KEY_NAMES } from '../card/key-names.ts';
import { OIDS } from '../pkcs15/oids.ts';

/*
 * A provisioning profile, format `bootcard-profile/1` (docs/formats.md): the PKCS#15 application that a card gets, file by
 * file, with who may do what (DM Bootstrap D.4.1 to D.4.3 have the defaults).
 */

const fid = z.string().regex(/^[0-9A-Fa-f]{4}$/, 'a file id of four hex digits expected');
const hexText = z.string().regex(/^([0-9A-Fa-f]{2})+$/, 'hex expected');
/** In YAML every value is taken as it is written, so that the id 6420 stays one: numbers are told by their digits. */
const number = (least: number, most: number) =>
  z.union([
    z.number().int().min(least).max(most),
    z
      .string()
      .regex(/^\d{1,8}$/, 'a number expected')
      .transform(Number)
      .refine((value) => value >= least && value <= most, `${least} to ${most} expected`),
  ]);
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]);
const size = number(1, 0xffffff);
const who = z
  .string()
  .refine(
    (word) =>
      word === 'always' ||
      word === 'never' ||
      KEY_NAMES.some(({ name }) => name === word) ||
      /^[0-9A-Fa-f]{2}$/.test(word),
    'always, never, a key name (pin1, adm1 …) or a key reference of two hex digits expected',
  )
  .describe('always, never, the name of a key, or its reference in hex');

const accessSchema = z
  .union([
    z.strictObject({
      read: who.describe('always, never, or a key; default always').exactOptional(),
      update: who.describe('default adm1').exactOptional(),
      admin: who.describe('activate, deactivate, terminate, delete, resize; default as update').exactOptional(),
    }),
    z.strictObject({
      arr: fid.describe('file id of the EF(ARR)'),
      record: number(1, 254),
    }),
    z.strictObject({ expanded: hexText.describe('the rules as in FCP tag AB') }),
  ])
  .describe('who may do what with a file that is created; a fixed file has rules of its own');
export type ProfileAccess = z.infer<typeof accessSchema>;

const fileSchema = z.strictObject({
  fid,
  size: size.describe('bytes of the body, where the file is created'),
  access: accessSchema.exactOptional(),
});

const tokenSchema = fileSchema.extend({
  label: z.string().max(255).exactOptional(),
  manufacturer: z.string().max(255).exactOptional(),
});

const objectSchema = z.strictObject({
  label: z.string().min(1).max(255).describe('D.4.2 asks for one'),
  fid: fid.describe('file id of its content'),
  size: size.describe('default: as long as its message, rounded up to 256').exactOptional(),
  access: accessSchema.exactOptional(),
  oid: z
    .string()
    .regex(/^[0-2](\.\d+)+$/, 'an object identifier expected')
    .describe(`default ${OIDS.dmBootstrap}`)
    .exactOptional(),
  form: z
    .enum(['opaque', 'oid', 'both'])
    .describe('opaqueDO (default, D.1), oidDO, or a record of each, the opaqueDO first')
    .exactOptional(),
  flags: z
    .strictObject({ private: flag.exactOptional(), modifiable: flag.exactOptional() })
    .describe('default: private where a PIN stands before reading, never modifiable')
    .exactOptional(),
  message: z.string().min(1).describe('file of its message, from where the profile is').exactOptional(),
});
export type ProfileObject = z.infer<typeof objectSchema>;

export const profileSchema = z.strictObject({
  format: z.literal('bootcard-profile/1'),
  name: z.string().min(1),
  title: z.string(),
  files: z
    .enum(['create', 'fixed'])
    .describe(
      'create: what is missing is made (TS 102 222); fixed: all files are there and are filled, nothing is created',
    ),
  admin: z.string().describe('command profile for files that are created; default ts-102222').exactOptional(),
  key: who.describe('key that creates files where the card does not tell which; default adm1').exactOptional(),
  application: z.strictObject({
    aid: hexText.describe('default the AID of PKCS#15').exactOptional(),
    path: z.array(fid).min(1).max(4).describe('file ids below the MF, as tag 51 of EF(DIR) will name them'),
    label: z.string().max(32).describe('in EF(DIR)').exactOptional(),
    size: size.describe('memory set aside for the DF; default three times what its files take').exactOptional(),
    admin: who.describe('who may create files in it and delete it; default adm1').exactOptional(),
  }),
  odf: fileSchema,
  tokenInfo: tokenSchema.describe('absent: none').exactOptional(),
  dodf: fileSchema,
  objects: z.array(objectSchema).min(1).describe('in priority order, the first is the one a device uses'),
});
export type ProvisioningProfile = z.infer<typeof profileSchema>;

function invalid(path: string, place: string, reason: string) {
  return err(appError('profile-invalid', { path, place: place || 'the top level', reason }));
}

/** The first id that two files of the application share: only one of them could be made. */
function sharedId({ odf, tokenInfo, dodf, objects }: ProvisioningProfile): string | undefined {
  const ids = [odf, dodf, ...(tokenInfo === undefined ? [] : [tokenInfo]), ...objects].map((file) =>
    file.fid.toUpperCase(),
  );
  return ids.find((id, i) => ids.indexOf(id) !== i);
}

/** JSON as it is; YAML with every scalar as it is written. Undefined where it is neither. */
function sourceValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false, logLevel: 'error' });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 });
  }
}

/**
 * Reads a profile from JSON or YAML.
 * @param path what the error calls it
 */
export function parseProfile(text: string, path: string): Result<ProvisioningProfile> {
  let value: unknown;
  try {
    value = sourceValue(text);
  } catch {
    // An alias: a profile says everything where it stands.
  }
  if (value === undefined) return invalid(path, '', 'it is neither JSON nor YAML');
  const parsed = profileSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalid(path, issue?.path.join('.') ?? '', issue?.message ?? 'not a profile');
  }
  const shared = sharedId(parsed.data);
  return shared === undefined ? ok(parsed.data) : invalid(path, 'objects', `two files have the id ${shared}`);
}
