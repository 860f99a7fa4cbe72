import { appError } from '../base/app-error.ts';
import { hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { accessOf } from '../bootstrap/access-need.ts';
import { clausesOf } from '../card/access-expression.ts';
import { keyReference } from '../card/key-names.ts';
import { readTries } from '../card/retry-guard.ts';
import type { PlanCard, PresentFile } from './plan-card.ts';
import type { PlanCredential } from './write-plan.ts';

/** Keys that a plan asks for, and the TPDUs that verifying them will take. */
export interface PlanKeys {
  readonly credentials: readonly PlanCredential[];
  readonly exchanges: number;
}

export const NO_KEYS: PlanKeys = { credentials: [], exchanges: 0 };

/** Keys of several files: each key once. */
export function joinKeys(all: readonly PlanKeys[]): PlanKeys {
  const byReference = new Map(all.flatMap(({ credentials }) => credentials.map((item) => [item.keyReference, item])));
  return {
    credentials: [...byReference.values()],
    exchanges: all.reduce((sum, { exchanges }) => sum + exchanges, 0),
  };
}

/**
 * The keys that an UPDATE of a file asks for, each with its tries left; where each of several does, the first, the others
 * beside it. Nothing is verified.
 */
export async function updateKeys(card: PlanCard, path: string, file: PresentFile): Promise<Result<PlanKeys>> {
  const { walker } = card;
  if (file.header === null) return ok(NO_KEYS);
  const access = await accessOf(walker, file.header, 'update');
  if (!access.ok) return access;
  if ('missing' in access.value) {
    const { arr, record } = access.value.missing;
    return err(
      appError('plan-no-object', {
        reason: `record ${record} of EF(ARR) ${hexWord(arr)} with its access rule is missing`,
      }),
    );
  }
  if (!('answer' in access.value) || access.value.answer.kind === 'always') return ok(NO_KEYS);
  const { answer } = access.value;
  if (answer.kind !== 'keys') return noKey(path);
  // Of each clause one key must be verified: all clauses together open the file.
  const keys: PlanKeys[] = [];
  for (const refs of clausesOf(answer)) {
    const key = await credentialFor(card, path, refs);
    if (!key.ok) return key;
    keys.push(key.value);
  }
  return ok(joinKeys(keys));
}

function noKey(path: string) {
  return err(appError('plan-no-object', { reason: `no key this tool knows allows an UPDATE of ${path}` }));
}

/** The credential for keys of which one must be verified, with the tries left of the first. */
async function credentialFor(
  { link, walker }: PlanCard,
  path: string,
  refs: readonly string[],
): Promise<Result<PlanKeys>> {
  const known = refs.flatMap((ref) => {
    const reference = keyReference(ref, walker.mode);
    return reference === undefined ? [] : [{ ref, keyReference: reference }];
  });
  const [first, ...others] = known;
  if (first === undefined) return noKey(path);
  const before = link.counters.count;
  const tries = await readTries(link, walker.mode, walker.channel, first.keyReference);
  if (!tries.ok) return tries;
  const { value } = tries;
  const triesLeft = value.kind === 'known' ? value.tries : value.kind === 'blocked' ? 0 : null;
  return ok({
    credentials: [{ ...first, triesLeft, alternatives: others.map(({ ref }) => ref) }],
    exchanges: link.counters.count - before + (value.kind === 'verified' ? 0 : 1),
  });
}
