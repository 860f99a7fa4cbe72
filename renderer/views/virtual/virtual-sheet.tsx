import { useEffect } from 'react';
import { ErrorNote } from '../../components/error-note.tsx';
import { useText } from '../../components/use-text.ts';
import { Sheet } from '../../frame/sheet.tsx';
import { loadBases, refreshVirtual } from '../../services/virtual-service.ts';
import { useApp } from '../../stores/app-store.ts';
import { useVirtual } from '../../stores/virtual-store.ts';
import { BreakPart } from './break-part.tsx';
import { ServePart } from './serve-part.tsx';
import { StatePart } from './state-part.tsx';

const PARTS = { break: BreakPart, serve: ServePart, state: StatePart } as const;

/** Everything that can be done about one virtual card besides reading and writing it. */
export function VirtualSheet() {
  const t = useText();
  const { reader, info, part, error } = useVirtual();
  const state = useApp((app) => app.readers.find(({ name }) => name === reader));
  // What happens to the card meanwhile shows here as well.
  const seen = JSON.stringify([state?.card, state?.virtual]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the reader tells something new
  useEffect(() => {
    void refreshVirtual();
    void loadBases();
  }, [seen]);
  const Part = PARTS[part];
  return (
    <Sheet title={t('virtual.about', { name: info?.title ?? state?.title ?? '' })} testId="virtual-card" wide>
      <fieldset className="segments sheet-parts" aria-label={t('virtual.about', { name: info?.title ?? '' })}>
        {(['break', 'serve', 'state'] as const).map((item) => (
          <button
            key={item}
            type="button"
            aria-pressed={part === item}
            data-testid={`virtual-part-${item}`}
            onClick={() => useVirtual.setState({ part: item, error: null })}
          >
            {t(`virtual.part.${item}`)}
          </button>
        ))}
      </fieldset>
      {error && <ErrorNote error={error} />}
      <div className="sheet-part scroll">{info !== null && <Part info={info} />}</div>
    </Sheet>
  );
}
