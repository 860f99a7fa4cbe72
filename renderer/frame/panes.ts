/** Panes in the order of F6. Each has `data-pane` on its box and one element to focus marked `data-pane-focus`. */
const PANES = ['rail', 'spine', 'tree', 'hex', 'meaning', 'inspector', 'table', 'main', 'side', 'tour'] as const;

/** Moves the focus to the next or previous pane that is on screen. */
export function focusPane(by: 1 | -1): void {
  const shown = PANES.flatMap((id) => document.querySelector<HTMLElement>(`[data-pane="${id}"]`) ?? []);
  const here = shown.findIndex((pane) => pane.contains(document.activeElement));
  const next = shown[here < 0 ? (by > 0 ? 0 : shown.length - 1) : (here + by + shown.length) % shown.length];
  const target = next?.querySelector<HTMLElement>('[data-pane-focus], button:not(:disabled), input, [tabindex="0"]');
  (target ?? next)?.focus();
}
