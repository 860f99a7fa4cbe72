import type { Secret } from '../base/secret.ts';
import { diversify, masterKeyProblem, type TripleDes } from './diversify.ts';
import type { DiversifyMethod } from './diversify-methods.ts';
import { isPinReference, keyReference } from './key-names.ts';

/** Keys by their one name (`adm1`, `puk1`). */
export type NamedKeys = ReadonlyMap<string, Secret>;

/** A key that stands for one key of many cards: each card's own is computed from it. */
export interface MasterKey {
  /** What people call it. */
  readonly name: string;
  /** First digits of the ICCIDs that it holds for. */
  readonly prefix: string;
  /** Which key of the card it makes. */
  readonly ref: string;
  readonly method: DiversifyMethod;
  readonly value: Secret;
}

/** All keys that somebody keeps for cards. */
export interface KeyRing {
  /** By ICCID. */
  readonly cards: ReadonlyMap<string, NamedKeys>;
  /** By the first digits of the ICCIDs, for cards that share them. */
  readonly issuers: ReadonlyMap<string, NamedKeys>;
  readonly masters: readonly MasterKey[];
}

export const NO_RING: KeyRing = { cards: new Map(), issuers: new Map(), masters: [] };

/** Where a card's key comes from; tells nothing of its value. */
export type KeyOrigin =
  | { readonly kind: 'card' }
  | { readonly kind: 'issuer'; readonly prefix: string }
  | { readonly kind: 'master'; readonly name: string; readonly prefix: string; readonly method: string };

export interface FoundKey {
  readonly value: Secret;
  readonly origin: KeyOrigin;
}

/** The fewest digits that name an issuer: 89, the country, and one more at least (ITU-T E.118 4.1). */
const SHORTEST_PREFIX = 4;

/** Whether digits can stand for an issuer's cards: one short enough to fit any card would be a guess. */
export function isIccidPrefix(text: string): boolean {
  return /^[0-9]+$/.test(text) && text.length >= SHORTEST_PREFIX && text.length < 20;
}

/** Why a master key cannot make this key of a card; undefined where it can. */
export function masterProblem({ ref, method, value }: Omit<MasterKey, 'name' | 'prefix'>): string | undefined {
  const reference = keyReference(ref, '3g');
  const digits = ref.startsWith('puk') || (reference !== undefined && isPinReference(reference));
  if (digits && method.output !== 'digits') return 'a PIN or PUK is digits: choose a method that makes digits';
  return masterKeyProblem(method, value);
}

/**
 * The keys of one card: its own row before its issuer's, that before what a master key makes; of several issuers or master
 * keys the one that says most of the ICCID. Keys that a master key made belong to whoever asked, to be wiped.
 */
export function keysOfCard(ring: KeyRing, iccid: string, tripleDes: TripleDes): ReadonlyMap<string, FoundKey> {
  const found = new Map<string, FoundKey>();
  const add = (ref: string, make: () => FoundKey) => {
    if (!found.has(ref)) found.set(ref, make());
  };
  for (const [ref, value] of ring.cards.get(iccid) ?? []) add(ref, () => ({ value, origin: { kind: 'card' } }));
  // From the longest prefix to the shortest: the ring may be large, the ICCID is not.
  for (let length = iccid.length; length >= SHORTEST_PREFIX; length -= 1) {
    const prefix = iccid.slice(0, length);
    for (const [ref, value] of ring.issuers.get(prefix) ?? [])
      add(ref, () => ({ value, origin: { kind: 'issuer', prefix } }));
  }
  const masters = ring.masters
    .filter(({ prefix }) => iccid.startsWith(prefix))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  for (const { name, prefix, ref, method, value } of masters)
    add(ref, () => ({
      value: diversify(method, iccid, value, tripleDes),
      origin: { kind: 'master', name, prefix, method: method.name },
    }));
  return found;
}

/** Overwrites every value of a ring. */
export function wipeRing({ cards, issuers, masters }: KeyRing): void {
  for (const keys of [...cards.values(), ...issuers.values()]) for (const value of keys.values()) value.wipe();
  for (const { value } of masters) value.wipe();
}
