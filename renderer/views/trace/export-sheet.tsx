import { useState } from 'react';
import { EXPORT_FORMS, type ExportForm } from '../../../core/trace/trace-forms.ts';
import { useText } from '../../components/use-text.ts';
import { Sheet } from '../../frame/sheet.tsx';
import { exportTrace } from '../../services/trace-service.ts';
import { setOverlay } from '../../stores/app-store.ts';
import { useTab } from '../../stores/cards-store.ts';
import { useTrace } from '../../stores/trace-store.ts';
import { formatCount } from '../../text/text.ts';

const ORDER: readonly ExportForm[] = ['jsonl', 'text', 'json', 'pcap'].filter((form): form is ExportForm =>
  EXPORT_FORMS.some((known) => known === form),
);

/** What the trace is written as, and which of its exchanges. */
export function ExportSheet() {
  const t = useText();
  const trace = useTrace(useTab()?.traced ?? null);
  const filtered = trace !== undefined && trace.state.view.found !== trace.state.rows;
  const [found, setFound] = useState(filtered);
  if (trace === undefined) return null;
  const { state } = trace;
  const write = (form: ExportForm) => {
    setOverlay(null);
    void exportTrace(state.trace, form, found);
  };
  return (
    <Sheet title={t('trace.exportTitle')} testId="export-sheet">
      {filtered && (
        <fieldset className="segments export-what">
          <legend className="hidden-text">{t('trace.exportWhat')}</legend>
          <button type="button" aria-pressed={found} onClick={() => setFound(true)}>
            {t('trace.exportFound', { found: formatCount(state.view.found) })}
          </button>
          <button type="button" aria-pressed={!found} onClick={() => setFound(false)}>
            {t('trace.exportAll', { rows: formatCount(state.rows) })}
          </button>
        </fieldset>
      )}
      <ul className="export-forms">
        {ORDER.map((form) => (
          <li key={form}>
            <button type="button" className="export-form" data-testid={`export-${form}`} onClick={() => write(form)}>
              <strong>{t(`trace.form.${form}`)}</strong>
              <span>{t(`trace.form.${form}.hint`)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="sheet-hint">{t('trace.exportMasked')}</p>
    </Sheet>
  );
}
