import { forgetRecent, loadChecks, loadPlan, planTab } from '../services/document-service.ts';
import { setOverlay } from '../stores/app-store.ts';
import { useCards } from '../stores/cards-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import type { Action } from './action.ts';

/** Opens the system's dialog for files; what is chosen comes through the input that the frame holds. */
export const openFile: Action = {
  id: 'file.open',
  label: 'action.openFile',
  icon: 'open',
  shortcuts: ['Ctrl+O'],
  inFields: true,
  ready: () => (useDesk.getState().opening === null ? true : 'reason.busy'),
  perform: () => document.querySelector<HTMLInputElement>('[data-file-input]')?.click(),
};

export const showChecks: Action = {
  id: 'checks.show',
  label: 'action.checks',
  icon: 'help',
  ready: () => true,
  perform: () => {
    setOverlay('checks');
    void loadChecks();
  },
};

export const forgetFiles: Action = {
  id: 'file.forget',
  label: 'action.forgetRecent',
  ready: () => (useDesk.getState().recent.length > 0 ? true : null),
  perform: () => void forgetRecent(),
};

/** Takes the saved plan that waits to the card that it is for. */
export const usePlan: Action = {
  id: 'file.usePlan',
  label: 'action.usePlan',
  icon: 'write',
  ready: () => {
    const { plan } = useDesk.getState();
    if (plan === null) return null;
    return planTab(useCards.getState().tabs, plan) === undefined ? 'reason.otherCard' : true;
  },
  perform: () => {
    const { plan } = useDesk.getState();
    const tab = planTab(useCards.getState().tabs, plan);
    if (plan !== null && tab !== undefined) void loadPlan(tab, plan);
  },
};

/** Files. */
export const documentActions: readonly Action[] = [openFile, usePlan, showChecks, forgetFiles];
