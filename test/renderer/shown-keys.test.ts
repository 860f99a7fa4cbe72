import { describe, expect, it, vi } from 'vitest';
import { heard } from '../../renderer/model/composing.ts';
import { type KeyPlace, keyCaps, shownKey } from '../../renderer/model/shown-keys.ts';

// The stores ask the page for its look when they are made.
vi.hoisted(() => vi.stubGlobal('matchMedia', () => ({ matches: false })));

const { closeActiveTab, nextTab, previousTab } = await import('../../renderer/actions/app-actions.ts');
const { ACTIONS } = await import('../../renderer/actions/registry.ts');

const PC: KeyPlace = { shell: 'electron', mac: false, singleKeys: true };
const MAC: KeyPlace = { ...PC, mac: true };
const BROWSER: KeyPlace = { ...PC, shell: 'browser' };
const shown = (place: KeyPlace) => (action: { readonly shortcuts?: readonly string[] }) =>
  keyCaps(shownKey(action.shortcuts ?? [], place) ?? '', place).join(' ');

describe('the key that is shown', () => {
  it('is one that the browser does not take', () => {
    const acts = [closeActiveTab, nextTab, previousTab];
    expect(acts.map(shown(PC))).toEqual(['Ctrl W', 'Ctrl Tab', 'Ctrl Shift Tab']);
    expect(acts.map(shown(BROWSER))).toEqual(['Alt W', 'Alt PageDown', 'Alt PageUp']);
  });

  it('is there in a browser for every act that has one', () => {
    for (const { id, shortcuts = [] } of ACTIONS)
      if (shortcuts.length > 0) expect(shownKey(shortcuts, BROWSER), id).toBeDefined();
  });

  it('has the caps of a Mac on a Mac', () => {
    expect([closeActiveTab, nextTab].map(shown(MAC))).toEqual(['⌘ W', '⌃ Tab']);
    expect(keyCaps('Alt+Shift+ArrowUp', MAC)).toEqual(['⌥', '⇧', '↑']);
  });

  it('is no letter where letters are switched off', () => {
    const off = { ...PC, singleKeys: false };
    expect(shownKey(['/'], off)).toBeUndefined();
    expect(shownKey(['V', 'F2'], off)).toBe('F2');
  });
});

describe('a key that an input method takes', () => {
  const press = (change: object) => ({ key: 'Enter', isComposing: false, keyCode: 13, ...change });

  it('does nothing, as the page tells it and as React does', () => {
    const act = vi.fn();
    const handler = heard(act);
    for (const taken of [press({ isComposing: true }), press({ keyCode: 229 })]) {
      handler(taken);
      handler({ nativeEvent: taken });
    }
    expect(act).not.toHaveBeenCalled();
    handler({ nativeEvent: press({}) });
    expect(act).toHaveBeenCalledOnce();
  });
});
