import { appError } from '../../core/base/app-error.ts';
import { err, ok } from '../../core/base/result.ts';
import type { documentRequests } from '../ipc/document-contract.ts';
import type { ClientState } from './client-state.ts';
import { done, withRead } from './handler-scope.ts';
import { readerChecks } from './reader-checks.ts';
import type { Handlers } from './request-handlers.ts';

/** Opening, saving and closing of files in one window. */
export function documentHandlers(client: ClientState): Pick<Handlers, keyof typeof documentRequests> {
  const { uploads } = client;
  const { documents, labels } = client.options.desk;

  return {
    'document.begin': async ({ name, size }) => {
      const begun = uploads.begin(name, size);
      return begun.ok ? ok({ upload: begun.value }) : begun;
    },
    'document.chunk': async ({ upload, offset, bytes }) => done(uploads.chunk(upload, offset, bytes)),
    'document.end': async ({ upload }) => {
      const whole = uploads.end(upload);
      return whole.ok ? documents.open(whole.value.name, whole.value.bytes) : whole;
    },
    'document.drop': async ({ upload }) => {
      uploads.drop(upload);
      return ok({});
    },
    'document.recent': async () => ok(await documents.recent()),
    'document.reopen': ({ id }) => documents.reopen(id),
    'document.forget': async () => {
      await documents.forget();
      return ok({});
    },
    'document.save': async ({ reader }) => documents.save(reader),
    'document.saved': async ({ reader }) => {
      documents.saved(reader);
      return ok({});
    },
    'document.keep': ({ reader }) => documents.keep(reader),
    'document.close': async ({ reader }) => done(documents.close(reader)),
    'plan.load': ({ session, id }) =>
      withRead(client, session, async (found, read) => {
        const plan = documents.plan(id);
        if (plan === undefined) return err(appError('document-gone', { path: 'plan' }));
        if (plan.iccid !== (read.card.iccid ?? '')) return err(appError('plan-other-card', { iccid: plan.iccid }));
        // The tries are the card's to tell, not the file's.
        const credentials = [];
        for (const credential of plan.credentials) {
          const tries = await client.options.flows.tries(found, read, credential.ref);
          if (!tries.ok) return tries;
          credentials.push({ ...credential, triesLeft: tries.value });
        }
        const asked = { ...plan, credentials };
        return ok({ plan: asked, id: found.putPlan({ plan: asked, saved: true }) });
      }),
    'reader.label': async ({ reader, label }) => {
      const set = await labels.set(reader, label);
      if (set.ok) client.options.desk.changed();
      return done(set);
    },
    'reader.checks': async () => ok([...(await readerChecks(await client.options.hub.list()))]),
  };
}
