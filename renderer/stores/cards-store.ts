import { create } from 'zustand';
import type { AppError } from '../../core/base/app-error.ts';
import type { Finding } from '../../core/base/finding.ts';
import type { ReadResult } from '../../core/bootstrap/read-result.ts';
import type { RecoveryWay } from '../../core/plan/recover.ts';
import type { FlashResult, WritePlan } from '../../core/plan/write-plan.ts';
import type { Exchange } from '../../core/transport/exchange.ts';
import type { KeyStateInfo } from '../../electron/ipc/file-contract.ts';
import type { BackupInfo, GrowthWish, Recovery } from '../../electron/ipc/write-contract.ts';
import { type Browse, NOTHING_BROWSED } from '../model/browsed-files.ts';
import type { CardModel } from '../model/card-model.ts';
import { type EditHistory, NO_EDITS } from '../model/edit-history.ts';
import type { Edits } from '../model/kept-edits.ts';
import { type FileByte, fileInSight } from '../model/old-byte.ts';
import type { PlanFileView } from '../model/plan-files.ts';
import type { Selection } from '../model/selection.ts';
import { forgetDiagnosis } from './diagnose-store.ts';
import { forgetProvision } from './provision-store.ts';

export type ViewId = 'explore' | 'edit' | 'write' | 'diagnose' | 'trace' | 'recover' | 'provision' | 'objects';

/** Where a tab stands with its card. `ended`: what was read last still shows, but is no longer live. */
export type Liveness = 'reading' | 'live' | 'ended' | 'failed';

export interface Progress {
  readonly step: number;
  readonly total: number;
  readonly kind: string;
  readonly offset: number;
}

/** A typed credential as the interface keeps it: a handle, never the value. */
export interface HeldCredential {
  readonly handle: string;
  readonly length: number;
  /** To be remembered on this computer once the card has accepted it. */
  readonly remember?: boolean;
}

export type RunState =
  | { readonly state: 'running'; readonly progress: Progress | null }
  | {
      readonly state: 'done';
      readonly flash: FlashResult;
      readonly backup: string;
      readonly plan: WritePlan;
      readonly error: AppError | null;
      /** The last step that began. */
      readonly progress: Progress | null;
    }
  | { readonly state: 'failed'; readonly error: AppError; readonly progress: Progress | null };

/** A write on its way from plan to proof. */
export interface WriteState {
  readonly plan: WritePlan;
  readonly planId: string;
  /** The card's number, as a journal has it where the plan cannot name its card; absent: the plan's own. */
  readonly named?: string;
  /** What it is for: an edit, the fix of a finding, the way out of a write that broke off, the way back to a backup, or a saved plan. */
  readonly kind: 'edit' | 'fix' | RecoveryWay | 'restore' | 'provision' | 'unprovision' | 'objects' | 'saved';
  /** How a file that is too short for its message shall get longer; absent where it is not. */
  readonly growth?: GrowthWish;
  /** Its files as they were when the plan was made: shown also after the write. */
  readonly files: readonly PlanFileView[];
  /** What a device would hold against the message, which the user consented to. */
  readonly allowed: readonly Finding[];
  readonly digits: string;
  readonly armed: boolean;
  /** The card's number as typed for a plan that takes files off it. */
  readonly confirmation: string;
  readonly credentials: Readonly<Record<string, HeldCredential>>;
  /** Of keys of which one would do: which one, by the first of them. */
  readonly chosen: Readonly<Record<string, string>>;
  /** Tries left of keys chosen so; null where the card does not tell. */
  readonly tries: Readonly<Record<string, number | null>>;
  readonly fewTries: boolean;
  readonly triesUnknown: boolean;
  readonly run: RunState | null;
  /** The user asked the run to stop. */
  readonly stopping: boolean;
  /** Byte that was pointed at among those that change; null: none yet. */
  readonly pointed: FileByte | null;
}

/** The byte that is pointed at among those that a plan changes: at first the first one in sight. */
export function pointedByte({ files, plan, pointed }: WriteState): FileByte | null {
  const view = fileInSight(files, plan.file);
  const [first] = view?.changes ?? [];
  if (pointed !== null || view === undefined || first === undefined) return pointed;
  return { file: view.file.path, offset: first.range.offset };
}

/** The number of the card that a plan is for: what is typed to approve it. */
export function cardNumber({ plan, named }: WriteState): string {
  return named ?? plan.iccid;
}

