import { appError } from '../base/app-error.ts';
import { equalBytes } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Secret } from '../base/secret.ts';
import { isIccidPrefix, type KeyRing, type MasterKey, masterProblem, type NamedKeys } from './key-ring.ts';

/** Whose keys are meant. */
export type RingPlace =
  | { readonly kind: 'card'; readonly iccid: string }
  | { readonly kind: 'issuer'; readonly prefix: string }
  | { readonly kind: 'master'; readonly name: string };

const refuse = (reason: string) => err(appError('keys-entry', { reason }));

const same = (a: Secret, b: Secret) => a.reveal((one) => b.reveal((two) => equalBytes(one, two)));

/** Adds keys to what is there. One that is there with another value is refused, unless it is to be replaced. */
function merged(before: NamedKeys | undefined, keys: NamedKeys, replace: boolean): Result<NamedKeys, string> {
  const all = new Map(before);
  for (const [ref, value] of keys) {
    const known = all.get(ref);
    if (known !== undefined && !replace && !same(known, value)) return err(ref);
    all.set(ref, value);
  }
  return ok(all);
}

/**
 * Adds the keys of cards.
 * @returns error `keys-entry` where a card has one of them already with another value and `replace` is not given; then nothing
 * is added.
 */
export function addCards(ring: KeyRing, rows: ReadonlyMap<string, NamedKeys>, replace: boolean): Result<KeyRing> {
  const cards = new Map(ring.cards);
  for (const [iccid, keys] of rows) {
    const row = merged(cards.get(iccid), keys, replace);
    if (!row.ok) return refuse(`there is another ${row.error} for card ${iccid} already (--replace takes its place)`);
    cards.set(iccid, row.value);
  }
  return ok({ ...ring, cards });
}

/** Adds keys that all cards of an issuer share. Errors as `addCards`, and for a prefix that could be anybody's. */
export function addIssuer(ring: KeyRing, prefix: string, keys: NamedKeys, replace: boolean): Result<KeyRing> {
  if (!isIccidPrefix(prefix)) return refuse('a prefix is the first 4 to 19 digits of the ICCIDs');
  const row = merged(ring.issuers.get(prefix), keys, replace);
  if (!row.ok) return refuse(`there is another ${row.error} for cards ${prefix}… already (--replace takes its place)`);
  return ok({ ...ring, issuers: new Map(ring.issuers).set(prefix, row.value) });
}

/** Adds a master key. One of the same name, or for the same key of the same cards, is refused unless it is to be replaced. */
export function addMaster(ring: KeyRing, master: MasterKey, replace: boolean): Result<KeyRing> {
  const { name, prefix, ref } = master;
  if (!isIccidPrefix(prefix)) return refuse('a prefix is the first 4 to 19 digits of the ICCIDs');
  const problem = masterProblem(master);
  if (problem !== undefined) return refuse(problem);
  const rival = ring.masters.find((other) => other.name !== name && other.ref === ref && other.prefix === prefix);
  if (rival !== undefined) return refuse(`the master key ${rival.name} makes ${ref} of cards ${prefix}… already`);
  if (!replace && ring.masters.some((other) => other.name === name))
    return refuse(`there is a master key ${name} already (--replace takes its place)`);
  return ok({ ...ring, masters: [...ring.masters.filter((other) => other.name !== name), master] });
}

function without(all: ReadonlyMap<string, NamedKeys>, id: string, ref: string | undefined) {
  const row = all.get(id);
  if (row === undefined || (ref !== undefined && !row.has(ref))) return undefined;
  const left = new Map(ref === undefined ? [] : [...row].filter(([name]) => name !== ref));
  const rest = new Map(all);
  if (left.size === 0) rest.delete(id);
  else rest.set(id, left);
  return rest;
}

/** Takes out what is kept at a place, or one key of it. Undefined where there is nothing. */
export function removeKeys(ring: KeyRing, place: RingPlace, ref: string | undefined): KeyRing | undefined {
  if (place.kind === 'master') {
    const masters = ring.masters.filter(({ name }) => name !== place.name);
    return masters.length === ring.masters.length ? undefined : { ...ring, masters };
  }
  if (place.kind === 'card') {
    const cards = without(ring.cards, place.iccid, ref);
    return cards && { ...ring, cards };
  }
  const issuers = without(ring.issuers, place.prefix, ref);
  return issuers && { ...ring, issuers };
}
