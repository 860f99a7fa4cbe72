import type { TraceCopyForm } from '../../core/trace/trace-forms.ts';
import { COPY_FORMS } from '../../core/trace/trace-forms.ts';
import { readOf } from '../model/inspect.ts';
import { bytesIn } from '../model/trace-bytes.ts';
import { NO_FILTER } from '../model/trace-terms.ts';
import {
  copyRow,
  filterTrace,
  goToFailure,
  openAsCard,
  replayOn,
  showExchangeIn,
  showPhone,
} from '../services/trace-service.ts';
import { setOverlay } from '../stores/app-store.ts';
import { type CardTab, updateTab, useCards } from '../stores/cards-store.ts';
import { selectSpan } from '../stores/selection-acts.ts';
import { type ShownTrace, shownTrace, updateTrace } from '../stores/trace-store.ts';
import type { Action, ActionContext } from './action.ts';
import { byteOnScreen } from './byte-on-screen.ts';

/** The trace on screen. */
function traceOf({ tab }: ActionContext): ShownTrace | undefined {
  return tab?.view === 'trace' ? shownTrace(tab.traced) : undefined;
}

/** Has a meaning where a trace is on screen, and may run where `ready` says so. */
function onTrace(ready: (trace: ShownTrace, tab: CardTab) => ReturnType<Action['ready']>): Action['ready'] {
  return (context) => {
    const trace = traceOf(context);
    return trace === undefined || context.tab === undefined ? null : ready(trace, context.tab);
  };
}

const onRow = onTrace(({ line }) => (line === null ? 'reason.noExchangeSelected' : true));
const onRows = onTrace(({ state }) => (state.rows === 0 ? 'reason.noExchanges' : true));

export const showTrace: Action = {
  id: 'view.trace',
  label: 'view.trace',
  icon: 'trace',
  shortcuts: ['Ctrl+5'],
  inFields: true,
  ready: ({ tab }) => (tab?.traced == null ? null : true),
  perform: ({ tab }) => tab && updateTab(tab.id, { view: 'trace' }),
};

export const focusTraceFilter: Action = {
  id: 'trace.filter',
  label: 'action.trace.filter',
  icon: 'search',
  shortcuts: ['/'],
  ready: onRows,
  perform: () => document.querySelector<HTMLInputElement>('[data-trace-filter]')?.focus(),
};

export const clearTraceFilter: Action = {
  id: 'trace.clear',
  label: 'action.trace.clear',
  shortcuts: ['Escape'],
  ready: onTrace(({ field }) => (field.terms.length === 0 && field.typed === '' ? null : true)),
  perform: ({ tab }) => tab?.traced != null && void filterTrace(tab.traced, NO_FILTER),
};

function failure(id: string, label: Action['label'], key: string, back: boolean): Action {
  return {
    id,
    label,
    shortcuts: [key],
    inFields: true,
    ready: onRows,
    perform: ({ tab }) => tab?.traced != null && void goToFailure(tab.traced, back),
  };
}

export const nextFailure = failure('trace.next', 'action.trace.nextFailure', 'F8', false);
export const previousFailure = failure('trace.previous', 'action.trace.previousFailure', 'Shift+F8', true);

/** From an exchange to the bytes that it carried, where Explore has their file. In the table Enter does it; elsewhere that key presses buttons. */
export const showBytesOf: Action = {
  id: 'trace.toBytes',
  label: 'action.trace.toBytes',
  icon: 'compass',
  ready: onTrace(({ detail, line }, tab) => {
    // A trace that was opened as a file has no Explore beside it.
    if (tab.kind === 'trace') return null;
    if (line === null || detail === null) return 'reason.noExchangeSelected';
    return bytesIn(tab.model, detail) === null ? 'reason.noBytesHere' : true;
  }),
  perform: (context) => {
    const { tab } = context;
    const detail = traceOf(context)?.detail;
    const place = tab && detail ? bytesIn(tab.model, detail) : null;
    if (tab === undefined || place === null) return;
    updateTab(tab.id, { view: 'explore' });
    selectSpan(tab, place.file, place);
  },
};

