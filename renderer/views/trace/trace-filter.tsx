import { type KeyboardEvent, useRef } from 'react';
import { actionContext } from '../../actions/action.ts';
import { disarmCard } from '../../actions/card-actions.ts';
import { openFile } from '../../actions/document-actions.ts';
import { exportTheTrace, openTraceAsCard, replayTrace, showPhoneStory } from '../../actions/trace-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { useCoreReasons, useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { heard } from '../../model/composing.ts';
import { type FilterField, NO_FILTER, reopened, settled, typedInto, without } from '../../model/trace-terms.ts';
import { filterTrace } from '../../services/trace-service.ts';
import type { ShownTrace } from '../../stores/trace-store.ts';
import { formatCount } from '../../text/text.ts';

/** A filter that is still being typed need not be right: its fault is told where it is typed, and nothing moves for it. */
function FilterFault({ reason }: { readonly reason: string }) {
  const t = useText();
  const said = useCoreReasons()(reason);
  return (
    <span className="trace-fault cut" role="alert" data-testid="trace-fault" title={said}>
      <VerdictGlyph kind="error" size={12} />
      {t('trace.fault', { reason: said })}
    </span>
  );
}

/** What the table shows, in terms: each a chip once it is settled. */
function Field({ trace }: { readonly trace: ShownTrace }) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const { field, state } = trace;
  const { trace: id, rows, view } = state;
  const put = (next: FilterField) => void filterTrace(id, next);
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    // An armed card comes first: the key goes on to what disarms it.
    if (event.key === 'Escape' && disarmCard.ready(actionContext()) === true) return;
    if (event.key === 'Enter') put(settled(field));
    else if (event.key === 'Backspace' && field.typed === '' && field.terms.length > 0) put(reopened(field));
    else if (event.key === 'Escape' && (field.typed !== '' || field.terms.length > 0)) put(NO_FILTER);
    else if (event.key === 'Escape' || event.key === 'ArrowDown')
      document.querySelector<HTMLElement>('[data-trace-table]')?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const numbers = { found: formatCount(view.found), looked: formatCount(view.looked), rows: formatCount(rows) };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the chips goes where the keyboard goes by itself
    // biome-ignore lint/a11y/noStaticElementInteractions: the same
    <div
      className={trace.filterError === null ? 'trace-field' : 'trace-field invalid'}
      onClick={() => input.current?.focus()}
    >
      <Icon name="filter" size={14} />
      {field.terms.map((term, at) => (
        <span key={field.terms.slice(0, at + 1).join(' ')} className="trace-term mono" data-testid="trace-term">
          {term}
          <button
            type="button"
            aria-label={t('trace.dropTerm', { term })}
            title={t('trace.dropTerm', { term })}
            onClick={() => put(without(field, at))}
          >
            <Icon name="close" size={10} />
          </button>
        </span>
      ))}
      <input
        ref={input}
        className="mono"
        data-trace-filter
        data-testid="trace-filter"
        aria-label={t('trace.filter')}
        aria-invalid={trace.filterError !== null}
        placeholder={field.terms.length === 0 ? t('trace.filterHint') : ''}
        spellCheck={false}
        autoComplete="off"
        value={field.typed}
        onChange={({ target: { value }, nativeEvent }) =>
          // Blanks between the syllables of an input method end no term.
          put(
            nativeEvent instanceof InputEvent && nativeEvent.isComposing
              ? { ...field, typed: value }
              : typedInto(field, value),
          )
        }
        onCompositionEnd={({ currentTarget: { value } }) => put(typedInto(field, value))}
        onKeyDown={heard(press)}
      />
      {trace.filterError !== null && <FilterFault reason={String(trace.filterError.details.reason ?? '')} />}
      <span className="trace-count num" role="status" data-testid="trace-count">
        {view.id === 0 || (field.terms.length === 0 && field.typed === '')
          ? t('trace.rows', numbers)
          : view.done
            ? t('trace.shownOf', numbers)
            : t('trace.looking', numbers)}
      </span>
    </div>
  );
}

/** The filter, and what can be done with the trace as a whole. */
export function TraceFilter({ trace }: { readonly trace: ShownTrace }) {
  return (
    <div className="trace-bar">
      <Field trace={trace} />
      <ActionButton action={replayTrace} testId="trace-replay" />
      <ActionButton action={openTraceAsCard} testId="trace-card" />
      <ActionButton action={showPhoneStory} testId="trace-phone" />
      <ActionButton action={openFile} className="button icon" iconOnly testId="trace-import" />
      <ActionButton action={exportTheTrace} testId="trace-export" />
    </div>
  );
}
