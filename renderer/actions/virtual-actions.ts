import { moveCard } from '../services/card-service.ts';
import { showNewCard, showVirtualCard } from '../services/virtual-service.ts';
import type { VirtualPart } from '../stores/virtual-store.ts';
import type { Action, ActionContext } from './action.ts';

export const newVirtualCard: Action = {
  id: 'virtual.new',
  label: 'action.newVirtual',
  icon: 'plus',
  shortcuts: ['N'],
  ready: () => true,
  perform: () => showNewCard('make'),
};

export const cloneOpenCard: Action = {
  id: 'virtual.clone',
  label: 'action.cloneCard',
  icon: 'copy',
  ready: ({ tab }) => {
    if (tab === undefined) return null;
    if (tab.session === null || tab.read === null || tab.liveness !== 'live') return 'reason.notLive';
    return tab.write?.run?.state === 'running' ? 'reason.writing' : true;
  },
  perform: () => showNewCard('clone'),
};

const readerOf = ({ app, tab }: ActionContext) =>
  app.readers.find((reader) => reader.kind === 'virtual' && reader.name === tab?.reader);

function onVirtual(
  id: string,
  label: Action['label'],
  icon: Action['icon'],
  part: VirtualPart,
  shortcut?: string,
): Action {
  return {
    id,
    label,
    ...(icon && { icon }),
    ...(shortcut && { shortcuts: [shortcut] }),
    ready: (context) => (readerOf(context) === undefined ? null : true),
    perform: ({ tab }) => tab && showVirtualCard(tab.reader, part),
  };
}

export const breakCard = onVirtual('virtual.break', 'action.breakCard', 'bolt', 'break', 'B');
export const serveCard = onVirtual('virtual.serve', 'action.serveCard', 'share', 'serve');
export const cardState = onVirtual('virtual.state', 'action.cardState', 'chip', 'state');

/** Takes the virtual card of this tab out of its reader, or puts it back. */
export const moveVirtualCard: Action = {
  id: 'virtual.move',
  label: 'action.moveCard',
  icon: 'eject',
  ready: (context) => (readerOf(context) === undefined ? null : true),
  perform: (context) => {
    const reader = readerOf(context);
    if (reader !== undefined) void moveCard(reader);
  },
};
