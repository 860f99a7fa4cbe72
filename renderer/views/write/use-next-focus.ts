import { useEffect } from 'react';
import type { WriteState } from '../../stores/cards-store.ts';

/** What is to be done next, in the order in which it is done: the first that is there and can be used gets the focus. */
const NEXT = [
  '[data-focus="digit"]:not(:disabled)',
  // The key itself and what it costs; to remember it is an offer, and nothing to wait for.
  '[data-pane="main"] .credential :is(.key-entry, [data-consent]) input:not(:disabled):not(:checked)',
  '[data-focus="confirm"]:not(:disabled)',
  '[data-focus="write"]:not(:disabled)',
] as const;

const AFTER_RUN = ['[data-focus="result"]', '[data-focus="stop"] button'] as const;

/**
 * Keeps the focus on the way from plan to proof: where the field or button that had it is gone, or is answered, the next one
 * has it. Who writes without a mouse, or by ear, is never put back to the top of the page.
 */
export function useNextFocus(write: WriteState | null): void {
  const planId = write?.planId;
  const armed = write?.armed === true;
  const held = Object.keys(write?.credentials ?? {}).join();
  const state = write?.run?.state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a key that was handed over takes its field away
  useEffect(() => {
    if (planId === undefined) return;
    const at = document.activeElement;
    const answered = armed && at instanceof HTMLElement && at.matches('[data-focus="digit"]');
    if (at !== null && at !== document.body && !answered) return;
    const wanted = state === undefined ? (armed ? NEXT.slice(1) : NEXT) : AFTER_RUN;
    for (const words of wanted) {
      const next = document.querySelector<HTMLElement>(words);
      if (next !== null) return next.focus();
    }
  }, [planId, armed, held, state]);
}
