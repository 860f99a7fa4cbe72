import { decodeMessage } from '../../core/bootstrap/message.ts';

/** What a message is, in the few facts by which people know it. */
export interface MessageSummary {
  readonly profile: 'dm' | 'cp' | 'unknown';
  readonly size: number;
  readonly server: string | null;
  readonly address: string | null;
  /** What a device would not accept. */
  readonly errors: readonly string[];
}

const cache = new WeakMap<Uint8Array, MessageSummary>();

export function summaryOf(bytes: Uint8Array): MessageSummary {
  const known = cache.get(bytes);
  if (known !== undefined) return known;
  const { profile, accounts, findings } = decodeMessage(bytes, 0, { expect: 'any' });
  const [account] = accounts;
  const summary = {
    profile,
    size: bytes.length,
    server: account?.serverId ?? null,
    address: account?.addresses[0]?.addr ?? null,
    errors: findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
  };
  cache.set(bytes, summary);
  return summary;
}
