import { newVirtualCard } from '../../actions/virtual-actions.ts';
import { ActionButton } from '../../components/action-button.tsx';

/** The plus beside the virtual cards of the rail. */
export function NewCardButton() {
  return <ActionButton action={newVirtualCard} className="rail-plus" iconOnly testId="virtual-new" />;
}
