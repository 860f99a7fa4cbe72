import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toHex } from '../../core/base/bytes.ts';
import type { Finding } from '../../core/base/finding.ts';
import { builtinCard } from '../../core/bootstrap/builtin-cards.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { WritePlan } from '../../core/plan/write-plan.ts';
import type { DiagnosedFindingInfo, DiagnosisInfo } from '../../electron/ipc/diagnose-contract.ts';
import type { TraceState } from '../../electron/ipc/trace-contract.ts';
import { nextFinding, planTheWrite, previousFinding } from '../../renderer/actions/card-actions.ts';
import { actionFor, runOrTell } from '../../renderer/actions/shortcuts.ts';
import { showInTrace } from '../../renderer/actions/trace-actions.ts';
import { verdictAction } from '../../renderer/actions/verdict-action.ts';
import { cardModel } from '../../renderer/model/card-model.ts';
import { startOf } from '../../renderer/model/diagnose-state.ts';
import { planFiles } from '../../renderer/model/plan-files.ts';
import { typeBytes } from '../../renderer/services/edit-service.ts';
import { useApp } from '../../renderer/stores/app-store.ts';
import {
  type CardTab,
  newTab,
  newWrite,
  updateTab,
  useCards,
  type WriteState,
} from '../../renderer/stores/cards-store.ts';
import { setDiagnosis } from '../../renderer/stores/diagnose-store.ts';
import { updatePanel } from '../../renderer/stores/edit-store.ts';
import { tabTarget } from '../../renderer/stores/tab-draft.ts';
import { putTraceState, updateTrace } from '../../renderer/stores/trace-store.ts';
import { FAKE_PLAN } from '../support/fake-flows.ts';
import { readImage } from '../support/read-image.ts';

// The stores ask the page for its look when they are made.
vi.hoisted(() => vi.stubGlobal('matchMedia', () => ({ matches: false })));

const image = builtinCard('uicc-3g');
if (image === undefined) throw new Error('no built-in card');
const { result, card } = await readImage(image);
const path = result.objects[result.chosen ?? -1]?.path ?? '';

const at = (code: string, offset: number, length = 1): Finding => ({
  kind: 'fault',
  severity: 'error',
  code,
  clause: null,
  where: { file: path, offset, length },
  message: code,
  device: null,
  fix: null,
});

/** Shows a card with findings. */
function show(findings: readonly Finding[], view: CardTab['view'] = 'explore'): void {
  const read: ReadResult = { ...result, findings: [...findings] };
  const tab = newTab('1', 'virtual:uicc-3g', 'UICC', 'virtual');
  const trace = card.exchanges;
  useCards.setState({
    tabs: [{ ...tab, session: 's', traced: 's', liveness: 'live', read, model: cardModel(read), trace, view }],
    active: '1',
  });
}
/** The card as it was read, in Write. */
function tabOnCard(): CardTab {
  show([], 'write');
  return tab();
}
const tab = () => useCards.getState().tabs[0] as CardTab;
const context = () => ({ app: useApp.getState(), tab: tab() });

beforeEach(() => useApp.setState({ overlay: null, notice: null }));

describe('going from finding to finding', () => {
  const walk = (action: typeof nextFinding, steps: number) =>
    Array.from({ length: steps }, () => {
      action.perform(context());
      return tab().selection?.cursor;
    });

  it('comes to each byte once a round, also where several findings point at one', () => {
    show([at('a', 5), at('b', 9), at('c', 5, 3), at('d', 12)]);
    expect(walk(nextFinding, 4)).toEqual([5, 9, 12, 5]);
    expect(walk(previousFinding, 3)).toEqual([12, 9, 5]);
  });
});

describe('a key whose act may not run', () => {
  it('says why', () => {
    show([]);
    runOrTell(planTheWrite);
    expect(useApp.getState().notice).toEqual({ text: 'reason.nothingChanged', values: {} });
  });

  it('says nothing where the act has no meaning', () => {
    useCards.setState({ tabs: [], active: null });
    runOrTell(planTheWrite);
    expect(useApp.getState().notice).toBeNull();
  });
});

const WRITE = { ...newWrite(FAKE_PLAN, 'p', 'edit'), digits: '0123', armed: true };

