import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { ACTIONS } from '../actions/registry.ts';
import { Keys } from '../components/keys.tsx';
import { useText } from '../components/use-text.ts';
import { setOverlay, useApp } from '../stores/app-store.ts';
import { useTab } from '../stores/cards-store.ts';

/** The keys that have a meaning on this screen. */
export function KeysDialog() {
  const t = useText();
  const app = useApp();
  const tab = useTab();
  const shown = ACTIONS.filter((action) => action.shortcuts !== undefined && action.ready({ app, tab }) !== null);
  return (
    <ModalOverlay className="veil" isOpen isDismissable onOpenChange={(open) => !open && setOverlay(null)}>
      <Modal className="keys-modal">
        <Dialog className="keys-dialog" aria-label={t('keys.title')}>
          <Heading slot="title">{t('keys.title')}</Heading>
          <ul>
            {shown.map((action) => (
              <li key={action.id}>
                <span>{t(action.label, { what: '' })}</span>
                <Keys shortcut={action.shortcuts?.[0] ?? ''} />
              </li>
            ))}
          </ul>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
