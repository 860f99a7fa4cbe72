import { useText } from '../../components/use-text.ts';

interface Props {
  readonly value: string;
  readonly testId: string;
  readonly onType: (value: string) => void;
}

/** What a virtual card is called in the rail. */
export function NameField({ value, testId, onType }: Props) {
  const t = useText();
  return (
    <label className="named-field">
      <span>{t('virtual.name')}</span>
      <input
        className="field"
        maxLength={80}
        value={value}
        data-testid={testId}
        onChange={(event) => onType(event.target.value)}
      />
    </label>
  );
}
