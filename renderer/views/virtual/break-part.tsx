import type { VirtualCardInfo } from '../../../electron/ipc/virtual-contract.ts';
import { Icon } from '../../components/icon.tsx';
import { useText } from '../../components/use-text.ts';
import { VerdictGlyph } from '../../components/verdict-glyph.tsx';
import { disarmFault } from '../../services/virtual-service.ts';
import { FaultForm } from './fault-form.tsx';
import { faultText } from './fault-text.ts';

/** What is yet to go wrong with the card, and the menu of what can. */
export function BreakPart({ info }: { readonly info: VirtualCardInfo }) {
  const t = useText();
  const { faults } = info;
  return (
    <>
      <section className="armed-faults" aria-label={t('virtual.armed')}>
        <h3>
          {t('virtual.armed')}
          {faults.length > 1 && (
            <button type="button" className="link" data-testid="fault-mend-all" onClick={() => void disarmFault(null)}>
              {t('virtual.mendAll')}
            </button>
          )}
        </h3>
        {faults.length === 0 && <p className="quiet">{t('virtual.noFaults')}</p>}
        <ul>
          {faults.map(({ fault, left }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fault is its place in the list
            <li key={at} data-testid="armed-fault">
              <VerdictGlyph kind="warning" size={15} />
              <span>{faultText(t, fault, left)}</span>
              <button
                type="button"
                className="icon-button"
                aria-label={t('virtual.mend')}
                title={t('virtual.mend')}
                data-testid="fault-mend"
                onClick={() => void disarmFault(at)}
              >
                <Icon name="close" size={13} />
              </button>
            </li>
          ))}
        </ul>
      </section>
      <FaultForm />
    </>
  );
}
