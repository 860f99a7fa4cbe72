import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { useCoreWords, useText } from '../../components/use-text.ts';
import { glyphOfVerdict, VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { wordsOf } from '../../model/diagnose-findings.ts';
import { currentStep } from '../../model/spine.ts';
import { useApp } from '../../stores/app-store.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { selectChainStep } from '../../stores/selection-acts.ts';

interface Props {
  readonly tab: CardTab;
  readonly read: ReadResult;
  /** The step that the screen below is about; default the one of the selection. */
  readonly current?: string | null;
  /** What a click does besides selecting the step's bytes. */
  readonly onStep?: (id: string) => void;
}

/** The nine steps from EF(DIR) to DMAcc, one verdict each. After a break the line is dashed: not reached is not failed. */
export function Spine({ tab, read, current: told, onStep }: Props) {
  const t = useText();
  const say = useCoreWords();
  const language = useApp((state) => state.language);
  const current = told === undefined ? currentStep(read.steps, tab.selection, tab.step) : told;
  const broken = read.steps.findIndex(({ verdict }) => verdict === 'error');
  return (
    <ol className="spine" aria-label={t('spine.label')} data-pane="spine">
      {read.steps.map((step, at) => {
        const dashed = broken >= 0 && at >= broken;
        const notReached = step.verdict === 'notReached';
        const words = notReached ? t('spine.notReached') : say(step.fact);
        const findings = step.findings.map((finding) => wordsOf(finding, language).message).join('\n');
        return (
          <li key={step.id} className={step.id === current ? 'step current' : 'step'}>
            <button
              type="button"
              data-testid={`spine-step-${step.id}`}
              data-verdict={step.verdict}
              data-pane-focus={step.id === current ? '' : undefined}
              aria-current={step.id === current ? 'step' : undefined}
              aria-disabled={step.file === null || !tab.model?.files.has(step.file)}
              title={[`${step.title}: ${words}`, step.clause, findings].filter((line) => line !== '').join('\n')}
              onClick={() => {
                selectChainStep(tab, step);
                onStep?.(step.id);
              }}
            >
              <span className={dashed ? 'step-line dashed' : 'step-line'}>
                <VerdictGlyph kind={glyphOfVerdict(step.verdict)} />
              </span>
              <span className="hidden-text">{t(`verdict.${step.verdict}`)}</span>
              <span className={notReached ? 'step-name cut quiet' : 'step-name cut'}>{step.title}</span>
              <span className="step-fact cut">{words}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
