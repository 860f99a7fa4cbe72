import { useEffect } from 'react';
import { heard } from '../model/composing.ts';
import { isSingleKey } from '../model/single-key.ts';
import { tell, useApp } from '../stores/app-store.ts';
import { type Action, actionContext, run } from './action.ts';
import { ACTIONS } from './registry.ts';

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** macOS types other characters with Option (`∑` for W): what the key says by itself is meant. */
function keyOf({ key, code, altKey }: Press): string {
  const [, plain] = /^(?:Key|Digit)(.)$/.exec(code) ?? [];
  return altKey && plain !== undefined && !/^[a-z\d]$/i.test(key) ? plain : key;
}

/** A key press in the notation of the actions: `Ctrl+Shift+Z`, `C`, `?`. Command counts as Ctrl. */
export function keyName(event: Press): string {
  const typed = keyOf(event);
  const key = typed.length === 1 ? typed.toUpperCase() : typed;
  const letter = event.key.length > 1 || key !== key.toLowerCase();
  const parts = [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey && letter ? 'Shift' : '',
  ];
  return [...parts.filter((part) => part !== ''), key].join('+');
}

function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable="true"]');
}

/** The action that a key press asks for, given where the focus is. */
export function actionFor(name: string, field: boolean): Action | undefined {
  const context = actionContext();
  if (!context.app.singleKeys && isSingleKey(name)) return undefined;
  return ACTIONS.find(
    (action) =>
      action.shortcuts?.includes(name) === true &&
      (!field || action.inFields === true) &&
      action.ready(context) !== null,
  );
}

/** Runs what a key press asks for. Unlike a button a key cannot be grey: where the act may not run, the status bar says why. */
export function runOrTell(action: Action): void {
  const ready = action.ready(actionContext());
  if (ready === true) run(action);
  else if (ready !== null) tell(ready);
}

/** Listens for shortcuts in the whole window; an open overlay keeps its keys. */
export function useShortcuts(): void {
  useEffect(() => {
    const press = heard((event: KeyboardEvent) => {
      if (event.defaultPrevented || useApp.getState().overlay !== null) return;
      const action = actionFor(keyName(event), inField(event.target));
      if (action === undefined) return;
      event.preventDefault();
      runOrTell(action);
    });
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
