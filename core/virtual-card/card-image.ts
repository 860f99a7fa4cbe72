import { type AppError, appError } from '../base/app-error.ts';
import { err, ok, type Result } from '../base/result.ts';
import { z } from '../base/zod.ts';
import { unbundled } from './bundled-image.ts';
import { faultLacks, faultSchema } from './faults.ts';
import { linkSchema } from './link-image.ts';
import { quirksSchema } from './quirks.ts';

/**
 * The card image, format `bootcard-card/1` (docs/formats.md): everything a virtual card is made of, as JSON. A dump of a
 * real card has the same shape without credential values. Bytes are hex in upper case. Fields that this version does not
 * know are kept when an image is written back.
 */
const hexBytes = z.string().regex(/^([0-9A-Fa-f]{2})*$/, 'an even number of hex digits expected');
const hexByte = z.string().regex(/^[0-9A-Fa-f]{2}$/, 'two hex digits expected');
const hexWord = z.string().regex(/^[0-9A-Fa-f]{4}$/, 'four hex digits expected');
const count = z.int().min(0);
const nibble = z.int().min(0).max(15);
const tries = z.int().min(0).max(15);

const unblockSchema = z.looseObject({
  value: hexBytes.describe('8 bytes; absent in a dump').exactOptional(),
  tries,
  maxTries: tries,
});

const credentialSchema = z.looseObject({
  ref: z.string().min(1).describe('name: pin1, pin2, adm1 …'),
  chv: hexByte.describe('P2 of VERIFY in class A0; absent: not known there').exactOptional(),
  level: nibble.describe('access nibble of class A0 that this credential satisfies').exactOptional(),
  key: hexByte.describe('key reference: P2 of VERIFY in the ISO class (TS 102 221 table 9.3)').exactOptional(),
  value: hexBytes.describe('the bytes VERIFY must carry (8 or 16); absent in a dump: nothing verifies').exactOptional(),
  tries: tries.describe('tries left'),
  triesAssumed: z.boolean().describe('of a dump: the card did not tell the tries left').exactOptional(),
  maxTries: tries,
  enabled: z.boolean().describe('false: the card does not ask for it'),
  scope: z
    .string()
    .regex(/^3F00([0-9A-Fa-f]{4})*$/)
    .describe('path of the DF or ADF whose own PIN this is (a local PIN); absent: known on the whole card')
    .exactOptional(),
  replacedBy: hexByte
    .describe('key reference that is asked for in its place while it is switched off: 11, the universal PIN')
    .exactOptional(),
  unblock: unblockSchema.exactOptional(),
});
export type CredentialImage = z.infer<typeof credentialSchema>;

const access2gSchema = z.looseObject({
  read: nibble,
  update: nibble,
  increase: nibble,
  rehabilitate: nibble,
  invalidate: nibble,
});

const securitySchema = z.looseObject({
  tag: z.enum(['8B', '8C', 'AB']).describe('8B by reference to EF(ARR), 8C compact, AB expanded'),
  value: hexBytes,
});

const fileSchema = z.looseObject({
  path: z
    .string()
    .regex(/^3F00([0-9A-Fa-f]{4})*$/, 'a path of file ids from 3F00 expected')
    .describe('file ids from the MF; the parent must stand in the list too'),
  fid: hexWord
    .nullable()
    .describe('file id in answers where it is not the end of the path; null: none')
    .exactOptional(),
  name: z.string().describe('what people call it: EF_ICCID').exactOptional(),
  type: z.enum(['mf', 'df', 'adf', 'ef']),
  structure: z
    .enum(['transparent', 'linear', 'cyclic', 'ber-tlv'])
    .describe('ber-tlv: the body is data objects one after the other, then FF')
    .exactOptional(),
  size: count.max(0xffffff).describe('bytes of the body; default: length of data').exactOptional(),
  recordLength: z.int().min(1).max(255).exactOptional(),
  sfi: z
    .int()
    .min(1)
    .max(30)
    .nullable()
    .describe('short file id; null: none; absent: low 5 bits of the file id')
    .exactOptional(),
  aid: hexBytes
    .describe('DF name; a df with an aid is selected by id and by name, an adf by name alone')
    .exactOptional(),
  lifeCycle: hexByte.describe('life cycle status, default 05 (activated)').exactOptional(),
  access2g: access2gSchema
    .describe('access conditions of class A0; absent: what security says, and always without that')
    .exactOptional(),
  security: securitySchema.describe('security attributes of the ISO class; absent: always').exactOptional(),
  proprietary: hexBytes.describe('value of FCP tag A5').exactOptional(),
  totalSize: count
    .max(0xffffffff)
    .describe('FCP tag 81; for a DF the memory set aside for it, which its files share')
    .exactOptional(),
  fcp: hexBytes.describe('further objects of the FCP, as CREATE FILE gave them').exactOptional(),
  pins: z.array(hexByte).describe('key references in the PIN status template of a DF').exactOptional(),
  data: hexBytes.describe('body from offset 0; what is missing up to size is FF').exactOptional(),
  unreadFrom: count
    .describe('of a dump: bytes from this offset on could not be read, nobody knows them; READ is refused there')
    .exactOptional(),
});
export type FileImage = z.infer<typeof fileSchema>;

