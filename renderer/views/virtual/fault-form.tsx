import { type FormEvent, useId, useState } from 'react';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import {
  FAULT_FIELDS,
  FAULT_INS,
  FAULT_KINDS,
  type FaultDraft,
  type FaultField,
  faultDraft,
  faultOf,
  wrongFields,
} from '../../model/fault-draft.ts';
import { armFault } from '../../services/virtual-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { useVirtual } from '../../stores/virtual-store.ts';
import { faultText } from './fault-text.ts';

type Options = readonly (readonly [value: string, words: string])[];

/** What can be chosen for a field; undefined where it is typed. */
function useOptions(): (field: FaultField) => Options | undefined {
  const t = useText();
  const language = useApp((state) => state.language);
  const bases = useVirtual((state) => state.bases);
  return (field) => {
    switch (field) {
      case 'ins':
        return FAULT_INS.map(([name, code]) => [code, code === '' ? t('fault.any') : `${name}  ${code}`]);
      case 'when':
        return (['before', 'after'] as const).map((when) => [when, t(`fault.when.${when}`)]);
      case 'outcome':
        return (['remove', 'mute', '6581', '9240'] as const).map((outcome) => [outcome, t(`fault.outcome.${outcome}`)]);
      case 'card':
        return bases
          .filter(({ group }) => group === 'healthy' || group === 'blank')
          .map(({ name, title }) => [name, title[language]]);
      default:
        return undefined;
    }
  };
}

interface FieldProps {
  readonly field: FaultField;
  readonly draft: FaultDraft;
  readonly wrong: boolean;
  readonly options: Options | undefined;
  readonly onChange: (draft: FaultDraft) => void;
}

function Field({ field, draft, wrong, options, onChange }: FieldProps) {
  const t = useText();
  const id = useId();
  const change = (value: string) => onChange({ ...draft, [field]: value });
  return (
    <div className="fault-field">
      <label htmlFor={id}>{t(`fault.field.${field}`)}</label>
      {options === undefined ? (
        <input
          id={id}
          className={wrong ? 'field mono invalid' : 'field mono'}
          aria-invalid={wrong}
          autoComplete="off"
          spellCheck={false}
          maxLength={6}
          value={draft[field]}
          data-testid={`fault-${field}`}
          onChange={(event) => change(event.target.value)}
        />
      ) : (
        <select
          id={id}
          className="field"
          value={draft[field]}
          data-testid={`fault-${field}`}
          onChange={(event) => change(event.target.value)}
        >
          {options.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** The fault menu: what goes wrong, with which command, and the whole as a sentence before it is armed. */
export function FaultForm() {
  const t = useText();
  const busy = useVirtual((state) => state.busy);
  const options = useOptions();
  const [draft, setDraft] = useState<FaultDraft>(() => faultDraft('remove'));
  const wrong = wrongFields(draft);
  const fault = faultOf(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault !== null && !busy) void armFault(fault);
  };
  return (
    <form className="fault-form" onSubmit={submit}>
      <fieldset className="fault-kinds">
        <legend>{t('virtual.armOne')}</legend>
        {FAULT_KINDS.map((kind) => (
          <label key={kind} className={kind === draft.kind ? 'base chosen' : 'base'}>
            <input
              type="radio"
              name="fault-kind"
              checked={kind === draft.kind}
              data-testid={`fault-kind-${kind}`}
              onChange={() => setDraft(faultDraft(kind))}
            />
            {t(`fault.kind.${kind}`)}
          </label>
        ))}
      </fieldset>
      <div className="fault-fields">
        {(['ins', 'at', ...FAULT_FIELDS[draft.kind]] as const).map((field) => (
          <Field
            key={field}
            field={field}
            draft={draft}
            wrong={wrong.includes(field)}
            options={options(field)}
            onChange={setDraft}
          />
        ))}
        <p className="fault-preview" data-testid="fault-preview" aria-live="polite">
          {fault === null ? '' : faultText(t, fault, fault.at)}
        </p>
        <button type="submit" className="button primary" disabled={fault === null} data-testid="fault-arm">
          <Icon name="bolt" size={15} />
          {t('virtual.armIt')}
        </button>
        <p className="sheet-hint">{t('virtual.happensOnce')}</p>
      </div>
    </form>
  );
}
