import type { ReactNode } from 'react';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';

interface Props {
  readonly title: string;
  /** Under the title. */
  readonly about: string | null;
  readonly testId: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** What stands beside the table in place of the exchange, until it is closed. */
export function SidePane({ title, about, testId, onClose, children }: Props) {
  const t = useText();
  return (
    <aside className="trace-side scroll" aria-label={title} data-pane="side" tabIndex={-1} data-testid={testId}>
      <header className="td-head">
        <h2>{title}</h2>
        <button
          type="button"
          className="head-icon"
          data-testid={`${testId}-close`}
          aria-label={t('trace.backToDetail')}
          title={t('trace.backToDetail')}
          onClick={onClose}
        >
          <Icon name="close" size={13} />
        </button>
        {about !== null && <p>{about}</p>}
      </header>
      {children}
    </aside>
  );
}