describe('Escape', () => {
  it('disarms before it clears the filter of a trace', () => {
    show([], 'trace');
    putTraceState({ trace: 's' } as TraceState);
    updateTrace('s', { field: { terms: ['sw:9000'], typed: '' } });
    expect(actionFor('Escape', false)?.id).toBe('trace.clear');
    updateTab('1', { write: WRITE });
    expect(actionFor('Escape', false)?.id).toBe('write.disarm');
  });
});

/** Shows a diagnosis with one finding. */
function showDiagnosed(evidence: DiagnosedFindingInfo['evidence']): void {
  show([at('a', 5)], 'diagnose');
  const finding: DiagnosedFindingInfo = { ...at('a', 5), step: 'content', modes: ['3g'], under: null, evidence };
  const diagnosis = { findings: [finding] } as unknown as DiagnosisInfo;
  setDiagnosis('1', { ...startOf(result, 0, null), phase: 'done', diagnosis, shown: 0 });
}

describe('the way to the exchange', () => {
  it('begins at the evidence in Diagnose', () => {
    showDiagnosed(null);
    expect(showInTrace.ready(context())).toBe(true);
  });

  it('is not there for what the card answered when the file was selected', () => {
    const header = {
      file: path,
      part: 'header',
      offset: 0,
      bytes: new Uint8Array(2),
      marked: { offset: 0, length: 1 },
    };
    showDiagnosed(header as DiagnosedFindingInfo['evidence']);
    expect(showInTrace.ready(context())).toBeNull();
  });

  it('says where the trace does not have it', () => {
    showDiagnosed(null);
    updateTab('1', { trace: [] });
    expect(showInTrace.ready(context())).toBe('inspector.noExchange');
  });

  it('begins at the cursor of the hex editor, where the edit left the byte alone', () => {
    show([], 'edit');
    const body = tab().model?.files.get(path)?.file.bytes ?? new Uint8Array();
    const message = body.slice(0, tabTarget(tab())?.original.length);
    const at = (cursor: number) => {
      updatePanel('1', { editor: 'hex', cursor });
      return showInTrace.ready(context());
    };
    expect([at(20), at(message.length)]).toEqual([true, 'reason.behindLast']);
    message[20] = 0x7f;
    typeBytes(tab(), message, [], 'hex');
    expect([at(20), at(21)]).toEqual(['reason.byteChanged', true]);
    updatePanel('1', { editor: 'form' });
    expect(showInTrace.ready(context())).toBeNull();
  });

  it('begins at what a plan changes, as it was', () => {
    const { bytes } = tabOnCard().model?.files.get(path)?.file ?? { bytes: new Uint8Array() };
    const range = { file: path, offset: 20, old: toHex(bytes.subarray(20, 22)), new: 'FFFF' };
    const size = bytes.length;
    const planned = (before: number | null, change: Partial<WriteState> = {}) => {
      const side = (length: number) => ({ size: length, sha256: '' });
      const place = { path, name: 'EF', from: 'mf', fids: [], rule: 'message', recordLength: 0, start: 0 } as const;
      const file = { ...place, own: [], make: [], remove: [], after: side(size) };
      const files = [{ ...file, before: before === null ? null : side(before) }];
      const plan: WritePlan = { ...FAKE_PLAN, file: path, files, ranges: [range] };
      const write = { ...newWrite(plan, 'p', 'edit'), files: planFiles(plan, () => bytes), ...change };
      updateTab('1', { view: 'write', write });
      return showInTrace.ready(context());
    };
    expect([planned(size), planned(20), planned(null)]).toEqual([true, 'reason.noOldByte', 'reason.noOldByte']);
    expect(planned(size, { pointed: { file: path, offset: 30 } })).toBe(true);
    const again = { ...result, files: result.files.map((file) => ({ ...file, bytes: file.bytes.map((b) => b ^ 1) })) };
    updateTab('1', { model: cardModel(again) });
    expect(planned(size)).toBe('reason.byteReplaced');
  });
});

describe('the verdict', () => {
  it('leads from finding to finding, elsewhere to what explains them', () => {
    show([at('a', 5)]);
    expect(verdictAction(context())?.id).toBe('finding.next');
    show([at('a', 5)], 'edit');
    expect(verdictAction(context())?.id).toBe('view.diagnose');
    show([{ ...at('a', 5), where: {} }]);
    expect(verdictAction(context())?.id).toBe('view.diagnose');
    showDiagnosed(null);
    expect(verdictAction(context())?.id).toBe('diagnose.next');
  });
});
