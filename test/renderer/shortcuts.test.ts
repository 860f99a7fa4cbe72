import { expect, it, vi } from 'vitest';

// The stores ask the page for its look when they are made.
vi.hoisted(() => vi.stubGlobal('matchMedia', () => ({ matches: false })));

const { keyName } = await import('../../renderer/actions/shortcuts.ts');

const press = (key: string, code: string, held: { readonly [name: string]: boolean } = {}) =>
  keyName({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

it('names a key by what is printed on it where Option types something else', () => {
  expect(press('∑', 'KeyW', { altKey: true })).toBe('Alt+W');
  expect(press('¡', 'Digit1', { altKey: true })).toBe('Alt+1');
});

it('keeps what the layout says otherwise', () => {
  // The key that says Z on a German keyboard stands where Y does on an American one.
  expect(press('z', 'KeyY', { altKey: true })).toBe('Alt+Z');
  expect(press('PageDown', 'PageDown', { altKey: true })).toBe('Alt+PageDown');
  expect(press('?', 'Slash', { shiftKey: true })).toBe('?');
  expect(press('z', 'KeyZ', { metaKey: true, shiftKey: true })).toBe('Ctrl+Shift+Z');
});
