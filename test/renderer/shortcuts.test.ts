import { afterEach, describe, expect, it, vi } from 'vitest';
import { ACTIONS } from '../../renderer/actions/registry.ts';
import { actionFor } from '../../renderer/actions/shortcuts.ts';
import { isSingleKey } from '../../renderer/model/single-key.ts';
import { useApp } from '../../renderer/stores/app-store.ts';

// The stores ask the page for its look when they are made.
vi.hoisted(() => vi.stubGlobal('matchMedia', () => ({ matches: false })));

describe('acts by a single key', () => {
  afterEach(() => useApp.setState({ singleKeys: true }));

  it.each(['C', '?', '/', '1', 'Shift+R'])('%s is one', (name) => expect(isSingleKey(name)).toBe(true));

  it.each(['Ctrl+K', 'Alt+1', 'Ctrl+Shift+Z', 'F6', 'Shift+F6', 'Escape', 'Enter'])('%s is none', (name) =>
    expect(isSingleKey(name)).toBe(false),
  );

  it('are off where the setting says so, and the others stay', () => {
    expect(actionFor('?', false)?.id).toBe('keys.show');
    useApp.setState({ singleKeys: false });
    expect(actionFor('?', false)).toBeUndefined();
    expect(actionFor('Ctrl+K', false)?.id).toBe('palette.open');
    const left = ACTIONS.flatMap(({ shortcuts = [] }) => shortcuts).filter((name) => actionFor(name, false));
    expect(left.filter(isSingleKey)).toEqual([]);
    expect(left).toContain('F6');
  });
});
