import { err, ok, type Result } from '../../core/base/result.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import type { Answer, Params, RequestName } from '../ipc/contract.ts';
import type { PlanToRun } from './card-flows.ts';
import type { ClientState } from './client-state.ts';
import { diagnoseHandlers } from './diagnose-handlers.ts';
import { documentHandlers } from './document-handlers.ts';
import { credentialsOf, done, readCard, unknownHandle, withRead, withSession } from './handler-scope.ts';
import { provisionHandlers } from './provision-handlers.ts';
import { readerInfos } from './reader-infos.ts';
import { runArmed } from './run-handler.ts';
import type { Session } from './session.ts';
import { storedKeyHandlers } from './stored-key-handlers.ts';
import { traceHandlers } from './trace-handlers.ts';
import { typedCredential } from './typed-credential.ts';
import { virtualHandlers } from './virtual-handlers.ts';

export type Handlers = { readonly [N in RequestName]: (params: Params<N>) => Promise<Result<Answer<N>>> };

/** The most exchanges that one `trace.slice` answers. */
const SLICE = 1000;

/** What each request of the contract does, for one window. Parameters are checked already. */
export function requestHandlers(client: ClientState): Handlers {
  const { hub, flows, storedKeys, originOf, virtual } = client.options;

  return {
    ...diagnoseHandlers(client),
    ...traceHandlers(client),
    ...documentHandlers(client),
    ...storedKeyHandlers(storedKeys, originOf, (id, act) => withRead(client, id, act)),
    ...provisionHandlers(flows, (id, act) => withRead(client, id, act)),
    ...virtualHandlers(virtual, flows, (id, act) => withRead(client, id, act)),

    'app.info': async () => {
      return ok({
        version: client.options.version,
        shell: client.options.shell,
        pcsc: (await hub.list()).failures.get('pcsc:') ?? null,
        backupFolder: client.options.backupFolder,
      });
    },

    'readers.list': async () => ok(readerInfos((await client.readers()).readers, client.options.desk)),

    'reader.eject': async ({ reader }) => done(hub.eject(reader)),

    'reader.insert': async ({ reader }) => done(hub.insert(reader)),

    'card.open': async ({ reader, mode }) => {
      const opened = await client.open(reader, mode);
      if (!opened.ok) return opened;
      const session = opened.value;
      const read = await readAgain(client, session);
      if (!read.ok) {
        await session.close();
        client.sessions.delete(session.id);
        return read;
      }
      return ok({ session: session.id, read: read.value });
    },

    'card.reread': ({ session }) => withSession(client, session, (found) => readAgain(client, found)),

    'card.close': ({ session }) =>
      withSession(client, session, async (found) => {
        await found.close();
        client.sessions.delete(found.id);
        return ok({});
      }),

    'trace.slice': ({ session, from }) =>
      withSession(client, session, async (found) => ok([...found.exchangesFrom(from, SLICE)])),

    'credential.put': ({ session, ref, form, value }) =>
      withSession(client, session, async (found) => {
        const secret = typedCredential(ref, form, value);
        return secret.ok ? ok({ handle: found.putCredential({ ref, secret: secret.value }) }) : secret;
      }),

    'credential.tries': ({ session, ref }) =>
      withRead(client, session, async (found, read) => {
        const tries = await flows.tries(found, read, ref);
        return tries.ok ? ok({ triesLeft: tries.value }) : tries;
      }),

    'credential.verify': ({ session, handle, ...consent }) =>
      withRead(client, session, async (found, read) => {
        const [credential] = credentialsOf(found, [handle]) ?? [];
        if (credential === undefined) return err(unknownHandle());
        const verified = await flows.verify(found, read, credential, consent);
        if (verified.ok) found.accept(credential, consent);
        return done(verified);
      }),

    'plan.make': ({ session, object, message, allowFindings = false, growth }) =>
      withRead(client, session, async (found, read) => {
        return planned(found, await flows.plan(found, read, object, message, { allowFindings }, growth));
      }),

    'recovery.assess': ({ session }) =>
      withRead(client, session, async (found, read) => {
        const entry = await flows.assess(found, read);
        return entry.ok ? ok({ recovery: entry.value }) : entry;
      }),

    'recovery.plan': ({ session, way }) =>
      withRead(client, session, async (found, read) => toRun(found, await flows.recover(found, read, way))),

    'recovery.leave': ({ session }) =>
      withRead(client, session, async (found, read) => done(await flows.leave(found, read))),

    'backups.list': ({ session }) =>
      withRead(client, session, async (found, read) => ok({ backups: [...(await flows.backups(found, read))] })),

    'backups.plan': ({ session, backup }) =>
      withRead(client, session, async (found, read) => planned(found, await flows.restore(found, read, backup))),

    'files.browse': ({ session }) =>
      withRead(client, session, (found, read) =>
        flows.browse(found, read, (count, name) => client.emit('files.found', { session, count, name })),
      ),

    'files.read': ({ session, path }) =>
      withRead(client, session, (found, read) => flows.readFile(found, read, path, found)),

    'keys.list': ({ session }) => withRead(client, session, (found, read) => flows.keyStates(found, read)),

    'card.arm': ({ session, plan, iccid }) =>
      withSession(client, session, async (found) => done(found.arm(plan, iccid))),

    'card.disarm': ({ session }) =>
      // In turn: the answer says that nothing is written any more, not that a write goes on unseen.
      withSession(client, session, (found) =>
        found.run(async () => {
          found.disarm();
          return ok({});
        }),
      ),

    'plan.run': (params) => withRead(client, params.session, (found, read) => runArmed(client, found, read, params)),

    // At once: the run that it is about has the turn.
    'plan.stop': ({ session }) =>
      withSession(client, session, async (found) => {
        found.askToStop();
        return ok({});
      }),
  };
}

/** Keeps a plan for its run; the interface shows it and names it. */
function toRun(session: Session, made: Result<PlanToRun>): Result<Answer<'plan.make'>> {
  return made.ok ? ok({ plan: made.value.plan, id: session.putPlan(made.value) }) : made;
}

function planned(session: Session, plan: Result<WritePlan>): Result<Answer<'plan.make'>> {
  return toRun(session, plan.ok ? ok({ plan: plan.value }) : plan);
}

function readAgain(client: ClientState, session: Session): Promise<Result<ReadResult>> {
  return session.run(() => readCard(client, session));
}
