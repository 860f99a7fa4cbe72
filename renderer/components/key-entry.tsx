import { type FormEvent, useRef, useState } from 'react';
import { useText } from './use-text.ts';

export type KeyForm = 'ascii' | 'hex';

interface Props {
  readonly keyRef: string;
  readonly initialForm: KeyForm;
  readonly submitLabel: string;
  readonly disabled: boolean;
  readonly describedBy?: string;
  /** Takes the value once; it is gone from the field before this is called. */
  readonly onEnter: (form: KeyForm, value: string) => void;
}

/** Whether a value can be sent: 8 or 16 bytes, or a PIN of 4 to 8 digits (TS 102 221 9.5.1). */
export function keyValueFits(ref: string, form: KeyForm, value: string): boolean {
  if (form === 'hex') return /^([0-9A-F]{16}|[0-9A-F]{32})$/i.test(value.replace(/\s/g, ''));
  return /^(pin|chv|puk)/.test(ref) ? /^\d{4,8}$/.test(value) : value.length === 8 || value.length === 16;
}

/** Entry of a PIN or key. How it is written is always said: a wrong guess would cost a try. The value stays in the field only. */
export function KeyEntry({ keyRef, initialForm, submitLabel, disabled, describedBy, onEnter }: Props) {
  const t = useText();
  const field = useRef<HTMLInputElement>(null);
  const [form, setForm] = useState<KeyForm>(initialForm);
  const [fits, setFits] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = field.current?.value ?? '';
    if (!keyValueFits(keyRef, form, value) || disabled) return;
    if (field.current !== null) field.current.value = '';
    setFits(false);
    onEnter(form, form === 'hex' ? value.replace(/\s/g, '').toUpperCase() : value);
  };
  const choose = (next: KeyForm) => {
    setForm(next);
    setFits(keyValueFits(keyRef, next, field.current?.value ?? ''));
  };
  return (
    <form className="key-entry" onSubmit={submit} autoComplete="off">
      <input
        ref={field}
        type="password"
        className="field mono"
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
        maxLength={64}
        aria-label={keyRef.toUpperCase()}
        aria-describedby={describedBy}
        placeholder={t(
          form === 'hex' ? 'key.hexHint' : /^(pin|chv|puk)/.test(keyRef) ? 'key.pinHint' : 'key.asciiHint',
        )}
        data-tour={`key-${keyRef}`}
        data-testid={`credential-${keyRef}`}
        onChange={(event) => setFits(keyValueFits(keyRef, form, event.target.value))}
      />
      <fieldset className="segments small" aria-label={t('key.form')}>
        {(['ascii', 'hex'] as const).map((item) => (
          <button
            key={item}
            type="button"
            aria-pressed={form === item}
            data-testid={`credential-${keyRef}-${item}`}
            onClick={() => choose(item)}
          >
            {t(`key.${item}`)}
          </button>
        ))}
      </fieldset>
      <button type="submit" className="button" disabled={disabled || !fits} data-testid={`credential-${keyRef}-use`}>
        {submitLabel}
      </button>
    </form>
  );
}
