import { leaveCard, planRecovery, undoWrite } from '../services/recovery-service.ts';
import { stopRun } from '../services/write-service.ts';
import { updateTab } from '../stores/cards-store.ts';
import type { Action, ActionContext } from './action.ts';

function recovering(way: 'finish' | 'rollBack') {
  return ({ tab }: ActionContext): ReturnType<Action['ready']> => {
    if (!tab?.recovery) return null;
    if (tab.write?.run?.state === 'running') return 'reason.writing';
    if (!tab.recovery.ways.includes(way)) return way === 'finish' ? 'reason.foreign' : 'reason.nothingWritten';
    return tab.busy === null ? true : 'reason.busy';
  };
}

export const finishWrite: Action = {
  id: 'recover.finish',
  label: 'action.finish',
  icon: 'write',
  ready: recovering('finish'),
  perform: ({ tab }) => tab && void planRecovery(tab, 'finish'),
};

export const rollBack: Action = {
  id: 'recover.rollBack',
  label: 'action.rollBack',
  icon: 'undo',
  ready: recovering('rollBack'),
  perform: ({ tab }) => tab && void planRecovery(tab, 'rollBack'),
};

export const leaveHalfWritten: Action = {
  id: 'recover.leave',
  label: 'action.leave',
  icon: 'eye',
  ready: ({ tab }) => (!tab?.recovery ? null : tab.write?.run?.state === 'running' ? 'reason.writing' : true),
  perform: ({ tab }) => tab && void leaveCard(tab),
};

export const showRecover: Action = {
  id: 'view.recover',
  label: 'view.recover',
  icon: 'shield',
  ready: ({ tab }) => (tab?.recovery ? true : null),
  perform: ({ tab }) => tab && updateTab(tab.id, { view: 'recover' }),
};

export const stopWriting: Action = {
  id: 'write.stop',
  label: 'action.stop',
  icon: 'close',
  shortcuts: ['Ctrl+.'],
  inFields: true,
  ready: ({ tab }) => {
    if (tab?.write?.run?.state !== 'running') return null;
    return tab.write.stopping ? 'reason.stopping' : true;
  },
  perform: ({ tab }) => tab && void stopRun(tab),
};

export const undoTheWrite: Action = {
  id: 'write.undo',
  label: 'action.undoWrite',
  icon: 'undo',
  ready: ({ tab }) => {
    const run = tab?.write?.run;
    if (tab === undefined || run?.state !== 'done' || run.flash.result !== 'verified' || run.backup === '') return null;
    if (tab.session === null) return 'reason.notLive';
    return tab.busy === null ? true : 'reason.busy';
  },
  perform: ({ tab }) => tab && void undoWrite(tab),
};
