import type { Finding, Severity } from '../../../core/base/finding.ts';
import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { useCoreReasons, useText } from '../../components/use-text.ts';
import { glyphOfSeverity, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { wordsOf } from '../../model/diagnose-findings.ts';
import { currentStep } from '../../model/spine.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { selectSpan } from '../../stores/selection-acts.ts';

interface Props {
  readonly tab: CardTab;
  readonly read: ReadResult;
  readonly severity: Severity | null;
}

function Line({ tab, finding }: { readonly tab: CardTab; readonly finding: Finding }) {
  const t = useText();
  const sayReason = useCoreReasons();
  const { message, device, fix } = wordsOf(
    finding,
    useApp((state) => state.language),
  );
  const { file, offset, length } = finding.where;
  const place =
    file !== undefined && offset !== undefined && tab.model?.files.has(file)
      ? { file, offset, length: length ?? 1 }
      : null;
  return (
    <li className="finding" data-testid="finding" data-code={finding.code}>
      <VerdictGlyph kind={glyphOfSeverity(finding.severity)} size={14} />
      <span className="finding-message cut" title={[message, device, fix].filter(Boolean).join('\n')}>
        {message}
      </span>
      {fix !== null && <span className="finding-fix cut">{fix}</span>}
      <span className="finding-code mono">{finding.code}</span>
      {finding.clause !== null && <span className="finding-code">{sayReason(finding.clause)}</span>}
      {place && (
        <button type="button" className="link" onClick={() => selectSpan(tab, place.file, place)}>
          {t('finding.show')}
        </button>
      )}
    </li>
  );
}

/** Findings of the chosen step; those of the step that breaks the chain while nothing else is chosen. */
export function StepFindings({ tab, read }: Props) {
  const t = useText();
  const current = currentStep(read.steps, tab.selection, tab.step);
  const broken = read.steps.find(({ verdict }) => verdict === 'error');
  const step = read.steps.find(({ id, findings }) => id === current && findings.length > 0) ?? broken;
  if (step === undefined || step.findings.length === 0) return null;
  return (
    <section className="findings" aria-label={t('findings.of', { step: step.title })}>
      <h2>
        {t('findings.of', { step: step.title })} <span className="num">{step.findings.length}</span>
      </h2>
      <ul className="scroll">
        {step.findings.map((finding) => (
          <Line key={finding.code + JSON.stringify(finding.where) + finding.message} tab={tab} finding={finding} />
        ))}
      </ul>
    </section>
  );
}
