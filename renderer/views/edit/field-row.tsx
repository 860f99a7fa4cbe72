import { useEffect, useRef, useState } from 'react';
import type { MessageField } from '../../../core/bootstrap/message-model.ts';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { Draft } from '../../model/draft.ts';
import { draftValue, endTyping, setField } from '../../model/edit-history.ts';
import { fieldLabel, fieldName } from '../../model/field-groups.ts';
import { fieldChoices, moRowOf } from '../../model/field-rules.ts';
import { followersOf } from '../../model/linked-fields.ts';
import { useApp } from '../../stores/app-store.ts';
import { type CardTab, updateTab } from '../../stores/cards-store.ts';

interface Props {
  readonly tab: CardTab;
  readonly field: MessageField;
  /** All fields of the message. */
  readonly fields: readonly MessageField[];
  readonly draft: Draft;
}

/** One value of the message: its name, its field, what the card has, what is wrong with it. */
export function FieldRow({ tab, field, fields, draft }: Props) {
  const t = useText();
  const input = useRef<HTMLInputElement & HTMLSelectElement>(null);
  const [shown, setShown] = useState(false);
  const value = draftValue(tab.draft, field.path, field.value);
  const changed = value !== field.value;
  const fault = draft.faults.find(({ path }) => path === field.path);
  const choices = fieldChoices(field);
  const label = fieldLabel(field);
  const help = moRowOf(field)?.help[useApp((state) => state.language)] ?? (label === null ? '' : t(label));
  const id = `field-${field.path}`;
  const wanted = tab.field === field.path;

  useEffect(() => {
    if (!wanted) return;
    input.current?.focus();
    input.current?.scrollIntoView({ block: 'center' });
    updateTab(tab.id, { field: null });
  }, [wanted, tab.id]);

  const change = (next: string) =>
    updateTab(tab.id, ({ draft: history }) => ({
      draft: setField(history, field.path, next, field.value, followersOf(field, fields, history)),
    }));
  const props = {
    ref: input,
    id,
    value,
    className: fault ? 'field mono invalid' : 'field mono',
    'aria-invalid': fault !== undefined,
    'aria-describedby': `${id}-note`,
    'data-testid': id,
    onBlur: () => updateTab(tab.id, ({ draft: history }) => ({ draft: endTyping(history) })),
  } as const;
  return (
    <div className={changed ? 'form-row changed' : 'form-row'}>
      <label htmlFor={id} className="cut" title={field.path}>
        {fieldName(field)}
      </label>
      <div className="form-value">
        {choices?.includes(field.value) && choices.length > 1 ? (
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
            aria-label={t('edit.reveal', { name: fieldName(field) })}
            onClick={() => setShown(!shown)}
          >
            <Icon name="eye" />
          </button>
        )}
      </div>
      <span className="form-hint cut" title={help}>
        {label === null ? help : t(label)}
      </span>
      <div className="form-notes" id={`${id}-note`}>
        {fault && (
          <p className="form-fault" data-testid={`fault-${field.path}`}>
            <VerdictGlyph kind="error" size={13} />
            <strong>{t(fault.text, fault.values)}</strong>{' '}
            {!field.secret && t('edit.onCardPlain', { value: field.value })}
            <button type="button" className="link" onClick={() => change(field.value)}>
              {field.secret ? t('edit.putBackSecret') : t('edit.putBack', { value: field.value })}
            </button>
          </p>
        )}
        {changed && !fault && (
          <p className="form-old" data-testid={`old-${field.path}`}>
            <span className="delta">Δ</span>{' '}
            {field.secret
              ? t('edit.onCardSecret')
              : t('edit.onCard', { value: field.value === '' ? t('meaning.emptyValue') : field.value })}
          </p>
        )}
      </div>
    </div>
  );
}
