// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid has no table to be made of
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, its active row is told by aria-activedescendant
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useId,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { run } from '../../actions/action.ts';
import { showBytesOf } from '../../actions/trace-actions.ts';
import { useText } from '../../components/use-text.ts';
import { revealed, scrolledTo, scrollPlace, within } from '../../model/trace-scroll.ts';
import { pagesOf, selectPlace } from '../../services/trace-service.ts';
import type { ShownTrace } from '../../stores/trace-store.ts';
import { TraceRow } from './trace-row.tsx';

const ROW = 24;
/** Height of the column heads, which stay where they are. */
const HEAD = 28;
/** Rows drawn beyond what is seen. */
const OVER = 2;
/** Lines and pages of a wheel that does not tell pixels. */
const WHEEL = [1, 40, 400] as const;

const COLUMNS = [
  'trace.number',
  'trace.at',
  'trace.ms',
  'trace.channel',
  'trace.file',
  'trace.command',
  'trace.sent',
  'trace.got',
  'trace.status',
  'trace.meaning',
] as const;

interface Props {
  readonly trace: ShownTrace;
  readonly live: boolean;
  /** The card is being read. */
  readonly reading: boolean;
}

function EmptyTable({ trace: { state, field }, live }: Omit<Props, 'reading'>) {
  const t = useText();
  if (state.error !== null || state.view.found > 0) return null;
  const filtered = field.terms.length > 0 || field.typed !== '';
  if (filtered && !state.view.done) return null;
  if (state.lines < (state.total ?? 0)) return null;
  const words = filtered
    ? 'trace.noMatch'
    : live
      ? 'trace.waiting'
      : state.format === 'session'
        ? 'trace.empty'
        : 'trace.emptyFile';
  return (
    <p className="pane-empty" data-testid="trace-empty">
      {t(words)}
    </p>
  );
}

/** How far a key moves the selection. */
function stepOf(key: string, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -page,
    PageDown: page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  return steps[key] ?? null;
}

/**
 * The exchanges, however many: rows are drawn where the eye is, by scaled scrolling, and fetched page by page. While nothing is
 * selected and the end is in sight, it follows a session that goes on.
 */
