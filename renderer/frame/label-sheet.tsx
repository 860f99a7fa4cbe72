import { type FormEvent, useState } from 'react';
import { useText } from '../components/use-text.ts';
import { labelReader } from '../services/document-service.ts';
import { setOverlay } from '../stores/app-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import { Sheet } from './sheet.tsx';

const MOST = 60;

/** Gives a reader a name of the user's own. */
export function LabelSheet() {
  const t = useText();
  const reader = useDesk((state) => state.naming);
  const [label, setLabel] = useState(reader?.label ?? '');
  if (reader === null) return null;
  const set = (event: FormEvent) => {
    event.preventDefault();
    setOverlay(null);
    void labelReader(reader.name, label);
  };
  return (
    <Sheet title={t('label.title', { name: reader.title })} testId="label-sheet">
      <form className="go-to" onSubmit={set}>
        <input
          // biome-ignore lint/a11y/noAutofocus: the sheet was opened to type here
          autoFocus
          className="field"
          maxLength={MOST}
          aria-label={t('label.title', { name: reader.title })}
          aria-describedby="label-hint"
          data-testid="label-field"
          value={label}
          onChange={(event) => setLabel(event.target.value)}
        />
        <button type="submit" className="button primary" data-testid="label-set">
          {t('label.set')}
        </button>
      </form>
      <p id="label-hint" className="sheet-hint">
        {t('label.hint')}
      </p>
    </Sheet>
  );
}
