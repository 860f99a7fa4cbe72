import type { CredentialStore } from './credential-store.ts';
import { satisfied } from './credential-store.ts';
import type { CardNode } from './file-system.ts';

export type Act2g = 'read' | 'update' | 'increase' | 'rehabilitate' | 'invalidate';

/**
 * Access condition of class A0 (TS 51.011 9.3): 0 always, 1 CHV1, 2 CHV2, 3 reserved, 4 to 14 administrative, 15 never.
 * A file without conditions in the image is free.
 */
export function allowed2g(node: CardNode, act: Act2g, credentials: CredentialStore): boolean {
  const level = node.image.access2g?.[act] ?? 0;
  if (level === 0) return true;
  if (level === 3 || level === 15) return false;
  return satisfied(credentials.byLevel(level));
}
