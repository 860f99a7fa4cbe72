import { summaryOf } from '../model/picked-message.ts';
import { planProvision } from '../services/provision-service.ts';
import { type CardTab, updateTab, type ViewId } from '../stores/cards-store.ts';
import { useProvision } from '../stores/provision-store.ts';
import type { Action, ActionContext } from './action.ts';

/** What every plan needs; true where it is there. */
function live(tab: CardTab): true | 'reason.notLive' | 'reason.busy' | 'reason.writing' {
  if (tab.session === null || tab.liveness !== 'live') return 'reason.notLive';
  if (tab.write?.run?.state === 'running') return 'reason.writing';
  return tab.busy === null ? true : 'reason.busy';
}

function show(id: string, view: ViewId, label: Action['label'], icon: NonNullable<Action['icon']>): Action {
  return {
    id,
    label,
    icon,
    ready: ({ tab }) => (tab === undefined || tab.read === null ? null : live(tab)),
    perform: ({ tab }) => tab && updateTab(tab.id, { view, refusal: null }),
  };
}

export const showProvision = show('view.provision', 'provision', 'action.provision', 'plus');
export const showObjects = show('view.objects', 'objects', 'action.objects', 'list');

function planReady({ tab }: ActionContext): ReturnType<Action['ready']> {
  if (tab?.view !== 'provision') return null;
  const draft = useProvision.getState().drafts[tab.id];
  if (draft === undefined || draft.messages.includes(null)) return 'reason.noMessageChosen';
  const faulty = draft.messages.some((picked) => picked !== null && summaryOf(picked.bytes).errors.length > 0);
  return faulty && !draft.allowFindings ? 'reason.messageFaults' : live(tab);
}

export const planTheProvision: Action = {
  id: 'provision.plan',
  label: 'action.planProvision',
  icon: 'write',
  shortcuts: ['Ctrl+P'],
  inFields: true,
  ready: planReady,
  perform: ({ tab }) => tab && void planProvision(tab),
};
