import { toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { CardLink } from '../card/card-link.ts';
import type { KeySource } from '../card/given-keys.ts';
import { type CardMode, identify } from '../card/identify.ts';
import type { DirTemplate } from '../pkcs15/ef-dir.ts';
import { OIDS } from '../pkcs15/oids.ts';
import { Chain } from './chain.ts';
import { fileOf } from './object-content.ts';
import { explainPins } from './object-pins.ts';
import { findPlatform } from './platform.ts';
import { EF_DIR_PATH, enterApplication, readApplicationTemplate } from './read-application.ts';
import { type ContentContext, readContent } from './read-content.ts';
import { DirectoryReader } from './read-directories.ts';
import { type ObjectsRead, readObjects } from './read-objects.ts';
import type { AccessNeed, BootstrapObject, ReadResult } from './read-result.ts';
import { unlockingWalker } from './unlocking-walker.ts';
import type { CardWalker } from './walker.ts';
import { createWalker2g } from './walker-2g.ts';
import { createWalker3g } from './walker-3g.ts';

export interface ReadOptions {
  readonly mode: 'auto' | CardMode;
  /**
   * `device`: what a device needs and no more, at the lowest cost in exchanges. `inspect`: all records and whole files, with
   * their headers and what an update would need.
   */
  readonly depth: 'device' | 'inspect';
  /** Stop where no logical channel can be had, instead of going on in channel 0. */
  readonly strict?: boolean;
  readonly keys?: KeySource;
}

interface Walked {
  readonly objects: readonly BootstrapObject[];
  readonly chosen: number | null;
  readonly needs: readonly AccessNeed[];
}

async function walk(context: ContentContext): Promise<Result<Walked>> {
  const { walker, chain, inspect } = context;
  const directories = unlockingWalker(walker, context);
  const nothing: Walked = { objects: [], chosen: null, needs: [] };
  const found = await readApplicationTemplate(directories, chain, inspect);
  if (!found.ok) return found;
  if (found.value === undefined) return ok(nothing);
  const { template } = found.value;
  const entered = await enterApplication(walker, chain, template);
  if (!entered.ok) return entered;
  if (!entered.value) return ok(nothing);
  const listed = await readObjects(directories, chain, template, inspect);
  if (!listed.ok) return listed;
  const { objects, chosen } = listed.value;
  const needs: AccessNeed[] = [];
  for (const [i, item] of objects.entries()) {
    // A device reads the objects of its profile; what else the card holds is read on inspection only.
    if (item.object.direct || (!item.object.dm && i !== chosen && !inspect)) continue;
    const read = await readContent(context, item, i === chosen);
    if (!read.ok) return read;
    needs.push(...read.value);
  }
  const plain = { objects: objects.map((item) => item.object), chosen, needs };
  return inspect ? inspectToken(context, template, listed.value, plain) : ok(plain);
}

/** On inspection: the application's other directories, and what they say about the objects. */
async function inspectToken(
  { walker, chain }: ContentContext,
  template: DirTemplate,
  { objects, odf }: ObjectsRead,
  plain: Walked,
): Promise<Result<Walked>> {
  const reader = new DirectoryReader(walker, chain, template);
  const own = await reader.readOwnFiles(template);
  if (!own.ok) return own;
  if (odf === null) return ok(plain);
  const directories = await reader.readListed(odf.odf, odf.file);
  if (!directories.ok) return directories;
  for (const { object } of objects) {
    const file = object.oid === OIDS.accessControl ? fileOf([...chain.files.values()], object) : undefined;
    const read = file && (await reader.readAccessControl(file.path, file.bytes, object.offset));
    if (read?.ok === false) return read;
  }
  const explained = await explainPins(walker, chain, objects, directories.value.authentication);
  return explained.ok ? ok({ ...plain, objects: explained.value }) : explained;
}

/**
 * Reads the bootstrap data of a card as D.2.5 (class A0) or D.3.5 (ISO class) prescribe. The card is left as it was found:
 * the channel closed, what channel 0 had selected put back.
 * @returns an error only where the link to the card broke, the class asked for is refused, or a given key was not accepted;
 *   everything that is wrong with the card's data is a finding.
 */
export async function readCard(link: CardLink, options: ReadOptions): Promise<Result<ReadResult>> {
  // Another program's SELECT between two of ours would lead us into its file.
  const held = await link.transport.beginTransaction();
  if (!held.ok) return held;
  const read = await readHeld(link, options);
  const freed = await link.transport.endTransaction();
  return read.ok && !freed.ok ? freed : read;
}

async function readHeld(link: CardLink, options: ReadOptions): Promise<Result<ReadResult>> {
  const before = { ...link.counters };
  const face = await identify(link, options.mode);
  if (!face.ok) return face;
  const { mode, iccid } = face.value;
  const chain = new Chain(mode);
  const walker: CardWalker =
    mode === '2g'
      ? createWalker2g(link, face.value)
      : createWalker3g(link, face.value, { strict: options.strict ?? false });
  const walked = await walk({ link, walker, chain, iccid, keys: options.keys, inspect: options.depth === 'inspect' });
  const left = await walker.leave();
  if (!walked.ok) return walked;
  if (!left.ok) return left;
  const platform = await findPlatform(link, mode, chain.files.get(EF_DIR_PATH));
  if (!platform.ok) return platform;
  const { objects, chosen, needs } = walked.value;
  return ok({
    card: { platform: platform.value, mode, atr: toHex(link.transport.atr), iccid, protocol: link.transport.protocol },
    steps: chain.steps(),
    files: [...chain.files.values()],
    objects,
    chosen,
    needs,
    findings: chain.findings(),
    exchanges: {
      count: link.counters.count - before.count,
      sent: link.counters.sent - before.sent,
      received: link.counters.received - before.received,
    },
  });
}