/** From a byte to the exchange that carried it. */
export const showInTrace: Action = {
  id: 'selection.exchange',
  label: 'action.exchange',
  icon: 'trace',
  shortcuts: ['X'],
  ready: (context) => {
    const byte = byteOnScreen(context);
    if (context.tab === undefined || byte === null) return null;
    if ('reason' in byte) return byte.reason;
    return readOf(byte.file, byte.offset, context.tab.trace) === null ? 'inspector.noExchange' : true;
  },
  perform: (context) => {
    const { tab } = context;
    const byte = byteOnScreen(context);
    if (tab === undefined || byte === null || 'reason' in byte) return;
    const source = readOf(byte.file, byte.offset, tab.trace);
    if (source === null) return;
    setOverlay(null);
    void showExchangeIn(tab, source.exchange.index);
  },
};

function copyAs(form: TraceCopyForm): Action {
  return {
    id: `trace.copy.${form}`,
    label: `action.trace.copy.${form}`,
    icon: 'copy',
    ...(form === 'hex' && { shortcuts: ['C'] }),
    ready: onRow,
    perform: (context) => {
      const trace = traceOf(context);
      if (trace?.line != null) void copyRow(trace.state.trace, trace.line, form);
    },
  };
}

/** One act for each form in which an exchange is copied. */
export const TRACE_COPY_ACTIONS: Readonly<Record<TraceCopyForm, Action>> = {
  hex: copyAs('hex'),
  scriptor: copyAs('scriptor'),
  json: copyAs('json'),
};

export const exportTheTrace: Action = {
  id: 'trace.export',
  label: 'action.trace.export',
  icon: 'export',
  shortcuts: ['Ctrl+S'],
  inFields: true,
  ready: onTrace(({ state, exporting }) =>
    state.rows === 0 ? 'reason.noExchanges' : exporting === null ? true : 'reason.busy',
  ),
  perform: () => setOverlay('trace-export'),
};

/** What a device in the trace did; shown beside the table until it is asked for again. */
export const showPhoneStory: Action = {
  id: 'trace.phone',
  label: 'action.trace.phone',
  icon: 'phone',
  shortcuts: ['P'],
  ready: onRows,
  perform: (context) => {
    const trace = traceOf(context);
    if (trace === undefined) return;
    if (trace.side === 'phone') updateTrace(trace.state.trace, { side: 'detail' });
    else void showPhone(trace.state.trace);
  },
};

/** The card that a trace is asked of again: its own, and for an opened file the one that is live. */
function replayCard(tab: CardTab): CardTab | undefined {
  const isLive = ({ session, liveness }: CardTab) => session !== null && liveness === 'live';
  if (tab.kind !== 'trace') return isLive(tab) ? tab : undefined;
  return useCards.getState().tabs.findLast(isLive);
}

/** Asks a card the same again. What does more than ask is left out, so that nothing is written and no try is spent. */
export const replayTrace: Action = {
  id: 'trace.replay',
  label: 'action.trace.replay',
  icon: 'play',
  ready: onTrace(({ state, side, replay }, tab) => {
    if (state.rows === 0) return 'reason.noExchanges';
    const card = replayCard(tab);
    if (card === undefined) return tab.kind === 'trace' ? 'reason.noLiveCard' : 'reason.notLive';
    if (card.write?.armed === true) return 'reason.replayArmed';
    return card.busy !== null || (side === 'replay' && replay === null) ? 'reason.busy' : true;
  }),
  perform: (context) => {
    const trace = traceOf(context);
    const card = context.tab && replayCard(context.tab);
    if (trace !== undefined && card !== undefined) void replayOn(trace.state.trace, card);
  },
};

/** What the trace shows becomes a card, that the fault can be looked for at a desk. */
export const openTraceAsCard: Action = {
  id: 'trace.card',
  label: 'action.trace.card',
  icon: 'chip',
  ready: onRows,
  perform: ({ tab }) => tab?.traced != null && void openAsCard(tab.traced),
};

/** All acts of the screen, in the order of the palette. */
export const traceActions: readonly Action[] = [
  showTrace,
  focusTraceFilter,
  clearTraceFilter,
  nextFailure,
  previousFailure,
  showBytesOf,
  showPhoneStory,
  replayTrace,
  openTraceAsCard,
  ...COPY_FORMS.map((form) => TRACE_COPY_ACTIONS[form]),
  exportTheTrace,
];
