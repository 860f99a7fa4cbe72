import { type Action, run } from '../actions/action.ts';
import { tell, useApp } from '../stores/app-store.ts';
import { useTab } from '../stores/cards-store.ts';
import type { TextValues } from '../text/text.ts';
import { Icon } from './icon.tsx';
import { useText } from './use-text.ts';

interface Props {
  readonly action: Action;
  readonly className?: string;
  readonly testId?: string;
  readonly values?: TextValues;
  /** Shows the icon alone; the label stays as the accessible name. */
  readonly iconOnly?: boolean;
}

/**
 * A button that runs an action; absent where the action has no meaning. Where it is not ready it is greyed but takes the focus:
 * its reason is its description, and pressing it says the reason in the status bar.
 */
export function ActionButton({ action, className = 'button', testId, values, iconOnly = false }: Props) {
  const t = useText();
  const app = useApp();
  const tab = useTab();
  const ready = action.ready({ app, tab });
  if (ready === null) return null;
  const label = t(action.label, values);
  return (
    <button
      type="button"
      className={className}
      aria-disabled={ready !== true || undefined}
      aria-description={ready === true ? undefined : t(ready)}
      title={ready === true ? (iconOnly ? label : undefined) : t(ready)}
      aria-label={iconOnly ? label : undefined}
      data-testid={testId}
      onClick={() => (ready === true ? run(action) : tell(ready))}
    >
      {action.icon !== undefined && <Icon name={action.icon} size={15} />}
      {!iconOnly && label}
    </button>
  );
}
