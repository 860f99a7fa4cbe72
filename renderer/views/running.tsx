import { useText } from '../components/use-text.ts';
import { VerdictGlyph } from '../components/verdict-glyph.tsx';
import { describeExchange } from '../model/exchange-text.ts';
import type { CardTab } from '../stores/cards-store.ts';
import { formatCount } from '../text/text.ts';

/** Names the exchange that is running: what the user waits for is never hidden behind a spinner. */
export function Running({ tab, className }: { readonly tab: CardTab; readonly className: string }) {
  const t = useText();
  const last = tab.trace[tab.trace.length - 1];
  const text = last && describeExchange(last);
  return (
    <div className={className} data-testid="reading">
      <VerdictGlyph kind="running" size={16} />
      <span>{t('card.reading')}</span>
      {text && (
        <span className="mono cut">
          {text.name} {text.offset} {text.sw}
        </span>
      )}
      {text && <span className="num">{t('card.exchange', { count: formatCount(tab.trace.length) })}</span>}
    </div>
  );
}
