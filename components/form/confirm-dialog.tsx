'use client';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { SubmitError } from './submit-error';

/** Asks before something that somebody else notices, or that cannot be taken back. */
export function ConfirmDialog({
  title,
  consequence,
  confirmLabel,
  danger = false,
  pending,
  error,
  disabledReason,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  consequence: string;
  confirmLabel: string;
  danger?: boolean | undefined;
  pending: boolean;
  error: string | undefined;
  /** Why nobody can consent yet. */
  disabledReason?: string | undefined;
  onConfirm: () => void;
  onClose: () => void;
  /** What is asked for along with the consent. */
  children?: ReactNode;
}) {
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      size="sm"
      title={title}
      description={consequence}
      footer={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button
            variant={danger ? 'danger' : 'primary'}
            pending={pending}
            disabledReason={disabledReason}
            onClick={onConfirm}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
      <SubmitError sentence={error} />
    </Dialog>
  );
}
