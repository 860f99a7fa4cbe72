import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import type { DiagnoseState } from '../../model/diagnose-state.ts';
import { describeExchange } from '../../model/exchange-text.ts';
import type { CardTab } from '../../stores/cards-store.ts';
import { formatCount, type TextCode } from '../../text/text.ts';

const PARTS: Readonly<Record<'copy' | 'devices' | 'fixes', TextCode>> = {
  copy: 'diagnose.partCopy',
  devices: 'diagnose.partDevices',
  fixes: 'diagnose.partFixes',
};

/** Names the exchange that is running, or what is tried on the copy. */
export function DiagnoseRunning({ tab, state }: { readonly tab: CardTab; readonly state: DiagnoseState }) {
  const t = useText();
  const last = tab.trace.length > state.from ? tab.trace[tab.trace.length - 1] : undefined;
  const text = last && describeExchange(last);
  const { progress } = state;
  const onCard = progress === null || progress.part === 'copy';
  return (
    <div className="running" data-testid="diagnosing">
      <VerdictGlyph kind="running" size={16} />
      <span>
        {progress === null
          ? t('diagnose.running')
          : t(PARTS[progress.part], { done: progress.done, total: progress.total })}
      </span>
      {onCard && text && (
        <span className="mono cut">
          {text.name} {text.offset} {text.sw}
        </span>
      )}
      {onCard && text && (
        <span className="num">{t('card.exchange', { count: formatCount(tab.trace.length - state.from) })}</span>
      )}
    </div>
  );
}
