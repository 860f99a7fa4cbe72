import type { MouseEvent } from 'react';
import { useText } from '../../components/use-text.ts';
import { type BarRect, barAt, barRects } from '../../model/trace-bars.ts';
import { secondsText } from '../../model/trace-row.ts';
import { selectLine } from '../../services/trace-service.ts';
import type { ShownTrace } from '../../stores/trace-store.ts';
import { formatCount } from '../../text/text.ts';

const HEIGHT = 26;

function look({ failed }: BarRect, selected: boolean): string {
  return `trace-bar-one${failed ? ' failed' : ''}${selected ? ' selected' : ''}`;
}

/** Bytes of the answers over time. A click goes to the exchanges of that time. */
export function TraceBars({ trace: { state, bars, line } }: { readonly trace: ShownTrace }) {
  const t = useText();
  const rects = bars === null ? [] : barRects(bars, HEIGHT);
  const selected = bars === null || line === null ? -1 : barAt(bars, line);
  const pick = (event: MouseEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = ((event.clientX - box.left) / box.width) * 1000;
    const near = rects.reduce<BarRect | undefined>(
      (best, rect) => (best === undefined || Math.abs(rect.x - share) < Math.abs(best.x - share) ? rect : best),
      undefined,
    );
    const under = rects.find(({ x, width }) => share >= x && share <= x + width) ?? near;
    if (under !== undefined) void selectLine(state.trace, under.line);
  };
  const end = bars?.axis === 'line' ? formatCount(bars.end) : `${((bars?.end ?? 0) / 1e6).toFixed(2)} s`;
  return (
    <figure className="trace-bars">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the table below goes everywhere by keyboard */}
      <svg
        viewBox={`0 0 1000 ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('trace.bars')}
        onClick={pick}
        data-testid="trace-bars"
      >
        {rects.map((rect, at) => (
          <rect
            key={rect.line}
            className={look(rect, at === selected)}
            x={rect.x}
            y={HEIGHT - rect.height}
            width={rect.width}
            height={rect.height}
          />
        ))}
      </svg>
      <figcaption className="num">
        <span>{bars?.axis === 'line' ? '1' : `${secondsText(0).slice(0, 1)} s`}</span>
        <span>{t(bars?.axis === 'line' ? 'trace.barsLine' : 'trace.barsTime')}</span>
        <span>{end}</span>
      </figcaption>
    </figure>
  );
}
