import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { MessageField } from '../../../core/bootstrap/message-model.ts';
import { Gap } from '../../components/gap.tsx';
import { Icon } from '../../components/icon.tsx';
import { useErrorText, useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { Draft } from '../../model/draft.ts';
import type { HeldField } from '../../model/edit-history.ts';
import { fieldLabel, fieldName } from '../../model/field-groups.ts';
import { fieldChoices, moRowOf } from '../../model/field-rules.ts';
import type { FormValue } from '../../model/form-sections.ts';
import { editField, leaveField, removeFromForm } from '../../services/edit-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, updateTab } from '../../stores/cards-store.ts';
import { updatePanel } from '../../stores/edit-store.ts';

interface Props {
  readonly tab: CardTab;
  readonly value: FormValue;
  /** The field as the card has it; undefined where it has none. */
  readonly onCard: MessageField | undefined;
  readonly draft: Draft;
}

/** Why what was typed is not in the message. */
function Held({ held, children }: { readonly held: HeldField; readonly children: ReactNode }) {
  const t = useText();
  const { message } = useErrorText(held.error);
  return (
    <p className="form-fault" data-testid={`held-${held.path}`}>
      <VerdictGlyph kind="error" size={13} />
      <strong>{t('edit.heldValue', { reason: message })}</strong>
      {children}
    </p>
  );
}

/** One value of the message: its name, its field, what the card has, what is wrong with it. */
export function FieldRow({ tab, value: { field, label, removes }, onCard, draft }: Props) {
  const t = useText();
  const input = useRef<HTMLInputElement & HTMLSelectElement>(null);
  const [shown, setShown] = useState(false);
  const held = draft.state.held.find(({ path }) => path === field.path);
  const value = held?.value ?? field.value;
  const added = draft.ranges.length > 0 && onCard === undefined;
  const changed = added || (onCard !== undefined && value !== onCard.value);
  const fault = held === undefined ? draft.faults.find(({ path }) => path === field.path) : undefined;
  const choices = fieldChoices(field);
  const hint = fieldLabel(field);
  const help = moRowOf(field)?.help[useApp((state) => state.language)] ?? (hint === null ? '' : t(hint));
  const id = `field-${field.path}`;
  const wanted = tab.field === field.path;
  const name = fieldName(field);

  useEffect(() => {
    if (!wanted) return;
    input.current?.focus();
    input.current?.scrollIntoView({ block: 'center' });
    updateTab(tab.id, { field: null });
  }, [wanted, tab.id]);

  const change = (next: string) => editField(tab, field, next);
  const putBack = onCard && (
    <button type="button" className="link" onClick={() => change(onCard.value)}>
      {field.secret ? t('edit.putBackSecret') : t('edit.putBack', { value: onCard.value })}
    </button>
  );
  const props = {
    ref: input,
    id,
    value,
    className: fault || held ? 'field mono invalid' : 'field mono',
    'aria-invalid': fault !== undefined || held !== undefined,
    'aria-describedby': `${id}-hint ${id}-note`,
    'data-testid': id,
    onFocus: () => updatePanel(tab.id, { field: field.path }),
    onBlur: () => leaveField(tab),
  } as const;
  return (
    <div className={changed ? 'form-row changed' : 'form-row'}>
      <label htmlFor={id} className="cut" title={field.path}>
        {label === '' ? name : label}
      </label>
      <div className="form-value">
        {choices?.includes(value) && choices.length > 1 ? (
          <select {...props} onChange={(event) => change(event.target.value)}>
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
          </select>
        ) : (
          <input
            {...props}
            type={field.secret && !shown ? 'password' : 'text'}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change(event.target.value)}
          />
        )}
        {field.secret && (
          <button
            type="button"
            className="reveal"
            aria-pressed={shown}
            aria-label={t('edit.reveal', { name })}
            data-testid={`reveal-${field.path}`}
            onClick={() => setShown(!shown)}
          >
            <Icon name="eye" />
          </button>
        )}
      </div>
      <span className="form-hint">
        <span className="cut" id={`${id}-hint`} title={help}>
          {hint === null ? help : t(hint)}
        </span>
        {removes !== null && (
          <button
            type="button"
            className="row-remove"
            aria-label={t('edit.remove', { name: label === '' ? name : label })}
            title={t('edit.remove', { name: label === '' ? name : label })}
            data-testid={`remove-${field.path}`}
            onClick={() => removeFromForm(tab, removes, draft.view.fields)}
          >
            <Icon name="close" size={12} />
          </button>
        )}
      </span>
      <div className="form-notes" id={`${id}-note`}>
        {held && <Held held={held}>{putBack}</Held>}
        {fault && (
          <p className="form-fault" data-testid={`fault-${field.path}`}>
            <VerdictGlyph kind="error" size={13} />
            <strong>{t(fault.text, fault.values)}</strong>
            <Gap />
            {onCard && !field.secret && onCard.value !== '' && t('edit.onCardPlain', { value: onCard.value })}
            {putBack}
          </p>
        )}
        {changed && !fault && !held && (
          <p className="form-old" data-testid={`old-${field.path}`}>
            <span className="delta">Δ</span>{' '}
            {onCard === undefined
              ? t('edit.newMessage')
              : field.secret
                ? t('edit.onCardSecret')
                : t('edit.onCard', { value: onCard.value === '' ? t('meaning.emptyValue') : onCard.value })}
          </p>
        )}
      </div>
    </div>
  );
}
