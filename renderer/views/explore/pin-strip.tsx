import { useState } from 'react';
import type { AccessNeed } from '../../../core/bootstrap/read-result.ts';
import { Consent } from '../../components/consent.tsx';
import { Gap } from '../../components/gap.tsx';
import { Icon } from '../../components/icon.tsx';
import { KeyEntry } from '../../components/key-entry.tsx';
import { TriesBadge } from '../../components/tries-badge.tsx';
import { useText } from '../../components/use-text.ts';
import { verifyForReading } from '../../services/write-service.ts';
import type { CardTab } from '../../stores/cards-store.ts';

/** The PIN that the card asks for before it lets a file be read: in the page, with the tries left beside it. */
export function PinStrip({ tab, need }: { readonly tab: CardTab; readonly need: AccessNeed }) {
  const t = useText();
  const [consent, setConsent] = useState({ fewTries: false, triesUnknown: false });
  const ref = need.refs[0] ?? '';
  const few = need.triesLeft !== null && need.triesLeft < 3 && !consent.fewTries;
  const unknown = need.triesLeft === null && !consent.triesUnknown;
  const blocked = need.triesLeft === 0;
  return (
    <section className="pin-strip" aria-label={t('pin.title', { ref: ref.toUpperCase() })} data-testid="pin-strip">
      <Icon name="lock" />
      <p>
        <strong>{t('pin.needed', { ref: ref.toUpperCase(), file: need.file.slice(-4) })}</strong>
        <Gap />
        {blocked ? t('pin.blocked') : t('pin.once')}
      </p>
      <TriesBadge left={need.triesLeft} />
      <Consent triesLeft={need.triesLeft} few={consent.fewTries} unknown={consent.triesUnknown} onChange={setConsent} />
      <KeyEntry
        keyRef={ref}
        initialForm="ascii"
        submitLabel={t('pin.verify')}
        disabled={blocked || few || unknown || tab.busy === 'verify'}
        onEnter={(form, value) => void verifyForReading(tab, ref, form, value, consent)}
      />
    </section>
  );
}
