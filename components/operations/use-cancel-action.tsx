'use client';
import { useMutation } from '@tanstack/react-query';
import { Ban } from 'lucide-react';
import type { ActionItem } from '@/components/ui/action-item';
import { toast } from '@/components/ui/toast';
import { errorSentence } from '@/components/status/view-states';
import { cancelOperation } from '@/lib/client/mutations/operations';
import { useScopeRefusal } from '@/lib/client/queries/use-scope-refusal';
import { isFinished, type OperationState } from '@/lib/domain/operation';

interface Cancellable {
  readonly id: string;
  readonly state: OperationState;
  readonly cancellable: boolean;
  readonly stopRefusal: string | null;
  readonly cancelRequested: boolean;
}

/** Why an operation cannot be cancelled now; undefined where it can. */
function cancelRefusal(operation: Cancellable): string | undefined {
  if (isFinished(operation.state)) return `It has ended: ${operation.state}.`;
  if (operation.cancelRequested) return 'Its cancellation is already asked for; it ends as soon as that is safe.';
  if (!operation.cancellable)
    return operation.stopRefusal ?? 'What it does now cannot be interrupted; it ends by itself.';
  return undefined;
}

/** Asks for the cancellation of an operation: the menu entry, and whether one is under way. */
export function useCancelAction(): {
  readonly itemFor: (operation: Cancellable) => ActionItem;
  readonly pending: boolean;
} {
  const refused = useScopeRefusal('operations:cancel');
  const cancel = useMutation({
    ...cancelOperation(),
    onError: (error) => toast.failed('Not cancelled', { detail: errorSentence(error) }),
  });
  return {
    pending: cancel.isPending,
    itemFor: (operation) => ({
      id: 'cancel',
      label: 'Cancel',
      icon: Ban,
      shortcut: 'x',
      danger: true,
      disabledReason: cancelRefusal(operation) ?? refused,
      onSelect: () => cancel.mutate({ id: operation.id }),
    }),
  };
}
