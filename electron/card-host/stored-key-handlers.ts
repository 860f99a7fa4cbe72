import { appError, errorText } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import { canonicalKey } from '../../core/card/key-names.ts';
import type { Answer } from '../ipc/contract.ts';
import type { StoredKeys } from '../storage/stored-keys.ts';
import type { Handlers } from './request-handlers.ts';
import type { Session } from './session.ts';

type StoredKeyRequest = 'credential.stored' | 'credential.remember' | 'credential.useStored' | 'credential.forget';

/** Acts in turn on a card that has been read, as the handlers of a window do. */
export type WithRead = <T>(
  id: string,
  act: (session: Session, read: ReadResult) => Promise<Result<T>>,
) => Promise<Result<T>>;

/** A key is kept for one card by its number: without one, nobody could tell whose it is. */
function cardOf(read: ReadResult): Result<string> {
  const { iccid } = read.card;
  return iccid === null
    ? err(appError('secret-store-unavailable', { reason: 'this card does not tell its ICCID' }))
    : ok(iccid);
}

/** Keys that this computer remembers for a card. The interface has their names, and handles; never a value. */
export function storedKeyHandlers(stored: StoredKeys, withRead: WithRead): Pick<Handlers, StoredKeyRequest> {
  return {
    'credential.stored': ({ session }) =>
      withRead<Answer<'credential.stored'>>(session, async (_found, read) => {
        const available = await stored.available();
        const iccid = available.ok ? cardOf(read) : available;
        if (!iccid.ok) return ok({ available: false, reason: errorText(iccid.error).message, refs: [] });
        const refs = await stored.list(iccid.value);
        return refs.ok ? ok({ available: true, reason: '', refs: [...refs.value] }) : refs;
      }),

    'credential.remember': ({ session, handle }) =>
      withRead(session, async (found, read) => {
        const iccid = cardOf(read);
        if (!iccid.ok) return iccid;
        const credential = found.credential(handle);
        if (credential === undefined)
          return err(appError('request-invalid', { reason: 'the credential is no longer held: type it again' }));
        const kept = await stored.remember(iccid.value, canonicalKey(credential.ref), credential.secret);
        return kept.ok ? ok({}) : kept;
      }),

    'credential.useStored': ({ session, ref }) =>
      withRead(session, async (found, read) => {
        const iccid = cardOf(read);
        if (!iccid.ok) return iccid;
        const secret = await stored.take(iccid.value, canonicalKey(ref));
        if (!secret.ok) return secret;
        return ok({ handle: found.putCredential({ ref, secret: secret.value }), length: secret.value.length });
      }),

    'credential.forget': ({ session, ref }) =>
      withRead(session, async (_found, read) => {
        const iccid = cardOf(read);
        if (!iccid.ok) return iccid;
        const forgotten = await stored.forget(iccid.value, canonicalKey(ref));
        return forgotten.ok ? ok({}) : forgotten;
      }),
  };
}
