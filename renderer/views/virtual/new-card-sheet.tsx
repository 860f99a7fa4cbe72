import { ErrorNote } from '../../components/error-note.tsx';
import { useText } from '../../components/use-text.ts';
import { Sheet } from '../../frame/sheet.tsx';
import { useVirtual } from '../../stores/virtual-store.ts';
import { ClonePart } from './clone-part.tsx';
import { MakePart } from './make-part.tsx';

/** Where virtual cards come from: made after a built-in one, or cloned from an open card. */
export function NewCardSheet() {
  const t = useText();
  const { making, error } = useVirtual();
  return (
    <Sheet title={t('virtual.new')} testId="new-card" wide>
      <fieldset className="segments sheet-parts" aria-label={t('virtual.new')}>
        {(['make', 'clone'] as const).map((part) => (
          <button
            key={part}
            type="button"
            aria-pressed={making === part}
            data-testid={`new-card-${part}`}
            onClick={() => useVirtual.setState({ making: part, clone: null, error: null })}
          >
            {t(`virtual.${part}`)}
          </button>
        ))}
      </fieldset>
      {error && <ErrorNote error={error} />}
      {making === 'make' ? <MakePart /> : <ClonePart />}
    </Sheet>
  );
}
