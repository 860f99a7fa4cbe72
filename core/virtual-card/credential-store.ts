import { equalBytes, fromHex, hexByte, toHex } from '../base/bytes.ts';
import type { CredentialImage } from './card-image.ts';

interface Counter {
  value: Uint8Array | undefined;
  tries: number;
  readonly maxTries: number;
}

/** A PIN or key of the running card. */
export interface Credential extends Counter {
  readonly image: CredentialImage;
  enabled: boolean;
  verified: boolean;
  /** Key reference that stands in for it while it is switched off. */
  replacedBy: number | undefined;
  readonly unblock: Counter | undefined;
}

/** Which keys let pass what asks for them. */
export interface KeyStates {
  /** By key reference. */
  passes(key: number): boolean;
  /** True where one of the keys that `fits` accepts does. */
  anyPasses(fits: (key: number) => boolean): boolean;
}

/** What the card found; the two command sets turn it into their status words. */
export type CredentialOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'wrong'; readonly tries: number }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'contradiction' };

const DONE: CredentialOutcome = { kind: 'done' };
const BLOCKED: CredentialOutcome = { kind: 'blocked' };
const CONTRADICTION: CredentialOutcome = { kind: 'contradiction' };

function counterOf(image: { value?: string; tries: number; maxTries: number }): Counter {
  const value = image.value === undefined ? undefined : fromHex(image.value);
  return { value, tries: image.tries, maxTries: image.maxTries };
}

/** Compares and counts: a wrong value costs a try, a right one gives all tries back (TS 102 221 9.5.1). */
function attempt(counter: Counter, value: Uint8Array): CredentialOutcome {
  if (counter.tries === 0) return BLOCKED;
  if (counter.value !== undefined && equalBytes(counter.value, value)) {
    counter.tries = counter.maxTries;
    return DONE;
  }
  counter.tries -= 1;
  return { kind: 'wrong', tries: counter.tries };
}

/** The PINs and keys of a card with their try counters and what is verified since the last reset. */
export class CredentialStore {
  readonly all: readonly Credential[];

  constructor(images: readonly CredentialImage[]) {
    this.all = images.map((image) => ({
      image,
      ...counterOf(image),
      enabled: image.enabled,
      verified: false,
      replacedBy: image.replacedBy === undefined ? undefined : Number.parseInt(image.replacedBy, 16),
      unblock: image.unblock === undefined ? undefined : counterOf(image.unblock),
    }));
  }

  /** By P2 of VERIFY in class A0. */
  byChv(reference: number): Credential | undefined {
    return this.all.find(({ image }) => image.chv !== undefined && Number.parseInt(image.chv, 16) === reference);
  }

  /**
   * By key reference of the ISO class: a local PIN of the innermost DF on the way to `path` that has one, else what the
   * whole card knows (TS 102 221 9.4).
   */
  byKey(reference: number, path = ''): Credential | undefined {
    let found: Credential | undefined;
    for (const credential of this.all) {
      const { key, scope = '' } = credential.image;
      if (key === undefined || Number.parseInt(key, 16) !== reference) continue;
      if (!path.startsWith(scope.toUpperCase())) continue;
      if (found === undefined || scope.length > (found.image.scope ?? '').length) found = credential;
    }
    return found;
  }

  /** By access nibble of class A0. */
  byLevel(level: number): Credential | undefined {
    return this.all.find(({ image }) => image.level === level);
  }

  /** True where the card lets pass what asks for this credential: verified, or switched off with no other in its place. */
  satisfied(credential: Credential | undefined): boolean {
    if (credential === undefined) return false;
    if (credential.enabled) return credential.verified;
    const other = credential.replacedBy === undefined ? undefined : this.byKey(credential.replacedBy);
    return other === undefined || !other.enabled || other.verified;
  }

  /** What is verified now, by the key references that mean something at `path`. */
  seenFrom(path: string): KeyStates {
    return {
      passes: (key) => this.satisfied(this.byKey(key, path)),
      anyPasses: (fits) =>
        this.all.some(({ image: { key: text } }) => {
          const key = text === undefined ? undefined : Number.parseInt(text, 16);
          return key !== undefined && fits(key) && this.satisfied(this.byKey(key, path));
        }),
    };
  }

  /** The PINs of a DF lose their verification when its application session ends (TS 102 221 8.5.2). */
  forgetScope(path: string): void {
    for (const credential of this.all) if (credential.image.scope?.toUpperCase() === path) credential.verified = false;
  }

  forgetVerified(): void {
    for (const credential of this.all) credential.verified = false;
  }

  images(): CredentialImage[] {
    return this.all.map((credential) => {
      const image: CredentialImage = { ...credential.image, tries: credential.tries, enabled: credential.enabled };
      if (credential.value !== undefined) image.value = toHex(credential.value);
      if (credential.replacedBy === undefined) delete image.replacedBy;
      else image.replacedBy = hexByte(credential.replacedBy);
      const { unblock } = credential;
      if (unblock !== undefined && image.unblock !== undefined)
        image.unblock = { ...image.unblock, tries: unblock.tries };
      return image;
    });
  }
}

export function verify(credential: Credential, value: Uint8Array): CredentialOutcome {
  if (!credential.enabled) return CONTRADICTION;
  const outcome = attempt(credential, value);
  credential.verified = outcome.kind === 'done';
  return outcome;
}

/** @param value the old value and the new one, halves of equal length */
export function change(credential: Credential, value: Uint8Array): CredentialOutcome {
  const half = value.length / 2;
  const outcome = verify(credential, value.subarray(0, half));
  if (outcome.kind === 'done') credential.value = value.slice(half);
  return outcome;
}

/** @param replacedBy key reference that stands in from now on (TS 102 221 11.1.11) */
export function disable(credential: Credential, value: Uint8Array, replacedBy?: number): CredentialOutcome {
  const outcome = verify(credential, value);
  if (outcome.kind === 'done') {
    credential.enabled = false;
    credential.replacedBy = replacedBy;
  }
  return outcome;
}

export function enable(credential: Credential, value: Uint8Array): CredentialOutcome {
  if (credential.enabled) return CONTRADICTION;
  const outcome = attempt(credential, value);
  if (outcome.kind === 'done') {
    credential.enabled = true;
    credential.verified = true;
    credential.replacedBy = undefined;
  }
  return outcome;
}

/** @param value the unblock code and the new value, halves of equal length */
export function unblock(credential: Credential, value: Uint8Array): CredentialOutcome {
  const { unblock: code } = credential;
  if (code === undefined) return CONTRADICTION;
  const half = value.length / 2;
  const outcome = attempt(code, value.subarray(0, half));
  if (outcome.kind !== 'done') return outcome;
  credential.value = value.slice(half);
  credential.tries = credential.maxTries;
  // Unblocking also switches the PIN on and leaves it verified (TS 51.011 8.13, TS 102 221 11.1.13).
  credential.enabled = true;
  credential.verified = true;
  credential.replacedBy = undefined;
  return outcome;
}
