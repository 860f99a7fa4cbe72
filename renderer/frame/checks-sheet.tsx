import { useText } from '../components/use-text.ts';
import { VerdictGlyph } from '../components/verdict-glyph.tsx';
import { loadChecks } from '../services/document-service.ts';
import { useApp } from '../stores/app-store.ts';
import { useDesk } from '../stores/desk-store.ts';
import { Sheet } from './sheet.tsx';

const GLYPHS = { ok: 'ok', missing: 'error', optional: 'info' } as const;

/** What readers need of this machine, each with what to do about it. */
export function ChecksSheet() {
  const t = useText();
  const checks = useDesk((state) => state.checks);
  const language = useApp((state) => state.language);
  return (
    <Sheet title={t('checks.title')} testId="checks-sheet" wide>
      {checks === null ? (
        <p className="running" role="status">
          <VerdictGlyph kind="running" size={16} />
          {t('checks.asking')}
        </p>
      ) : (
        <ul className="checks">
          {checks.map((check) => (
            <li key={check.id} data-testid={`check-${check.id}`} data-state={check.state}>
              <VerdictGlyph kind={GLYPHS[check.state]} size={18} />
              <div>
                <p>
                  <strong>{check.what[language]}</strong>{' '}
                  <span className="check-state">{t(`checks.${check.state}`)}</span>
                </p>
                {check.next && <p className="check-next">{check.next[language]}</p>}
              </div>
            </li>
          ))}
        </ul>
      )}
      <div className="sheet-acts">
        <span className="sheet-hint">{t('checks.doctor')}</span>
        <button type="button" className="button" data-testid="checks-again" onClick={() => void loadChecks()}>
          {t('checks.again')}
        </button>
      </div>
    </Sheet>
  );
}
