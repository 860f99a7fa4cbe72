import { browseFiles, listKeys } from '../services/file-service.ts';
import { updateTab } from '../stores/cards-store.ts';
import type { Action } from './action.ts';

export const browseAllFiles: Action = {
  id: 'card.browse',
  label: 'action.browse',
  icon: 'folder',
  shortcuts: ['Ctrl+B'],
  ready: ({ tab }) => {
    if (tab?.view !== 'explore' || tab.read === null) return null;
    if (tab.session === null || tab.liveness !== 'live') return 'reason.notLive';
    return tab.browse.running !== null || tab.busy !== null ? 'reason.busy' : true;
  },
  perform: ({ tab }) => tab && void browseFiles(tab),
};

/** Shows the PINs and keys of the card, or puts them away. */
export const showCardKeys: Action = {
  id: 'card.keys',
  label: 'action.cardKeys',
  icon: 'lock',
  shortcuts: ['K'],
  ready: ({ tab }) => {
    if (tab?.view !== 'explore' || tab.read === null) return null;
    if (tab.keys !== null) return true;
    if (tab.session === null || tab.liveness !== 'live') return 'reason.notLive';
    return tab.busy === null && tab.browse.running === null ? true : 'reason.busy';
  },
  perform: ({ tab }) => {
    if (!tab) return;
    if (tab.keys === null) void listKeys(tab);
    else updateTab(tab.id, { keys: null });
  },
};
