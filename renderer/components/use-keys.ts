import { type KeyPlace, keyCaps, shownKey } from '../model/shown-keys.ts';
import { useApp } from '../stores/app-store.ts';

/** The keyboard says Command and Option. */
const MAC = navigator.platform.startsWith('Mac');

/** Where keys are pressed here. */
export function useKeyPlace(): KeyPlace {
  const shell = useApp(({ info }) => info?.shell ?? 'browser');
  const singleKeys = useApp((state) => state.singleKeys);
  return { shell, mac: MAC, singleKeys };
}

/** The key of an act in words of a sentence: `Ctrl P`, on macOS `⌘ P`. */
export function useKeyWords(): (shortcuts: readonly string[] | undefined) => string {
  const place = useKeyPlace();
  return (shortcuts = []) => keyCaps(shownKey(shortcuts, place) ?? '', place).join(' ');
}
