// A dialog over everything; Esc and a press beside it close it.
import type { ReactNode } from 'react';
import { Heading, Modal, ModalOverlay, Dialog as RacDialog } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from './button';

export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  return (
    <ModalOverlay className="scrim" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className="dialog">
        <RacDialog>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </RacDialog>
      </Modal>
    </ModalOverlay>
  );
}

type ConfirmProps = { title: string; text: string; action: string; onClose: () => void; onConfirm: () => void };

/** Asks by name before something cannot be undone. */
export function Confirm({ title, text, action, onClose, onConfirm }: ConfirmProps) {
  const { t } = useTranslation('ui');
  const confirm = () => {
    onClose();
    onConfirm();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div className="begin">
        <Button label={t('cancel')} onPress={onClose} />
        <Button label={action} look="primary" onPress={confirm} autoFocus />
      </div>
    </Dialog>
  );
}
