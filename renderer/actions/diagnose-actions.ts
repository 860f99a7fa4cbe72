import { causesOf, restsOn } from '../model/diagnose-findings.ts';
import type { DiagnoseState } from '../model/diagnose-state.ts';
import { diagnose, exportBundle, exportReport, planFix, showFinding, tryFix } from '../services/diagnose-service.ts';
import { setOverlay, tell } from '../stores/app-store.ts';
import { type CardTab, updateTab } from '../stores/cards-store.ts';
import { diagnosisOf } from '../stores/diagnose-store.ts';
import { selectSpan } from '../stores/selection-acts.ts';
import { type Action, type ActionContext, hasViews } from './action.ts';

export const showDiagnose: Action = {
  id: 'view.diagnose',
  label: 'view.diagnose',
  icon: 'pulse',
  shortcuts: ['Ctrl+4'],
  inFields: true,
  ready: hasViews,
  perform: ({ tab }) => tab && updateTab(tab.id, { view: 'diagnose' }),
};

/** The diagnosis on screen; undefined elsewhere. */
function onScreen({ tab }: ActionContext): { readonly tab: CardTab; readonly state: DiagnoseState } | undefined {
  const state = tab?.view === 'diagnose' ? diagnosisOf(tab.id) : undefined;
  return tab && state && { tab, state };
}

/** The finding in the decision card. */
function shownFinding(context: ActionContext) {
  const { tab, state } = onScreen(context) ?? {};
  const at = state?.shown ?? null;
  const finding = at === null ? undefined : state?.diagnosis?.findings[at];
  if (tab === undefined || state === undefined || at === null || finding === undefined) return undefined;
  return { tab, state, at, finding };
}

const isBusy = ({ phase }: DiagnoseState) => phase === 'running' || phase === 'examining';

/** Why nothing can be asked of the card now. */
function notNow({ tab, state }: { readonly tab: CardTab; readonly state: DiagnoseState }) {
  if (tab.session === null || tab.liveness !== 'live') return 'reason.notLive' as const;
  return isBusy(state) ? ('reason.diagnosing' as const) : tab.busy === null ? undefined : ('reason.busy' as const);
}

export const diagnoseAgain: Action = {
  id: 'diagnose.again',
  label: 'action.diagnoseAgain',
  icon: 'reread',
  shortcuts: ['Shift+R'],
  ready: (context) => {
    const shown = onScreen(context);
    return shown === undefined ? null : (notNow(shown) ?? true);
  },
  perform: ({ tab }) => tab && void diagnose(tab, diagnosisOf(tab.id)?.former ?? null),
};

function moveDiagnosed(id: string, label: Action['label'], key: string, by: 1 | -1): Action {
  return {
    id,
    label,
    shortcuts: [key],
    ready: (context) => ((onScreen(context)?.state.diagnosis?.findings.length ?? 0) > 0 ? true : null),
    perform: (context) => {
      const { tab, state } = onScreen(context) ?? {};
      if (!tab || !state?.diagnosis) return;
      const places = causesOf(state.diagnosis).map(({ at }) => at);
      const here = state.shown === null ? -1 : places.indexOf(state.shown);
      const next = places[here < 0 && by < 0 ? places.length - 1 : (here + by + places.length) % places.length];
      showFinding(tab, next ?? null);
    },
  };
}

export const nextDiagnosed = moveDiagnosed('diagnose.next', 'action.nextFinding', 'F8', 1);
export const previousDiagnosed = moveDiagnosed('diagnose.previous', 'action.previousFinding', 'Shift+F8', -1);

function fixOf(context: ActionContext) {
  const shown = shownFinding(context);
  return shown?.state.examined?.fixes.find(({ finding }) => finding === shown.at);
}

/** A fix exists where what to write follows from the card. */
function fixReady(context: ActionContext): ReturnType<Action['ready']> {
  const shown = shownFinding(context);
  if (shown === undefined || fixOf(context)?.price == null) return null;
  return notNow(shown) ?? true;
}

