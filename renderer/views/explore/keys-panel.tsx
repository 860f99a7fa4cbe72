import { useState } from 'react';
import type { KeyStateInfo } from '../../../electron/ipc/file-contract.ts';
import { Consent } from '../../components/consent.tsx';
import { Icon } from '../../components/icon.tsx';
import { KeyEntry } from '../../components/key-entry.tsx';
import { TriesBadge } from '../../components/tries-badge.tsx';
import { useListGap, useText } from '../../components/use-text.ts';
import { listKeys } from '../../services/file-service.ts';
import { verifyForReading } from '../../services/write-service.ts';
import { type CardTab, updateTab } from '../../stores/cards-store.ts';
import type { TextCode } from '../../text/text.ts';

function stateOf({ enabled, verified, tries }: KeyStateInfo): TextCode {
  if (tries === 0) return 'keyState.blocked';
  if (enabled === false) return 'keyState.off';
  if (verified === true) return 'keyState.verified';
  return verified === false ? 'keyState.notVerified' : 'keyState.unknown';
}

/** Entry of one key: the same way as everywhere, one attempt, through the guard of its tries. */
function Verify({
  tab,
  item,
  onDone,
}: {
  readonly tab: CardTab;
  readonly item: KeyStateInfo;
  readonly onDone: () => void;
}) {
  const t = useText();
  const [consent, setConsent] = useState({ fewTries: false, triesUnknown: false });
  const few = item.tries !== null && item.tries < 3 && !consent.fewTries;
  const unknown = item.tries === null && !consent.triesUnknown;
  return (
    <div className="key-verify">
      <Consent triesLeft={item.tries} few={consent.fewTries} unknown={consent.triesUnknown} onChange={setConsent} />
      <KeyEntry
        keyRef={item.ref}
        initialForm={item.ref.startsWith('pin') || item.ref.startsWith('chv') ? 'ascii' : 'hex'}
        submitLabel={t('pin.verify')}
        disabled={few || unknown || tab.busy === 'verify'}
        onEnter={(form, value) => {
          onDone();
          void verifyForReading(tab, item.ref, form, value, consent).then(() => listKeys(tab));
        }}
      />
      <span className="quiet">{t('pin.once')}</span>
    </div>
  );
}

/** Every PIN and key that the card tells of: on or off, verified, tries left, tries of its PUK. */
export function KeysPanel({ tab, keys }: { readonly tab: CardTab; readonly keys: readonly KeyStateInfo[] }) {
  const t = useText();
  const between = useListGap();
  const [entered, setEntered] = useState<string | null>(null);
  // A second application PIN is another one in each application: only where there is one is it sure which would be tried.
  const isSure = ({ reference, application }: KeyStateInfo) =>
    application === null && keys.filter((key) => key.reference === reference).length === 1;
  const idOf = ({ reference, application }: KeyStateInfo) => `${reference} ${application ?? ''}`;
  return (
    <section className="keys-panel" aria-label={t('keyState.title')} data-testid="keys-panel">
      <header>
        <h2>{t('keyState.title')}</h2>
        <span className="quiet">{t('keyState.hint')}</span>
        <button
          type="button"
          className="head-icon"
          aria-label={t('keyState.close')}
          onClick={() => updateTab(tab.id, { keys: null })}
        >
          <Icon name="close" size={13} />
        </button>
      </header>
      {keys.length === 0 && <p className="quiet">{t('keyState.none')}</p>}
      <ul className="scroll">
        {keys.map((item) => {
          const id = idOf(item);
          const waits = tab.session !== null && item.tries !== 0 && item.enabled !== false && item.verified !== true;
          const open = waits && isSure(item);
          return (
            <li key={id} data-testid={`key-${item.ref}`}>
              <span className="key-name">
                {item.ref.toUpperCase()}{' '}
                <span className="mono">{item.reference.toString(16).toUpperCase().padStart(2, '0')}</span>
              </span>
              <span data-testid={`key-${item.ref}-state`}>{t(stateOf(item))}</span>
              {/* A key that is off or was accepted has its tries, and no card tells them then. */}
              <span>{item.tries === null && !waits ? '' : <TriesBadge left={item.tries} />}</span>
              <span className="quiet">
                {item.unblock === undefined
                  ? ''
                  : item.unblock === null
                    ? t('keyState.pukUnknown')
                    : t(item.unblock === 0 ? 'keyState.pukBlocked' : 'keyState.puk', { left: item.unblock })}
              </span>
              <span className="quiet cut" title={item.application ?? undefined}>
                {[
                  item.application === null ? '' : t('keyState.of', { aid: item.application }),
                  item.replaces === true ? t('keyState.replaces') : '',
                ]
                  .filter(Boolean)
                  .join(between)}
              </span>
              {open ? (
                <button
                  type="button"
                  className="link"
                  aria-expanded={entered === id}
                  data-testid={`key-${item.ref}-verify`}
                  onClick={() => setEntered(entered === id ? null : id)}
                >
                  {t('keyState.verify')}
                </button>
              ) : (
                <span />
              )}
              {entered === id && open && <Verify tab={tab} item={item} onDone={() => setEntered(null)} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
