import { ok, type Result } from '../base/result.ts';
import { clausesOf } from '../card/access-expression.ts';
import type { CardLink } from '../card/card-link.ts';
import { type KeySource, verifyGiven } from '../card/given-keys.ts';
import type { ResolvedPath } from '../pkcs15/path.ts';
import { accessOf } from './access-need.ts';
import type { CardWalker, FileBody } from './walker.ts';

const EF_DIR: ResolvedPath = { from: 'mf', fids: [0x2f00] };

export interface UnlockContext {
  readonly link: CardLink;
  readonly iccid: string | null;
  readonly keys: KeySource | undefined;
}

/**
 * A walker that gets past directory files which the card does not let everybody read: where a person gave the keys that the
 * file asks for, they are verified through the retry guard, and the file is read once more. Such a body carries the status word
 * of the first refusal: a device has no key at that point.
 */
export function unlockingWalker(walker: CardWalker, { link, iccid, keys }: UnlockContext): CardWalker {
  const { mode, channel } = walker;
  if (keys === undefined) return walker;

  /** @returns false where the file asks for nothing that was given */
  async function unlock(path: ResolvedPath): Promise<Result<boolean>> {
    const selected = await walker.header(path);
    if (!selected.ok) return selected;
    const { header } = selected.value;
    if (header === undefined) return ok(false);
    const found = await accessOf(walker, header, 'read');
    if (!found.ok) return found;
    if (!('answer' in found.value) || found.value.answer.kind !== 'keys') return ok(false);
    return verifyGiven({ link, mode, channel, iccid, keys }, clausesOf(found.value.answer));
  }

  async function unlocked<Body extends FileBody>(
    path: ResolvedPath,
    read: () => Promise<Result<Body>>,
  ): Promise<Result<Body>> {
    const first = await read();
    if (!first.ok || first.value.reach !== 'refused') return first;
    const opened = await unlock(path);
    if (!opened.ok) return opened;
    if (!opened.value) return first;
    const again = await read();
    if (!again.ok) return again;
    const exchanges = [...first.value.exchanges, ...again.value.exchanges];
    return ok({ ...again.value, exchanges, refusedFirst: first.value.sw });
  }

  return {
    ...walker,
    readDir: (wanted, all) => unlocked(EF_DIR, () => walker.readDir(wanted, all)),
    readFile: (path, wish) => unlocked(path, () => walker.readFile(path, wish)),
  };
}
