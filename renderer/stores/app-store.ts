import { create } from 'zustand';
import type { AppError } from '../../core/base/app-error.ts';
import type { Language } from '../../core/base/error-catalogue.ts';
import type { Answer } from '../../electron/ipc/contract.ts';
import type { ReaderInfo } from '../../electron/ipc/read-contract.ts';
import type { LinkState } from '../services/bridge.ts';
import type { TextCode, TextValues } from '../text/text.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type MotionChoice = 'system' | 'reduced';
export type Overlay =
  | 'trace-export'
  | 'palette'
  | 'leaving'
  | 'label'
  | 'checks'
  | 'keys'
  | 'copy'
  | 'goto'
  | 'value'
  | 'exchange'
  | 'clause'
  | 'finding'
  | 'settings'
  | 'virtual-new'
  | 'virtual-card'
  | 'template'
  | null;

/** What concerns the whole window. */
export interface AppState {
  readonly readers: readonly ReaderInfo[];
  /** Why PC/SC gives no readers; null where it works. */
  readonly pcsc: AppError | null;
  readonly info: Answer<'app.info'> | null;
  readonly link: LinkState;
  readonly language: Language;
  readonly theme: ThemeChoice;
  readonly motion: MotionChoice;
  /** Whether a key without Ctrl or Alt does an act; off for who speaks to the machine or strikes keys by chance. */
  readonly singleKeys: boolean;
  /** Whether a card is read as soon as it is put into a reader. */
  readonly readInserted: boolean;
  readonly systemDark: boolean;
  readonly overlay: Overlay;
  /** Width of the tree pane in pixels; null: as the window asks. */
  readonly treeWidth: number | null;
  /** What the last act did where nothing else on screen shows it. */
  readonly notice: { readonly text: TextCode; readonly values: TextValues } | null;
}

const KEPT = 'bootcard-look';

type Look = Pick<AppState, 'language' | 'theme' | 'motion' | 'singleKeys' | 'readInserted' | 'treeWidth'>;

function kept(): Partial<Look> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const { language, theme, motion, singleKeys, readInserted, treeWidth } = value as Record<string, unknown>;
    return {
      ...(language === 'en' || language === 'zh' ? { language } : {}),
      ...(theme === 'light' || theme === 'dark' || theme === 'system' ? { theme } : {}),
      ...(motion === 'reduced' || motion === 'system' ? { motion } : {}),
      ...(typeof singleKeys === 'boolean' ? { singleKeys } : {}),
      ...(typeof readInserted === 'boolean' ? { readInserted } : {}),
      ...(typeof treeWidth === 'number' && Number.isFinite(treeWidth) ? { treeWidth } : {}),
    };
  } catch {
    return {};
  }
}

export const useApp = create<AppState>(() => ({
  readers: [],
  pcsc: null,
  info: null,
  link: 'connecting',
  language: navigator.language.startsWith('zh') ? 'zh' : 'en',
  theme: 'system',
  motion: 'system',
  singleKeys: true,
  readInserted: true,
  systemDark: matchMedia('(prefers-color-scheme: dark)').matches,
  overlay: null,
  treeWidth: null,
  notice: null,
  ...kept(),
}));

export function isDark(state: AppState): boolean {
  return state.theme === 'system' ? state.systemDark : state.theme === 'dark';
}

/** Sets how the window looks and behaves, and keeps the choice on this machine. */
export function setLook(change: Partial<Look>): void {
  useApp.setState(change);
  const { language, theme, motion, singleKeys, readInserted, treeWidth } = useApp.getState();
  localStorage.setItem(KEPT, JSON.stringify({ language, theme, motion, singleKeys, readInserted, treeWidth }));
}

/** Says in the status bar what an act did. */
export function tell(text: TextCode, values: TextValues = {}): void {
  useApp.setState({ notice: { text, values } });
}

export function setOverlay(overlay: Overlay): void {
  useApp.setState({ overlay });
}

/** Follows the system's choice of light or dark, and shows theme and language on the document. */
export function followLook(): void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', ({ matches }) => useApp.setState({ systemDark: matches }));
  const show = (state: AppState) => {
    document.documentElement.dataset.theme = isDark(state) ? 'dark' : 'light';
    document.documentElement.dataset.motion = state.motion;
    document.documentElement.lang = state.language === 'zh' ? 'zh-CN' : 'en';
  };
  useApp.subscribe(show);
  show(useApp.getState());
}
