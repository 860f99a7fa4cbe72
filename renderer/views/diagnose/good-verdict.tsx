import type { DiagnosisInfo } from '../../../electron/ipc/diagnose-contract.ts';
import { Gap } from '../../components/gap.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { chosenMessage } from '../../model/card-model.ts';
import type { CardTab } from '../../stores/cards-store.ts';

/** A card without a fault: what was checked, and what a device takes from it. */
export function GoodVerdict({ tab, diagnosis }: { readonly tab: CardTab; readonly diagnosis: DiagnosisInfo }) {
  const t = useText();
  const servers = (tab.model === null ? null : chosenMessage(tab.model))?.message.view.accounts ?? [];
  return (
    <section className="diagnose-good" aria-labelledby="diagnose-title" data-testid="diagnose-good">
      <VerdictGlyph kind="ok" size={28} />
      <div>
        <h2 id="diagnose-title">{t('diagnose.good')}</h2>
        <p>
          {t('diagnose.goodLead', { checks: diagnosis.checks.passed.length })}
          <Gap />
          {servers.map(({ serverId, name }) =>
            serverId === null && name === null ? null : (
              <span key={`${serverId} ${name}`}>
                {t('diagnose.goodServer', { server: serverId ?? name ?? '' })}
                <Gap />
              </span>
            ),
          )}
        </p>
      </div>
    </section>
  );
}
