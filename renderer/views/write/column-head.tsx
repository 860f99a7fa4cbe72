import type { ReactNode } from 'react';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';

export type ColumnState = 'done' | 'now' | 'later';

/** Number and title of a column; a tick when it is done. */
export function ColumnHead({
  at,
  state,
  title,
  children,
}: {
  readonly at: number;
  readonly state: ColumnState;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <header className={`column-head ${state}`}>
      {state === 'done' ? <VerdictGlyph kind="ok" size={20} /> : <span className="column-number">{at}</span>}
      <h2>{title}</h2>
      {children}
    </header>
  );
}
