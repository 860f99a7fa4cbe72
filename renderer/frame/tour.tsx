import { useEffect, useLayoutEffect, useRef } from 'react';
import type { Action } from '../actions/action.ts';
import { planTheWrite, writeNow } from '../actions/card-actions.ts';
import { takeTour } from '../actions/tour-actions.ts';
import { Keys } from '../components/keys.tsx';
import { useKeyWords } from '../components/use-keys.ts';
import { useText } from '../components/use-text.ts';
import { VerdictGlyph } from '../components/verdict-glyph.tsx';
import { TOUR_STEPS, type TourStep, tourAddress, tourDigits, tourSource } from '../model/tour-steps.ts';
import { editField } from '../services/edit-service.ts';
import { leaveTour, returnToTour, TOUR_READER } from '../services/tour-service.ts';
import { activeTab, type CardTab, useCards } from '../stores/cards-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import { tabDraft } from '../stores/tab-draft.ts';

const GAP = 12;
const EDGE = 8;

function targetOf({ targets }: TourStep): HTMLElement | null {
  for (const target of targets) {
    const found = document.querySelector<HTMLElement>(target);
    if (found !== null && found.getClientRects().length > 0) return found;
  }
  return null;
}

/** Where a note of this size stands beside a part of the window without covering it. */
export function notePlace(
  target: Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom'>,
  note: { readonly width: number; readonly height: number },
  room: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } {
  const within = (value: number, size: number, most: number) => Math.max(EDGE, Math.min(value, most - size - EDGE));
  const left = within(target.left, note.width, room.width);
  const top = within(target.top, note.height, room.height);
  if (target.bottom + GAP + note.height <= room.height - EDGE) return { left, top: target.bottom + GAP };
  if (target.top - GAP - note.height >= EDGE) return { left, top: target.top - GAP - note.height };
  if (target.right + GAP + note.width <= room.width - EDGE) return { left: target.right + GAP, top };
  if (target.left - GAP - note.width >= EDGE) return { left: target.left - GAP - note.width, top };
  return { left: room.width - note.width - EDGE, top: EDGE };
}

/** Keeps the note and the ring at the part of the window that the step speaks of, wherever that goes. */
function useAnchor(step: TourStep | undefined) {
  const note = useRef<HTMLElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (step === undefined) return;
    let frame = 0;
    let last = '';
    const follow = () => {
      frame = requestAnimationFrame(follow);
      const { current: box } = note;
      const { current: mark } = ring;
      if (box === null || mark === null) return;
      const rect = targetOf(step)?.getBoundingClientRect();
      const { width, height } = box.getBoundingClientRect();
      const room = { width: window.innerWidth, height: window.innerHeight };
      const now = rect
        ? [rect.left, rect.top, rect.width, rect.height, width, height, room.width, room.height].join()
        : 'none';
      if (now === last) return;
      last = now;
      mark.hidden = rect === undefined;
      const place = rect
        ? notePlace(rect, { width, height }, room)
        : { left: room.width - width - EDGE, top: room.height - height - 40 };
      box.style.translate = `${Math.round(place.left)}px ${Math.round(place.top)}px`;
      if (rect === undefined) return;
      mark.style.translate = `${Math.round(rect.left) - 4}px ${Math.round(rect.top) - 4}px`;
      mark.style.width = `${Math.round(rect.width) + 8}px`;
      mark.style.height = `${Math.round(rect.height) + 8}px`;
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [step]);
  return { note, ring };
}

/** Goes on by itself where the user has done what a step asks for. */
function useProgress(at: number | null, tab: CardTab | undefined): void {
  useEffect(() => {
    if (at === null || tab?.reader !== TOUR_READER) return;
    if (TOUR_STEPS[at]?.done?.(tab, tabDraft(tab)) === true) useDesk.setState({ tour: at + 1 });
  }, [at, tab]);
}

function putIn(tab: CardTab): void {
  const address = tourAddress(tab);
  const source = tourSource(tab);
  if (address === undefined || source === undefined) return;
  editField(tab, source, address);
}

/** Acts whose keys a step names. */
const KEYS: Readonly<Partial<Record<TourStep['id'], Action>>> = { plan: planTheWrite, write: writeNow };

/** A note beside the part of the window that it speaks of. It takes no focus and covers nothing that it explains. */
export function Tour() {
  const t = useText();
  const keys = useKeyWords();
  const at = useDesk((state) => state.tour);
  const tab = useCards(activeTab);
  const away = tab?.reader !== TOUR_READER;
  const step = at === null || away ? undefined : TOUR_STEPS[at];
  const { note, ring } = useAnchor(step);
  useProgress(at, tab);
  if (at === null) return null;
  const last = at === TOUR_STEPS.length - 1;
  const { id, done } = TOUR_STEPS[at] ?? { id: 'proof' as const };
  return (
    <>
      <div className="tour-ring" ref={ring} hidden aria-hidden="true" />
      <aside
        ref={note}
        className={away ? 'tour away' : 'tour'}
        aria-label={t('tour.label')}
        data-pane="tour"
        data-testid="tour"
        data-step={id}
      >
        <p className="tour-count">
          {t('tour.step', { at: at + 1, count: TOUR_STEPS.length })}
          <progress max={TOUR_STEPS.length} value={at + 1} aria-hidden="true" />
        </p>
        <div aria-live="polite">
          {away ? (
            <p>{t('tour.away')}</p>
          ) : (
            <>
              <h2>
                {last && <VerdictGlyph kind="ok" size={16} />}
                {t(`tour.${id}.title`)}
              </h2>
              <p>
                {t(`tour.${id}.text`, {
                  address: (tab && tourAddress(tab)) ?? '',
                  digits: tab ? tourDigits(tab) : '',
                  keys: keys(KEYS[id]?.shortcuts),
                })}
              </p>
            </>
          )}
        </div>
        <div className="tour-acts">
          <button type="button" className="button small" data-testid="tour-leave" onClick={leaveTour}>
            {t(last ? 'tour.end' : 'tour.leave')} <Keys shortcuts={takeTour.shortcuts} />
          </button>
          <span className="head-space" />
          {away && (
            <button
              type="button"
              className="button small primary"
              data-testid="tour-return"
              onClick={() => void returnToTour()}
            >
              {t('tour.return')}
            </button>
          )}
          {!away && id === 'fix' && tab && (
            <button type="button" className="button small" data-testid="tour-help" onClick={() => putIn(tab)}>
              {t('tour.fix.help')}
            </button>
          )}
          {!away && !last && done === undefined && (
            <button
              type="button"
              className="button small primary"
              data-testid="tour-next"
              data-pane-focus
              onClick={() => useDesk.setState({ tour: at + 1 })}
            >
              {t('tour.next')}
            </button>
          )}
        </div>
      </aside>
    </>
  );
}