export const planTheFix: Action = {
  id: 'diagnose.plan',
  label: 'action.planFix',
  icon: 'write',
  shortcuts: ['Ctrl+P'],
  inFields: true,
  ready: (context) => {
    const ready = fixReady(context);
    if (ready !== true) return ready;
    return fixOf(context)?.price?.keys.some(({ triesLeft }) => triesLeft === 0) ? 'reason.blocked' : true;
  },
  perform: (context) => {
    const shown = shownFinding(context);
    if (shown) void planFix(shown.tab, shown.at);
  },
};

export const tryTheFix: Action = {
  id: 'diagnose.try',
  label: 'action.tryFix',
  icon: 'chip',
  shortcuts: ['T'],
  ready: fixReady,
  perform: (context) => {
    const shown = shownFinding(context);
    if (shown) void tryFix(shown.tab, shown.at);
  },
};

export const showEvidence: Action = {
  id: 'diagnose.evidence',
  label: 'action.showEvidence',
  icon: 'compass',
  shortcuts: ['E'],
  ready: (context) => {
    const { finding, tab } = shownFinding(context) ?? {};
    const place = finding === undefined ? null : restsOn(finding);
    if (place === null) return null;
    return tab?.model?.files.has(place.file) ? true : 'reason.notInExplore';
  },
  perform: (context) => {
    const { finding, tab } = shownFinding(context) ?? {};
    const place = finding === undefined ? null : restsOn(finding);
    if (tab === undefined || place === null) return;
    const { file, part, span } = place;
    const whole = { offset: 0, length: tab.model?.files.get(file)?.file.bytes.length ?? 0 };
    const own = part === 'header' || span === null ? whole : { ...span, length: Math.max(1, span.length) };
    selectSpan(tab, file, own);
    updateTab(tab.id, { view: 'explore' });
  },
};

/** The first byte on screen that the finding rests on; null where it rests on none of a file's own bytes. */
export function evidenceByte(context: ActionContext): { readonly file: string; readonly offset: number } | null {
  const { finding } = shownFinding(context) ?? {};
  const place = finding === undefined ? null : restsOn(finding);
  return place === null || place.part === 'header' ? null : { file: place.file, offset: place.span?.offset ?? 0 };
}

export const copyFindingCode: Action = {
  id: 'diagnose.copyCode',
  label: 'action.copyCode',
  icon: 'copy',
  shortcuts: ['C'],
  ready: (context) => (shownFinding(context) === undefined ? null : true),
  perform: (context) => {
    const code = shownFinding(context)?.finding.code ?? '';
    void navigator.clipboard.writeText(code).then(
      () => tell('diagnose.copied', { code }),
      () => tell('copy.refused'),
    );
  },
};

export const showFindingClause: Action = {
  id: 'diagnose.clause',
  label: 'action.clause',
  shortcuts: ['L'],
  ready: (context) => {
    const shown = shownFinding(context);
    return shown === undefined ? null : shown.finding.clause === null ? 'reason.noClauseOfFinding' : true;
  },
  perform: () => setOverlay('finding'),
};

/** Why nothing can be given away of a card that has left: it was not examined to the end. */
function notKept({ tab, state }: { readonly tab: CardTab; readonly state: DiagnoseState }) {
  if (isBusy(state)) return 'reason.diagnosing' as const;
  return state.examined !== null && tab.traced !== null ? undefined : ('reason.notLive' as const);
}

function exportAs(id: string, label: Action['label'], act: (tab: CardTab) => Promise<void>): Action {
  return {
    id,
    label,
    icon: 'save',
    ready: (context) => {
      const shown = onScreen(context);
      if (shown === undefined || shown.state.diagnosis === null) return null;
      if (shown.state.exporting) return 'reason.busy';
      return (shown.tab.session === null ? notKept(shown) : notNow(shown)) ?? true;
    },
    perform: ({ tab }) => tab && void act(tab),
  };
}

export const saveReport = exportAs('diagnose.report', 'action.saveReport', (tab) => exportReport(tab, 'html'));
export const saveReportJson = exportAs('diagnose.reportJson', 'action.saveReportJson', (tab) =>
  exportReport(tab, 'json'),
);
export const saveBundle = exportAs('diagnose.bundle', 'action.saveBundle', (tab) => exportBundle(tab, false));
