import type { DiagnosedFindingInfo, DiagnosisInfo } from '../../../electron/ipc/diagnose-contract.ts';
import { run } from '../../actions/action.ts';
import { copyFindingCode, showFindingClause } from '../../actions/diagnose-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { Gap } from '../../components/gap.tsx';
import { useCoreReasons, useText } from '../../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { causesOf, consequenceOf, faultOf, wordsOf } from '../../model/diagnose-findings.ts';
import type { DiagnoseState } from '../../model/diagnose-state.ts';
import { showFinding } from '../../services/diagnose-service.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { Evidence } from './evidence.tsx';
import { FixPart } from './fix-part.tsx';
import { PhonePart } from './phone-part.tsx';

interface Props {
  readonly tab: CardTab;
  readonly state: DiagnoseState;
  readonly diagnosis: DiagnosisInfo;
  /** Its place in the diagnosis. */
  readonly at: number;
  readonly finding: DiagnosedFindingInfo;
}

const FAULTS = {
  card: 'diagnose.faultCard',
  device: 'diagnose.faultDevice',
  nobody: 'diagnose.faultNobody',
} as const;

/** One finding in full: the cause in a sentence, its consequence, whose fault, evidence, clause and fix. */
export function FindingCard({ tab, state, diagnosis, at, finding }: Props) {
  const t = useText();
  const sayReason = useCoreReasons();
  const language = useApp((app) => app.language);
  const words = wordsOf(finding, language);
  const [mode] = finding.modes;
  const single = diagnosis.modes.length > 1 && finding.modes.length === 1 && mode !== undefined;
  const causes = causesOf(diagnosis);
  const number = causes.findIndex((cause) => cause.at === at) + 1;
  return (
    <section
      className="finding-card"
      aria-labelledby="diagnose-title"
      data-testid="finding-card"
      data-code={finding.code}
    >
      <header className="cause">
        <VerdictGlyph kind={glyphOfSeverity(finding.severity)} size={28} />
        <div className="cause-words">
          <h2 id="diagnose-title">{words.title}</h2>
          <p>
            {consequenceOf(words, language)}
            <Gap />
            {t(FAULTS[faultOf(finding)])}
            <Gap />
            {single && t('diagnose.onlyIn', { mode: t(`diagnose.class.${mode}`) })}
          </p>
        </div>
        <div className="cause-code">
          <span className="mono" data-testid="finding-code">
            {finding.code}
          </span>
          <ActionButton action={copyFindingCode} className="head-icon small" iconOnly testId="copy-code" />
          {causes.length > 1 && number > 0 && (
            <span className="num quiet">{t('diagnose.ofAll', { count: number, all: causes.length })}</span>
          )}
        </div>
      </header>
      <div className="evidence-card">
        <div className="decision-top">
          <div className="decision-part">
            <Evidence tab={tab} state={state} at={at} finding={finding} words={words} />
            <p className="as-standard">
              {finding.clause !== null && (
                <>
                  {t('diagnose.asStandard')}
                  <Gap />
                  <button
                    type="button"
                    className="link"
                    data-testid="finding-clause"
                    onClick={() => run(showFindingClause)}
                  >
                    {sayReason(finding.clause)}
                  </button>
                </>
              )}
            </p>
          </div>
          <PhonePart tab={tab} state={state} />
        </div>
        <FixPart tab={tab} state={state} at={at} finding={finding} words={words} />
      </div>
      {diagnosis.root === null && diagnosis.verdict === 'ok' && (
        <button
          type="button"
          className="link back-to-good"
          onClick={() => showFinding(tab, null)}
          data-testid="back-to-good"
        >
          {t('diagnose.backToGood')}
        </button>
      )}
    </section>
  );
}
