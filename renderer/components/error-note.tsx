import type { ReactNode } from 'react';
import type { AppError } from '../../core/base/app-error.ts';
import { Gap } from '../components/gap.tsx';
import { useErrorText } from './use-text.ts';
import { VerdictGlyph } from './verdict-glyph.tsx';

/** What went wrong and what to do next, with the one act that helps. */
export function ErrorNote({ error, children }: { readonly error: AppError; readonly children?: ReactNode }) {
  const { message, next } = useErrorText(error);
  return (
    <div className="error-note" role="alert" data-testid="error-note">
      <VerdictGlyph kind="error" size={16} />
      <p>
        <strong>{message}</strong>
        <Gap />
        <span>{next}</span>
      </p>
      {children}
    </div>
  );
}
