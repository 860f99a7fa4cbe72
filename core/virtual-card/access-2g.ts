import { type Act3g, allowed3g, type CommandHeader } from './access-3g.ts';
import type { FileImage } from './card-image.ts';
import type { Credential, CredentialStore, KeyStates } from './credential-store.ts';
import type { CardNode } from './file-system.ts';

export type Nibbles = NonNullable<FileImage['access2g']>;
export type Act2g = 'read' | 'update' | 'increase' | 'rehabilitate' | 'invalidate';

/** What the acts of class A0 are in the ISO class; INCREASE is named by its instruction (TS 102 221 11.1.8). */
const AS_ISO: Readonly<Record<Act2g, readonly [act: Act3g, header?: CommandHeader]>> = {
  read: ['read'],
  update: ['update'],
  increase: ['command', [0x80, 0x32, 0x00, 0x00]],
  rehabilitate: ['activate'],
  invalidate: ['deactivate'],
};
const NEVER = 15;

/**
 * Access condition of class A0 (TS 51.011 9.3): 0 always, 1 CHV1, 2 CHV2, 3 reserved, 4 to 14 administrative, 15 never.
 * Where the image has none, the security attributes of the ISO class count; without those the file is free.
 */
export function allowed2g(node: CardNode, act: Act2g, credentials: CredentialStore): boolean {
  const level = node.image.access2g?.[act];
  if (level === undefined) {
    const [iso, header] = AS_ISO[act];
    return allowed3g(node, iso, credentials, header);
  }
  if (level === 0) return true;
  if (level === 3 || level === NEVER) return false;
  return credentials.satisfied(credentials.byLevel(level));
}

/** The nibbles that SELECT tells. Of security attributes: the lowest level that alone lets the act pass. */
export function nibblesOf(node: CardNode, credentials: CredentialStore): Nibbles {
  if (node.image.access2g !== undefined) return node.image.access2g;
  const only = (credential: Credential | undefined): KeyStates => {
    const own = credential?.image.key;
    const key = own === undefined ? undefined : Number.parseInt(own, 16);
    return { passes: (wanted) => wanted === key, anyPasses: (fits) => key !== undefined && fits(key) };
  };
  const levels = credentials.all
    .map((credential) => ({ level: credential.image.level ?? NEVER, credential }))
    .sort((a, b) => a.level - b.level);
  const nibble = (act: Act2g): number => {
    const [iso, header] = AS_ISO[act];
    if (allowed3g(node, iso, credentials, header, only(undefined))) return 0;
    return levels.find(({ credential }) => allowed3g(node, iso, credentials, header, only(credential)))?.level ?? NEVER;
  };
  return {
    read: nibble('read'),
    update: nibble('update'),
    increase: nibble('increase'),
    rehabilitate: nibble('rehabilitate'),
    invalidate: nibble('invalidate'),
  };
}
