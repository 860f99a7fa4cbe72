import { hexByte } from '../../../core/base/bytes.ts';
import { Consent } from '../../components/consent.tsx';
import { KeyEntry } from '../../components/key-entry.tsx';
import { TriesBadge } from '../../components/tries-badge.tsx';
import { useText } from '../../components/use-text.ts';
import type { AskedKey } from '../../model/plan-keys.ts';
import { chooseKey, putCredential } from '../../services/write-service.ts';
import {
  type CardTab,
  type HeldCredential,
  updateTab,
  updateWrite,
  type WriteState,
} from '../../stores/cards-store.ts';
import { StoredKey } from './stored-key.tsx';

interface Props {
  readonly tab: CardTab;
  readonly write: WriteState;
}

/** A key that the card asks for, with the tries left; where one of several would do, the user says which. */
export function Credential({ tab, write, credential }: Props & { readonly credential: AskedKey }) {
  const t = useText();
  const held = write.credentials[credential.ref];
  const blocked = credential.triesLeft === 0;
  const hold = (next: HeldCredential) =>
    updateTab(tab.id, ({ write: now }) => ({
      write: now && { ...now, credentials: { ...now.credentials, [credential.ref]: next } },
    }));
  const take = async (form: 'ascii' | 'hex', value: string) => {
    const next = await putCredential(tab, credential.ref, form, value);
    if (next !== null) hold(next);
  };
  const drop = () =>
    updateTab(tab.id, ({ write: now }) => {
      if (now === null) return {};
      const { [credential.ref]: _dropped, ...credentials } = now.credentials;
      return { write: { ...now, credentials } };
    });
  return (
    <section className="credential" aria-label={t('write.key', { ref: credential.ref.toUpperCase() })}>
      <div className="side-head">
        <h3>
          {t('write.key', { ref: credential.ref.toUpperCase() })}
          <span>
            {t('write.keyReference')} <span className="mono">{hexByte(credential.keyReference)}</span>
          </span>
        </h3>
        <TriesBadge left={credential.triesLeft} />
      </div>
      {credential.choices.length > 1 && write.run === null && (
        <div className="key-choice">
          <p id={`choice-${credential.asked}`}>{t('write.anyOf')}</p>
          <fieldset className="segments small" aria-labelledby={`choice-${credential.asked}`}>
            {credential.choices.map((ref) => (
              <button
                key={ref}
                type="button"
                aria-pressed={ref === credential.ref}
                data-testid={`choose-${ref}`}
                onClick={() => void chooseKey(tab, credential.asked, ref)}
              >
                {ref.toUpperCase()}
              </button>
            ))}
          </fieldset>
        </div>
      )}
      {held ? (
        <div className="key-entry">
          <span className="field mono held" data-testid={`credential-${credential.ref}-held`}>
            •••• •••• <span>{t('write.heldBytes', { count: held.length })}</span>
          </span>
          {write.run === null && (
            <button type="button" className="link" onClick={drop}>
              {t('write.otherKey')}
            </button>
          )}
        </div>
      ) : (
        <KeyEntry
          key={credential.ref}
          keyRef={credential.ref}
          initialForm={/^(pin|chv)/.test(credential.ref) ? 'ascii' : 'hex'}
          submitLabel={t('write.useKey')}
          disabled={blocked || write.run !== null || tab.session === null}
          onEnter={(form, value) => void take(form, value)}
        />
      )}
      {write.run === null && <StoredKey tab={tab} keyRef={credential.ref} held={held} onHeld={hold} />}
      <Consent
        triesLeft={credential.triesLeft}
        few={write.fewTries}
        unknown={write.triesUnknown}
        onChange={(consent) => updateWrite(tab.id, consent)}
      />
      <p className="quiet">{t(blocked ? 'write.blocked' : 'write.sentOnce')}</p>
    </section>
  );
}
