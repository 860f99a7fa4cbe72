import { isSingleKey } from './single-key.ts';

/** Where keys are pressed: what reaches the page, and what is printed on them. */
export interface KeyPlace {
  readonly shell: 'electron' | 'browser';
  readonly mac: boolean;
  /** Whether a key without Ctrl or Alt does an act. */
  readonly singleKeys: boolean;
}

/** Keys that a browser keeps for its own tabs and windows: no page hears them. */
const OF_BROWSER = /^Ctrl\+(Shift\+)?([NTW]|Tab)$/;

/** The key of an act that works here; undefined where it has none. */
export function shownKey(shortcuts: readonly string[], { shell, singleKeys }: KeyPlace): string | undefined {
  return shortcuts.find((key) => (singleKeys || !isSingleKey(key)) && (shell === 'electron' || !OF_BROWSER.test(key)));
}

const CAPS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

const MAC_CAPS: Readonly<Record<string, string>> = { ...CAPS, Ctrl: '⌘', Alt: '⌥', Shift: '⇧', Enter: '⏎' };

/** A key as the caps that are pressed together: `Ctrl+Shift+Z` gives three. */
export function keyCaps(key: string, { mac }: Pick<KeyPlace, 'mac'>): readonly string[] {
  const caps = mac ? MAC_CAPS : CAPS;
  // Command and Tab goes to another program: that one is Control there too.
  const own = mac && key.endsWith('+Tab') ? { ...caps, Ctrl: '⌃' } : caps;
  return key.split('+').map((part) => own[part] ?? part);
}