export interface CardTab {
  readonly id: string;
  readonly reader: string;
  readonly title: string;
  /** `trace`: no card, but a trace that was opened as a file. */
  readonly kind: 'pcsc' | 'virtual' | 'replay' | 'at' | 'trace';
  /** Set while the card-host keeps a session for this tab. */
  readonly session: string | null;
  readonly liveness: Liveness;
  readonly busy: 'verify' | 'plan' | 'arm' | 'recover' | null;
  readonly error: AppError | null;
  /** The last refused act that did not end the session: a plan that does not fit, a refused PIN. */
  readonly refusal: AppError | null;
  readonly read: ReadResult | null;
  readonly model: CardModel | null;
  readonly trace: readonly Exchange[];
  /** What the card-host calls its trace; null before the first exchange. It outlives the session. */
  readonly traced: string | null;
  readonly view: ViewId;
  readonly selection: Selection | null;
  readonly back: readonly Selection[];
  readonly forward: readonly Selection[];
  /** Step last clicked in the spine. */
  readonly step: string | null;
  readonly open: ReadonlySet<string>;
  /** The card's files outside the chain. */
  readonly browse: Browse;
  /** Its PINs and keys; null until they were asked for. */
  readonly keys: readonly KeyStateInfo[] | null;
  /** Words that the tree is narrowed to. */
  readonly filter: string;
  readonly meaning: 'meaning' | 'xml';
  readonly draft: EditHistory;
  /** Field of the form to bring into sight. */
  readonly field: string | null;
  readonly write: WriteState | null;
  /** The write that broke off on this card; null where none did. */
  readonly recovery: Recovery | null;
  /** What this machine keeps of the card; null until it was asked for. */
  readonly backups: readonly BackupInfo[] | null;
  /** The message for which the user consents to write what a device would not accept; null where none. */
  readonly consented: Uint8Array | null;
  /** Edits that wait until a write that broke off on their card has come to its end. */
  readonly waiting: Edits | null;
  /** Files as they were before the last write, by path: what it changed stays marked. */
  readonly previous: ReadonlyMap<string, Uint8Array> | null;
}

export interface CardsState {
  readonly tabs: readonly CardTab[];
  readonly active: string | null;
}

export const useCards = create<CardsState>(() => ({ tabs: [], active: null }));

export function newTab(id: string, reader: string, title: string, kind: CardTab['kind']): CardTab {
  return {
    id,
    reader,
    title,
    kind,
    session: null,
    liveness: 'reading',
    busy: null,
    error: null,
    refusal: null,
    read: null,
    model: null,
    trace: [],
    traced: null,
    view: 'explore',
    selection: null,
    back: [],
    forward: [],
    step: null,
    open: new Set(),
    browse: NOTHING_BROWSED,
    keys: null,
    filter: '',
    meaning: 'meaning',
    draft: NO_EDITS,
    field: null,
    write: null,
    recovery: null,
    backups: null,
    consented: null,
    waiting: null,
    previous: null,
  };
}

/** A write that nobody has approved yet. */
export function newWrite(plan: WritePlan, planId: string, kind: WriteState['kind']): WriteState {
  return {
    plan,
    planId,
    kind,
    files: [],
    allowed: [],
    digits: '',
    armed: false,
    confirmation: '',
    credentials: {},
    chosen: {},
    tries: {},
    fewTries: false,
    triesUnknown: false,
    run: null,
    stopping: false,
    pointed: null,
  };
}

export function activeTab(state: CardsState): CardTab | undefined {
  return state.tabs.find((tab) => tab.id === state.active);
}

export function useTab(): CardTab | undefined {
  return useCards(activeTab);
}

/** Changes one tab. The change may depend on the tab as it stands. */
export function updateTab(id: string, change: Partial<CardTab> | ((tab: CardTab) => Partial<CardTab>)): void {
  useCards.setState((state) => ({
    tabs: state.tabs.map((tab) =>
      tab.id === id ? { ...tab, ...(typeof change === 'function' ? change(tab) : change) } : tab,
    ),
  }));
}

export function updateWrite(id: string, change: Partial<WriteState>): void {
  updateTab(id, ({ write }) => ({ write: write === null ? null : { ...write, ...change } }));
}

export function addTab(tab: CardTab, place: 'front' | 'behind' = 'front'): void {
  useCards.setState(({ tabs, active }) => ({
    tabs: [...tabs, tab],
    active: place === 'front' || active === null ? tab.id : active,
  }));
}

/** Takes a tab away with all that is kept of it elsewhere. */
export function removeTab(id: string): void {
  useCards.setState((state) => {
    const at = state.tabs.findIndex((tab) => tab.id === id);
    const tabs = state.tabs.filter((tab) => tab.id !== id);
    const next = tabs[Math.min(at, tabs.length - 1)]?.id ?? null;
    return { tabs, active: state.active === id ? next : state.active };
  });
  forgetProvision(id);
  forgetDiagnosis(id);
}

export function activate(id: string): void {
  useCards.setState({ active: id });
}
