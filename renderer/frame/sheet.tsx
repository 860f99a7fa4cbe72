import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { setOverlay } from '../stores/app-store.ts';

interface Props {
  readonly title: string;
  readonly testId: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A sheet above the window; Esc and a click beside it close it. */
export function Sheet({ title, testId, wide = false, children }: Props) {
  return (
    <ModalOverlay className="veil" isOpen isDismissable onOpenChange={(open) => !open && setOverlay(null)}>
      <Modal className={wide ? 'sheet-modal wide' : 'sheet-modal'}>
        <Dialog className="sheet" aria-label={title} data-testid={testId}>
          <Heading slot="title">{title}</Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
