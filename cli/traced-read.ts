import { ok, type Result } from '../core/base/result.ts';
import { readCard } from '../core/bootstrap/read-card.ts';
import type { ReadResult } from '../core/bootstrap/read-result.ts';
import type { CliContext } from './context.ts';
import type { ConsentOptions } from './credentials.ts';
import { type KeyOptions, keySourceOf, readGivenKeys } from './given-keys.ts';
import { traceRedactions } from './trace-redactions.ts';

/** What says how a card is read. */
export interface TracedReadOptions extends ConsentOptions, KeyOptions {
  readonly mode: 'auto' | '2g' | '3g';
  readonly all?: boolean;
  readonly strict?: boolean;
  readonly showSecrets?: boolean;
}

/**
 * Reads a card and gives it back. That secrets will be shown is kept before anything is. The outcome of the read stands beside
 * the card: what broke it off is on the trace as well.
 */
export async function tracedRead(context: CliContext, reader: string, options: TracedReadOptions) {
  const keys = await readGivenKeys(context, options);
  if (!keys.ok) return keys;
  const card = await context.open(reader);
  if (!card.ok) return card;
  const read: Result<ReadResult> = await readCard(card.value.link, {
    mode: options.mode,
    depth: options.all ? 'inspect' : 'device',
    strict: options.strict ?? false,
    keys: keySourceOf(context, keys.value, options),
  });
  await card.value.close(keys.value.any ? 'reset' : 'leave');
  if (options.showSecrets) {
    const recorded = await context.secretsShown(read.ok ? read.value.card.iccid : null);
    if (!recorded.ok) return recorded;
  }
  // What a read that broke off has read is known to nobody: all that files hold is masked.
  const hidden = options.showSecrets ? [] : read.ok ? traceRedactions(read.value) : ('contents' as const);
  return ok({ card: card.value, read, hidden });
}
