import type { DiagnosisInfo } from '../../../electron/ipc/diagnose-contract.ts';
import { diagnoseAgain, saveBundle, saveReport, saveReportJson } from '../../actions/diagnose-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { useText } from '../../components/use-text.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { formatCount } from '../../text/text.ts';

/** What the diagnosis cost, and what can be given away of it. */
export function DiagnoseFoot({ diagnosis }: { readonly tab: CardTab; readonly diagnosis: DiagnosisInfo }) {
  const t = useText();
  const { checks, modes, findings, exchanges, millis, source } = diagnosis;
  const [a, b] = modes.map((mode) => t(`diagnose.class.${mode}`));
  const classes = b === undefined ? (a ?? '') : t('diagnose.classes', { a: a ?? '', b });
  const cost =
    source === 'card'
      ? t('diagnose.cost', { exchanges: formatCount(exchanges), millis: formatCount(Math.round(millis)) })
      : t('diagnose.fromRecording');
  const words = t('diagnose.made', { made: checks.passed.length + findings.length, cost, modes: classes });
  return (
    <footer className="diagnose-foot">
      <span className="cut num" data-testid="diagnose-cost" title={words}>
        {words}
      </span>
      <span className="head-space" />
      <ActionButton action={diagnoseAgain} className="link" testId="diagnose-again" />
      <ActionButton action={saveReport} className="link" testId="save-report" />
      <ActionButton action={saveReportJson} className="link" testId="save-report-json" />
      <ActionButton action={saveBundle} className="link" testId="save-bundle" />
    </footer>
  );
}