export function TraceTable({ trace, live, reading }: Props) {
  const t = useText();
  const base = useId();
  const box = useRef<HTMLDivElement>(null);
  const { state, place } = trace;
  const pages = pagesOf(state.trace);
  useSyncExternalStore(pages.subscribe, () => pages.version);
  const count = state.view.found;
  const [view, setView] = useState({ top: 0, height: 0 });
  const size = scrollPlace(count, ROW, view.height);
  const top = within(view.top, count, ROW, view.height);
  const first = Math.max(0, Math.floor(top / ROW) - OVER);
  const last = Math.min(count - 1, Math.ceil((top + view.height) / ROW) + OVER);
  const now = useRef({ top, size, count, height: view.height });
  now.current = { top, size, count, height: view.height };

  useEffect(() => pages.need(first, last));

  /** Puts the eye at a place: the page's scroll bar follows. */
  const moveTo = (wanted: number) => {
    const { size: own, count: rows, height } = now.current;
    const to = within(wanted, rows, ROW, height);
    setView((before) => ({ ...before, top: to }));
    now.current.top = to;
    if (box.current !== null) box.current.scrollTop = Math.round(to / own.scale);
  };
  const move = useRef(moveTo);
  move.current = moveTo;

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    // Whoever comes here by a key goes on by keys.
    if (document.activeElement === null || document.activeElement === document.body) element.focus();
    const measured = () => setView((before) => ({ ...before, height: Math.max(0, element.clientHeight - HEAD) }));
    const watcher = new ResizeObserver(measured);
    watcher.observe(element);
    measured();
    const scrolled = () => {
      const { top: eye, size: own } = now.current;
      setView((before) => ({ ...before, top: scrolledTo(element.scrollTop, eye, own) }));
    };
    // Where a pixel of the scroll bar is more than one of the rows, the wheel still moves by rows.
    const wheel = (event: WheelEvent) => {
      if (now.current.size.scale === 1 || event.ctrlKey) return;
      event.preventDefault();
      move.current(now.current.top + event.deltaY * (WHEEL[event.deltaMode] ?? 1));
    };
    element.addEventListener('scroll', scrolled, { passive: true });
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      watcher.disconnect();
      element.removeEventListener('scroll', scrolled);
      element.removeEventListener('wheel', wheel);
    };
  }, []);

  // Whatever selected it: the row comes into sight.
  const { id: shown } = state.view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a row that stays selected is not pulled back into sight
  useEffect(() => {
    const { top: eye, height } = now.current;
    if (place === null || height === 0) return;
    const to = revealed(place, eye, ROW, height);
    if (to !== eye) move.current(to);
  }, [place, shown, view.height > 0]);

  // Who has the end in sight keeps it in sight; who watches a card being read is led along.
  const atEnd = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is selected meanwhile moves nothing
  useEffect(() => {
    if (reading || (atEnd.current && place === null)) move.current(count * ROW);
  }, [count, reading]);
  useEffect(() => {
    const whole = count * ROW;
    atEnd.current = view.height > 0 && whole > view.height && top + view.height >= whole - ROW;
  });

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Enter' && run(showBytesOf)) {
      event.preventDefault();
      return;
    }
    const page = Math.max(1, Math.floor(view.height / ROW) - 1);
    const step = stepOf(event.key, page);
    if (step === null || count === 0) return;
    event.preventDefault();
    const from = place ?? (step > 0 ? Math.floor(top / ROW) - 1 : Math.ceil((top + view.height) / ROW));
    selectPlace(state.trace, Math.max(0, Math.min(count - 1, from + step)));
  };
  const pick = (event: PointerEvent) => {
    const row = event.target instanceof Element ? event.target.closest('[data-place]') : null;
    const at = row?.getAttribute('data-place');
    if (event.button === 0 && at != null) selectPlace(state.trace, Number(at));
  };
  const drawn = Math.max(0, last - first + 1);
  return (
    <section className="trace-table" aria-label={t('trace.table')} data-pane="table">
      <div
        ref={box}
        className="trace-box scroll"
        role="grid"
        aria-label={t('trace.table')}
        aria-rowcount={count + 1}
        tabIndex={0}
        data-pane-focus
        style={{ '--digits': `${Math.max(2, String(state.total ?? state.lines).length)}ch` } as CSSProperties}
        data-trace-table
        data-testid="trace-table"
        aria-activedescendant={place !== null && place >= first && place <= last ? `${base}-${place}` : undefined}
        onKeyDown={press}
        onPointerDown={pick}
      >
        <div className="trace-head" role="row" aria-rowindex={1}>
          {COLUMNS.map((column) => (
            <span key={column} role="columnheader" className={`tc-${column.slice('trace.'.length)}`}>
              {t(column)}
            </span>
          ))}
        </div>
        <EmptyTable trace={trace} live={live} />
        <div className="trace-sizer" role="presentation" style={{ height: size.height }}>
          <div className="trace-window" role="presentation" style={{ height: Math.min(view.height, count * ROW) }}>
            {Array.from({ length: drawn }, (_, slot) => {
              // A row keeps its place in the document while others scroll past it: nothing is made or thrown away.
              const at = first + slot;
              return (
                <div
                  key={at % (drawn + 1)}
                  className="trace-slot"
                  role="presentation"
                  style={{ transform: `translateY(${at * ROW - top}px)` }}
                >
                  <TraceRow
                    row={pages.row(at)}
                    file={pages.row(at - 1)?.path}
                    place={at}
                    id={`${base}-${at}`}
                    selected={at === place}
                  />
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </section>
  );
}
