import { FINDING_ROWS } from '../../../core/bootstrap/finding-rows.ts';
import { useText } from '../../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { Sheet } from '../../frame/sheet.tsx';
import { rowOf, wordsOf } from '../../model/diagnose-findings.ts';
import { useApp } from '../../stores/app-store.ts';
import { useTab } from '../../stores/cards-store.ts';
import { useDiagnosis } from '../../stores/diagnose-store.ts';

/** The clause that the shown finding rests on: what it holds against the card, and what else is checked against it. */
export function FindingSheet() {
  const t = useText();
  const language = useApp((app) => app.language);
  const tab = useTab();
  const state = useDiagnosis(tab?.id ?? '');
  const finding = state?.shown == null ? undefined : state.diagnosis?.findings[state.shown];
  if (finding === undefined || finding.clause === null) return null;
  const words = wordsOf(finding, language);
  const found = new Set(state?.diagnosis?.findings.map(({ code }) => code));
  const missed = new Set(state?.diagnosis?.checks.notReached);
  const others = Object.keys(FINDING_ROWS).filter(
    (code) => code !== finding.code && rowOf(code)?.clause === finding.clause,
  );
  return (
    <Sheet title={t('diagnose.clauseOf', { clause: finding.clause })} testId="finding-sheet" wide>
      <section className="clause-part">
        <h3>
          <VerdictGlyph kind={glyphOfSeverity(finding.severity)} size={14} />
          {words.title}
        </h3>
        <p>{words.message}</p>
        {words.device !== null && <p>{words.device}</p>}
        {words.fix !== null && <p>{words.fix}</p>}
        <p className="mono sheet-hint">{finding.code}</p>
      </section>
      <section className="clause-part">
        <h3>{t('diagnose.clauseAlso')}</h3>
        {others.length === 0 && <p className="sheet-hint">{t('diagnose.clauseNone')}</p>}
        <ul className="check-list one">
          {others.map((code) => (
            <li key={code}>
              <VerdictGlyph kind={found.has(code) ? 'error' : missed.has(code) ? 'notReached' : 'ok'} size={12} />
              <span>{rowOf(code)?.[language].title}</span>
            </li>
          ))}
        </ul>
      </section>
    </Sheet>
  );
}
