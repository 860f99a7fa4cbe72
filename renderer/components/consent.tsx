import { useText } from './use-text.ts';

interface Props {
  readonly triesLeft: number | null;
  readonly few: boolean;
  readonly unknown: boolean;
  readonly onChange: (consent: { readonly fewTries: boolean; readonly triesUnknown: boolean }) => void;
}

/** Consent where a try is dear: fewer than three left, or nobody knows how many. Absent otherwise. */
export function Consent({ triesLeft, few, unknown, onChange }: Props) {
  const t = useText();
  if (triesLeft === 0 || (triesLeft !== null && triesLeft >= 3)) return null;
  const notKnown = triesLeft === null;
  return (
    <label className="consent" data-consent>
      <input
        type="checkbox"
        data-testid={notKnown ? 'consent-unknown' : 'consent-few'}
        checked={notKnown ? unknown : few}
        onChange={(event) =>
          onChange({
            fewTries: notKnown ? few : event.target.checked,
            triesUnknown: notKnown ? event.target.checked : unknown,
          })
        }
      />
      <span>{t(notKnown ? 'consent.unknown' : 'consent.few', { left: triesLeft ?? 0 })}</span>
    </label>
  );
}
