import { useId } from 'react';
import { useText } from './use-text.ts';
import { VerdictGlyph } from './verdict-glyph.tsx';

interface Props {
  /** What has to be typed; spaces do not count. */
  readonly wanted: string;
  readonly typed: string;
  readonly title: string;
  readonly hint: string;
  readonly disabled: boolean;
  /** Takes what was typed, without spaces. */
  readonly onType: (typed: string) => void;
}

/** For what cannot be undone with a click: the number is typed, not ticked. */
export function TypedConfirmation({ wanted, typed, title, hint, disabled, onType }: Props) {
  const t = useText();
  const id = useId();
  const matches = typed === wanted;
  const wrong = typed.length >= wanted.length && !matches;
  return (
    <section className="confirmation" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>
        <VerdictGlyph kind="warning" size={16} />
        {title}
      </h3>
      <p id={`${id}-hint`}>{hint}</p>
      <div className="confirmation-entry">
        <input
          className={matches ? 'field mono matches' : wrong ? 'field mono wrong' : 'field mono'}
          aria-label={t('confirm.number')}
          aria-describedby={`${id}-hint`}
          aria-invalid={wrong}
          placeholder={t('confirm.number')}
          autoComplete="off"
          spellCheck={false}
          inputMode="numeric"
          maxLength={2 * wanted.length}
          disabled={disabled}
          value={typed}
          data-focus="confirm"
          data-testid="confirm-number"
          onChange={(event) => onType(event.target.value.replace(/\s/g, '').toUpperCase())}
        />
        <span role="status">
          {matches ? (
            <>
              <VerdictGlyph kind="ok" size={14} /> {t('confirm.matches')}
            </>
          ) : (
            wrong && t('confirm.differs')
          )}
        </span>
      </div>
    </section>
  );
}
