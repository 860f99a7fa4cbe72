import { hasErrors } from '../../core/base/finding.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import { allFindings, chosenMessage } from '../model/card-model.ts';
import { askedKeys } from '../model/plan-keys.ts';
import { disarm, planWrite, runPlan } from '../services/write-service.ts';
import { type CardTab, cardNumber, updateTab } from '../stores/cards-store.ts';
import { updatePanel } from '../stores/edit-store.ts';
import { goBack, goForward, selectSpan } from '../stores/selection-acts.ts';
import { tabDraft } from '../stores/tab-draft.ts';
import type { Action, ActionContext } from './action.ts';

export const selectionBack: Action = {
  id: 'selection.back',
  label: 'action.back',
  shortcuts: ['Alt+ArrowLeft'],
  ready: ({ tab }) => (tab?.view === 'explore' && tab.back.length > 0 ? true : null),
  perform: ({ tab }) => tab && goBack(tab),
};

export const selectionForward: Action = {
  id: 'selection.forward',
  label: 'action.forward',
  shortcuts: ['Alt+ArrowRight'],
  ready: ({ tab }) => (tab?.view === 'explore' && tab.forward.length > 0 ? true : null),
  perform: ({ tab }) => tab && goForward(tab),
};

function moveFinding(id: string, label: Action['label'], key: string, by: 1 | -1): Action {
  return {
    id,
    label,
    shortcuts: [key],
    ready: ({ tab }) => (tab?.view === 'explore' && tab.read && located(tab).length > 0 ? true : null),
    perform: ({ tab }) => {
      if (!tab) return;
      const places = located(tab);
      const here = places.findIndex(
        (place) => place.file === tab.selection?.file && place.offset === tab.selection?.cursor,
      );
      const next = places[here < 0 && by < 0 ? places.length - 1 : (here + by + places.length) % places.length];
      if (next) selectSpan(tab, next.file, next);
    },
  };
}

interface Place {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

/** Bytes which were read that findings point at, in the order of the chain. Findings that begin at the same byte are seen together. */
function located(tab: CardTab): readonly Place[] {
  if (tab.read === null) return [];
  const places = new Map<string, Place>();
  for (const { where } of allFindings(tab.read)) {
    const { file, offset, length = 1 } = where;
    if (file === undefined || offset === undefined || !tab.model?.files.has(file)) continue;
    const key = `${file} ${offset}`;
    places.set(key, { file, offset, length: Math.max(length, places.get(key)?.length ?? 0) });
  }
  return [...places.values()];
}

export const nextFinding = moveFinding('finding.next', 'action.nextFinding', 'F8', 1);
export const previousFinding = moveFinding('finding.previous', 'action.previousFinding', 'Shift+F8', -1);

/** Goes from the selected bytes to their field in the form. */
export const editSelection: Action = {
  id: 'selection.edit',
  label: 'action.editValue',
  icon: 'pencil',
  shortcuts: ['F2'],
  ready: ({ tab }) => (tab?.view === 'explore' && selectedField(tab) !== null ? true : null),
  perform: ({ tab }) => {
    if (!tab) return;
    updatePanel(tab.id, { editor: 'form' });
    updateTab(tab.id, { view: 'edit', field: selectedField(tab) });
  },
};

function selectedField(tab: CardTab): string | null {
  const chosen = tab.model === null ? null : chosenMessage(tab.model);
  const { selection } = tab;
  if (chosen === null || selection === null || selection.file !== chosen.file.file.path) return null;
  const inside = chosen.message.fields.filter(
    ({ span }) =>
      span.offset < selection.span.offset + selection.span.length && selection.span.offset < span.offset + span.length,
  );
  return inside.length === 1 ? (inside[0]?.path ?? null) : null;
}

function planReady({ tab }: ActionContext): ReturnType<Action['ready']> {
  if (tab === undefined || tab.read === null) return null;
  const draft = tabDraft(tab);
  if (draft === null) return 'reason.noMessage';
  if (draft.error !== null) return 'reason.notEncoded';
  if (draft.ranges.length === 0) return draft.size === 0 ? 'reason.noMessage' : 'reason.nothingChanged';
  if (!draft.whole) return 'reason.notDecoded';
  if (draft.faults.length > 0) return 'reason.faults';
  if (hasErrors(draft.view.findings) && tab.consented !== draft.bytes) return 'reason.errors';
  if (tab.liveness !== 'live' || tab.session === null) return 'reason.notLive';
  return tab.busy === null ? true : 'reason.busy';
}

export const planTheWrite: Action = {
  id: 'write.plan',
  label: 'action.plan',
  icon: 'write',
  shortcuts: ['Ctrl+P'],
  inFields: true,
  ready: planReady,
  perform: ({ tab }) => {
    const draft = tab && tabDraft(tab);
    if (tab && draft) void planWrite(tab, draft);
  },
};

/** True where a plan does what no later write brings back by itself. */
export function takesFilesOff({ steps }: WritePlan): boolean {
  return steps.some(({ kind }) => kind === 'delete');
}

function writeReady({ tab }: ActionContext): ReturnType<Action['ready']> {
  const write = tab?.write;
  if (tab === undefined || write === null || write === undefined || tab.view !== 'write') return null;
  if (write.run !== null) return 'reason.alreadyRun';
  if (!write.armed) return 'reason.notArmed';
  if (takesFilesOff(write.plan) && write.confirmation !== cardNumber(write)) return 'reason.notConfirmed';
  const keys = askedKeys(write);
  if (keys.some(({ triesLeft }) => triesLeft === 0)) return 'reason.blocked';
  if (keys.some(({ ref }) => write.credentials[ref] === undefined)) return 'reason.noKey';
  if (keys.some(({ triesLeft }) => triesLeft === null) && !write.triesUnknown) return 'reason.triesUnknown';
  if (keys.some(({ triesLeft }) => triesLeft !== null && triesLeft < 3) && !write.fewTries) return 'reason.fewTries';
  return true;
}

export const writeNow: Action = {
  id: 'write.now',
  label: 'action.write',
  icon: 'write',
  shortcuts: ['Ctrl+Enter'],
  inFields: true,
  ready: writeReady,
  perform: ({ tab }) => tab && void runPlan(tab),
};

export const disarmCard: Action = {
  id: 'write.disarm',
  label: 'action.disarm',
  icon: 'lock',
  shortcuts: ['Escape'],
  inFields: true,
  ready: ({ tab }) =>
    (tab?.write?.armed === true || tab?.busy === 'arm') && tab.write?.run?.state !== 'running' ? true : null,
  perform: ({ tab }) => {
    if (!tab) return;
    updateTab(tab.id, ({ write }) => ({ write: write && { ...write, digits: '', confirmation: '' } }));
    void disarm(tab);
  },
};
