import { create } from 'zustand';
import type { Language } from '../../core/base/error-catalogue.ts';
import type { Answer, ReaderInfo } from '../../electron/ipc/contract.ts';
import type { LinkState } from '../services/bridge.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Overlay = 'palette' | 'keys' | null;

/** What concerns the whole window. */
export interface AppState {
  readonly readers: readonly ReaderInfo[];
  /** Why PC/SC gives no readers; null where it works. */
  readonly pcsc: string | null;
  readonly info: Answer<'app.info'> | null;
  readonly link: LinkState;
  readonly language: Language;
  readonly theme: ThemeChoice;
  readonly systemDark: boolean;
  readonly overlay: Overlay;
}

const KEPT = 'bootcard-look';

function kept(): Partial<Pick<AppState, 'language' | 'theme'>> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const { language, theme } = value as Record<string, unknown>;
    return {
      ...(language === 'en' || language === 'zh' ? { language } : {}),
      ...(theme === 'light' || theme === 'dark' || theme === 'system' ? { theme } : {}),
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
  systemDark: matchMedia('(prefers-color-scheme: dark)').matches,
  overlay: null,
  ...kept(),
}));

export function isDark(state: AppState): boolean {
  return state.theme === 'system' ? state.systemDark : state.theme === 'dark';
}

/** Sets language or theme and keeps the choice on this machine. */
export function setLook(change: Partial<Pick<AppState, 'language' | 'theme'>>): void {
  useApp.setState(change);
  const { language, theme } = useApp.getState();
  localStorage.setItem(KEPT, JSON.stringify({ language, theme }));
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
    document.documentElement.lang = state.language === 'zh' ? 'zh-CN' : 'en';
  };
  useApp.subscribe(show);
  show(useApp.getState());
}
