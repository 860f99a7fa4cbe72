import { z } from 'zod';
import { bytes, count, none, session } from './shapes.ts';
import { planned } from './write-contract.ts';

/** Profiles, messages to begin with, and plans for the application and the objects of a card. */

const profileSchema = z.object({
  name: z.string(),
  title: z.string(),
  files: z.enum(['create', 'fixed']),
  /** Path of the application's folder, file ids from the MF. */
  folder: z.string(),
  objects: z.array(
    z.object({ label: z.string(), fid: z.string(), size: count.nullable(), read: z.string(), update: z.string() }),
  ),
});
/** A provisioning profile as people choose it. */
export type ProfileInfo = z.infer<typeof profileSchema>;

/** A profile by its built-in name, or as the text of a file. */
const profile = z.union([
  z.object({ builtIn: z.string().max(64) }),
  z.object({ text: z.string().max(1 << 20), name: z.string().max(255) }),
]);
export type ProfileChoice = z.infer<typeof profile>;

const objectsAct = z.union([
  z.object({
    kind: z.literal('add'),
    message: bytes,
    label: z.string().min(1).max(255),
    form: z.enum(['opaque', 'oid']),
    /** The object that it comes before; absent: behind all others. */
    before: count.exactOptional(),
    /** File id of an empty file that is there; absent: one is made. */
    fid: z.number().int().min(0).max(0xffff).exactOptional(),
    allowFindings: z.boolean().exactOptional(),
  }),
  z.object({ kind: z.literal('remove'), object: count }),
  z.object({ kind: z.literal('reorder'), order: z.array(count).max(64) }),
]);
export type ObjectsWish = z.infer<typeof objectsAct>;

export const provisionRequests = {
  'provision.profiles': { params: none, result: z.array(profileSchema) },
  /** Reads a profile from a file's text. */
  'provision.profile': { params: z.object({ profile }), result: profileSchema },
  /** A message to begin with, or that of a file: WBXML, hex, XML, YAML or JSON. */
  'provision.message': {
    params: z.object({ from: z.union([z.object({ template: z.enum(['dm', 'cp']) }), z.object({ file: bytes })]) }),
    result: z.object({ message: bytes }),
  },
  /** The plan that makes a card carry what a profile says; `messages` one for each of its objects. */
  'provision.plan': {
    params: z.object({
      session,
      profile,
      messages: z.array(bytes).max(64),
      allowFindings: z.boolean().exactOptional(),
    }),
    result: planned,
  },
  /** The plan that takes the bootstrap objects off a card. */
  'provision.remove': { params: z.object({ session, deleteFiles: z.boolean() }), result: planned },
  /** One object more, one less, or another order. */
  'objects.plan': { params: z.object({ session, act: objectsAct, deleteFiles: z.boolean() }), result: planned },
} as const;
