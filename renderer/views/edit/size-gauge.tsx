import { useText } from '../../components/use-text.ts';
import { formatCount } from '../../text/text.ts';

/** Largest body that a device reading with one READ BINARY sees (TS 51.011 8.3: P3 is one byte). */
const ONE_BLOCK = 255;

interface Props {
  readonly size: number;
  readonly onCard: number;
  readonly capacity: number;
}

/** The edited message against the file: fill, what is on the card, the one-block limit; past the end in red. */
export function SizeGauge({ size, onCard, capacity }: Props) {
  const t = useText();
  const full = Math.max(size, capacity, 1);
  const percent = (bytes: number) => `${(100 * Math.min(bytes, full)) / full}%`;
  const excess = size - capacity;
  return (
    <section className="side-part" aria-label={t('size.title')}>
      <div className="side-head">
        <h2>{t('size.title')}</h2>
        <p className={excess > 0 ? 'size-words over' : 'size-words'} data-testid="size-words">
          {excess > 0
            ? t('edit.tooLong', { count: formatCount(excess) })
            : t('size.of', { size: formatCount(size), capacity: formatCount(capacity), free: formatCount(-excess) })}
        </p>
      </div>
      <div className="gauge" role="img" aria-label={t('size.of', { size, capacity, free: Math.max(0, -excess) })}>
        <span className="gauge-fill" style={{ width: percent(Math.min(size, capacity)) }} />
        {excess > 0 && <span className="gauge-over" style={{ left: percent(capacity), width: percent(excess) }} />}
        {capacity > ONE_BLOCK && <span className="gauge-tick" style={{ left: percent(ONE_BLOCK) }} />}
        <span className="gauge-tick card" style={{ left: percent(onCard) }} />
      </div>
      <p className="gauge-words">
        {capacity > ONE_BLOCK && <span>{t('size.oneBlock')}</span>}
        <span className="on-card">{t('size.onCard', { size: formatCount(onCard) })}</span>
      </p>
    </section>
  );
}
