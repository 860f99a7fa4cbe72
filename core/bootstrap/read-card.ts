import { toHex } from '../base/bytes.ts';
import { ok, type Result } from '../base/result.ts';
import type { CardLink } from '../card/card-link.ts';
import type { KeySource } from '../card/given-keys.ts';
import { type CardMode, identify } from '../card/identify.ts';
import { Chain } from './chain.ts';
import { findPlatform } from './platform.ts';
import { EF_DIR_PATH, enterApplication, readApplicationTemplate } from './read-application.ts';
import { type ContentContext, readContent } from './read-content.ts';
import { type LocatedObject, readObjects } from './read-objects.ts';
import type { AccessNeed, ReadResult } from './read-result.ts';
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
  readonly objects: readonly LocatedObject[];
  readonly needs: readonly AccessNeed[];
}

async function walk(context: ContentContext): Promise<Result<Walked>> {
  const { walker, chain, inspect } = context;
  const nothing: Walked = { objects: [], needs: [] };
  const found = await readApplicationTemplate(walker, chain, inspect);
  if (!found.ok) return found;
  if (found.value === undefined) return ok(nothing);
  const { template } = found.value;
  const entered = await enterApplication(walker, chain, template);
  if (!entered.ok) return entered;
  if (!entered.value) return ok(nothing);
  const objects = await readObjects(walker, chain, template, inspect);
  if (!objects.ok) return objects;
  const chosen = objects.value.find((item) => item.object.dm);
  const needs: AccessNeed[] = [];
  for (const item of objects.value) {
    // A device reads the DM object; what else the card holds is read on inspection only.
    if (!item.object.dm && !inspect) continue;
    const read = await readContent(context, item, item === chosen);
    if (!read.ok) return read;
    needs.push(...read.value);
  }
  return ok({ objects: objects.value, needs });
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
  const objects = walked.value.objects.map((item) => item.object);
  const chosen = objects.findIndex((object) => object.dm);
  return ok({
    card: { platform: platform.value, mode, atr: toHex(link.transport.atr), iccid, protocol: link.transport.protocol },
    steps: chain.steps(),
    files: [...chain.files.values()],
    objects,
    chosen: chosen < 0 ? null : chosen,
    needs: walked.value.needs,
    findings: chain.findings(),
    exchanges: {
      count: link.counters.count - before.count,
      sent: link.counters.sent - before.sent,
      received: link.counters.received - before.received,
    },
  });
}
