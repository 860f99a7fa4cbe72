import type { ReadResult } from '../../../core/bootstrap/read-result.ts';
import { showProvision } from '../../actions/provision-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';
import { Gap } from '../../components/gap.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';

/** On a card that leads to no application: what that means, and the one act that helps. */
export function ProvisionHint({ read }: { readonly read: ReadResult }) {
  const t = useText();
  const application = read.steps.find(({ id }) => id === 'application');
  if (read.objects.length > 0 || application?.verdict === 'ok' || application?.verdict === 'warning') return null;
  return (
    <div className="provision-hint" data-testid="provision-hint">
      <VerdictGlyph kind="info" size={18} />
      <p>
        <strong>{t('provision.none')}</strong>
        <Gap />
        <span>{t('provision.noneHint')}</span>
      </p>
      <ActionButton action={showProvision} className="button primary" testId="show-provision" />
    </div>
  );
}
