import { useEffect, useState } from 'react';
import { Gap } from '../../components/gap.tsx';
import { useText } from '../../components/use-text.ts';
import { forgetStoredKey, type StoredKeys, storedKeys, takeStoredKey } from '../../services/stored-keys.ts';
import type { CardTab, HeldCredential } from '../../stores/cards-store.ts';

interface Props {
  readonly tab: CardTab;
  readonly keyRef: string;
  readonly held: HeldCredential | undefined;
  readonly onHeld: (held: HeldCredential) => void;
}

/**
 * What this computer remembers of a key: offered by name, never by value; or the wish to remember the one that was typed,
 * once the card has accepted it. Nothing is shown where the system has no secret store.
 */
export function StoredKey({ tab, keyRef, held, onHeld }: Props) {
  const t = useText();
  const [stored, setStored] = useState<StoredKeys | null>(null);
  const { session } = tab;
  useEffect(() => {
    let current = true;
    if (session !== null) void storedKeys(session).then((keys) => current && setStored(keys));
    return () => {
      current = false;
    };
  }, [session]);
  if (stored === null) return null;
  const known = stored.refs.includes(keyRef);
  if (held !== undefined) {
    if (known) return null;
    return (
      <label className="consent">
        <input
          type="checkbox"
          checked={held.remember ?? false}
          data-testid={`credential-${keyRef}-remember`}
          onChange={(event) => onHeld({ ...held, remember: event.target.checked })}
        />
        <span>{t('key.remember')}</span>
      </label>
    );
  }
  if (!known) return null;
  const use = async () => {
    const key = await takeStoredKey(tab, keyRef);
    if (key !== null) onHeld(key);
  };
  const forget = async () => {
    await forgetStoredKey(tab, keyRef);
    if (session !== null) setStored(await storedKeys(session));
  };
  return (
    <p className="quiet">
      {t('key.remembered', { ref: keyRef.toUpperCase() })}
      <Gap />
      <button type="button" className="link" data-testid={`credential-${keyRef}-stored`} onClick={() => void use()}>
        {t('key.useRemembered')}
      </button>{' '}
      <button type="button" className="link" data-testid={`credential-${keyRef}-forget`} onClick={() => void forget()}>
        {t('key.forget')}
      </button>
    </p>
  );
}