const wearSchema = z.looseObject({
  path: z.string().describe('of the file'),
  page: count.describe('page within the body of the file, from 0'),
  writes: count.describe('write operations that touched it'),
  bytes: count.describe('bytes that they wrote into it'),
});

const memorySchema = z.looseObject({
  pageSize: z.int().min(1).max(65536).describe('bytes of a page, default 64').exactOptional(),
  wear: z
    .array(wearSchema)
    .describe('what was written so far; a page that is not there was never written')
    .exactOptional(),
});

export const cardImageSchema = z.looseObject({
  format: z.literal('bootcard-card/1'),
  title: z.string(),
  platform: z.enum(['sim', 'ruim', 'uicc']),
  modes: z
    .enum(['both', '2g', '3g'])
    .describe('uicc: both = the first command after a reset chooses; 2g = class A0 only; 3g = ISO class only'),
  atr: hexBytes,
  iccid: z
    .string()
    .regex(/^[0-9A-Fa-f]{0,20}$/)
    .nullable(),
  freeMemory: count.describe('bytes left for new files; absent: 32768, and not told').exactOptional(),
  extendedLength: z
    .boolean()
    .describe('extended Lc and Le are understood on T=1; the ATR or EF(ATR) should announce it')
    .exactOptional(),
  redacted: z
    .literal(true)
    .describe('bytes that nobody may see stand as stars (2A): who reads the card takes them for no secrets of its own')
    .exactOptional(),
  protocols: z
    .array(z.enum(['T=0', 'T=1']))
    .min(1)
    .describe('the first is used'),
  credentials: z.array(credentialSchema),
  files: z.array(fileSchema).min(1),
  quirks: quirksSchema,
  faults: z.array(faultSchema),
  link: linkSchema,
  memory: memorySchema.describe('the non-volatile memory').exactOptional(),
  recorded: z
    .literal(true)
    .describe('made of a recording: it shows its card as far as that was asked, and no more')
    .exactOptional(),
});
export type CardImage = z.infer<typeof cardImageSchema>;

/** `files[3].size` from zod's path. */
function place(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text === '' ? 'the top level' : text.replace(/^\./, '');
}

function invalid(path: string, where: string, reason: string): { ok: false; error: AppError } {
  return err(appError('image-invalid', { path, place: where, reason }));
}

/** The bodies of all files together: far more than a card has, and what this process can hold several times over. */
const MOST_BYTES = 64 * 1024 * 1024;

/** What the schema cannot say: parents exist, names are unique, sizes agree. @returns undefined where all is well. */
function inconsistency(image: CardImage): { where: string; reason: string } | undefined {
  const folders = new Set<string>();
  const seen = new Set<string>();
  let whole = 0;
  if (image.files[0]?.type !== 'mf' || image.files[0].path.toUpperCase() !== '3F00') {
    return { where: 'files[0]', reason: 'the first file must be the MF with path 3F00' };
  }
  for (const [index, file] of image.files.entries()) {
    const where = `files[${index}]`;
    const path = file.path.toUpperCase();
    if (seen.has(path)) return { where: `${where}.path`, reason: `${path} stands there twice` };
    seen.add(path);
    if (index > 0 && !folders.has(path.slice(0, -4))) {
      return { where: `${where}.path`, reason: `no MF, DF or ADF ${path.slice(0, -4)} before it` };
    }
    if (file.type !== 'ef') {
      folders.add(path);
      continue;
    }
    const structure = file.structure ?? 'transparent';
    const size = file.size ?? (file.data ?? '').length / 2;
    whole += size;
    if (whole > MOST_BYTES)
      return { where: `${where}.size`, reason: `the files have more than ${MOST_BYTES} bytes together` };
    if ((file.data ?? '').length / 2 > size) return { where: `${where}.data`, reason: `longer than size ${size}` };
    if (structure === 'transparent' || structure === 'ber-tlv') continue;
    if (file.recordLength === undefined) return { where: `${where}.recordLength`, reason: 'a record file needs it' };
    if (size % file.recordLength !== 0 || size / file.recordLength > 254) {
      return { where: `${where}.size`, reason: `not 0 to 254 records of ${file.recordLength} bytes` };
    }
  }
  for (const [index, fault] of image.faults.entries()) {
    const missing = faultLacks(fault);
    if (missing !== undefined) return { where: `faults[${index}]`, reason: `${fault.kind} needs ${missing}` };
  }
  return undefined;
}

/**
 * Reads a card image, be it that of a support bundle.
 * @param text the JSON
 * @param path what the error calls it
 * @returns `image-invalid` with the place in the JSON and the reason
 */
export function parseCardImage(text: string, path: string): Result<CardImage> {
  let json: unknown;
  try {
    json = unbundled(JSON.parse(text));
  } catch (problem) {
    return invalid(path, 'the top level', problem instanceof Error ? problem.message : 'not JSON');
  }
  const parsed = cardImageSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return invalid(path, place(issue?.path ?? []), issue?.message ?? 'not a card image');
  }
  const wrong = inconsistency(parsed.data);
  return wrong === undefined ? ok(parsed.data) : invalid(path, wrong.where, wrong.reason);
}

/** The image as JSON text, indented, with a line end; unknown fields are kept. */
export function serializeCardImage(image: CardImage): string {
  return `${JSON.stringify(image, null, 2)}\n`;
}
