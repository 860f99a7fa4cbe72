import { appError } from '../../core/base/app-error.ts';
import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { Credential } from './card-flows.ts';
import type { ClientState } from './client-state.ts';
import type { Session } from './session.ts';

/** How a request finds its session, and waits for its turn on the card. */

/** Acts at once: for what needs no card. */
export async function withSession<T>(
  client: ClientState,
  id: string,
  act: (session: Session) => Promise<Result<T>>,
): Promise<Result<T>> {
  const session = client.sessions.get(id);
  return session === undefined ? err(appError('session-unknown')) : act(session);
}

/** Acts in turn, on a card that has been read. */
export function withRead<T>(
  client: ClientState,
  id: string,
  act: (session: Session, read: ReadResult) => Promise<Result<T>>,
): Promise<Result<T>> {
  return withSession(client, id, (session) =>
    session.run(async () => {
      const read = session.read;
      return read === undefined ? err(appError('session-unknown')) : act(session, read);
    }),
  );
}

/** The contract's empty answer. */
export function done(result: Result<void>): Result<Record<string, never>> {
  return result.ok ? ok({}) : result;
}

/** Reads the card of a session, which keeps what was found. */
export async function readCard(client: ClientState, session: Session): Promise<Result<ReadResult>> {
  const read = await client.options.flows.read(session, session.mode, session);
  if (read.ok) session.keepRead(read.value);
  return read;
}

/** What handles stand for; undefined where one of them stands for nothing any more. */
export function credentialsOf(session: Session, handles: readonly string[]): readonly Credential[] | undefined {
  const found = handles.map((handle) => session.credential(handle));
  return found.every((credential) => credential !== undefined) ? found : undefined;
}

export function unknownHandle() {
  return appError('request-invalid', { reason: 'the credential is no longer held: type it again' });
}
