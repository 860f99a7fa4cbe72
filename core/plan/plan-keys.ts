import { appError } from '../base/app-error.ts';
import { hexWord } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import { accessOf } from '../bootstrap/access-need.ts';
import type { FileAct } from '../card/access-acts.ts';
import { clausesOf } from '../card/access-expression.ts';
import type { FileHeader, PinState } from '../card/file-header.ts';
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

/** What is known of keys beside a file's own rule. */
export interface KeyHints {
  /** States of the PINs: one that is switched off is not asked for. */
  readonly pins?: readonly PinState[];
  /** The key that opens what the card gives no rule for; without it nothing is asked for then. */
  readonly fallback?: string;
}

/** What cannot happen to a file for which no key is known. */
const WORDS: Partial<Record<FileAct, string>> = {
  read: 'reading',
  update: 'an UPDATE of',
  resize: 'RESIZE FILE of',
  delete: 'DELETE FILE of',
  'create-ef': 'CREATE FILE in',
  'create-df': 'CREATE FILE in',
};

function noKey(path: string, act: FileAct) {
  return err(appError('plan-no-object', { reason: `no key this tool knows allows ${WORDS[act] ?? act} ${path}` }));
}

/**
 * The keys that an act on a file asks for, each with its tries left; where each of several does, the first, the others
 * beside it. Nothing is verified.
 */
export async function actKeys(
  card: PlanCard,
  path: string,
  header: FileHeader,
  act: FileAct,
  { pins = [], fallback }: KeyHints = {},
): Promise<Result<PlanKeys>> {
  const access = await accessOf(card.walker, header, act, pins);
  if (!access.ok) return access;
  if ('missing' in access.value) {
    const { arr, record } = access.value.missing;
    return err(
      appError('plan-no-object', {
        reason: `record ${record} of EF(ARR) ${hexWord(arr)} with its access rule is missing`,
      }),
    );
  }
  const unknown = !('answer' in access.value) || access.value.answer.kind === 'unknown';
  if (unknown && fallback !== undefined) return credentialFor(card, path, [fallback], act);
  if (!('answer' in access.value) || access.value.answer.kind === 'always') return ok(NO_KEYS);
  const { answer } = access.value;
  if (answer.kind !== 'keys') return noKey(path, act);
  // Of each clause one key must be verified: all clauses together open the file.
  const keys: PlanKeys[] = [];
  for (const refs of clausesOf(answer)) {
    const key = await credentialFor(card, path, refs, act);
    if (!key.ok) return key;
    keys.push(key.value);
  }
  return ok(joinKeys(keys));
}

/** The keys that an UPDATE of a file that was read asks for. */
export async function updateKeys(
  card: PlanCard,
  path: string,
  { header }: Pick<PresentFile, 'header'>,
): Promise<Result<PlanKeys>> {
  return header === null ? ok(NO_KEYS) : actKeys(card, path, header, 'update');
}

/** The credential for keys of which one must be verified, with the tries left of the first. */
async function credentialFor(
  { link, walker }: PlanCard,
  path: string,
  refs: readonly string[],
  act: FileAct,
): Promise<Result<PlanKeys>> {
  const known = refs.flatMap((ref) => {
    const reference = keyReference(ref, walker.mode);
    return reference === undefined ? [] : [{ ref, keyReference: reference }];
  });
  const [first, ...others] = known;
  if (first === undefined) return noKey(path, act);
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
