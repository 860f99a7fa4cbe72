import { type AppError, appError, errorText } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { canonicalKey } from '../../core/card/key-names.ts';
import type { Answer } from '../ipc/contract.ts';
import type { StoredKeys } from '../storage/stored-keys.ts';
import type { Credential } from './card-flows.ts';
import type { CardOrigin } from './card-origin.ts';
import type { Handlers } from './request-handlers.ts';
import type { Session } from './session.ts';

type StoredKeyRequest = 'credential.stored' | 'credential.useStored' | 'credential.forget';

/** Acts in turn on a card that has been read, as the handlers of a window do. */
export type WithRead = <T>(
  id: string,
  act: (session: Session, read: ReadResult) => Promise<Result<T>>,
) => Promise<Result<T>>;

/**
 * The name under which the keys of a card are kept. A key is kept for one card by its number: without one, nobody could tell whose it
 * is. A virtual card may have the number of a real one: what is remembered of the one is never offered for the other.
 */
function cardOf(read: ReadResult, origin: CardOrigin): Result<string> {
  const { iccid } = read.card;
  if (iccid === null) return err(appError('secret-store-unavailable', { reason: 'this card does not tell its ICCID' }));
  if (origin === 'madeUp')
    return err(appError('secret-store-unavailable', { reason: 'this card is in memory alone, nothing is kept of it' }));
  return ok(origin === 'virtual' ? `virtual:${iccid}` : iccid);
}

/** Lets this computer remember keys that the card has accepted. @returns why not, where one could not be kept */
export async function keepKeys(
  stored: StoredKeys,
  origin: CardOrigin,
  read: ReadResult,
  keys: readonly Credential[],
): Promise<AppError | undefined> {
  if (keys.length === 0) return undefined;
  const card = cardOf(read, origin);
  if (!card.ok) return card.error;
  for (const { ref, secret } of keys) {
    const kept = await stored.remember(card.value, canonicalKey(ref), secret);
    if (!kept.ok) return kept.error;
  }
  return undefined;
}

/** Keys that this computer remembers for a card. The interface has their names, and handles; never a value. */
export function storedKeyHandlers(
  stored: StoredKeys,
  originOf: (reader: string) => CardOrigin,
  withRead: WithRead,
): Pick<Handlers, StoredKeyRequest> {
  const nameOf = ({ reader }: Session, read: ReadResult) => cardOf(read, originOf(reader));

  return {
    'credential.stored': ({ session }) =>
      withRead<Answer<'credential.stored'>>(session, async (found, read) => {
        const available = await stored.available();
        const card = available.ok ? nameOf(found, read) : available;
        if (!card.ok) return ok({ available: false, reason: errorText(card.error).message, refs: [] });
        const refs = await stored.list(card.value);
        return refs.ok ? ok({ available: true, reason: '', refs: [...refs.value] }) : refs;
      }),

    'credential.useStored': ({ session, ref }) =>
      withRead(session, async (found, read) => {
        const card = nameOf(found, read);
        if (!card.ok) return card;
        const secret = await stored.take(card.value, canonicalKey(ref));
        if (!secret.ok) return secret;
        return ok({ handle: found.putCredential({ ref, secret: secret.value }), length: secret.value.length });
      }),

    'credential.forget': ({ session, ref }) =>
      withRead(session, async (found, read) => {
        const card = nameOf(found, read);
        if (!card.ok) return card;
        const forgotten = await stored.forget(card.value, canonicalKey(ref));
        return forgotten.ok ? ok({}) : forgotten;
      }),
  };
}
