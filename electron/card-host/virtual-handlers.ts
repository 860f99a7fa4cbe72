import { ok, type Result } from '../../core/base/result.ts';
import type { Answer, RequestName } from '../ipc/contract.ts';
import type { CardFlows } from './card-flows.ts';
import { done } from './handler-scope.ts';
import type { Handlers } from './request-handlers.ts';
import type { WithRead } from './stored-key-handlers.ts';
import type { VirtualCards } from './virtual-cards.ts';

type VirtualRequest = Extract<RequestName, `virtual.${string}`>;

/** Virtual cards: made, cloned from an open card, broken, kept, lent. */
export function virtualHandlers(
  cards: VirtualCards,
  flows: Pick<CardFlows, 'dump'>,
  withRead: WithRead,
): Pick<Handlers, VirtualRequest> {
  return {
    'virtual.bases': async () => ok([...cards.bases()]),
    'virtual.make': ({ base, title }) => cards.make(base, title),
    'virtual.clone': ({ session, title, ownNumber }) =>
      withRead(session, async (found): Promise<Result<Answer<'virtual.clone'>>> => {
        const dump = await flows.dump(found, found);
        return dump.ok ? cards.clone(dump.value, title, ownNumber) : dump;
      }),
    'virtual.show': ({ reader }) => cards.show(reader),
    'virtual.break': ({ reader, fault }) => cards.arm(reader, fault),
    'virtual.mend': ({ reader, at }) => cards.disarm(reader, at),
    'virtual.restore': ({ reader, confirmed }) => cards.restore(reader, confirmed),
    'virtual.rename': ({ reader, title }) => cards.rename(reader, title),
    'virtual.delete': async ({ reader, confirmed }) => done(await cards.remove(reader, confirmed)),
    'virtual.serve': ({ reader, ...target }) => cards.serve(reader, target),
    'virtual.stop': ({ reader }) => cards.stop(reader),
  };
}
